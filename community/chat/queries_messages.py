"""SQL of messages and reactions. Rows are taken by position: these statements carry the busiest path of the server."""

from typing import Any

import msgspec

from community.accounts.model import Author
from community.chat.model import Message, Shown, Stored
from community.db import Transaction
from community.db.once import Once
from community.errors import NotFound
from community.text.drafts import Draft

COLUMNS = """c.id, c.room_id, c.seq, c.version, p.id, p.handle, p.name, c.html, c.reply_to, c.reactions, c.posted_at,
       c.edited_at, c.removed_at, c.client_id, c.alias"""
WIDTH = 15
FROM = "from messages c join people p on p.id = c.author_id"

_counts = msgspec.json.Decoder(dict[str, int])
_NONE: dict[str, int] = {}


def _fields(row: tuple[Any, ...]) -> dict[str, Any]:
    author = Author(0, "", row[14]) if row[14] else Author(row[4], row[5], row[6])
    return {
        "id": row[0], "room_id": row[1], "seq": row[2], "version": row[3], "author": author,
        "html": row[7], "reply_to": row[8], "reactions": _NONE if row[9] == "{}" else _counts.decode(row[9]),
        "posted_at": row[10], "edited_at": row[11], "removed_at": row[12], "client_id": row[13],
    }  # fmt: skip


def message_of(row: tuple[Any, ...]) -> Message:
    """The message whose `COLUMNS` a row begins with."""
    return Message(**_fields(row))


def shown_of(row: tuple[Any, ...], mine: dict[int, list[str]]) -> Shown:
    return Shown(**_fields(row), mine=mine.get(row[0], []))


async def message(tx: Transaction, message_id: int) -> Message:
    return message_of((await tx.rows(f"select {COLUMNS} {FROM} where c.id = :id", id=message_id))[0])


async def stored(tx: Transaction, room_id: int, seq: int) -> Stored:
    """A message's row for those who read the room; `NotFound` when the room has no such number."""
    rows = await tx.rows(
        "select id, seq, author_id, removed_at, source from messages where room_id = :room and seq = :seq",
        room=room_id, seq=seq,
    )  # fmt: skip
    if not rows:
        raise NotFound
    return Stored._make(rows[0])


async def already_sent(tx: Transaction, author_id: int, client_id: str) -> tuple[int, bytes] | None:
    """What a client_id has become: the message's id, and the digest of what it came with."""
    rows = await tx.rows(
        "select id, digest from messages where author_id = :author and client_id = :client",
        author=author_id, client=client_id,
    )  # fmt: skip
    return (rows[0][0], bytes(rows[0][1])) if rows else None


async def next_place(tx: Transaction, room_id: int) -> tuple[int, int]:
    """The seq and version of a new message. The row of the room is the lock: numbers are gapless, in commit order."""
    rows = await tx.rows(
        "update rooms set last_seq = last_seq + 1, version = version + 1 where id = :room returning last_seq, version",
        room=room_id,
    )
    return rows[0][0], rows[0][1]


async def next_version(tx: Transaction, room_id: int) -> int:
    return int(
        await tx.value("update rooms set version = version + 1 where id = :room returning version", room=room_id)
    )


async def insert_message(
    tx: Transaction,
    room_id: int,
    place: tuple[int, int],
    author_id: int,
    alias: str | None,
    draft: Draft,
    reply_to: int | None,
    once: Once,
) -> int:
    """The id of the new message."""  # fmt: skip
    rows = await tx.rows(
        """
        insert into messages (room_id, seq, version, author_id, alias, source, html, reply_to, posted_at, client_id,
                              digest)
        values (:room, :seq, :version, :author, :alias, :source, :html, :reply_to, :now, :client, :digest)
        returning id
        """,
        room=room_id, seq=place[0], version=place[1], author=author_id, alias=alias, source=draft.source,
        html=draft.html, reply_to=reply_to, now=tx.now, client=once.client_id, digest=once.digest,
    )  # fmt: skip
    return int(rows[0][0])


