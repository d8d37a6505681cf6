"""Who is in a channel right now, told to those in it shortly after somebody came or left."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from community.operations import Viewer

KINDS: Final = frozenset({"room"})
"""The kinds of channel whose listeners may know of each other."""
MOST_NAMES: Final = 50

Viewers = Callable[[str], list[Viewer]]
Tell = Callable[[str, str, dict[str, Any]], None]


class Presence:
    """Gathers comings and goings for `pause` seconds and says the outcome once."""

    def __init__(self, viewers: Viewers, tell: Tell, pause: float) -> None:
        self._viewers = viewers
        self._tell = tell
        self._pause = pause
        self._due: dict[str, asyncio.TimerHandle] = {}

    def moved(self, channel: str) -> None:
        """Somebody came or left. Newcomers are told as well, even if the list is the same as before."""
        if channel not in self._due and channel.partition(":")[0] in KINDS:
            self._due[channel] = asyncio.get_running_loop().call_later(self._pause, self._say, channel)

    def stop(self) -> None:
        for timer in self._due.values():
            timer.cancel()
        self._due.clear()

    def _say(self, channel: str) -> None:
        del self._due[channel]
        people = self._viewers(channel)
        self._tell(channel, "presence.changed", {"here": named(people), "count": len(people)})


def named(people: list[Viewer]) -> list[dict[str, Any]]:
    """The first names by alphabet."""
    first = sorted(people, key=lambda person: (person.name.casefold(), person.id))[:MOST_NAMES]
    return [{"id": person.id, "handle": person.handle, "name": person.name} for person in first]
