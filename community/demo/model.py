"""What the text files hold. The bounds are the features' own: what a person could not type stands in no file.

A moment is written as it is seen from now: `"25m"`, `"2h 40m"`, `"12d 18:40"` (twelve working days ago, on the clock
of whoever acts; in rooms on the network's), `"12d sat 11:20"` (the Saturday after that day; `sun` likewise).
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from community.accounts.model import Position, Specialty
from community.chat.model import Body as Message_
from community.chat.model import Reaction
from community.chat.model import Title as RoomTitle
from community.consult.model import Body as Question_
from community.consult.model import Capacity, Note, Stars, Subject
from community.consult.model import Description as QueueDescription
from community.consult.model import Title as QueueTitle
from community.fields import Email, Handle, Reason, line, text
from community.forum.model import BODY, SECTION_TITLE, TITLE
from community.forum.model import DESCRIPTION as SECTION_DESCRIPTION
from community.operations import Role
from community.spaces.model import CONTACTS, DESCRIPTION, TOWN, Joining, Kind, Visibility
from community.spaces.model import TITLE as SPACE_TITLE

When = Annotated[str, Meta(pattern=r"^(\d{1,2}d( (sat|sun))? \d\d:\d\d|\d{1,2}h( \d{1,2}m)?|\d{1,2}m)\Z")]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*\Z")]
Share = Annotated[int, Meta(ge=0, le=100)]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a file. A key that is misspelt is an error, not a default."""


class Change(Row, kw_only=True, frozen=True):
    """What the author made of it later."""

    when: When
    text: Annotated[str, BODY]


class Removal(Row, kw_only=True, frozen=True):
    when: When
    by: Key
    why: Reason = ""


# Who there is.


class Network(Row, kw_only=True, frozen=True):
    """The network, its administrator, and what newcomers read about the processing of their data."""

    title: Annotated[str, SPACE_TITLE]
    description: Annotated[str, DESCRIPTION]
    contacts: Annotated[str, CONTACTS]
    by: Key
    when: When
    operator: Annotated[str, line(1, 200)]
    policy: Annotated[str, text(1, 40_000)]


class Space(Row, kw_only=True, frozen=True):
    """`by` makes it; an administrator hands an institution or a partner to its `owner` and goes."""

    key: Key
    kind: Kind
    title: Annotated[str, SPACE_TITLE]
    slug: Handle
    visibility: Visibility
    joining: Joining = Joining.OPEN
    region: str = ""
    town: Annotated[str, TOWN] = ""
    description: Annotated[str, DESCRIPTION]
    contacts: Annotated[str, CONTACTS] = ""
    by: Key
    owner: Key | None = None
    when: When

    @property
    def holder(self) -> str:
        return self.owner or self.by


class Person(Row, kw_only=True, frozen=True):
    """`roles` are given by the owners of the spaces, what is in `joins` the person joins.

    `reads`: how much of a hundred topics and rooms the person looks into; `seen`: when for the last time.
    """

    key: Key
    name: Annotated[str, line(1, 80)]
    email: Email
    position: Position
    specialties: tuple[Specialty, ...] = ()
    institution: Key | None = None
    about: Annotated[str, text(0, 2000)] = ""
    zone: str
    device: Literal["phone", "desk"] = "phone"
    joined: When
    network: Role = Role.MEMBER
    roles: dict[Key, Role] = {}
    joins: tuple[Key, ...] = ()
    reads: Share
    seen: When
    shown: Annotated[str, line(0, 40)] = ""
    """What whoever ran the command may sign in as, in the table that is printed at the end."""


class Invitation(Row, kw_only=True, frozen=True):
    space: Key
    by: Key
    when: When
    role: Role
    days: Annotated[int, Meta(ge=1, le=365)]
    uses: Annotated[int, Meta(ge=1, le=1000)]


