"""What the pages of rooms show, each from one snapshot."""

import re
from typing import Any, NamedTuple

import msgspec

from community.accounts.model import Author
from community.chat import queries_messages, rules
from community.chat.model import PAGE, Access, Kind, Listed, Member, Message, Shown
from community.chat.queries import SEEN, members_page, not_in_room, own_rooms, own_talks, room_managed_by, room_seen_by
from community.db import Transaction
from community.errors import NotFound
from community.fields import LARGEST, Id
from community.operations import Role
from community.text import sanitise
from community.text.plain import shorten
from community.web.paging import Page, decode_cursor, encode_cursor, page_of

CONTEXT = 15
"""Messages already read that a page shows above the first unread one, or around one that is pointed at."""
MOST_ROOMS = 500
PEOPLE = 50
EXCERPT, QUOTED = 400, 100
"""Characters of HTML that are read of an answered message, and of words that are shown."""

_CUT = re.compile(r"(<[^<>]*|&\w*)\Z")


class Where(NamedTuple):
    """Which part of a room is asked for; all zero: where the reader left off."""

    at: int = 0
    before: int = 0
    after: int = 0
    reply: int = 0


class Quote(NamedTuple):
    """The message that another one answers: its first words, none when it was removed."""

    seq: int
    author: str
    words: str


class Place(msgspec.Struct, frozen=True):
    """Where a room belongs, for the line above its heading."""

    slug: str
    title: str


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a room as a page shows it. `first` and `last` are the seqs shown; `divider` the first unread, or 0."""

    room: Access
    space: Place | None
    other: Author | None
    messages: list[Shown]
    quotes: dict[int, Quote]
    first: int
    last: int
    divider: int
    unread: int
    at: int
    answered: Quote | None
    may_write: bool
    moderates: bool
    owns: bool

    @property
    def title(self) -> str:
        return self.other.name if self.other else self.room.title

    @property
    def mine(self) -> str:
        """The reader's own reactions by seq, for the browser."""
        return msgspec.json.encode({str(m.seq): m.mine for m in self.messages if m.mine}).decode()


def window(last_seq: int, read_up_to: int, where: Where) -> tuple[int, int]:
    """First and last seq of a page. A room opens where the reader left off, with some of what was read above it."""
    if where.at:
        first = max(1, min(where.at, last_seq) - CONTEXT)
    elif where.after:
        first = where.after + 1
    elif where.before:
        first = where.before - PAGE
    else:
        first = max(1, min(read_up_to + 1 - CONTEXT, last_seq - PAGE + 1))
    last = min(last_seq, first + PAGE - 1)
    if where.before:
        last = min(last, where.before - 1)
    return max(1, first), last


async def conversation(tx: Transaction, room_id: int, viewer_id: int, where: Where) -> Conversation:
    """A page of a room in at most four statements; `NotFound` when the room is hidden from the person."""
    rows = await tx.rows(
        f"""
        select b.*, sp.slug, sp.title, o.id, o.handle, o.name
        from ({SEEN}) b
        left join spaces sp on sp.id = b.space_id
        left join room_members om on b.kind = 'direct' and om.room_id = b.id and om.person_id <> :viewer
        left join people o on o.id = om.person_id
        """,
        room=room_id, viewer=viewer_id,
    )  # fmt: skip
    if not rows:
        raise NotFound
    width = len(Access._fields)
    room, rest = Access._make(rows[0][:width]), rows[0][width:]
    read = room.read_up_to or 0
    first, last = window(room.last_seq, read or room.last_seq, where)
    messages, quotes = await _messages(tx, room.id, first, last, viewer_id)
    unread = max(0, room.last_seq - read) if viewer_id else 0
    return Conversation(
        room=room, space=None if rest[0] is None else Place(rest[0], rest[1]),
        other=None if rest[2] is None else Author(rest[2], rest[3], rest[4]),
        messages=messages, quotes=quotes, first=first, last=max(last, first - 1),
        divider=read + 1 if unread and read else 0, unread=unread, at=where.at,
        answered=await _quote(tx, room.id, where.reply) if where.reply else None,
        may_write=viewer_id != 0 and rules.may_write(room), moderates=rules.moderates(room),
        owns=room.role == Role.OWNER and room.kind == Kind.SPACE,
    )  # fmt: skip


