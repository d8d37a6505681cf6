"""A presentation as it came out of a slide program: broken lines, tabs, stray marks. Every word of it must be seen."""

import re
from pathlib import Path

import pytest

from community.text import drafts
from tests.text.reading import Reader
from tests.text.test_safety import assert_safe

TEXT = (Path(__file__).parents[1] / "data" / "presentation-ru.txt").read_text()
# Marks of a list become its bullets and numbers.
LIST_MARK = re.compile(r"^[ \t]*(?:[-*]|\d[.])[ \t]+", re.MULTILINE)


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("draft", [drafts.forum, drafts.chat], ids=["forum", "chat"])
def test_no_word_is_swallowed(draft: object) -> None:
    assert callable(draft)
    made = draft(TEXT)
    assert_safe(made.html)
    assert words(Reader(made.html).text) == words(LIST_MARK.sub("", TEXT))


@pytest.mark.parametrize("line", [line for line in dict.fromkeys(TEXT.split("\n")) if line.strip()])
def test_each_line_is_readable_by_itself(line: str) -> None:
    for draft in (drafts.forum, drafts.chat):
        page = Reader(draft(line).html)
        assert words(page.text) == words(LIST_MARK.sub("", line))
        assert not page.names & {"pre", "code", "table", "h3", "hr", "a"}


def test_lines_stay_lines_and_steps_stay_numbered() -> None:
    html = drafts.forum(TEXT).html
    assert "Сетевое взаимодействие предоставляет новые<br>\nвозможности, позволяющие динамично<br>\n" in html
    assert html.count("<ol>") == 1
    assert "электронная &lt; почта &gt;" in html
    assert "[bookmark: bookmark0][bookmark: bookmark1]Понятие" in html
    assert "<p>■Игровая ■Познаватель ная</p>" in html


def test_pasted_with_windows_line_ends_it_is_the_same() -> None:
    assert drafts.forum(TEXT.replace("\n", "\r\n")) == drafts.forum(TEXT)


def test_the_excerpt_begins_like_the_text() -> None:
    assert drafts.forum(TEXT).excerpt.startswith("Следует поддержать развитие сетевых педагогических сообществ, ")
