"""Whatever is typed, nothing comes out but the few tags, attributes and addresses that are meant to."""

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from community.errors import Invalid
from community.text import drafts
from tests.text.reading import Reader

MARKUP = st.sampled_from(
    [
        *(
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```",
            "\n",
            "\n\n",
            " ",
            "  ",
            "    ",
            "\t",
            "> ",
            ">",
            "- ",
            "* ",
            "1. ",
            "12) ",
        ),
        *("# ", "### ", "[", "]", "(", ")", "![", "](", "](/a)", "](https://a.ru)", "](javascript:alert(1))", "<", "/"),
        *(
            "<script>",
            "</script>",
            "<img src=x onerror=alert(1)>",
            "<style>",
            "<!--",
            "-->",
            "&",
            "&lt;",
            "&#106;",
            "'",
        ),
        *("|", "|-|-|\n", "|a|b|\n", "---", "\\", ":", "//", "http://", "https://", "javascript:", "data:", "mailto:"),
        *(
            "@anna",
            "@anna ",
            "a@b.ru",
            "@",
            "слово",
            "Слово ",
            "שלום ",
            "a",
            "\u200b",
            "\xad",
            "\xa0",
            "😀",
            "שלום",
            "onclick=",
            '"',
        ),
    ],
)
MARKED = st.lists(MARKUP, max_size=60).map("".join)

BARE = "p br strong em s pre code hr thead tbody tr th td"
TURNED = "ul blockquote h3 h4 h5 h6"
ALLOWED: dict[str, set[str]] = (
    {tag: set() for tag in BARE.split(" ")}
    | {tag: {"dir"} for tag in TURNED.split(" ")}
    | {
        "a": {"href", "rel", "class"},
        "ol": {"start", "dir"},
        "table": {"dir", "tabindex"},
        "li": {"value"},
    }
)
ADDRESS = re.compile(r"(?i:https?)://\w|(?i:mailto):|/(?!/)")


def assert_safe(html: str) -> None:
    page = Reader(html)
    assert not page.astray
    assert not page.open
    for tag, attributes in page.tags:
        assert tag in ALLOWED
        assert set(attributes) <= ALLOWED[tag], (tag, attributes)
        assert attributes.get("dir", "auto") == "auto"
        assert attributes.get("tabindex", "0") == "0"
        if tag == "a" and attributes.get("class") == "mention":
            assert re.fullmatch(r"/people/[a-z0-9-]{2,40}", attributes["href"] or "")
            assert "rel" not in attributes
        elif tag == "a":
            # The sanitiser takes the address away where no such host can exist (http://300.1.1.1).
            assert ADDRESS.match(attributes.get("href") or "/")
            assert attributes["rel"] == "nofollow ugc noopener"
            assert "class" not in attributes


@pytest.mark.parametrize("draft", [drafts.chat, drafts.forum, drafts.profile])
@given(source=st.one_of(MARKED, st.text(max_size=200), st.text(st.characters(codec=None), max_size=60)))
@settings(max_examples=500, deadline=None)
@example(source="<scr<script>ipt>alert(1)</scr</script>ipt>")
@example(source="[a](javascript:alert(1)) [b](&#106;avascript:alert(1)) [c](<java\tscript:alert(1)>) [d](//evil.ru)")
@example(source="[a](https://a.ru/\"onmouseover=\"alert(1)) <https://a.ru/'onclick='alert(1)>")
@example(source="| <b onclick=x> | `<i>` |\n|:-:|--:|\n| <svg/onload=1> | ![x](data:text/html,1) |")
@example(source='```html" onclick="alert(1)\n</code></pre><script>alert(1)</script>\n```')
def test_only_the_listed_tags_attributes_and_addresses_come_out(
    draft: Callable[[str], drafts.Draft], source: str
) -> None:
    try:
        made = draft(source)
    except Invalid:
        return
    assert_safe(made.html)
    assert len(made.excerpt) <= 200
    assert len(made.mentions) <= 50
    assert len(made.mentions) == len(set(made.mentions))


@pytest.mark.parametrize("draft", [drafts.chat, drafts.forum])
@given(source=st.one_of(MARKED, st.text(max_size=200)))
@settings(max_examples=300, deadline=None)
def test_a_stored_source_gives_the_same_draft_again(draft: Callable[[str], drafts.Draft], source: str) -> None:
    try:
        made = draft(source)
    except Invalid:
        return
    assert draft(made.source) == made


@pytest.mark.parametrize("draft", [drafts.chat, drafts.forum])
@given(source=MARKED)
@settings(max_examples=500, deadline=None)
def test_no_word_gets_lost_between_the_marks(draft: Callable[[str], drafts.Draft], source: str) -> None:
    assert draft(source + "слово").html.lower().count("слово") >= source.lower().count("слово") + 1


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<b>важно</b> & <i>нужно</i>", "<b>важно</b> & <i>нужно</i>"),
        ("&lt;b&gt; &amp; &nbsp;", "&lt;b&gt; &amp; &nbsp;"),
        ("<!-- заметка -->", "<!-- заметка -->"),
        ("<style>p{display:none}</style>", "<style>p{display:none}</style>"),
    ],
)
def test_html_is_shown_as_it_was_typed(source: str, seen: str) -> None:
    for draft in (drafts.chat, drafts.forum):
        assert Reader(draft(source).html).text.strip() == seen
        assert draft(source).excerpt == seen
