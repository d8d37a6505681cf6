"""Spaces of each visibility, people of each role: what is read, written and made, over HTTP, a socket and pages."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.support import LiveSite, Row, refusal

INSIDE = {"guest": "guest", "teacher": "member", "keeper": "moderator", "head": "owner"}
PEOPLE = ["visitor", "outsider", *INSIDE]
WRITERS = {"teacher", "keeper", "head"}


@dataclass
class Place:
    visibility: str
    space: Row
    section: Row
    topic: Row
    room: Row
    queue: Row

    def seen_by(self, who: str) -> bool:
        """A guest reads what the space shows to signed-in people, which a members-only space does not."""
        if who in WRITERS or self.visibility == "public":
            return True
        return self.visibility == "network" and who != "visitor"

    def refusal(self, who: str) -> str:
        """How an act is refused: to who is nobody first, then hidden, then not allowed."""
        if who == "visitor":
            return "unauthenticated"
        return "forbidden" if self.seen_by(who) else "not_found"


@pytest.fixture(params=["public", "network", "members"])
async def place(request: pytest.FixtureRequest, site: LiveSite) -> Place:
    space = await site.space(visibility=request.param)
    for who in PEOPLE[1:]:
        await site.person(who)
    for who, role in INSIDE.items():
        await site.person(who, role=role, space=space.id)
    section, room = await site.section(space=space.id), await site.room(space=space.id)
    topic = await site.admin.call("forum.create_topic", section_id=section.id, title="Тихий час", body="Слово")
    await site.admin.call("chat.send", room_id=room.id, body="Слово")
    return Place(request.param, space, section, topic, room, await site.queue(space=space.id))


async def test_reading(place: Place, door: Any) -> None:
    topic, room = {"topic_id": place.topic.id}, {"room_id": place.room.id}
    for name, params in (
        ("forum.topics", {"section_id": place.section.id}),
        ("forum.posts", topic),
        ("forum.catch_up", {**topic, "after_version": 0}),
        ("chat.history", room),
        ("chat.catch_up", {**room, "after_version": 0}),
    ):
        for who in PEOPLE:
            read = await refusal(await door(who), name, params)
            assert read == ("" if place.seen_by(who) else "not_found"), (who, name)


async def test_listening(place: Place, site: LiveSite) -> None:
    for who in PEOPLE:
        socket = await site.socket(who)
        for channel in (f"room:{place.room.id}", f"topic:{place.topic.id}", f"section:{place.section.id}"):
            heard = await refusal(socket, "live.subscribe", {"channel": channel})
            assert heard == ("" if place.seen_by(who) else "not_found"), (who, channel)


async def test_writing_and_asking(place: Place, door: Any) -> None:
    for name, params in (
        ("forum.create_topic", {"section_id": place.section.id, "title": "Прогулка", "body": "Слово"}),
        ("forum.reply", {"topic_id": place.topic.id, "body": "Слово"}),
        ("chat.send", {"room_id": place.room.id, "body": "Слово"}),
        ("chat.react", {"room_id": place.room.id, "seq": 1, "name": "спасибо", "on": True}),
    ):
        for who in PEOPLE:
            written = await refusal(await door(who), name, params)
            assert written == ("" if who in WRITERS else place.refusal(who)), (who, name)
    question = {"queue_id": place.queue.id, "subject": "Речь", "body": "Слово"}
    for who in PEOPLE:
        asked = await refusal(await door(who), "consult.ask", question)
        assert asked == ("" if who in INSIDE else place.refusal(who)), who


async def test_what_owners_make(place: Place, site: LiveSite) -> None:
    """The space itself has a card that everybody reads, so to others this is forbidden and never hidden."""
    space = {"space_id": place.space.id}
    for name, params in (
        ("forum.create_section", {"title": "Игры"}),
        ("chat.create_room", {"title": "Игры"}),
        ("consult.create_queue", {"title": "Игры"}),
        ("spaces.invite", {"role": "guest", "term": 7, "count": 1}),
        ("spaces.set_role", {"person_id": site.as_("outsider").id, "role": "guest"}),
    ):
        for who in PEOPLE:
            made = await refusal(site.as_(who), name, {**space, **params})
            expected = "unauthenticated" if who == "visitor" else "" if who == "head" else "forbidden"
            assert made == expected, (who, name)


async def test_pages(place: Place, site: LiveSite) -> None:
    slug = place.space.slug
    inside = (
        f"/s/{slug}/f/{place.section.id}-{place.section.slug}",
        f"/t/{place.topic.id}-{place.topic.slug}",
        f"/r/{place.room.id}",
    )
    for who in PEOPLE:
        signed_in = None if who == "visitor" else who
        for path in inside:
            answer = await site.get(path, as_=signed_in)
            assert answer.status_code == (200 if place.seen_by(who) else 404), (who, path)
            assert place.seen_by(who) or "Тихий час" not in answer.text
        card = await site.get(f"/s/{slug}", as_=signed_in)
        assert card.status_code == 200
        assert place.space.title in card.text
        assert ("Адаптация и режим" in card.text) == place.seen_by(who)


async def test_joining(place: Place, site: LiveSite, door: Any) -> None:
    space = {"space_id": place.space.id}
    outsider = await door("outsider")
    joined = await refusal(outsider, "spaces.join", space)
    assert joined == ("forbidden" if place.visibility == "members" else "")
    assert await refusal(await door("visitor"), "spaces.join", space) == "unauthenticated"
    if joined == "":
        assert await refusal(outsider, "chat.send", {"room_id": place.room.id, "body": "Слово"}) == ""
        assert await refusal(outsider, "spaces.leave", space) == ""
        assert await refusal(outsider, "chat.send", {"room_id": place.room.id, "body": "Слово"}) == "forbidden"


async def test_a_narrowed_part_is_hidden_from_those_not_added(place: Place, site: LiveSite, door: Any) -> None:
    narrow = {"space_id": place.space.id, "title": "Узкий круг", "visibility": "members"}
    room = await site.admin.call("chat.create_room", **narrow)
    section = await site.admin.call("forum.create_section", **narrow)
    for who in PEOPLE:
        caller = await door(who)
        assert await refusal(caller, "chat.history", {"room_id": room.id}) == "not_found"
        assert await refusal(caller, "forum.topics", {"section_id": section.id}) == "not_found"
    await site.admin.call("chat.add_member", room_id=room.id, person_id=site.as_("guest").id)
    assert await refusal(await door("guest"), "chat.history", {"room_id": room.id}) == ""
    await site.admin.call("chat.remove_member", room_id=room.id, person_id=site.as_("guest").id)
    assert await refusal(await door("guest"), "chat.history", {"room_id": room.id}) == "not_found"


async def test_parts_are_never_wider_than_their_space(place: Place, site: LiveSite) -> None:
    for name in ("chat.create_room", "forum.create_section", "consult.create_queue"):
        for visibility in ("public", "network"):
            made = await refusal(
                site.admin, name, {"space_id": place.space.id, "title": "Шире", "visibility": visibility}
            )
            assert made == "invalid"
