"""Which addresses become links, and what the reader sees of those that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.text import drafts, links
from tests.text.reading import Reader

REL = 'rel="nofollow ugc noopener"'


def hrefs(source: str) -> list[str | None]:
    return Reader(drafts.forum(source).html).links()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.ru",
        "http://example.ru/a_b_c?x=1&y=2#z",
        "HTTPS://EXAMPLE.RU",
        "https://детсад.рф/Программа_(2024)",
        "mailto:anna@example.ru",
        "/t/12-novyy-god?at=3",
    ],
)
def test_web_mail_and_own_addresses_become_links(url: str) -> None:
    assert links.address(url) == url
    assert hrefs(f"[слова]({url})") == [url]
    assert f'href="{url.replace("&", "&amp;")}" {REL}>слова</a>' in drafts.chat(f"см. [слова]({url})").html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "ftp://example.ru",
        "file:///etc/passwd",
        "//example.ru",
        "/\\example.ru",
        "\\\\example.ru",
        "example.ru",
        "#top",
        "",
        "https://",
        "https:///a",
        "mailto:",
        "mailto:@",
        "java\u200bscript:alert(1)",
        "/a\u202eb",
        "https://example.ru/" + "a" * 3_000,
    ],
)
def test_every_other_address_stays_text(url: str) -> None:
    assert links.address(url) is None
    assert "javascript" not in "".join(href or "" for href in hrefs(f"слово [слова]({url})"))
    assert "слова" in drafts.forum(f"[слова]({url})").excerpt


@pytest.mark.parametrize(
    ("source", "url", "after"),
    [
        ("см. https://example.ru/a.", "https://example.ru/a", "."),
        ("(https://example.ru/a)", "https://example.ru/a", ")"),
        ("https://ru.wikipedia.org/wiki/Сад_(значения), да", "https://ru.wikipedia.org/wiki/Сад_(значения)", ", да"),
        ("https://example.ru/__a__/b*c*d", "https://example.ru/__a__/b*c*d", ""),
        ("«https://example.ru»", "https://example.ru", "»"),
        ("вотhttps://example.ru", "https://example.ru", ""),
        ("<https://example.ru>", "https://example.ru", ">"),
        ("https://example.ru?!", "https://example.ru", "?!"),
        ("[https://example.ru]", "https://example.ru", "]"),
    ],
)
def test_a_bare_address_ends_where_the_sentence_takes_over(source: str, url: str, after: str) -> None:
    page = Reader(drafts.chat(source).html)
    assert page.links() == [url]
    assert page.text.strip() == source
    assert page.text.strip().endswith(url + after)


def test_a_bare_address_in_bold_stays_whole() -> None:
    assert drafts.chat("**https://example.ru/a**").html == (
        f'<p><strong><a href="https://example.ru/a" {REL}>https://example.ru/a</a></strong></p>'
    )


@pytest.mark.parametrize(
    "source", ["xhttps://example.ru", "https://", "http://?", "ftp://example.ru", "\\https://a.ru", "://a"]
)
def test_what_only_resembles_an_address_is_no_link(source: str) -> None:
    page = Reader(drafts.chat(source).html)
    assert page.links() == []
    assert page.text.strip() == source


def test_code_holds_no_links() -> None:
    assert hrefs("`https://example.ru` `[a](/b)` и\n```\nhttps://example.ru @anna\n```") == []


def test_a_picture_becomes_a_link_and_is_never_loaded() -> None:
    html = drafts.forum("![Ёлка](https://example.ru/a.png)").html
    assert html == f'<p><a href="https://example.ru/a.png" {REL}>Ёлка</a></p>'
    assert hrefs("![](https://example.ru/a.png)") == ["https://example.ru/a.png"]
    assert drafts.chat("![](https://example.ru/a.png)").excerpt == "https://example.ru/a.png"


def test_a_picture_within_a_link_leaves_its_words() -> None:
    html = drafts.forum("[![Ёлка](https://a.ru/a.png) наша](https://b.ru)").html
    assert html == f'<p><a href="https://b.ru" {REL}>Ёлка наша</a></p>'


def test_a_link_within_a_link_stays_text() -> None:
    page = Reader(drafts.chat("[раз [два](/b) три](/a)").html)
    assert page.links() == ["/a"]
    assert page.text.strip() == "раз [два](/b) три"


def test_brackets_in_code_and_escaped_ones_do_not_end_the_words_of_a_link() -> None:
    assert "<code>a]b</code>" in drafts.chat("[`a]b` и \\] всё](/x)").html
    assert hrefs("[`a]b` и \\] всё](/x)") == ["/x"]


def test_emphasis_does_not_reach_out_of_a_link() -> None:
    assert drafts.chat("*a [b* c](/x)").html == f'<p>*a <a href="/x" {REL}>b* c</a></p>'


@given(url=st.text(max_size=60))
def test_no_address_with_another_scheme_or_with_blanks_passes(url: str) -> None:
    taken = links.address(url)
    assert taken is None or taken.lower().startswith(("http://", "https://", "mailto:", "/"))
    assert taken is None or not any(character.isspace() for character in taken)
