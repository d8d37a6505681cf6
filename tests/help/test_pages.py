"""Help is there for everybody, in both languages, and every link in it leads somewhere."""

import re

import pytest

from community.help.model import SLUGS
from community.web.i18n import LOCALES
from tests.support import LiveSite, text_of

HEADING = {"ru": "Помощь", "en": "Help"}


@pytest.mark.parametrize("who", [None, "owner"], ids=["visitor", "signed in"])
@pytest.mark.parametrize("locale", LOCALES)
async def test_every_page_of_help_opens(site: LiveSite, locale: str, who: str | None) -> None:
    await site.admin.call("people.set_preferences", locale=locale)
    index = await site.get("/help", as_=who, **{"accept-language": locale})
    assert index.status_code == 200
    assert f"<h1>{HEADING[locale]}</h1>" in index.text
    for slug in SLUGS:
        assert f'href="/help/{slug}"' in index.text
        answer = await site.get(f"/help/{slug}", as_=who, **{"accept-language": locale})
        assert answer.status_code == 200, slug
        assert f'<html lang="{locale}"' in answer.text


async def test_a_page_of_help_that_does_not_exist_is_not_found_in_the_look_of_the_house(site: LiveSite) -> None:
    for path in ("/help/nothing", "/help/teachers.md", "/help/teachers/more"):
        answer = await site.get(path)
        assert answer.status_code == 404, path
        assert "Здесь ничего нет" in text_of(answer)


async def test_help_is_kept_for_visitors(site: LiveSite) -> None:
    await site.get("/help/parents")
    before = site.site.resources["kept_pages"]()
    await site.get("/help/parents")
    assert site.site.resources["kept_pages"]() == before + 1


async def test_help_costs_no_more_than_the_left_column(site: LiveSite) -> None:
    assert await site.statements("/help/parents", as_="owner") == 2


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_link_in_the_help_leads_somewhere(site: LiveSite, locale: str) -> None:
    await site.admin.call("people.set_preferences", locale=locale)
    pages = {path: (await site.get(path, as_="owner")).text for path in ("/help", *(f"/help/{slug}" for slug in SLUGS))}
    linked = {href for page in pages.values() for href in re.findall(r'<main.*</main>', page, re.DOTALL)
              for href in re.findall(r'href="(/[^"#]*)', href)}  # fmt: skip
    assert len(linked) > 15
    lost = {
        href: code for href in linked if (code := (await site.get(href, as_="owner")).status_code) not in (200, 303)
    }
    assert lost == {}


async def test_what_one_comes_for_is_listed_first_and_leads_to_it(site: LiveSite) -> None:
    page = (await site.get("/help/parents")).text
    inner = re.findall(r'href="#([a-z-]+)"', page[page.index("<h1>") :])
    assert len(inner) >= 4
    assert all(f'<h2 id="{each}">' in page for each in inner)


async def test_words_of_the_interface_stand_out_and_code_stays_as_it_is(site: LiveSite) -> None:
    assert "<strong>«Взять следующего»</strong>" in (await site.get("/help/specialists")).text
    code = re.findall(r"<pre tabindex=\"0\">.*?</pre>", (await site.get("/help/integrators")).text, re.DOTALL)
    assert code
    assert not any("<strong>" in each for each in code)


async def test_links_of_the_house_carry_its_weight_and_those_of_people_do_not(site: LiveSite) -> None:
    assert "nofollow" not in (await site.get("/help/parents")).text
    topic = await site.topic("anna", body="Смотрите [здесь](/help)")
    assert (
        'href="/help" rel="nofollow' in (await site.get(f"/t/{topic.id}")).text
        or "nofollow" in (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"][0].html
    )


async def test_a_picture_in_what_a_person_writes_stays_a_link(site: LiveSite) -> None:
    topic = await site.topic("anna", body="![Кот](ask)\n\n![Кот](/static/help/ru/ask.webp)")
    html = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"][0].html
    assert "<img" not in html
    assert "figure" not in html


async def test_help_is_offered_where_it_is_needed(site: LiveSite) -> None:
    space = await site.space(slug="sad")
    queue = await site.queue("Логопед", specialists=["irina"], space=space.id)
    for path, who, to in [
        ("/", None, "/help"),
        (f"/q/{queue.id}", None, "/help/parents#queue"),
        (f"/q/{queue.id}", "irina", "/help/specialists"),
        ("/moderation/log", "owner", "/help/moderators"),
        (f"/s/{space.slug}/invitations", "owner", "/help/leads#invite"),
        ("/admin", "owner", "/help/administrators"),
        ("/api/docs", None, "/help/integrators"),
        ("/sign-up", None, "/help/your-data"),
    ]:
        assert f'href="{to}"' in (await site.get(path, as_=who)).text, path
