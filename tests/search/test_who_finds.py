"""Who finds what: exactly what each may read, and nothing of requests and talks."""

import pytest

from tests.support import LiveSite, Row

INSIDE = {"guest": "guest", "teacher": "member", "keeper": "moderator", "head": "owner"}
PEOPLE = ["visitor", "outsider", *INSIDE]
WORD = "одуванчик"
KINDS = {"queue", "topic", "room", "section", "space"}


@pytest.fixture(params=["public", "network", "members"])
async def space(request: pytest.FixtureRequest, site: LiveSite) -> Row:
    """A space of each visibility in which everything bears the same word."""
    made = await site.space(f"Сад «{WORD}»", visibility=request.param)
    for who in PEOPLE[1:]:
        await site.person(who)
    for who, role in INSIDE.items():
        await site.person(who, role=role, space=made.id)
    section = await site.section(f"Раздел {WORD}", space=made.id)
    await site.admin.call("forum.create_topic", section_id=section.id, title=f"Тема {WORD}", body="Слово")
    await site.room(f"Чат {WORD}", space=made.id)
    await site.queue(f"Логопед {WORD}", space=made.id)
    return made


async def found(site: LiveSite, who: str, text: str = WORD) -> set[str]:
    return {item.kind for item in (await site.as_(who).call("search.find", text=text, limit=100))["items"]}


def readable(who: str, visibility: str) -> set[str]:
    """A space's card is everybody's; guests of a members-only one see the queues they may ask in."""
    if visibility == "public" or who in ("teacher", "keeper", "head") or (visibility == "network" and who != "visitor"):
        return KINDS
    return {"space", "queue"} if who == "guest" else {"space"}


async def test_everybody_finds_what_they_may_read(site: LiveSite, space: Row) -> None:
    for who in PEOPLE:
        assert await found(site, who) == readable(who, space.visibility), who


async def test_the_page_shows_the_same(site: LiveSite, space: Row) -> None:
    links = {
        "queue": "/q/",
        "topic": "/t/",
        "room": "/r/",
        "section": f"/s/{space.slug}/f/",
        "space": f"/s/{space.slug}",
    }
    for who in PEOPLE:
        page = (await site.get(f"/find?q={WORD}", as_=None if who == "visitor" else who)).text
        main = page[page.index("<main") : page.index("</main")]
        shown = {kind for kind, href in links.items() if f'href="{href}' in main}
        assert shown == readable(who, space.visibility), who


async def test_what_is_narrowed_is_found_by_those_added_only(site: LiveSite) -> None:
    await site.person("anna")
    await site.person("boris")
    section = await site.section(f"Раздел {WORD}", visibility="members")
    await site.admin.call("forum.create_topic", section_id=section.id, title=f"Тема {WORD}", body="Слово")
    room = await site.room(f"Чат {WORD}", ["anna"], visibility="members")
    queue = await site.queue(f"Логопед {WORD}", visibility="members")
    assert room.id
    assert await found(site, "anna") == {"room"}
    await site.admin.call("forum.add_section_member", section_id=section.id, person_id=site.as_("anna").id)
    await site.admin.call("consult.add_member", queue_id=queue.id, person_id=site.as_("anna").id)
    assert await found(site, "anna") == {"room", "section", "topic", "queue"}
    assert await found(site, "boris") == set()
    assert await found(site, "visitor") == set()


async def test_people_are_found_by_who_is_signed_in(site: LiveSite) -> None:
    await site.person("anna", name="Анна Ковалёва")
    await site.person("parent", role="guest")
    assert await found(site, "parent", "ковалева") == {"person"}
    assert await found(site, "visitor", "ковалева") == set()


async def test_people_of_a_closed_network_are_found_by_those_who_may_read_who_is_in_it(site: LiveSite) -> None:
    await site.admin.call("spaces.update", space_id=site.network_id, visibility="members")
    await site.person("anna", name="Анна Ковалёва")
    await site.person("parent", role="guest")
    assert await found(site, "parent", "ковалева") == set()
    space = await site.space("Открытый сад", visibility="network")
    await site.person("anna", space=space.id)
    assert await found(site, "parent", "ковалева") == {"person"}


async def test_a_blocked_person_is_not_found(site: LiveSite) -> None:
    anna = await site.person("anna", name="Анна Ковалёва")
    await site.person("boris")
    await site.admin.call("people.suspend", person_id=anna.id)
    assert await found(site, "boris", "ковалева") == set()
    await site.admin.call("people.unsuspend", person_id=anna.id)
    assert await found(site, "boris", "ковалева") == {"person"}


async def test_a_hidden_topic_is_found_by_moderators_only(site: LiveSite) -> None:
    await site.person("keeper", role="moderator")
    topic = await site.topic("anna", f"Тема {WORD}")
    await site.as_("keeper").call("forum.hide", topic_id=topic.id)
    assert await found(site, "anna") == set()
    assert await found(site, "keeper") == {"topic"}
    await site.as_("keeper").call("forum.show", topic_id=topic.id)
    assert await found(site, "anna") == {"topic"}


async def test_requests_and_talks_are_found_by_nobody(site: LiveSite) -> None:
    queue = await site.queue("Логопед", ["boris"])
    anna = await site.person("anna", name="Анна Ковалёва")
    for anonymous in (True, False):
        request = await anna.call(
            "consult.ask", queue_id=queue.id, subject=f"Звук {WORD}", body=WORD, anonymous=anonymous
        )
        await site.as_("boris").call("consult.take", request_id=request.id)
        await site.as_("boris").call("consult.close", request_id=request.id)
    talk = await anna.call("chat.open_direct", person_id=site.as_("boris").id)
    await anna.call("chat.send", room_id=talk.id, body=WORD)
    for who in ("anna", "boris", "admin", "visitor"):
        assert await found(site, who) == set()
        rooms = await site.as_(who).call("search.find", text="логопед", kinds=["room"])
        assert rooms["items"] == []

    async def kinds(tx):
        return await tx.rows("select distinct kind from search_words order by kind")

    assert await site.db.read(kinds) == [("person",), ("queue",), ("space",)]
