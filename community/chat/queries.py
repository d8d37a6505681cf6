"""SQL of rooms, of who is in them and how far each has read. Messages: queries_messages; pages: queries_pages."""

from typing import Any

from community.accounts.model import Author
from community.chat.model import Access, Kind, Listed, Member, Visibility
from community.db import Transaction
from community.errors import NotFound
from community.spaces.visibility import SPACE_READABLE, part_readable

ROOM_READABLE = part_readable("r", "room_members", "room_id")
"""Rooms of no space, a direct talk's and a request's, are `members`: for those added and nobody else."""

ACCESS = """
select r.id, r.space_id, r.kind, r.title, r.visibility, r.last_seq, r.version, r.position, r.made_at, r.closed_at,
       r.href, m.role, a.person_id is not null as added,
       case when a.added_by = :viewer and r.visibility = 'space' then 1 else 0 end as joined,
       d.read_up_to, p.handle, p.name, a.alias
from rooms r
left join spaces s on s.id = r.space_id
left join room_members a on a.room_id = r.id and a.person_id = :viewer
left join memberships m on m.space_id = r.space_id and m.person_id = :viewer
left join room_reads d on d.room_id = r.id and d.person_id = :viewer
left join people p on p.id = :viewer and p.suspended_at is null
"""
SEEN = f"{ACCESS} where r.id = :room and (:viewer = 0 or p.id is not null) and {ROOM_READABLE}"
_OF_OWNER = f"""
{ACCESS} where r.id = :room and p.id is not null and r.kind = 'space' and (m.role = 'owner' or {ROOM_READABLE})
"""


async def room_seen_by(tx: Transaction, room_id: int, viewer_id: int) -> Access:
    """The room and what the person is in it (a visitor: 0), in one statement; `NotFound` when it is hidden."""
    rows = await tx.rows(SEEN, room=room_id, viewer=viewer_id)
    if not rows:
        raise NotFound
    return Access._make(rows[0])


async def room_managed_by(tx: Transaction, room_id: int, person_id: int) -> Access:
    """A space's room for whoever reads it, and for the space's owners even where they were not added."""
    rows = await tx.rows(_OF_OWNER, room=room_id, viewer=person_id)
    if not rows:
        raise NotFound
    return Access._make(rows[0])


_LISTED = """
select r.id, r.space_id, r.kind, r.title, r.visibility, r.last_seq, r.version, r.position, r.made_at, r.closed_at,
       r.href, d.read_up_to, o.id, o.handle, o.name
"""
_READ = "left join room_reads d on d.room_id = r.id and d.person_id = :viewer"
_OTHER = """
left join room_members om on r.kind = 'direct' and om.room_id = r.id and om.person_id <> :viewer
left join people o on o.id = om.person_id
"""
_BEGUN = "(r.last_seq > 0 or r.made_by = :viewer)"
"""A talk in which nobody has said anything is only in the list of who began it."""

_MAY_BE_READ = f"""r.id in (
    select x.room_id from room_members x where x.person_id = :viewer
    union all select y.id from spaces s cross join rooms y
    where y.space_id = s.id and y.visibility = 'space' and {SPACE_READABLE})"""
"""Found from the person and (`cross join`: in this order) from the spaces: the talks of others, most of all rooms, are
not even looked at."""


def _listed(row: tuple[Any, ...], viewer_id: int) -> Listed:
    return Listed(
        id=row[0], space_id=row[1], kind=Kind(row[2]), title=row[3], visibility=Visibility(row[4]), last_seq=row[5],
        version=row[6], position=row[7], made_at=row[8], closed_at=row[9], href=row[10] or f"/r/{row[0]}",
        unread=row[5] - (row[11] or 0) if viewer_id else 0,
        other=None if row[12] is None else Author(row[12], row[13], row[14]),
    )  # fmt: skip


async def rooms_page(tx: Transaction, viewer_id: int, space_id: int, after_id: int, limit: int) -> list[Listed]:
    """Rooms that the person reads, by id; of one space, or of all (0). Requests' rooms are in their feature's lists."""
    rows = await tx.rows(
        f"""
        {_LISTED} from rooms r left join spaces s on s.id = r.space_id {_READ} {_OTHER}
        where r.id > :after and r.kind <> 'request' and (r.kind <> 'direct' or {_BEGUN}) and {ROOM_READABLE}
          and {"r.space_id = :space" if space_id else _MAY_BE_READ}
        order by r.id limit :limit
        """,
        viewer=viewer_id, after=after_id, space=space_id, limit=limit,
    )  # fmt: skip
    return [_listed(row, viewer_id) for row in rows]


