"""Catching up with a channel: what it told above a version, in the present state of its rows, alike for every kind.

There is no log of events. A feature registers a function beside the right to listen; that finds the rows by the version
of their last change, as far as the caller may see them, those that have gone included.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple

import msgspec

from community.operations import Context

FAR = 5000
"""Rows handed out at most. Whoever has missed more is quicker with the newest page than with everything in between."""


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """`items` are what pushes would carry now, by version; `version` is the channel's, of the same snapshot.

    `start_over`: too much was missed, there are no items; the newest page is to be loaded, and `version` kept.
    """

    items: list[dict[str, Any]]
    version: int
    more: bool = False
    start_over: bool = False


class Told(NamedTuple):
    """A row's last change: its version in the channel, and what a push would carry now, such as `{"topic": …}`."""

    version: int
    params: dict[str, Any]


class Asked(NamedTuple):
    """What somebody wants of a channel: what came above the version `after`, at most `limit` items at once."""

    channel: str
    id: int
    after: int
    limit: int

    @property
    def enough(self) -> int:
        """How many rows of each sort must be found, the lowest versions first: one more says that there are more."""
        return self.limit + 1

    async def too_far(self, version: int, count: Callable[[int], Awaitable[int]]) -> bool:
        """Whether to start over at a channel's version: more than `FAR` rows have changed since, or it went back.

        `count` counts rows up to a bound; it is asked only where as many changes were made at all. A version below what
        the caller knows is that of an older copy of the database.
        """
        return version < self.after or (version - self.after > FAR and await count(FAR + 1) > FAR)

    def start_over(self, version: int) -> Missed:
        return Missed(items=[], version=version, start_over=True)

    def answer(self, version: int, told: Iterable[Told]) -> Missed:
        """The first of the rows that were found."""
        found = sorted((one for one in told if one.version > self.after), key=lambda one: one.version)
        items = [{"channel": self.channel, "version": one.version, **one.params} for one in found[: self.limit]]
        return Missed(items=items, version=version, more=len(found) > self.limit)

    def of_one_row(self, version: int, params: dict[str, Any]) -> Missed:
        """The same for a channel that tells of a single row: it is never far."""
        return self.start_over(version) if version < self.after else self.answer(version, [Told(version, params)])


Catch = Callable[[Context, Asked], Awaitable[Missed]]

CATCHES: dict[str, Catch] = {}


def catches_up(kind: str) -> Callable[[Catch], Catch]:
    """Register how `kind:ID` is caught up: a function that raises `NotFound` for what the caller may not see."""

    def register(catch: Catch) -> Catch:
        CATCHES[kind] = catch
        return catch

    return register