class Section(Row, kw_only=True, frozen=True):
    """`members`: only these people read it."""

    key: Key
    space: Key
    title: Annotated[str, SECTION_TITLE]
    description: Annotated[str, SECTION_DESCRIPTION]
    who_starts: Role = Role.MEMBER
    who_replies: Role = Role.MEMBER
    members: tuple[Key, ...] = ()


class Cast(Row, kw_only=True, frozen=True):
    network: Network
    people: tuple[Person, ...]
    spaces: tuple[Space, ...]
    sections: tuple[Section, ...]
    invitations: tuple[Invitation, ...] = ()


# What was said in the forum.


class Post(Row, kw_only=True, frozen=True):
    """`to` is the `id` of the post it answers; without it, it answers the topic."""

    id: Key = ""
    to: Key = ""
    by: Key
    when: When
    body: Annotated[str, BODY]
    edited: Change | None = None
    removed: Removal | None = None


class Act(Row, kw_only=True, frozen=True):
    by: Key
    when: When
    why: Reason = ""


class Move(Act, kw_only=True, frozen=True):
    to: Key


class Topic(Row, kw_only=True, frozen=True):
    section: Key
    by: Key
    when: When
    title: Annotated[str, TITLE]
    body: Annotated[str, BODY]
    edited: Change | None = None
    posts: tuple[Post, ...] = ()
    pinned: Act | None = None
    moved: Move | None = None
    closed: Act | None = None


class Topics(Row, kw_only=True, frozen=True):
    topics: tuple[Topic, ...]


# What was said in rooms.


class Message(Row, kw_only=True, frozen=True):
    id: Key = ""
    to: Key = ""
    by: Key
    when: When
    text: Message_
    react: dict[Reaction, tuple[Key, ...]] = {}
    edited: Change | None = None
    removed: Removal | None = None


class Room(Row, kw_only=True, frozen=True):
    """A room of a space. `members`: only for these people."""

    key: Key
    space: Key
    title: RoomTitle
    when: When
    members: tuple[Key, ...] = ()
    messages: tuple[Message, ...]


class Talk(Row, kw_only=True, frozen=True):
    """A direct talk, begun by the first of the two."""

    between: tuple[Key, Key]
    messages: tuple[Message, ...]


class Rooms(Row, kw_only=True, frozen=True):
    rooms: tuple[Room, ...]
    talks: tuple[Talk, ...]


# Consultations.


class Specialist(Row, kw_only=True, frozen=True):
    """`duty`: since when on duty; nothing, when off it."""

    person: Key
    capacity: Capacity
    duty: When | None = None


class Queue(Row, kw_only=True, frozen=True):
    key: Key
    space: Key
    title: QueueTitle
    description: QueueDescription
    lead: Key
    when: When
    specialists: tuple[Specialist, ...]


class Said(Row, kw_only=True, frozen=True):
    by: Key
    when: When
    text: Message_


class Opening(Row, kw_only=True, frozen=True):
    by: Key
    when: When


class Handing(Row, kw_only=True, frozen=True):
    by: Key
    to: Key
    when: When


class Rating(Row, kw_only=True, frozen=True):
    when: When
    stars: Stars
    note: Note = ""


class Request(Row, kw_only=True, frozen=True):
    """`messages` follow the question. `watched`: the lead looked into it."""

    queue: Key
    by: Key
    when: When
    subject: Subject
    text: Question_
    anonymous: bool = False
    taken: Opening | None = None
    handed: Handing | None = None
    messages: tuple[Said, ...] = ()
    watched: tuple[Opening, ...] = ()
    held: When | None = None
    closed: When | None = None
    rated: Rating | None = None
    withdrawn: When | None = None


class Consultations(Row, kw_only=True, frozen=True):
    queues: tuple[Queue, ...]
    requests: tuple[Request, ...]


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything, each topic with the name of its file."""

    cast: Cast
    topics: tuple[tuple[str, Topic], ...]
    rooms: Rooms
    consultations: Consultations