async def own_rooms(tx: Transaction, person_id: int, limit: int) -> list[Listed]:
    """Rooms of the spaces the person is in, and rooms the person was added to, as far as they read them; by title."""
    rows = await tx.rows(
        f"""
        {_LISTED} from rooms r join spaces s on s.id = r.space_id {_READ} {_OTHER}
        where r.kind = 'space' and {ROOM_READABLE} and r.id in (
            select x.room_id from room_members x where x.person_id = :viewer
            union all select y.id from memberships i join rooms y on y.space_id = i.space_id
            where i.person_id = :viewer)
        order by case when s.kind = 'network' then 0 else 1 end, s.title_key, s.id, r.position, r.id limit :limit
        """,
        viewer=person_id, limit=limit,
    )  # fmt: skip
    return [_listed(row, person_id) for row in rows]


async def own_talks(
    tx: Transaction, person_id: int, before: tuple[int, int], limit: int
) -> list[tuple[int, Listed]]:  # fmt: skip
    """Direct talks, the latest first: each with when something was last said. `before` is such a moment and an id."""
    moment = "coalesce(l.posted_at, r.made_at)"
    rows = await tx.rows(
        f"""
        {_LISTED}, {moment} as moment
        from room_members mine join rooms r on r.id = mine.room_id and r.kind = 'direct' {_READ} {_OTHER}
        left join messages l on l.room_id = r.id and l.seq = r.last_seq
        where mine.person_id = :viewer and {_BEGUN} and ({moment}, r.id) < (:moment, :id)
        order by moment desc, r.id desc limit :limit
        """,
        viewer=person_id, moment=before[0], id=before[1], limit=limit,
    )  # fmt: skip
    return [(row[-1], _listed(row, person_id)) for row in rows]


async def members_page(tx: Transaction, room_id: int, after: tuple[str, int], limit: int) -> list[tuple[str, Member]]:
    """People who were added by (folded name, id), each with that key's name."""
    rows = await tx.rows(
        """
        select p.name_key, p.id, p.handle, p.name, a.added_at from room_members a join people p on p.id = a.person_id
        where a.room_id = :room and (p.name_key, p.id) > (:after_key, :after_id)
        order by p.name_key, p.id limit :limit
        """,
        room=room_id, after_key=after[0], after_id=after[1], limit=limit,
    )  # fmt: skip
    return [(row[0], Member(id=row[1], handle=row[2], name=row[3], added_at=row[4])) for row in rows]


async def not_in_room(tx: Transaction, room_id: int) -> list[Author]:
    """People of the room's space who could still be added, by name; the first of them when there are very many."""
    return await tx.all(
        Author,
        """
        select p.id, p.handle, p.name from rooms r
        join memberships m on m.space_id = r.space_id join people p on p.id = m.person_id
        where r.id = :room and p.suspended_at is null and not exists (
            select 1 from room_members a where a.room_id = r.id and a.person_id = p.id)
        order by p.name_key, p.id limit 300
        """,
        room=room_id,
    )


async def member_ids(tx: Transaction, room_id: int) -> list[int]:
    """Whom to tell of messages: everybody who was added, except those who only read."""
    return [person_id for person_id, quiet in await members_quiet(tx, room_id) if not quiet]


async def members_quiet(tx: Transaction, room_id: int) -> list[tuple[int, bool]]:
    """Everybody who was added, each with whether messages are kept from their notices."""
    rows = await tx.rows("select person_id, quiet from room_members where room_id = :room", room=room_id)
    return [(row[0], bool(row[1])) for row in rows]


async def readers_named(tx: Transaction, room_id: int, handles: tuple[str, ...]) -> list[int]:
    """Of these handles the people who read the room: nobody else learns that they were named in it.

    By id: two who name the same people at once lock what each is told in one order.
    """
    readable = ROOM_READABLE.replace(":viewer", "p.id")
    rows = await tx.rows(
        f"""
        select p.id from people p join rooms r on r.id = :room left join spaces s on s.id = r.space_id
        where p.handle in (:handles) and p.suspended_at is null and {readable} order by p.id
        """,
        room=room_id, handles=handles,
    )  # fmt: skip
    return [row[0] for row in rows]


