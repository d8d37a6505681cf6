"""Hints at hard places: shown to who has not put them away, one on a page, gone for good afterwards."""

import re
from typing import Any

import pytest

from community.accounts.model import HINTS
from tests.support import PASSWORD, LiveSite, Row, client_id, refused, text_of


def hints(page: Any) -> list[str]:
    """Names of the hints a page shows."""
    return re.findall(r'name="hint" value="(\w+)"', page.text)


async def shown(site: LiveSite, path: str, who: str | None) -> list[str]:
    page = await site.get(path, as_=who)
    assert page.status_code == 200, path
    return hints(page)


async def put_away(site: LiveSite, who: str, hint: str, back: str = "/") -> Any:
    form = {"client_id": client_id(), "hint": hint, "back": back}
    return await site.post("/settings/hints", form, as_=who)


@pytest.fixture
async def garden(site: LiveSite) -> Row:
    """A space of admin's with a member and a guest; a room, a narrowed one, a section, a narrowed one, a queue."""
    space = await site.space("Сад № 12", slug="sad-12")
    await site.person("anna", space=space.id)
    await site.person("guest", "guest", space=space.id)
    section = await site.section("Режим", space=space.id)
    council = await site.section("Совет", space=space.id, visibility="members")
    await site.admin.call("forum.add_section_member", section_id=council.id, person_id=site.as_("anna").id)
    queue = await site.queue("Логопед", ["irina"], space=space.id)
    topic = await site.topic("anna", section=council)
    narrow = await site.room("Тихая", ["anna"], space=space.id, visibility="members")
    return Row(
        room=f"/r/{(await site.room(space=space.id)).id}", narrow=f"/r/{narrow.id}", queue=f"/q/{queue.id}",
        new=f"/s/sad-12/f/{section.id}-{section.slug}/new", space="/s/sad-12",
        topic=f"/t/{topic.id}-{topic.slug}",
    )  # fmt: skip


async def test_each_hard_place_has_its_hint(site: LiveSite, garden: Row) -> None:
    assert await shown(site, garden.room, "anna") == ["room"]
    assert await shown(site, garden.new, "anna") == ["topic"]
    assert await shown(site, garden.queue, "anna") == ["queue"]
    assert await shown(site, garden.queue, "irina") == ["board"]
    assert await shown(site, garden.space, "admin") == ["space"]
    assert await shown(site, garden.topic, "anna") == ["narrow"]


async def test_only_who_may_do_it_is_told_how(site: LiveSite, garden: Row) -> None:
    assert await shown(site, garden.room, "guest") == []
    assert await shown(site, garden.space, "anna") == []
    for path in (garden.room, garden.queue, garden.space, "/"):
        assert await shown(site, path, None) == []


async def test_a_hint_that_is_put_away_never_comes_back(site: LiveSite, garden: Row) -> None:
    gone = await put_away(site, "anna", "room", garden.room)
    assert (gone.status_code, gone.headers["location"]) == (303, garden.room)
    assert await shown(site, garden.room, "anna") == []
    elsewhere = await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    assert hints(await site.get(garden.room, cookie=f"session={elsewhere.token}")) == []
    assert await shown(site, garden.new, "anna") == ["topic"]
    assert await shown(site, garden.room, "admin") == ["room"]


async def test_one_hint_at_a_time(site: LiveSite, garden: Row) -> None:
    assert await shown(site, garden.narrow, "anna") == ["room"]
    await put_away(site, "anna", "room")
    assert await shown(site, garden.narrow, "anna") == ["narrow"]
    await put_away(site, "anna", "narrow")
    assert await shown(site, garden.narrow, "anna") == []
    for who in ("anna", "admin", "guest", "irina"):
        for path in ("/", garden.room, garden.queue, garden.space):
            assert len(await shown(site, path, who)) <= 1, (who, path)


async def test_programs_put_hints_away_as_well_and_once_more_changes_nothing(site: LiveSite, garden: Row) -> None:
    anna = await site.socket("anna")
    assert await anna.call("people.dismiss_hint", hint="room") is None
    assert await site.as_("anna").call("people.dismiss_hint", hint="room") is None
    assert await shown(site, garden.room, "anna") == []
    assert await shown(site, garden.new, "anna") == ["topic"]


async def test_every_hint_is_known_by_itself(site: LiveSite) -> None:
    anna = await site.person("anna")
    for place, hint in enumerate(HINTS):
        await anna.call("people.dismiss_hint", hint=hint)
        bits = await site.db.read(_bits, anna.id)
        assert bits == (1 << place + 1) - 1


async def _bits(tx: Any, person_id: int) -> int:
    return int(await tx.value("select hints from people where id = :id", id=person_id))


async def test_a_hint_there_is_not_is_refused(site: LiveSite) -> None:
    await site.person("anna")
    with refused("invalid", "hint"):
        await site.as_("anna").call("people.dismiss_hint", hint="secret")
    assert (await put_away(site, "anna", "secret")).status_code == 422


async def test_visitors_put_nothing_away(site: LiveSite) -> None:
    with refused("unauthenticated"):
        await site.visitor.call("people.dismiss_hint", hint="room")
    form = {"client_id": client_id(), "hint": "room", "back": "/"}
    assert (await site.post("/settings/hints", form)).status_code == 401


async def test_the_way_back_stays_on_the_site(site: LiveSite) -> None:
    await site.person("anna")
    assert (await put_away(site, "anna", "room", "//elsewhere.example")).headers["location"] == "/"


async def test_what_was_put_away_is_known_without_asking(site: LiveSite, garden: Row) -> None:
    before = await site.statements(garden.room, as_="anna")
    await put_away(site, "anna", "room")
    assert await site.statements(garden.room, as_="anna") == before


async def test_a_refused_form_is_not_covered_by_a_hint(site: LiveSite, garden: Row) -> None:
    refused_form = await site.post(f"{garden.queue}/ask", {"client_id": client_id(), "subject": ""}, as_="anna")
    assert refused_form.status_code == 422
    assert hints(refused_form) == []
    assert "Что дальше" in text_of(refused_form)
