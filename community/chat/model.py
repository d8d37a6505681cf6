"""Rooms and messages as the outside sees them. Times are milliseconds UTC."""

from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

import msgspec

from community.accounts.model import Author
from community.fields import line, text
from community.words import N_

Title = Annotated[str, line(1, 120)]
Body = Annotated[str, text(1, 8000)]

PAGE = 50
"""Messages on a page, and in an answer when no limit is given."""


class Kind(StrEnum):
    """Whose room it is: a space's, two people's, or a request's."""

    SPACE = "space"
    DIRECT = "direct"
    REQUEST = "request"


class Visibility(StrEnum):
    """A room is as open as its space, or only for those added."""

    SPACE = "space"
    MEMBERS = "members"


Reaction = Literal["спасибо", "пригодилось", "согласен", "вопрос", "приду"]

REACTIONS: dict[str, str] = {
    "спасибо": N_("Thanks"),
    "пригодилось": N_("Useful"),
    "согласен": N_("Agreed"),
    "вопрос": N_("Question"),
    "приду": N_("Coming"),
}
"""Names as they are stored and sent, with the sentence each is shown as."""


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A room. `title` is empty for a direct talk: each of the two sees the other's name.

    `last_seq` numbers its messages, `version` everything that happens in it. `href` is its page.
    """

    id: int
    space_id: int | None
    kind: Kind
    title: str
    visibility: Visibility
    last_seq: int
    version: int
    position: int
    made_at: int
    closed_at: int | None
    href: str


class Listed(Room, frozen=True, kw_only=True):
    """A room in a list of one's own; `other` is whom a direct talk is with."""

    unread: int
    other: Author | None = None


class Rooms(msgspec.Struct, frozen=True, kw_only=True):
    items: list[Listed]
    next: str | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message, the same object wherever it is seen. A removed one keeps its place: `html` "", no reactions."""

    id: int
    room_id: int
    seq: int
    version: int
    author: Author
    html: str
    reply_to: int | None
    reactions: dict[str, int]
    posted_at: int
    edited_at: int | None
    removed_at: int | None
    client_id: str


class Shown(Message, frozen=True, kw_only=True):
    """A message with what depends on the reader beside it: the reader's own reactions."""

    mine: list[str]

    def message(self) -> Message:
        """The same as everybody sees it."""
        return Message(**{name: getattr(self, name) for name in Message.__struct_fields__})


class Sent(Message, frozen=True, kw_only=True):
    """One's own message just sent or changed, with its Markdown."""

    source: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The Markdown of a message."""

    room_id: int
    seq: int
    source: str


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Messages in ascending order; `next` is the seq to go on from in the direction asked for."""

    items: list[Shown]
    next: int | None


class CaughtUp(msgspec.Struct, frozen=True, kw_only=True):
    """Every message changed since, by version; `room` when the room itself changed; `version` is the channel's."""

    items: list[Shown]
    room: Room | None
    version: int
    more: bool


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    unread: int


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was added to a room."""

    id: int
    handle: str
    name: str
    added_at: int


class Access(NamedTuple):
    """A room that a person may read, and what the person is there. Taken from one row by position: see queries.

    `added`: by whomever; `joined`: by oneself, which gives no more rights than the role in the space does.
    """

    id: int
    space_id: int | None
    kind: str
    title: str
    visibility: str
    last_seq: int
    version: int
    position: int
    made_at: int
    closed_at: int | None
    href: str
    role: str | None
    added: int
    joined: int
    read_up_to: int | None
    handle: str | None
    name: str | None
    alias: str | None

    def author(self, person_id: int) -> Author:
        """Who the person is in this room: somebody under another name has no id and no page here."""
        return Author(0, "", self.alias) if self.alias else Author(person_id, self.handle or "", self.name or "")

    def room(self) -> Room:
        return Room(
            id=self.id, space_id=self.space_id, kind=Kind(self.kind), title=self.title,
            visibility=Visibility(self.visibility), last_seq=self.last_seq, version=self.version,
            position=self.position, made_at=self.made_at, closed_at=self.closed_at, href=self.address,
        )  # fmt: skip

    @property
    def address(self) -> str:
        return self.href or f"/r/{self.id}"


class Stored(NamedTuple):
    """A message's own row as a command needs it."""

    id: int
    seq: int
    author_id: int
    removed_at: int | None
    source: str
