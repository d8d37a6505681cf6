"""Text without markup takes the short way; it must lead to the same place as the long one."""

from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from community.text import drafts, markdown, plain, sanitise
from tests.text.test_safety import MARKED

WORDS = st.sampled_from(
    [
        *(
            "слово",
            "Да",
            "a",
            "http",
            "x",
            ".",
            ",",
            "!",
            "?",
            ":",
            ";",
            "(",
            ")",
            "<",
            ">",
            "&",
            "&amp;",
            '"',
            "'",
            "=",
        ),
        *(
            "$",
            "^",
            "{",
            "}",
            "%",
            "/",
            "]",
            " ",
            "  ",
            "\t",
            "\n",
            "\n ",
            "\n\n",
            "\n\t\n",
            "\r\n",
            "\r",
            "\xa0",
            "\u200b",
        ),
        *(
            "\xad",
            "\u2003",
            "\u3000",
            "\ufeff",
            "5)",
            "5",
            "#",
            "+",
            "-",
            "—",
            "■",
            "😀",
            "👩\u200d🏫",
            "שלום",
            "\u2028",
            "<br>",
        ),
    ],
)


@pytest.mark.parametrize("dialect", [markdown.CHAT, markdown.FORUM])
@given(typed=st.one_of(st.lists(WORDS, max_size=40).map("".join), st.text(max_size=80), MARKED))
@settings(max_examples=1000, deadline=None)
@example(typed="\xa0\xa0Первая\n\xa0вторая \n\n\u2003третья")
@example(typed="5 > 3\n2024 год\n2024.год")
def test_the_short_way_gives_what_markdown_gives(dialect: MarkdownIt, typed: str) -> None:
    source = plain.normalise(typed)
    if drafts.marked(source) or not plain.visible(source):
        return
    rendered = markdown.render(dialect, source)
    assert rendered == (plain.paragraphs(source), ())
    words = sanitise.words(plain.paragraphs(source))
    assert plain.shorten(words) == plain.shorten(source)
    assert plain.visible(words)


def test_an_ordinary_message_takes_the_short_way_and_costs_microseconds() -> None:
    message = "Добрый день, коллеги! Завтра в 10:00 встреча в методкабинете.\n(Возьмите журналы.)\n\nСпасибо!"
    assert not drafts.marked(message)
    best = min(_seconds(message, times=500) for _ in range(5))
    assert best / 500 < 100e-6


def _seconds(message: str, times: int) -> float:
    start = process_time()
    for _ in range(times):
        drafts.chat(message)
    return process_time() - start
