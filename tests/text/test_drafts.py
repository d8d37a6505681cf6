"""Source, HTML and excerpt of a draft, and texts in which there is nothing to see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import Invalid
from community.text import drafts, plain


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_line_ends_become_one_kind_and_outer_blank_lines_go(end: str) -> None:
    draft = drafts.forum(end.join(["", "  ", "  раз  ", "", "два", "\t", ""]))
    assert draft.source == "  раз\n\nдва"
    assert draft.html == "<p>раз</p>\n<p>два</p>"


@pytest.mark.parametrize(
    "source",
    [
        *("", " ", "\n\n\t", "\u200b\u200d", "\xad", "\xa0\u3000", "\u3164", "\u2800", "\ufe0f", "\u0301", "\x00\x07"),
        *("> ", ">>>", "```\n```", "**\u200b**", "> >\n>"),
    ],
)
def test_a_text_in_which_nothing_can_be_seen_is_refused(source: str) -> None:
    for draft in (drafts.chat, drafts.forum, drafts.profile):
        with pytest.raises(Invalid) as refused:
            draft(source)
        assert refused.value.fields == {"body": "Write something"}


@pytest.mark.parametrize("source", [".", "👍", "—", "0", "ا", "[](/a)", "¶", "का"])
def test_one_visible_character_is_enough(source: str) -> None:
    assert drafts.chat(source).source == source


def test_a_rule_alone_is_nothing_in_the_forum() -> None:
    with pytest.raises(Invalid):
        drafts.forum("---")


def test_joined_emoji_soft_hyphens_and_other_scripts_stay_as_typed() -> None:
    text = "👩‍🏫 вос\xadпи\xadта\xadтель\u200b, שלום, مرحبا, नमस्ते, e\u0301"
    assert drafts.chat(text).html == f"<p>{text}</p>"
    assert drafts.chat(f"**{text}**").html == f"<p><strong>{text}</strong></p>"
    assert drafts.chat("10\xa0000").html == "<p>10&nbsp;000</p>"


def test_what_no_document_may_hold_is_dropped() -> None:
    assert drafts.chat("а\x00б\x1bв\ud800г\ufffe").source == "абвг"


def test_the_excerpt_is_the_words_on_one_line() -> None:
    assert drafts.forum("# План\n\n- **раз**\n- [два](/a) & `три`\n\n> ответ").excerpt == "План раз два & три ответ"
    assert drafts.chat("раз\n\nдва   три").excerpt == "раз два три"
    assert drafts.excerpt("<p>раз<br>\nдва &lt;b&gt; <em>т</em>ри</p>") == "раз два <b> три"


def test_a_long_excerpt_ends_with_a_whole_word() -> None:
    excerpt = drafts.chat("Сетевое взаимодействие, " * 30).excerpt
    assert len(excerpt) <= 200
    assert excerpt.endswith(("Сетевое…", "взаимодействие…"))


def test_a_long_word_is_cut_but_no_character_is_torn() -> None:
    assert drafts.chat("я" * 500).excerpt == "я" * 199 + "…"
    assert drafts.chat("я" * 197 + "👩🏽‍🏫" * 3).excerpt == "я" * 197 + "…"
    assert drafts.chat("я" * 198 + "e\u0301" * 3).excerpt == "я" * 198 + "…"


@given(st.text(max_size=400), st.integers(20, 200))
def test_a_shortened_text_is_never_longer_than_asked_and_begins_like_the_text(text: str, limit: int) -> None:
    short = plain.shorten(text, limit)
    assert len(short) <= limit
    whole = " ".join(text.split())
    assert short == whole if len(whole) <= limit else whole.startswith(short.removesuffix("…"))