async def insert_room(
    tx: Transaction,
    made_by: int | None,
    *,
    space_id: int | None,
    kind: Kind,
    title: str,
    visibility: Visibility = Visibility.MEMBERS,
    pair_key: str | None = None,
    href: str = "",
) -> int | None:
    """A new room's id; None when the pair has its room already."""  # fmt: skip
    found = await tx.value(
        """
        insert into rooms (space_id, kind, title, visibility, pair_key, href, position, made_at, made_by)
        values (:space, :kind, :title, :visibility, :pair, :href,
                (select coalesce(max(position), 0) + 1 from rooms where space_id = :space), :now, :by)
        on conflict (pair_key) do nothing returning id
        """,
        space=space_id, kind=kind, title=title, visibility=visibility, pair=pair_key, href=href, now=tx.now, by=made_by,
    )  # fmt: skip
    return None if found is None else int(found)


async def room_of_pair(tx: Transaction, pair_key: str) -> int:
    return int(await tx.value("select id from rooms where pair_key = :pair", pair=pair_key))


async def set_closed(tx: Transaction, room_id: int, closed_at: int | None, by: int | None) -> bool:
    """Close or open a room under its next version; whether it was otherwise before."""
    return bool(
        await tx.run(
            """
            update rooms set closed_at = :closed, closed_by = :by, version = version + 1, room_version = version + 1
            where id = :room and (closed_at is null) <> (cast(:closed as bigint) is null)
            """,
            closed=closed_at, by=by, room=room_id,
        )
    )  # fmt: skip


async def room(tx: Transaction, room_id: int) -> Access:
    """The room as such, whoever asks: for commands that have no person."""
    rows = await tx.rows(f"{ACCESS} where r.id = :room", room=room_id, viewer=0)
    if not rows:
        raise NotFound
    return Access._make(rows[0])


async def update_room(tx: Transaction, room_id: int, title: str, visibility: str, position: int) -> None:
    """The row as it shall be, under the room's next version."""
    await tx.run(
        """
        update rooms set title = :title, visibility = :visibility, position = :position, version = version + 1,
               room_version = version + 1
        where id = :room
        """,
        title=title, visibility=visibility, position=position, room=room_id,
    )  # fmt: skip


async def insert_member(
    tx: Transaction, room_id: int, person_id: int, by: int | None, alias: str | None = None, quiet: bool = False
) -> bool:
    """Whether the person was not there yet, or had only joined by themselves and is added now."""
    return bool(
        await tx.run(
            "insert into room_members (room_id, person_id, added_at, added_by, alias, quiet)"
            " values (:room, :person, :now, :by, :alias, :quiet)"
            " on conflict (room_id, person_id) do update set added_by = excluded.added_by"
            " where room_members.added_by = room_members.person_id and excluded.added_by <> excluded.person_id",
            room=room_id, person=person_id, now=tx.now, by=by, alias=alias, quiet=int(quiet),
        )
    )  # fmt: skip


async def set_quiet(tx: Transaction, room_id: int, person_id: int, quiet: bool) -> None:
    await tx.run(
        "update room_members set quiet = :quiet where room_id = :room and person_id = :person",
        quiet=int(quiet), room=room_id, person=person_id,
    )  # fmt: skip


async def delete_member(tx: Transaction, room_id: int, person_id: int) -> bool:
    return bool(
        await tx.run(
            "delete from room_members where room_id = :room and person_id = :person", room=room_id, person=person_id
        )
    )


async def move_mark(tx: Transaction, room_id: int, person_id: int, seq: int) -> None:
    """How far the person has read; it never goes back."""
    await tx.run(
        """
        insert into room_reads (person_id, room_id, read_up_to) values (:person, :room, :seq)
        on conflict (person_id, room_id) do update set read_up_to = excluded.read_up_to
        where excluded.read_up_to > room_reads.read_up_to
        """,
        person=person_id, room=room_id, seq=seq,
    )  # fmt: skip


async def insert_opening(tx: Transaction, room_id: int, person_id: int, door: str, since: int) -> None:
    """Somebody read a request's room. Readings by the same door since then are the same opening."""
    await tx.run(
        """
        insert into room_openings (room_id, person_id, door, opened_at)
        select :room, :person, :door, :now where not exists (
            select 1 from room_openings
            where room_id = :room and person_id = :person and door = :door and opened_at > :since)
        """,
        room=room_id, person=person_id, door=door, now=tx.now, since=since,
    )  # fmt: skip
