"""Access that ends, ends at every door at once: pushes, calls over a socket and over HTTP, pages."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import websockets

from tests.support import PASSWORD, Caller, LiveSite, Row, Socket, refusal

ANOTHER = "Другая-тропа-в-лес-8"
AT_ONCE = 1.0
"""Seconds within which a socket of an ended session is closed."""


@dataclass
class Place:
    """A kind of place: its channel, an operation that reads it, its page."""

    channel: str
    operation: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    page: str = ""


class Garden:
    """A kindergarten for members with all there is in it: Boris, Irina with Vera's request in hand, her lead Lidia."""

    def __init__(self, site: LiveSite) -> None:
        self.site = site
        self.places: dict[str, Place] = {}

    async def open(self) -> None:
        site = self.site
        self.space = await site.space(visibility="members")
        for who in ("boris", "irina", "sofia", "lidia", "vera"):
            await site.person(who, space=self.space.id)
        for who in ("gleb", "nina"):
            await site.person(who)
        narrow = {"space": self.space.id, "visibility": "members"}
        self.room, self.quiet = await site.room(space=self.space.id), await site.room("Тихая", ["boris"], **narrow)
        self.section, self.other = await site.section(space=self.space.id), await site.section("Узкий круг", **narrow)
        self.topic = await site.topic("vera", section=self.section)
        lead = site.as_("lidia").id
        self.queue = await site.queue(specialists=["irina", "sofia"], space=self.space.id, lead_id=lead)
        question = {"subject": "Звук «р»", "body": "Дочке пять лет"}
        self.request = await site.as_("vera").call("consult.ask", queue_id=self.queue.id, **question)
        await site.as_("irina").call("consult.take", request_id=self.request.id)
        self.places = {
            "room": Place(f"room:{self.room.id}", "chat.history", {"room_id": self.room.id}, f"/r/{self.room.id}"),
            "quiet": Place(f"room:{self.quiet.id}", "chat.history", {"room_id": self.quiet.id}, f"/r/{self.quiet.id}"),
            "section": Place(
                f"section:{self.section.id}", "forum.topics", {"section_id": self.section.id},
                f"/s/{self.space.slug}/f/{self.section.id}-{self.section.slug}",
            ),
            "topic": Place(
                f"topic:{self.topic.id}", "forum.catch_up", {"topic_id": self.topic.id, "after_version": 0},
                f"/t/{self.topic.id}-{self.topic.slug}",
            ),
            "space": Place(f"space:{self.space.id}"),
            "queue": Place(f"queue:{self.queue.id}", "consult.queue", {"queue_id": self.queue.id}),
            "request": Place(
                f"request:{self.request.id}", "consult.get", {"request_id": self.request.id}, f"/c/{self.request.id}"
            ),
            "talk": Place(f"room:{self.request.room_id}", "chat.history", {"room_id": self.request.room_id}),
        }  # fmt: skip

    async def owner(self, operation: str, **params: Any) -> Any:
        return await self.site.admin.call(operation, **params)

    def id_of(self, who: str) -> int:
        return self.site.as_(who).id

    async def stir(self) -> dict[str, int]:
        """Something happens in every place; the version it has then, by channel, heard by those who may."""
        witnesses = {name: await self.site.socket(who, self.places[name].channel) for name, who in WITNESSES.items()}
        await self.owner("chat.send", room_id=self.room.id, body="Слово")
        await self.owner("chat.send", room_id=self.quiet.id, body="Слово")
        await self.owner("forum.create_topic", section_id=self.section.id, title="Сон", body="Слово")
        await self.owner("forum.reply", topic_id=self.topic.id, body="Слово")
        await self.owner("spaces.update", space_id=self.space.id, title="Солнышко")
        await self.site.as_("vera").call("chat.send", room_id=self.request.room_id, body="Слово")
        await self.site.as_("vera").call("consult.withdraw", request_id=self.request.id)
        return {
            name: (await socket.hears(METHODS[name], channel=self.places[name].channel)).version
            for name, socket in witnesses.items()
        }


WITNESSES = {"room": "owner", "quiet": "owner", "section": "owner", "topic": "owner", "space": "owner",
             "queue": "sofia", "request": "vera", "talk": "vera"}  # fmt: skip
METHODS = {"room": "chat.changed", "quiet": "chat.changed", "talk": "chat.changed", "section": "forum.changed",
           "topic": "forum.changed", "space": "spaces.changed", "queue": "consult.changed",
           "request": "consult.changed"}  # fmt: skip

