"""Who is in a channel right now, told to those in it shortly after somebody came or left.

Nothing of it is written: a person is here while a socket of theirs listens. It must stay a small part of what a room
hears: the more names there are, the seldomer they are told; of a crowd only the number is; only newcomers do not wait.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from community.operations import Viewer
from community.realtime.changes import Push
from community.realtime.connection import Subscription
from community.realtime.frames import Frame
from community.realtime.pushes import push_frame

KINDS: Final = frozenset({"room"})
"""The kinds of channel whose listeners may know of each other."""
MOST_NAMES: Final = 50
"""People who are named; of more only the number is told, and not who of them is writing."""
PAUSE: Final = 1.0
"""Seconds between two tellings of a channel, when few are in it."""
NAMES_A_PAUSE: Final = 3
"""With more people the pause grows: for so many names a second, 200 bytes or so, whatever their number."""
SOON: Final = 0.2
"""The part of a pause in which comings and goings are gathered after a quiet time."""

Viewers = Callable[[str], list[Viewer]]
Tell = Callable[[str, Frame], None]
Greet = Callable[[Subscription, Frame], None]


class Presence:
    """Says the outcome of comings and goings once: to all when it is time, to newcomers a moment after they came."""

    def __init__(self, viewers: Viewers, tell: Tell, greet: Greet, pause: float = PAUSE) -> None:
        self._viewers = viewers
        self._tell = tell
        self._tell_one = greet
        self._pause = pause
        self._rooms: dict[str, _Room] = {}

    def moved(self, channel: str, newcomer: Subscription | None = None) -> None:
        """Somebody came or left. A newcomer is told as well, even if the list is the same as before."""
        if channel.partition(":")[0] not in KINDS:
            return
        loop = asyncio.get_running_loop()
        room = self._rooms.setdefault(channel, _Room())
        soon = loop.time() + self._pause * SOON
        if room.to_all is None:
            room.to_all = loop.call_at(max(soon, room.next), self._say, channel)
        if newcomer is not None and room.to_all.when() > soon:
            room.newcomers.append(newcomer)
            if room.to_newcomers is None:
                room.to_newcomers = loop.call_at(soon, self._greet, channel)

    def forget(self, channel: str) -> None:
        """Nobody is left whom anything could be told."""
        if (room := self._rooms.pop(channel, None)) is not None:
            room.cancel()

    def stop(self) -> None:
        for room in self._rooms.values():
            room.cancel()
        self._rooms.clear()

    def _say(self, channel: str) -> None:
        room = self._rooms[channel]
        room.cancel()
        people = self._viewers(channel)
        here = named(people)
        room.next = asyncio.get_running_loop().time() + self._pause * max(1.0, len(here) / NAMES_A_PAUSE)
        self._tell(channel, _frame(channel, here, len(people)))

    def _greet(self, channel: str) -> None:
        room = self._rooms[channel]
        room.to_newcomers, newcomers = None, room.newcomers
        room.newcomers = []
        people = self._viewers(channel)
        frame = _frame(channel, named(people), len(people))
        for newcomer in newcomers:
            self._tell_one(newcomer, frame)


class _Room:
    """When a channel may be told next, by the loop's clock, and what is on its way."""

    __slots__ = ("newcomers", "next", "to_all", "to_newcomers")

    def __init__(self) -> None:
        self.next = 0.0
        self.to_all: asyncio.TimerHandle | None = None
        self.to_newcomers: asyncio.TimerHandle | None = None
        self.newcomers: list[Subscription] = []

    def cancel(self) -> None:
        for timer in (self.to_all, self.to_newcomers):
            if timer is not None:
                timer.cancel()
        self.to_all = self.to_newcomers = None
        self.newcomers = []


def _frame(channel: str, here: list[dict[str, Any]], count: int) -> Frame:
    return push_frame(channel, Push("presence.changed", {"here": here, "count": count}))


def named(people: list[Viewer]) -> list[dict[str, Any]]:
    """By alphabet; nobody when they are many."""
    if len(people) > MOST_NAMES:
        return []
    by_name = sorted(people, key=lambda person: (person.name.casefold(), person.id))
    return [{"id": person.id, "handle": person.handle, "name": person.name} for person in by_name]
