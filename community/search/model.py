"""What is found and in which order, how much a word weighs, and what a feature says of its rows."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from community.fields import line
from community.words import N_

ASKED = line(1, 200)
"""As long as the longest title: who pastes one finds its topic."""

NAME, ALSO, PLACE = 10, 3, 1
"""The weight of a word: of the name itself; of what else describes the row; of where it stands."""
WHOLE = 2
"""A word in one of its forms counts twice as much as one that only begins as was asked."""
MOST_LOOKED_AT = 2000
"""Of the rows of a kind in which all words stand, the newest that are looked at: a bound for the commonest words."""
OF_EACH = 5
ON_A_PAGE = 30


class Kind(StrEnum):
    """What can be found, in the order in which it is shown."""

    QUEUE = "queue"
    TOPIC = "topic"
    ROOM = "room"
    SECTION = "section"
    SPACE = "space"
    PERSON = "person"


HEADINGS: Mapping[Kind, str] = {
    Kind.QUEUE: N_("Consultation queues"),
    Kind.TOPIC: N_("Topics"),
    Kind.ROOM: N_("Rooms"),
    Kind.SECTION: N_("Sections"),
    Kind.SPACE: N_("Spaces"),
    Kind.PERSON: N_("People"),
}
ORDER: Mapping[Kind, int] = {kind: place for place, kind in enumerate(Kind)}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, as the statement gives it. `nth` to `id` are its place in the list."""

    nth: int
    score: int
    sort_key: str
    id: int
    kind: Kind
    title: str
    href: str
    place: str
    code: str
    region: str
    at: int | None
    closed: bool


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found. `note` says in the caller's language where it stands or what it is; `at`: its last activity."""

    kind: Kind
    id: int
    title: str
    href: str
    note: str
    at: int | None
    closed: bool


def place_of(row: Row, _: str) -> str:
    return row.place


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """How rows of a kind are read: pieces of SQL over the matches `k`, whose `row_id` is the row's id.

    `rows` joins the row and what belongs to it; `seen` is the condition by which the viewer (`:viewer`, for visitors 0)
    may see it; the others are columns. Equal matches stand by `mine` (1 for the viewer's own, who come first), then by
    `sort_key`, then the newest first. `note` says what was read in a language.
    """

    kind: Kind
    rows: str
    seen: str
    title: str
    href: str
    place: str = "''"
    code: str = "''"
    region: str = "''"
    at: str = "cast(null as bigint)"
    closed: str = "0"
    mine: str = "0"
    sort_key: str = "''"
    note: Callable[[Row, str], str] = place_of


SOURCES: dict[Kind, Source] = {}


def add_source(source: Source) -> None:
    """Called once for each kind, when the feature that keeps its rows is imported."""
    if source.kind in SOURCES:
        raise RuntimeError(f"{source.kind} has two sources")
    SOURCES[source.kind] = source