Way = Callable[[Garden], AsyncIterator[None]]
WAYS: list[Any] = []


def ends(who: str, *lost: str) -> Callable[[Way], Way]:
    """A way by which a person loses these places: what comes before its `yield` prepares, what comes after ends."""

    def register(way: Way) -> Way:
        WAYS.append(pytest.param(who, lost, contextlib.asynccontextmanager(way), id=way.__name__))
        return way

    return register


INSIDE = ("room", "section", "topic", "space")


@ends("boris", "quiet")
async def taken_out_of_a_room(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("chat.remove_member", room_id=garden.quiet.id, person_id=garden.id_of("boris"))


@ends("boris", "quiet")
async def a_room_left(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.site.as_("boris").call("chat.leave_room", room_id=garden.quiet.id)


@ends("boris", "room")
async def a_room_narrowed(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("chat.update_room", room_id=garden.room.id, visibility="members")


@ends("boris", "section", "topic")
async def a_section_narrowed(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("forum.update_section", section_id=garden.section.id, visibility="members")


@ends("boris", "section", "topic")
async def taken_out_of_a_section(garden: Garden) -> AsyncIterator[None]:
    await garden.owner("forum.update_section", section_id=garden.section.id, visibility="members")
    await garden.owner("forum.add_section_member", section_id=garden.section.id, person_id=garden.id_of("boris"))
    yield
    await garden.owner("forum.remove_section_member", section_id=garden.section.id, person_id=garden.id_of("boris"))


@ends("boris", "topic")
async def a_topic_hidden(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("forum.hide", topic_id=garden.topic.id)


@ends("boris", "topic")
async def a_topic_moved_among_a_few(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("forum.move", topic_id=garden.topic.id, section_id=garden.other.id)


@ends("boris", *INSIDE, "quiet")
async def put_out_of_the_space(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("spaces.remove_member", space_id=garden.space.id, person_id=garden.id_of("boris"))


@ends("boris", *INSIDE, "quiet")
async def the_space_left(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.site.as_("boris").call("spaces.leave", space_id=garden.space.id)


@ends("boris", "room", "section", "topic")
async def made_a_guest(garden: Garden) -> AsyncIterator[None]:
    """A guest has what was added to a guest, and the card of the space."""
    yield
    await garden.owner("spaces.set_role", space_id=garden.space.id, person_id=garden.id_of("boris"), role="guest")


@ends("gleb", *INSIDE)
async def the_space_narrowed(garden: Garden) -> AsyncIterator[None]:
    await garden.owner("spaces.update", space_id=garden.space.id, visibility="network")
    yield
    await garden.owner("spaces.update", space_id=garden.space.id, visibility="members")


@ends("visitor", *INSIDE)
async def the_space_closed_to_visitors(garden: Garden) -> AsyncIterator[None]:
    await garden.owner("spaces.update", space_id=garden.space.id, visibility="public")
    yield
    await garden.owner("spaces.update", space_id=garden.space.id, visibility="network")


@ends("irina", "queue", "request", "talk")
async def a_specialist_removed(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("consult.remove_specialist", queue_id=garden.queue.id, person_id=garden.id_of("irina"))


@ends("irina", *INSIDE, "queue", "request", "talk")
async def a_specialist_put_out_of_the_space(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("spaces.remove_member", space_id=garden.space.id, person_id=garden.id_of("irina"))


@ends("irina", "request", "talk")
async def a_request_handed_on(garden: Garden) -> AsyncIterator[None]:
    yield
    given = {"request_id": garden.request.id, "person_id": garden.id_of("sofia")}
    await garden.site.as_("irina").call("consult.transfer", **given)


@ends("lidia", "queue", "request", "talk")
async def another_lead(garden: Garden) -> AsyncIterator[None]:
    yield
    await garden.owner("consult.set_lead", queue_id=garden.queue.id, person_id=garden.id_of("nina"))


async def open_to(garden: Garden, who: str, socket: Socket) -> set[str]:
    """The places that open; at one door no more than at another."""
    found = set()
    for name, place in garden.places.items():
        caller, missed = garden.site.as_(who), {"channel": place.channel, "after_version": 0}
        refusals = [await refusal(socket, "live.subscribe", {"channel": place.channel})]
        refusals += [await refusal(door, "live.catch_up", missed) for door in (socket, caller)]
        if place.operation:
            refusals += [await refusal(door, place.operation, place.params) for door in (socket, caller)]
        if place.page:
            page = await garden.site.get(place.page, as_=None if who == "visitor" else who)
            refusals.append("" if page.status_code == 200 else str(page.status_code))
        assert all(refusals) or not any(refusals), (name, refusals)
        if not any(refusals):
            found.add(name)
    return found


async def pushed(socket: Socket) -> list[Row]:
    """What was pushed before the answer to a call made now."""
    await socket.ask("people.me")
    return [socket._heard.get_nowait()["params"] for _ in range(socket._heard.qsize())]


@pytest.fixture
async def garden(site: LiveSite) -> Garden:
    made = Garden(site)
    await made.open()
    return made


@pytest.mark.parametrize(("who", "lost", "way"), WAYS)
async def test_a_place_that_closes_closes_at_every_door(garden: Garden, who: str, lost: tuple[str, ...], way: Any):
    socket = await garden.site.socket(who)
    async with way(garden):
        before = await open_to(garden, who, socket)
        assert set(lost) <= before
    stirred = await garden.stir()
    told = await pushed(socket)
    heard = {
        name for name, version in stirred.items()
        if any(one["channel"] == garden.places[name].channel and one.get("version", 0) >= version for one in told)
    }  # fmt: skip
    assert heard == before - set(lost)
    assert await open_to(garden, who, socket) == before - set(lost)


async def suspended(site: LiveSite) -> None:
    await site.admin.call("people.suspend", person_id=site.as_("irina").id)


async def signed_out(site: LiveSite) -> None:
    await site.as_("irina").call("sessions.close")


async def signed_out_from_the_page(site: LiveSite) -> None:
    assert (await site.post("/sign-out", {}, as_="irina")).status_code == 303


async def elsewhere(site: LiveSite) -> Caller:
    """Irina signed in on another machine."""
    opened = await site.visitor.call("sessions.open", email="irina@example.org", password=PASSWORD)
    return Caller(site, "irina", opened.token, opened.person)


async def ended_with_all_others(site: LiveSite) -> None:
    await (await elsewhere(site)).call("sessions.revoke_others")


async def ended_by_its_number(site: LiveSite) -> None:
    irina = await elsewhere(site)
    session = next(row for row in await irina.call("sessions.list") if not row.current)
    await irina.call("sessions.revoke", session_id=session.id)


async def ended_by_another_password(site: LiveSite) -> None:
    await (await elsewhere(site)).call("people.change_password", current_password=PASSWORD, new_password=ANOTHER)


async def ended_by_a_reset_link(site: LiveSite) -> None:
    made = await site.admin.call("people.make_reset_link", person_id=site.as_("irina").id)
    await site.visitor.call("people.reset_password", secret=made.link.rpartition("/")[2], password=ANOTHER)


async def everything_ends(garden: Garden, way: Callable[[LiveSite], Any]) -> None:
    site, irina = garden.site, garden.site.as_("irina")
    lines = [{"Authorization": f"Bearer {irina.token}"}, {"Cookie": f"session={irina.token}"}]
    sockets = [await site.socket("visitor", headers=line) for line in lines]
    for socket in sockets:
        assert await open_to(garden, "irina", socket) == garden.places.keys() - {"quiet"}
    await way(site)
    async with asyncio.timeout(AT_ONCE):
        assert [await socket.closed_with() for socket in sockets] == [4401, 4401]
    with pytest.raises(websockets.InvalidStatus) as caught:
        await site.socket("irina")
    assert caught.value.response.status_code == 401
    for place in garden.places.values():
        missed = {"channel": place.channel, "after_version": 0}
        assert await refusal(irina, "live.catch_up", missed) == "unauthenticated"
        if place.operation:
            assert await refusal(irina, place.operation, place.params) == "unauthenticated"
        if place.page:
            assert (await site.get(place.page, as_="irina")).status_code in (303, 404)


@pytest.mark.parametrize(
    "way",
    [suspended, signed_out, signed_out_from_the_page, ended_with_all_others, ended_by_its_number,
     ended_by_another_password, ended_by_a_reset_link],
)  # fmt: skip
async def test_a_session_that_ends_ends_at_every_door(garden: Garden, way: Callable[[LiveSite], Any]):
    await everything_ends(garden, way)


async def test_a_token_that_is_revoked_ends_at_every_door(garden: Garden):
    session = garden.site.as_("irina").token
    made = await garden.site.as_("irina").call("tokens.create", title="Журнал")
    garden.site.as_("irina").token = made.token

    async def revoked(site: LiveSite) -> None:
        await Caller(site, "irina", session, None).call("tokens.revoke", token_id=made.id)

    await everything_ends(garden, revoked)
