"""What the forum's and the chat's Markdown make of what people write."""

import pytest

from community.text import drafts
from tests.text.reading import Reader


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("первая\nвторая\n\nтретья", "<p>первая<br>\nвторая</p>\n<p>третья</p>"),
        ("**важно**, *тихо*, ~~нет~~", "<p><strong>важно</strong>, <em>тихо</em>, <s>нет</s></p>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("- раз\n- два", "<ul>\n<li>раз</li>\n<li>два</li>\n</ul>"),
        ("> цитата\n\nответ", "<blockquote>\n<p>цитата</p>\n</blockquote>\n<p>ответ</p>"),
        ("```\n  a\n\n  b\n```", "<pre><code>  a\n\n  b\n</code></pre>"),
        ("```python\nx\n```", "<pre><code>x\n</code></pre>"),
        ("\\*не курсив\\*", "<p>*не курсив*</p>"),
    ],
)
def test_both_dialects_know_the_usual_marks(source: str, html: str) -> None:
    assert drafts.forum(source).html == html
    assert drafts.chat(source).html == html
    assert drafts.profile(source).html == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Встреча", "<h3>Встреча</h3>"),
        ("## План", "<h3>План</h3>"),
        ("## План\n#### Утро\n# Итог", "<h4>План</h4>\n<h5>Утро</h5>\n<h3>Итог</h3>"),
        ("###### Мелко", "<h3>Мелко</h3>"),
        ("раз\n\n---\n\nдва", "<p>раз</p>\n<hr>\n<p>два</p>"),
        (
            "| Имя |\n|----:|\n| Анна |",
            (
                '<table tabindex="0">\n<thead>\n<tr>\n<th>Имя</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
                "<td>Анна</td>\n</tr>\n</tbody>\n</table>"
            ),
        ),
    ],
)
def test_the_forum_also_knows_headings_rules_and_tables_and_the_chat_leaves_them_as_typed(
    source: str, html: str
) -> None:
    assert drafts.forum(source).html == html
    assert Reader(drafts.chat(source).html).text.split() == source.split()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("שלום 5", "<p>שלום 5</p>"),
        ("- שלום", '<ul dir="auto">\n<li>שלום</li>\n</ul>'),
        ("2. مرحبا", '<ol start="2" dir="auto">\n<li>مرحبا</li>\n</ol>'),
        ("> שלום", '<blockquote dir="auto">\n<p>שלום</p>\n</blockquote>'),
        ("- привет", "<ul>\n<li>привет</li>\n</ul>"),
    ],
)
def test_lists_and_quotes_may_be_read_from_the_right(source: str, html: str) -> None:
    assert drafts.forum(source).html == html
    assert drafts.chat(source).html == html


@pytest.mark.parametrize(
    "source",
    [
        "*",
        "сверху\n\n*\n\nснизу",
        "2024.",
        "#",
        "### ###",
        "\tс отступом",
        "        далеко справа",
        "слово\n\n    с отступом после пустой строки",
        "[заметка]: /никуда",
        "[1]: https://example.ru\n\nсм. [1]",
        "[^1]: сноска",
        "слово\n---слово",
        "слово\n===",
        "~~~ волна ~~~\nтекст",
        "<div>\n\nтекст\n\n</div>",
        "a | b\n--- | ---\n1 | 2 | 3",
        "&nbsp;&copy; 5 &lt; 6",
        "@ собака",
        "C:\\Users\\Анна",
        "2 < 3 > 1",
        "![картинка](javascript:alert(1))",
        "[слова](ftp://example.ru/a)",
        "[слова]()",
        "[слова](/a 'подсказка')",
    ],
)
def test_what_commonmark_would_leave_out_stays_readable(source: str) -> None:
    for draft in (drafts.forum, drafts.chat):
        assert Reader(draft(source).html).text.split() == source.split()


def test_an_indented_line_is_never_code() -> None:
    for source in ("\t■Успех", "    четыре пробела", "строка\n\n\t\t\t7", "- пункт\n\n          далеко"):
        assert not Reader(drafts.forum(source).html).names & {"pre", "code"}


def test_words_after_a_fence_are_the_first_line_of_the_code() -> None:
    assert drafts.chat("```Здравствуйте, коллеги\nвторая\n```").html == (
        "<pre><code>Здравствуйте, коллеги\nвторая\n</code></pre>"
    )


def test_numbers_that_run_ahead_are_kept_and_lazy_ones_are_counted() -> None:
    assert drafts.forum("3. в\n4. г").html == '<ol start="3">\n<li>в</li>\n<li>г</li>\n</ol>'
    assert drafts.forum("1. а\n5. д\n6. е").html == '<ol>\n<li>а</li>\n<li value="5">д</li>\n<li>е</li>\n</ol>'
    assert drafts.forum("0. а\n1. б").html == '<ol start="0">\n<li>а</li>\n<li>б</li>\n</ol>'
    assert drafts.forum("1. а\n1. б").html == "<ol>\n<li>а</li>\n<li>б</li>\n</ol>"


def test_a_row_with_a_cell_too_many_makes_the_table_text() -> None:
    source = "имя | час\n--- | ---\nАнна | 9 | и ещё"
    assert "table" not in Reader(drafts.forum(source).html).names
    assert "table" in Reader(drafts.forum(source.removesuffix(" | и ещё")).html).names


def test_a_table_may_miss_cells_but_not_grow_without_end() -> None:
    header = "|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n"
    assert drafts.forum(header + "|x|\n").html.count("<td>") == 60
    assert "<td>" not in drafts.forum(header + "|x|\n" * 2_000).html


def test_nested_lists_keep_every_word_down_to_the_deepest_allowed_level() -> None:
    source = "\n".join("  " * depth + f"- пункт{depth}" for depth in range(50))
    page = Reader(drafts.chat(source).html)
    assert sum(tag == "li" for tag, _ in page.tags) == 50
    assert page.text.split() == [f"пункт{depth}" for depth in range(50)]
