"""Drawn rows in memory, quotes, and the tree's paths."""

import pytest

from community.forum import model
from community.forum.model import Post, Writer
from community.forum.quotes import quoted
from community.forum.rows import Rows

MINUTE = 60_000
NOON = 1_750_000_000_000


def post(number: int, html: str = "<p>Текст</p>", version: int = 1) -> Post:
    return Post(
        id=number, topic_id=1, seq=number, version=version, parent_id=None, depth=0, path=(number,),
        author=Writer(7, "anna", "Анна <Ковалёва>", "teacher", "Сад № 12"), html=html, posted_at=NOON, edited_at=None,
        removed_at=None, removed_by=None,
    )  # fmt: skip


def draw(rows: Rows, of: Post, now: int = NOON, **more: str) -> str:
    return str(rows.row(of, "ru", "Europe/Moscow", now, **more))  # type: ignore[arg-type]


def test_a_row_ages_with_the_clock_and_changes_with_its_version() -> None:
    rows = Rows()
    assert "только что" in draw(rows, post(1))
    assert "5 минут назад" in draw(rows, post(1), NOON + 5 * MINUTE)
    assert "вчера в" in draw(rows, post(1), NOON + 24 * 60 * MINUTE)
    assert draw(rows, post(1), 0) == draw(rows, post(1), 0)
    assert "Иначе" in draw(rows, post(1, "<p>Иначе</p>", version=2))


def test_a_row_escapes_names_and_says_who_writes() -> None:
    row = draw(Rows(), post(1), mark="post-unread")
    assert "Анна &lt;Ковалёва&gt;" in row
    assert "воспитатель, Сад № 12" in row
    assert 'class="post d0 post-unread"' in row


def test_rows_shown_long_ago_are_forgotten() -> None:
    rows = Rows(most=len(draw(Rows(), post(1))) * 3)
    drawn = [rows.row(post(number), "ru", "Europe/Moscow", NOON) for number in range(1, 10)]
    assert rows.row(post(9), "ru", "Europe/Moscow", NOON) is drawn[8]
    assert rows.row(post(1), "ru", "Europe/Moscow", NOON) is not drawn[0]


@pytest.mark.parametrize(
    ("html", "quote"),
    [
        ("<p>Раз<br>\nдва</p>\n<p>&lt;три&gt;</p>", "> Раз\n> два\n> <три>\n\n"),
        ("<ul>\n<li>один</li>\n<li>два</li>\n</ul>", "> один\n> два\n\n"),
        ("", "\n"),
    ],
)
def test_a_quote_is_the_words_line_by_line(html: str, quote: str) -> None:
    assert quoted(html) == quote


def test_a_quote_of_a_long_post_is_its_beginning() -> None:
    assert len(quoted("<p>" + "слово " * 1000 + "</p>")) < 620


def test_bytes_of_paths_sort_in_reading_order() -> None:
    paths = [(1,), (2,), (2, 300), (2, 300, 301), (2, 70_000), (3,), (256,)]
    assert sorted(paths, key=model.path_bytes) == paths
    assert [model.path_of(model.path_bytes(path)) for path in paths] == paths


def test_a_reply_at_the_deepest_level_stands_beside_its_parent() -> None:
    deepest = tuple(range(1, model.DEEPEST + 1))
    assert model.path_below(deepest[:-1], 99) == (*deepest[:-1], 99)
    assert model.path_below(deepest, 99) == (*deepest[:-1], 99)