async def _messages(
    tx: Transaction, room_id: int, first: int, last: int, viewer_id: int
) -> tuple[list[Shown], dict[int, Quote]]:
    """The messages of a range, and what those among them answer, whether it is in the range or not."""
    rows = await tx.rows(
        f"""
        select {queries_messages.COLUMNS}, q.seq, coalesce(q.alias, qp.name), substr(q.html, 1, {EXCERPT}), q.removed_at
        {queries_messages.FROM}
        left join messages q on q.room_id = c.room_id and q.seq = c.reply_to
        left join people qp on qp.id = q.author_id
        where c.room_id = :room and c.seq between :first and :last order by c.seq
        """,
        room=room_id, first=first, last=last,
    )  # fmt: skip
    own = await queries_messages.mine(tx, viewer_id, [row[0] for row in rows if row[9] != "{}"])
    at = queries_messages.WIDTH
    quotes = {row[at]: _quote_of(row[at:]) for row in rows if row[at] is not None}
    return [queries_messages.shown_of(row, own) for row in rows], quotes


def _quote_of(row: tuple[Any, ...]) -> Quote:
    seq, author, html, removed_at = row
    whole = _CUT.sub("", html)
    return Quote(seq, author, shorten(sanitise.words(whole), QUOTED) if removed_at is None else "")


async def _quote(tx: Transaction, room_id: int, seq: int) -> Quote | None:
    rows = await tx.rows(
        f"""
        select q.seq, coalesce(q.alias, p.name), substr(q.html, 1, {EXCERPT}), q.removed_at
        from messages q join people p on p.id = q.author_id where q.room_id = :room and q.seq = :seq
        """,
        room=room_id, seq=seq,
    )  # fmt: skip
    return _quote_of(rows[0]) if rows else None


async def chats(tx: Transaction, person_id: int, after: str | None) -> tuple[list[Listed], Page[Listed]]:
    """The person's rooms, on the first page, and direct talks."""
    rooms = [] if after else await own_rooms(tx, person_id, MOST_ROOMS)
    before = decode_cursor(after, tuple[Id, Id]) if after else (LARGEST, 0)
    talks = await own_talks(tx, person_id, before, PAGE + 1)
    more = encode_cursor(talks[PAGE - 1][0], talks[PAGE - 1][1].id) if len(talks) > PAGE else None
    return rooms, Page([talk for _, talk in talks[:PAGE]], more)


class OneMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message with what its reader may do with it; `source` is there for those who may see it."""

    room: Access
    message: Message
    mine: list[str]
    source: str
    may_edit: bool
    may_remove: bool
    may_write: bool


async def one_message(tx: Transaction, room_id: int, seq: int, viewer_id: int) -> OneMessage:
    room = await room_seen_by(tx, room_id, viewer_id)
    stored = await queries_messages.stored(tx, room_id, seq)
    message = await queries_messages.message(tx, stored.id)
    own = await queries_messages.mine(tx, viewer_id, [stored.id])
    there = viewer_id != 0 and stored.removed_at is None
    may_write = viewer_id != 0 and rules.may_write(room)
    author = there and stored.author_id == viewer_id
    return OneMessage(
        room=room, message=message, mine=own.get(stored.id, []),
        source=stored.source if there and rules.may_see_source(room, stored, viewer_id) else "",
        may_edit=author and may_write, may_remove=there and rules.may_remove(room, stored.author_id, viewer_id),
        may_write=may_write and there,
    )  # fmt: skip


class Managed(msgspec.Struct, frozen=True, kw_only=True):
    """A room's settings: for everybody who reads the room its people, for the space's owners the rest."""

    room: Access
    members: Page[Member]
    others: list[Author]
    owns: bool
    inside: bool
    may_join: bool


async def managed(tx: Transaction, room_id: int, viewer_id: int, after: str | None) -> Managed:
    """`after` is the cursor of the people on the page before."""
    room = await room_managed_by(tx, room_id, viewer_id)
    last = decode_cursor(after, tuple[str, Id]) if after else ("", 0)
    found = page_of(await members_page(tx, room_id, last, PEOPLE + 1), PEOPLE, lambda row: (row[0], row[1].id))
    return Managed(
        room=room,
        members=Page([member for _, member in found.items], found.next),
        others=await not_in_room(tx, room_id) if room.role == Role.OWNER else [],
        owns=room.role == Role.OWNER,
        inside=bool(room.added),
        may_join=not room.added and rules.belongs(room),
    )


async def place(tx: Transaction, message_id: int, viewer_id: int) -> str:
    """The address of a message for somebody who reads its room."""
    room_id, seq = await queries_messages.place_of(tx, message_id)
    room = await room_seen_by(tx, room_id, viewer_id)
    return f"{room.address}?at={seq}#message-{seq}"
