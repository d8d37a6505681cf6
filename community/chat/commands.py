"""All writes of rooms and of who is in them. Messages: commands_messages."""

from collections.abc import Mapping, Sequence

from community import notify
from community.accounts.audit import record
from community.accounts.queries import somebody
from community.chat import changes, queries, queries_search
from community.chat.model import Access, Kind, Room, Visibility
from community.clock import MINUTE
from community.db import Transaction
from community.db.once import Once, earlier, keep
from community.errors import Conflict, Forbidden, Invalid
from community.notify.commands import read_about
from community.operations import WRITING, Role
from community.realtime.changes import AccessChanged
from community.search import Kind as Findable
from community.search import index
from community.spaces.commands import on_renaming
from community.spaces.queries import space_owned_by
from community.spaces.queries_people import person_name
from community.words import N_

AN_OPENING = 10 * MINUTE
"""Readings of a request's room by one person and door within this time are one opening."""


async def create_room(
    tx: Transaction, person_id: int, once: Once | None, space_id: int, title: str, visibility: Visibility
) -> Room:
    """A room of a space, by one of its owners, who is in it from the start when it is narrowed."""
    if (room_id := await earlier(tx, once)) is not None:
        return (await queries.room_seen_by(tx, room_id, person_id)).room()
    await space_owned_by(tx, space_id, person_id)
    made = await queries.insert_room(
        tx, person_id, space_id=space_id, kind=Kind.SPACE, title=title, visibility=visibility
    )
    if made is None:
        raise Conflict
    if visibility == Visibility.MEMBERS:
        await queries.insert_member(tx, made, person_id, person_id)
    await keep(tx, once, made)
    await index_rooms(tx, space_id, made)
    room = await _announced(tx, made, person_id, "created")
    await _kept(tx, room, person_id, "room.made")
    return room


async def update_room(
    tx: Transaction,
    person_id: int,
    room_id: int,
    title: str | None,
    visibility: Visibility | None,
    position: int | None,
) -> Room:
    """Another title, visibility or place in the list; what is None stays. A narrowed room is never widened again."""
    before = await _owned(tx, room_id, person_id)
    if before.visibility == Visibility.MEMBERS and visibility == Visibility.SPACE:
        raise Conflict(N_("What was said among a few stays with them: create a new room for everybody"))
    wanted = (
        before.title if title is None else title,
        before.visibility if visibility is None else str(visibility),
        before.position if position is None else position,
    )
    if wanted == (before.title, before.visibility, before.position):
        return before.room()
    await queries.update_room(tx, room_id, *wanted)
    if wanted[0] != before.title and before.space_id is not None:
        await index_rooms(tx, before.space_id, room_id)
    if wanted[1] != before.visibility:
        await queries.insert_member(tx, room_id, person_id, person_id)
        tx.announce(AccessChanged(channel=f"room:{room_id}"))
    after = await _announced(tx, room_id, person_id, "updated")
    await _kept(tx, after, person_id, "room.changed")
    return after


@on_renaming
async def index_rooms(tx: Transaction, space_id: int, room_id: int = 0) -> None:
    """Rooms of a space, or one of them, are found by their title and by where they stand."""
    for room in await queries_search.rooms_named(tx, space_id, room_id):
        await index(tx, Findable.ROOM, room.id, room.title, place=room.place)


async def close_room(tx: Transaction, person_id: int, room_id: int, closed: bool, why: str) -> Room:
    """A closed room can be read but not written in. You can reopen it."""
    room = await _owned(tx, room_id, person_id)
    if not await queries.set_closed(tx, room_id, tx.now if closed else None, person_id if closed else None):
        return room.room()
    await _kept(tx, room, person_id, "room.closed" if closed else "room.opened", why=why)
    return await _announced(tx, room_id, person_id, "closed" if closed else "opened")


async def add_member(tx: Transaction, actor_id: int, room_id: int, person_id: int | None, handle: str | None) -> Room:
    """Let somebody into a room of the space, whether inside the space or not."""
    room = await _owned(tx, room_id, actor_id)
    person = await somebody(tx, person_id, handle)
    if await queries.insert_member(tx, room_id, person.id, actor_id):
        tx.announce(AccessChanged((person.id,), f"room:{room_id}"))
        await _kept(tx, room, actor_id, "room.member_added", person.name)
    return room.room()


async def remove_member(tx: Transaction, actor_id: int, room_id: int, person_id: int) -> Room:
    """Take somebody out: what the person listens to is tested again at once."""
    room = await _owned(tx, room_id, actor_id)
    if await queries.delete_member(tx, room_id, person_id):
        tx.announce(AccessChanged((person_id,), f"room:{room_id}"))
        await _kept(tx, room, actor_id, "room.member_removed", await person_name(tx, person_id))
    return room.room()


async def join_room(tx: Transaction, person_id: int, room_id: int) -> Room:
    """Members of the space join a room that is open to it."""
    room = await queries.room_seen_by(tx, room_id, person_id)
    if not room.added:
        if room.kind != Kind.SPACE or room.role not in WRITING:
            raise Forbidden(N_("Only members of the space can join its rooms"))
        await queries.insert_member(tx, room_id, person_id, person_id)
        tx.announce(AccessChanged((person_id,), f"room:{room_id}"))
    return room.room()


async def leave_room(tx: Transaction, person_id: int, room_id: int) -> None:
    room = await queries.room_seen_by(tx, room_id, person_id)
    if room.kind != Kind.SPACE:
        raise Forbidden(N_("You cannot leave a direct talk"))
    if await queries.delete_member(tx, room_id, person_id):
        tx.announce(AccessChanged((person_id,), f"room:{room_id}"))