async def rewrite(tx: Transaction, message_id: int, version: int, draft: Draft) -> bool:
    """Whether the words could be changed: not when they were removed meanwhile."""
    return bool(
        await tx.run(
            "update messages set source = :source, html = :html, version = :version, edited_at = :now"
            " where id = :id and removed_at is null",
            source=draft.source, html=draft.html, version=version, now=tx.now, id=message_id,
        )
    )  # fmt: skip


async def blank(tx: Transaction, message_id: int, version: int, by: int) -> None:
    """Leave a tombstone: the place and the author stay, the words and what people made of them go."""
    await tx.run("delete from reactions where message_id = :id", id=message_id)
    await tx.run(
        """
        update messages set source = '', html = '', reactions = '{}', version = :version, removed_at = :now,
               removed_by = :by
        where id = :id
        """,
        id=message_id, version=version, now=tx.now, by=by,
    )  # fmt: skip


async def set_reaction(tx: Transaction, message_id: int, person_id: int, name: str, on: bool) -> bool:
    """Whether anything changed."""
    if on:
        return bool(
            await tx.run(
                "insert into reactions (message_id, person_id, name, made_at) values (:id, :person, :name, :now)"
                " on conflict do nothing",
                id=message_id, person=person_id, name=name, now=tx.now,
            )
        )  # fmt: skip
    return bool(
        await tx.run(
            "delete from reactions where message_id = :id and person_id = :person and name = :name",
            id=message_id, person=person_id, name=name,
        )
    )  # fmt: skip


async def recount_reactions(tx: Transaction, message_id: int, version: int) -> None:
    """Put the counts into the message's own row, where every reader finds them without a join."""
    counts = await tx.rows(
        "select name, count(*) from reactions where message_id = :id group by name order by name", id=message_id
    )
    await tx.run(
        "update messages set reactions = :counts, version = :version where id = :id",
        counts=msgspec.json.encode(dict(counts)).decode(), version=version, id=message_id,
    )  # fmt: skip


async def mine(tx: Transaction, person_id: int, message_ids: list[int]) -> dict[int, list[str]]:
    """The person's own reactions to these messages, by message."""
    found: dict[int, list[str]] = {}
    if person_id and message_ids:
        rows = await tx.rows(
            "select message_id, name from reactions where person_id = :person and message_id in (:ids) order by name",
            person=person_id, ids=message_ids,
        )  # fmt: skip
        for message_id, name in rows:
            found.setdefault(message_id, []).append(name)
    return found


async def between(tx: Transaction, room_id: int, first: int, last: int, viewer_id: int) -> list[Shown]:
    """Messages `first` to `last` in ascending order. Numbers have no gaps, so a range is also a count."""
    rows = await tx.rows(
        f"select {COLUMNS} {FROM} where c.room_id = :room and c.seq between :first and :last order by c.seq",
        room=room_id, first=first, last=last,
    )  # fmt: skip
    own = await mine(tx, viewer_id, [row[0] for row in rows if row[9] != "{}"])
    return [shown_of(row, own) for row in rows]


async def changed_after(tx: Transaction, room_id: int, version: int, limit: int, viewer_id: int) -> list[Shown]:
    """Messages whose last change came after a version, by version."""
    rows = await tx.rows(
        f"select {COLUMNS} {FROM} where c.room_id = :room and c.version > :version order by c.version limit :limit",
        room=room_id, version=version, limit=limit,
    )  # fmt: skip
    own = await mine(tx, viewer_id, [row[0] for row in rows if row[9] != "{}"])
    return [shown_of(row, own) for row in rows]


async def count_changed_after(tx: Transaction, room_id: int, version: int, most: int) -> int:
    """How many messages have changed since a version; no more than `most` are counted."""
    return int(
        await tx.value(
            "select count(*) from (select 1 from messages where room_id = :room and version > :version limit :most) m",
            room=room_id, version=version, most=most,
        )
    )  # fmt: skip


async def room_version(tx: Transaction, room_id: int) -> int:
    """The version at which the room's own row last changed."""
    return int(await tx.value("select room_version from rooms where id = :room", room=room_id))


async def place_of(tx: Transaction, message_id: int) -> tuple[int, int]:
    """Room and seq of a message; `NotFound` when there is none."""
    rows = await tx.rows("select room_id, seq from messages where id = :id", id=message_id)
    if not rows:
        raise NotFound
    return rows[0][0], rows[0][1]
