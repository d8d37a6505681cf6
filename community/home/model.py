"""What the left column and the pages of home show."""

from typing import NamedTuple

import msgspec


class NavItem(msgspec.Struct, frozen=True):
    """A section, room or queue in the left column. `waiting` is counted for those who answer the queue."""

    kind: str
    title: str
    href: str
    unread: int
    waiting: int
    current: bool
    id: int = 0


class NavSpace(msgspec.Struct, frozen=True):
    slug: str
    title: str
    items: tuple[NavItem, ...]


class Nav(msgspec.Struct, frozen=True):
    """The left column of a signed-in person: own spaces with what is open to the person in each."""

    unread_notices: int
    spaces: tuple[NavSpace, ...]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A section, room or queue of a space as one viewer sees it."""

    kind: str
    id: int
    space_id: int
    title: str
    slug: str
    note: str
    narrowed: bool
    closed: bool
    unread: int
    waiting: int
    space_slug: str
    space_title: str

    @property
    def href(self) -> str:
        if self.kind == "section":
            return f"/s/{self.space_slug}/f/{self.id}-{self.slug}"
        return f"/{'r' if self.kind == 'room' else 'q'}/{self.id}"


class Face(msgspec.Struct, frozen=True):
    """As much of a person as a list shows."""

    id: int
    name: str


class TopicLine(msgspec.Struct, frozen=True, kw_only=True):
    """A topic in a list: where it stands, who began it, how many answered."""

    id: int
    slug: str
    title: str
    author_id: int
    author_name: str
    replies: int
    made_at: int
    section: str
    space_title: str
    space_slug: str

    @property
    def author(self) -> Face:
        return Face(self.author_id, self.author_name)

    @property
    def href(self) -> str:
        return f"/t/{self.id}-{self.slug}"


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A person's own request."""

    id: int
    subject: str
    state: str
    queue: str
    asked_at: int


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A direct talk with something unread in it."""

    id: int
    name: str
    unread: int


class Usable(NamedTuple):
    """A section, room or queue of the person's spaces, with what decides whether the person may write there.

    `least`: who starts topics in a section. `added`: to a narrowed room or queue. `staff`: answers the queue.
    `lively`: when something was last written in a section, ms.
    """

    kind: str
    id: int
    role: str
    visibility: str
    least: str
    added: int
    staff: int
    lively: int


class Beginner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may have only just come. `empty`: the network has no other people, or no other space."""

    written: bool
    position: str
    institution: bool
    setting_up: bool
    empty: bool
    usable: list[Usable]


class Spot(NamedTuple):
    """A place to begin at."""

    title: str
    href: str
    space: str


class Greeting(msgspec.Struct, frozen=True, kw_only=True):
    """What a newcomer is shown at home. `first` is the one thing plainly to do next: its address and what it is.

    `about`: the person has not told who they are yet.
    """

    first: tuple[str, str]
    sections: tuple[Spot, ...] = ()
    queues: tuple[Spot, ...] = ()
    rooms: tuple[Spot, ...] = ()
    about: bool = False
