"""Who does what when: acts in the order of time, each with the place in the texts it comes from."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from community.clock import MINUTE
from community.db import Transaction
from community.db.once import Once, digest
from community.demo.model import Person, Row, Texts
from community.demo.moments import Calendar
from community.demo.texts import TextsError

NETWORK = "network"
ZONE = "Europe/Moscow"
"""Days are counted by it, whoever acts, and what is said in rooms is written by its clock."""


@dataclass(slots=True)
class Made:
    """What the acts have made so far: keys of the texts, ids of the rows."""

    people: dict[str, int] = field(default_factory=dict)
    spaces: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)
    topics: dict[int, int] = field(default_factory=dict)
    posts: dict[tuple[int, str], int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    seqs: dict[tuple[str, int], int] = field(default_factory=dict)
    queues: dict[str, int] = field(default_factory=dict)
    requests: dict[int, tuple[int, int]] = field(default_factory=dict)
    """A request and its room."""


Do = Callable[[Transaction, Made], Coroutine[Any, Any, None]]


class Act(NamedTuple):
    """`number` keeps acts of one moment in the order in which they were planned."""

    at: int
    number: int
    where: str
    do: Do


class Plan:
    """Acts as they are planned. Every moment is tested against what has to come before it."""

    def __init__(self, texts: Texts, now: int) -> None:
        self.texts = texts
        self.calendar = Calendar(now, ZONE)
        self.people: dict[str, Person] = {person.key: person for person in texts.cast.people}
        self.holders = {space.key: space.holder for space in texts.cast.spaces} | {NETWORK: texts.cast.network.by}
        self.inside: dict[tuple[str, str], int] = {}
        """Since when a person is in a space."""
        self.latest: dict[str, int] = {}
        """When a person did something last."""
        self.sessions: dict[str, bytes] = {}
        """The digest of the secret of each person's session."""
        self._acts: list[Act] = []
        self._faults: list[str] = []

    @property
    def now(self) -> int:
        return self.calendar.now

    def moment(self, where: str, when: str, by: str | None = None) -> int:
        """On the clock of whoever acts; nobody named: on the network's, by which a conversation is easier to follow."""
        try:
            return self.calendar.at(when, self.people[by].zone if by else ZONE)
        except ValueError as error:
            raise TextsError(f"{where}: {error}") from None

    def act(self, where: str, at: int, after: int, do: Do) -> None:
        """Something that happens at a moment, and not before another."""
        if at < after:
            early = -(-(after - at) // MINUTE)
            self._faults.append(f"{where}: {early} minutes earlier than what has to be there first")
        self._acts.append(Act(at, len(self._acts), where, do))

    def does(self, where: str, by: str, when: str, space: str, after: int, do: Do) -> int:
        """Something that a person of a space does; the moment."""
        return self.happens(where, by, self.moment(where, when, by), space, after, do)

    def happens(self, where: str, by: str, at: int, space: str, after: int, do: Do) -> int:
        self.act(where, at, max(after, self.since(where, space, by)), do)
        self.latest[by] = max(at, self.latest.get(by, 0))
        return at

    def since(self, where: str, space: str, person: str) -> int:
        since = self.inside.get((space, person))
        if since is None:
            raise TextsError(f"{where}: {person} is not in the space {space!r}")
        return since

    def in_order(self) -> list[Act]:
        """All acts; or every fault at once."""
        if self._faults:
            raise TextsError("\n".join(self._faults))
        return sorted(self._acts)


def once(person_id: int, operation: str, client_id: str, row: Row) -> Once:
    """The act by the name that a browser would give it."""
    return Once(person_id, operation, client_id, digest(row))