async def open_direct(tx: Transaction, person_id: int, other_id: int | None, handle: str | None) -> Room:
    """The one room of two people; made when it is asked for first, by whichever of them."""
    other_id = (await somebody(tx, other_id, handle)).id
    if person_id == other_id:
        raise Invalid({"person_id": N_("You cannot open a direct talk with yourself")})
    pair = "{}:{}".format(*sorted((person_id, other_id)))
    room_id = await queries.insert_room(tx, person_id, space_id=None, kind=Kind.DIRECT, title="", pair_key=pair)
    if room_id is None:
        room_id = await queries.room_of_pair(tx, pair)
    else:
        for member_id in (person_id, other_id):
            await queries.insert_member(tx, room_id, member_id, person_id)
        tx.announce(AccessChanged((person_id, other_id), f"room:{room_id}"))
    return (await queries.room_seen_by(tx, room_id, person_id)).room()


async def read_up_to(tx: Transaction, person_id: int, room_id: int, seq: int) -> int:
    """How many messages remain unread. The mark never goes back and never runs ahead of the last message."""
    room = await queries.room_seen_by(tx, room_id, person_id)
    before = room.read_up_to or 0
    reached = max(before, min(seq, room.last_seq))
    if reached > before or room.read_up_to is None:
        await queries.move_mark(tx, room_id, person_id, reached)
    await read_about(tx, person_id, f"room:{room_id}")
    return room.last_seq - reached


async def record_opening(tx: Transaction, room_id: int, person_id: int, door: str) -> None:
    """Keep that somebody read a request's room."""
    await queries.insert_opening(tx, room_id, person_id, door, tx.now - AN_OPENING)


async def tell_members(tx: Transaction, room: Access, author_id: int) -> None:
    """Tell the others of a talk of two or a request that there is a message: from whom, never what it says."""
    direct = room.kind == Kind.DIRECT
    author = room.author(author_id)
    for member_id in await queries.member_ids(tx, room.id):
        await notify.tell(
            tx,
            member_id,
            notify.Kind.DIRECT_MESSAGE if direct else notify.Kind.REQUEST_MESSAGE,
            about=f"room:{room.id}",
            title=author.name if direct else room.title,
            href=room.address,
            actor_id=author_id if author.id or member_id == author_id else None,
        )


# Rooms of requests, for the feature above.


async def make_request_room(
    tx: Transaction, member_ids: Sequence[int], title: str, href: str, aliases: Mapping[int, str] | None = None
) -> int:
    """A room for these people and nobody else; its id. `title` stands in notices and must hold nothing confidential.

    `aliases` names, by person id, those who appear in this room under another name than their own.
    """
    room_id = await queries.insert_room(tx, None, space_id=None, kind=Kind.REQUEST, title=title, href=href)
    if room_id is None:
        raise Conflict
    for member_id in member_ids:
        await add_to_room(tx, room_id, member_id, alias=(aliases or {}).get(member_id))
    return room_id


async def add_to_room(
    tx: Transaction, room_id: int, person_id: int, by: int | None = None, alias: str | None = None
) -> None:
    if await queries.insert_member(tx, room_id, person_id, by, alias):
        tx.announce(AccessChanged((person_id,), f"room:{room_id}"))


async def remove_from_room(tx: Transaction, room_id: int, person_id: int) -> None:
    if await queries.delete_member(tx, room_id, person_id):
        tx.announce(AccessChanged((person_id,), f"room:{room_id}"))


async def seat_in_room(tx: Transaction, room_id: int, people: Mapping[int, bool]) -> None:
    """Exactly these people are in the room from now on. Those marked True are not told of its messages."""
    seated = dict(await queries.members_quiet(tx, room_id))
    for person_id in seated.keys() - people.keys():
        await remove_from_room(tx, room_id, person_id)
    for person_id, quiet in people.items():
        if person_id not in seated:
            await queries.insert_member(tx, room_id, person_id, None, quiet=quiet)
            tx.announce(AccessChanged((person_id,), f"room:{room_id}"))
        elif seated[person_id] != quiet:
            await queries.set_quiet(tx, room_id, person_id, quiet)


async def close_request_room(tx: Transaction, room_id: int, by: int | None) -> None:
    if await queries.set_closed(tx, room_id, tx.now, by):
        await _announced(tx, room_id, 0, "closed")


async def open_request_room(tx: Transaction, room_id: int) -> None:
    if await queries.set_closed(tx, room_id, None, None):
        await _announced(tx, room_id, 0, "opened")


async def _owned(tx: Transaction, room_id: int, person_id: int) -> Access:
    """A space's room for one of the space's owners."""
    room = await queries.room_managed_by(tx, room_id, person_id)
    if room.role != Role.OWNER:
        raise Forbidden(N_("Only owners of the space can do this"))
    return room


async def _announced(tx: Transaction, room_id: int, person_id: int, what: str) -> Room:
    room = (await queries.room(tx, room_id)).room()
    tx.announce(changes.RoomChanged(room, {"person_id": person_id, "what": what}))
    return room


async def _kept(
    tx: Transaction, room: Access | Room, actor_id: int, what: str, person: str = "", why: str = ""
) -> None:
    """An act of power over a room of a space, in the audit log; `person` is whom it concerned."""
    title = ": ".join(part for part in (title_for_log(room), person) if part)
    await record(tx, actor_id, what=what, space_id=room.space_id, subject=f"room:{room.id}", title=title, why=why)


def title_for_log(room: Access | Room) -> str:
    """Moderators of the space read the log; the title of a narrowed room is only for those added to it."""
    return room.title if room.visibility == Visibility.SPACE else ""
