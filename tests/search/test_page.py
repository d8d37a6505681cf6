"""/find: a plain form and plain links, for visitors too; nothing typed is lost, no end is dead."""

import re
from urllib.parse import quote

import pytest

from tests.support import LiveSite, text_of


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main")]


async def test_before_anything_is_asked_the_page_says_what_can_be_found(site: LiveSite) -> None:
    await site.person("anna")
    for who in (None, "anna"):
        for path in ("/find", "/find?q=", "/find?q=%20%20"):
            page = await site.get(path, as_=who)
            assert page.status_code == 200
            assert "находятся по названию" in text_of(page)
            assert f'href="/find?q={quote("логопед")}"' in page.text


async def test_what_was_found_stands_under_the_heading_of_its_kind_in_order(site: LiveSite) -> None:
    await site.person("anna", name="Анна Логопедова")
    section = await site.section("Логопедия")
    await site.topic("anna", "Советы логопеда", section=section)
    await site.room("Чат логопедов")
    await site.queue("Логопед")
    await site.space("Сад с логопедом")
    page = main_of((await site.get("/find?q=лого", as_="anna")).text)
    headings = re.findall(r"<h2>([^<]+)</h2>", page)
    assert headings == ["Очереди на консультацию", "Темы", "Чаты", "Разделы", "Пространства", "Люди"]
    assert 'value="лого"' in page
    assert "<time" in page


async def test_more_of_a_kind_goes_on_by_address(site: LiveSite) -> None:
    section = await site.section()
    for number in range(35):
        await site.topic("anna", f"Прогулка {number:02}", section=section)
    page = main_of((await site.get("/find?q=прогулки", as_="anna")).text)
    assert len(re.findall(r">Прогулка \d\d<", page)) == 5
    path = f"/find?q={quote('прогулки')}&amp;kind=topic"
    assert f'href="{path}"' in page
    seen: list[str] = []
    while path:
        page = main_of((await site.get(path.replace("&amp;", "&"), as_="anna")).text)
        seen += re.findall(r">(Прогулка \d\d)<", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = following[1] if following else ""
    assert seen == [f"Прогулка {number:02}" for number in reversed(range(35))]


async def test_when_nothing_is_found_the_page_keeps_the_words_and_offers_next_steps(site: LiveSite) -> None:
    page = await site.get("/find?q=<b>нет</b> такого")
    assert page.status_code == 200
    assert "В названиях и именах таких слов нет" in text_of(page)
    assert 'value="&lt;b&gt;нет&lt;/b&gt; такого"' in page.text
    assert 'href="/forum"' in main_of(page.text)
    assert 'href="/spaces"' in main_of(page.text)


async def test_visitors_are_told_that_signing_in_finds_more_and_come_back_to_their_words(site: LiveSite) -> None:
    page = main_of((await site.get("/find?q=логопед")).text)
    assert f'href="/sign-in?next=/find%3Fq%3D{quote(quote("логопед"))}"' in page
    await site.person("anna")
    assert "/sign-in" not in main_of((await site.get("/find?q=логопед", as_="anna")).text)


@pytest.mark.parametrize("typed", ["я" * 300, "слово " * 50, "лого\x00пед"])
async def test_what_cannot_be_looked_for_is_said_beside_the_words(site: LiveSite, typed: str) -> None:
    page = await site.get(f"/find?q={quote(typed)}")
    assert page.status_code == 422
    assert 'class="field-error"' in page.text
    assert typed.strip()[:100] in page.text


@pytest.mark.parametrize(
    "query", ["q=...", "q=логопед&kind=nonsense", "q=я", f"q={'а%20' * 60}", "q=логопед&q=психолог"]
)
async def test_odd_addresses_are_answered(site: LiveSite, query: str) -> None:
    assert (await site.get(f"/find?{query}")).status_code == 200


async def test_every_page_has_the_field_and_it_works_without_javascript(site: LiveSite) -> None:
    await site.person("anna")
    for who in (None, "anna"):
        page = (await site.get("/forum", as_=who)).text
        form = re.search(r'<form class="find" role="search" action="/find">.*?</form>', page, re.DOTALL)
        assert form is not None
        assert 'name="q"' in form[0]
        assert "<button" in form[0]
        assert "<label" in form[0]


async def test_no_search_engine_keeps_it_and_no_visitors_page_of_it_is_kept(site: LiveSite) -> None:
    assert '<meta name="robots" content="noindex">' in (await site.get("/find?q=логопед")).text
    assert await site.statements("/find?q=логопед") > 0


@pytest.mark.parametrize("path", ["/find?q=детский сад", "/find?q=логопед", "/find?q=лого&kind=queue"])
async def test_finding_costs_at_most_four_statements(site: LiveSite, path: str) -> None:
    await site.space("Детский сад № 12")
    await site.queue("Логопед")
    await site.person("anna")
    assert await site.statements(path, as_="anna") <= 4
    assert await site.statements(path) <= 2


async def test_the_page_speaks_english_too(site: LiveSite) -> None:
    await site.space("Детский сад № 12", kind="institution", town="Пермь")
    page = await site.get("/find?q=сад", **{"accept-language": "en"})
    assert "Institution · Пермь" in text_of(page)
    assert "<h2>Spaces</h2>" in page.text
