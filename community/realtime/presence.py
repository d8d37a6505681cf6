"""Who is in a channel right now, told to those in it shortly after somebody came or left.

Nothing of it is written: a person is here while a socket of theirs listens. In a crowd only the number is told, at most
once a second, so that coming and going stays a small part of what is sent.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from community.operations import Viewer

KINDS: Final = frozenset({"room"})
"""The kinds of channel whose listeners may know of each other."""
MOST_NAMES: Final = 50
"""People who are named; of more only the number is told."""
PAUSE: Final = 1.0
"""Seconds between two tellings of a channel."""

Viewers = Callable[[str], list[Viewer]]
Tell = Callable[[str, str, dict[str, Any]], None]


class Presence:
    """Gathers comings and goings and says the outcome once: soon after a quiet time, else when `pause` is over."""

    def __init__(self, viewers: Viewers, tell: Tell, pause: float = PAUSE) -> None:
        self._viewers = viewers
        self._tell = tell
        self._pause = pause
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._said: dict[str, float] = {}

    def moved(self, channel: str) -> None:
        """Somebody came or left. Newcomers are told as well, even if the list is the same as before."""
        if channel in self._due or channel.partition(":")[0] not in KINDS:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        due = max(now + self._pause / 5, self._said.get(channel, now - self._pause) + self._pause)
        self._due[channel] = loop.call_at(due, self._say, channel)

    def forget(self, channel: str) -> None:
        """Nobody is left whom anything could be told."""
        self._said.pop(channel, None)
        if (due := self._due.pop(channel, None)) is not None:
            due.cancel()

    def stop(self) -> None:
        for timer in self._due.values():
            timer.cancel()
        self._due.clear()

    def _say(self, channel: str) -> None:
        del self._due[channel]
        self._said[channel] = asyncio.get_running_loop().time()
        people = self._viewers(channel)
        self._tell(channel, "presence.changed", {"here": named(people), "count": len(people)})


def named(people: list[Viewer]) -> list[dict[str, Any]]:
    """By alphabet; nobody when they are many."""
    if len(people) > MOST_NAMES:
        return []
    by_name = sorted(people, key=lambda person: (person.name.casefold(), person.id))
    return [{"id": person.id, "handle": person.handle, "name": person.name} for person in by_name]
