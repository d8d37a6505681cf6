"""What a newcomer is shown at home: where to begin, one thing plainly first, until the first words are written."""

import re

import pytest

from tests.support import LiveSite, Row, client_id, text_of

GREETING = re.compile(r'<section class="card" aria-labelledby="greeting".*?</section>', re.DOTALL)


async def greeting(site: LiveSite, who: str) -> str:
    """The block's markup; "" where there is none."""
    found = GREETING.search((await site.get("/", as_=who)).text)
    return found[0] if found else ""


def first(block: str) -> list[str]:
    """Where the strongest buttons of the block lead."""
    return re.findall(r'<a class="button" href="([^"]+)"', block)


def links(block: str) -> list[str]:
    return re.findall(r'<li class="row">.*?<a href="[^"]+">([^<]+)</a>', block)


@pytest.fixture
async def garden(site: LiveSite) -> Row:
    """A kindergarten with a section, a room and a queue that a specialist answers."""
    space = await site.space("Сад № 12", kind="institution", slug="sad-12")
    section = await site.section("Вопросы и опыт", space=space.id)
    await site.room("Учительская", space=space.id)
    queue = await site.queue("Логопед", ["irina"], space=space.id)
    await site.person("irina", space=space.id)
    return Row(space=space, section=section, queue=queue)


async def test_a_newcomer_is_shown_where_to_ask_first_of_all(site: LiveSite, garden: Row) -> None:
    await site.person("anna", space=garden.space.id)
    block = await greeting(site, "anna")
    assert first(block) == [f"/s/sad-12/f/{garden.section.id}-{garden.section.slug}/new"]
    assert links(block)[:3] == ["Вопросы и опыт", "Логопед", "Учительская"]


async def test_a_guest_is_led_to_a_specialist(site: LiveSite, garden: Row) -> None:
    await site.person("parent", role="guest")
    await site.person("parent", role="guest", space=garden.space.id)
    block = await greeting(site, "parent")
    assert first(block) == [f"/q/{garden.queue.id}#ask"]
    assert links(block)[:2] == ["Логопед", "Расскажите о себе"]
    assert 'id="ask"' in (await site.get(f"/q/{garden.queue.id}", as_="parent")).text


async def test_a_parent_who_is_a_member_is_led_to_a_specialist_too(site: LiveSite, garden: Row) -> None:
    parent = await site.person("parent", space=garden.space.id)
    await parent.call("people.update", name="Parent", position="parent")
    assert first(await greeting(site, "parent")) == [f"/q/{garden.queue.id}#ask"]


async def test_where_few_may_begin_a_topic_nobody_else_is_sent(site: LiveSite, garden: Row) -> None:
    await site.section("Объявления", space=garden.space.id, who_starts="moderator")
    await site.person("anna", space=garden.space.id)
    assert "Объявления" not in links(await greeting(site, "anna"))


async def test_an_owner_is_sent_to_questions_before_announcements(site: LiveSite) -> None:
    space = await site.space("Сад № 13", slug="sad-13", owner="admin")
    await site.section("Объявления", space=space.id, who_starts="moderator")
    await site.section("Вопросы", space=space.id)
    await site.person("olga", role="owner", space=space.id)
    assert links(await greeting(site, "olga"))[:2] == ["Вопросы", "Объявления"]


async def test_of_sections_those_come_first_where_people_write(site: LiveSite, garden: Row) -> None:
    lively = await site.section("Прогулки", space=garden.space.id)
    await site.person("boris", space=garden.space.id)
    await site.topic("boris", section=lively)
    await site.person("anna", space=garden.space.id)
    assert links(await greeting(site, "anna"))[:2] == ["Прогулки", "Вопросы и опыт"]


async def test_what_is_narrowed_closed_or_ones_own_to_answer_is_not_offered(site: LiveSite, garden: Row) -> None:
    await site.room("Совет", space=garden.space.id, visibility="members")
    closed = await site.room("Прошлое", space=garden.space.id)
    await site.admin.call("chat.close_room", room_id=closed.id)
    assert links(await greeting(site, "irina"))[:2] == ["Вопросы и опыт", "Учительская"]


async def test_who_is_in_no_lively_space_is_sent_to_find_one(site: LiveSite) -> None:
    await site.person("anna")
    assert first(await greeting(site, "anna")) == ["/spaces"]


@pytest.mark.parametrize("act", ["topic", "message", "request"])
async def test_whoever_has_written_is_not_greeted_any_more(site: LiveSite, garden: Row, act: str) -> None:
    anna = await site.person("anna", space=garden.space.id)
    assert await greeting(site, "anna")
    if act == "topic":
        await site.topic("anna", section=garden.section)
    elif act == "message":
        talk = await anna.call("chat.open_direct", person_id=site.admin.id)
        await anna.call("chat.send", room_id=talk.id, body="Добрый день")
    else:
        await anna.call("consult.ask", queue_id=garden.queue.id, subject="Звук Р", body="Как ставить?")
    assert await greeting(site, "anna") == ""


async def test_who_has_told_about_oneself_is_not_asked_to(site: LiveSite) -> None:
    anna = await site.person("anna")
    assert "Расскажите о себе" in await greeting(site, "anna")
    await anna.call("people.update", name="Anna", position="teacher")
    assert "Расскажите о себе" not in await greeting(site, "anna")


async def test_the_greeting_is_put_away_for_good_and_then_costs_nothing(site: LiveSite, garden: Row) -> None:
    await site.person("anna", space=garden.space.id)
    before = await site.statements("/", as_="anna")
    form = {"client_id": client_id(), "hint": "welcome", "back": "/"}
    assert (await site.post("/settings/hints", form, as_="anna")).headers["location"] == "/"
    assert await greeting(site, "anna") == ""
    assert await site.statements("/", as_="anna") == before - 1


async def test_a_newcomers_home_costs_at_most_six_statements(site: LiveSite, garden: Row) -> None:
    await site.person("anna", space=garden.space.id)
    assert await greeting(site, "anna")
    assert await site.statements("/", as_="anna") <= 6


async def test_the_administrator_of_an_empty_network_is_shown_the_way_on(site: LiveSite) -> None:
    assert first(await greeting(site, "admin")) == ["/setup/space"]
    await site.space("Сад № 12", slug="sad-12")
    assert first(await greeting(site, "admin")) == ["/setup/invite"]
    assert "Обустроить сеть" not in text_of(await site.get("/", as_="admin"))


async def test_a_network_with_a_space_and_people_in_it_is_not_empty(site: LiveSite) -> None:
    await site.space("Сад № 12", slug="sad-12")
    await site.person("anna")
    assert "Закончить настройку" not in await greeting(site, "admin")


async def test_who_has_opened_the_network_is_not_led_back(site: LiveSite) -> None:
    await site.admin.call("site.finish_setup")
    assert "Закончить настройку" not in await greeting(site, "admin")
    assert (await site.get("/setup/space", as_="admin")).status_code == 410
