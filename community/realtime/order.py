"""Row pushes of a channel leave in the order of its versions, also when commits come to us in another.

Where several connections commit beside each other, of two commits of one row the later may be told first. A push that
comes before its predecessor is held back for a moment. A predecessor that never comes is no harm: a client that misses
one catches up.
"""

import asyncio
from collections.abc import Callable

HELD_SECONDS = 0.05
MOST_CHANNELS = 10_000

Send = Callable[[], None]


class _Channel:
    __slots__ = ("held", "last", "timer")

    def __init__(self, last: int) -> None:
        self.last = last
        self.held: dict[int, list[Send]] = {}
        self.timer: asyncio.TimerHandle | None = None


class InOrder:
    """Sends what is given to it, at once or a moment later; never a version below one that was sent."""

    def __init__(self, seconds: float = HELD_SECONDS) -> None:
        self._seconds = seconds
        self._channels: dict[str, _Channel] = {}

    def put(self, channel: str, version: int, send: Send) -> None:
        known = self._channels.get(channel)
        if known is None:
            if len(self._channels) >= MOST_CHANNELS:
                self._forget_the_oldest()
            self._channels[channel] = _Channel(version)
            send()
            return
        if version > known.last + 1:
            known.held.setdefault(version, []).append(send)
            if known.timer is None:
                known.timer = asyncio.get_running_loop().call_later(self._seconds, self._wait_no_longer, known)
            return
        if version >= known.last:
            known.last = version
            send()
            self._send_on(known)

    def forget(self, channel: str) -> None:
        """Nobody listens: what is held back for it is of no use, and the next push is its first."""
        known = self._channels.pop(channel, None)
        if known is not None and known.timer is not None:
            known.timer.cancel()

    def _forget_the_oldest(self) -> None:
        idle = next((name for name, channel in self._channels.items() if not channel.held), next(iter(self._channels)))
        self.forget(idle)

    def _send_on(self, known: _Channel) -> None:
        """What was waiting for the version that has just been sent."""
        while (sends := known.held.pop(known.last + 1, None)) is not None:
            known.last += 1
            for send in sends:
                send()
        if not known.held and known.timer is not None:
            known.timer.cancel()
            known.timer = None

    def _wait_no_longer(self, known: _Channel) -> None:
        known.timer = None
        for version in sorted(known.held):
            known.last = version
            for send in known.held.pop(version):
                send()
