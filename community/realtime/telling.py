"""What the channels have yet to hear: written some listeners at a time, of each channel in turn.

So a crowded room keeps neither the loop nor the other channels waiting, and what has gathered for it meanwhile goes out
in one write a listener, for the write costs more than what it carries.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from community.figures import Figures
from community.realtime.connection import Subscription
from community.realtime.frames import Frame

WRITES_AT_ONCE = 32
"""Writes before the loop may do something else. Each costs 5 to 20 µs, most of it in the system after the last one,
and a call needs half a dozen rounds of the loop to be answered."""
MOST_TOGETHER = 64 * 1024
"""Bytes of frames that are written as one."""
MOST_GATHERED = 4 * 1024 * 1024
"""Bytes that wait for a channel in which more is said than its listeners can be told. What has waited longest is left
out: they see by the version of what comes that something is missing, and catch up."""

Listeners = Callable[[str], Iterable[Subscription]]


class Telling:
    """Takes frames for channels. Those of one channel leave in the order they were put, also when the loop is lent."""

    def __init__(self, listeners: Listeners, figures: Figures) -> None:
        self._listeners = listeners
        self._figures = figures
        self._rows: dict[str, _Row] = {}
        self._turn: deque[str] = deque()
        self._pump: asyncio.Task[None] | None = None

    def put(self, channel: str, frame: Frame, visitors: bool) -> None:
        """Tell a frame to all who listen, or only to those signed in."""
        row = self._rows.get(channel)
        if row is None:
            row = self._rows[channel] = _Row()
            self._turn.append(channel)
        row.put(frame, visitors)
        if self._pump is None and self._write_some():
            self._pump = asyncio.get_running_loop().create_task(self._write_on())

    def _write_some(self) -> bool:
        """Write WRITES_AT_ONCE times at most; whether something is left."""
        most = WRITES_AT_ONCE
        while self._turn and most > 0:
            channel = self._turn[0]
            row = self._rows[channel]
            most -= row.write(self._listeners, channel, most, self._figures)
            self._turn.popleft()
            if row.done:
                del self._rows[channel]
            else:
                self._turn.append(channel)
        return bool(self._turn)

    async def _write_on(self) -> None:
        try:
            while self._write_some():  # noqa: ASYNC110 - lets others run, there is nothing to wait for
                await asyncio.sleep(0)
        finally:
            self._pump = None


class _Row:
    """One channel's: the frame that is being written, to whom, how far, and the frames behind it."""

    __slots__ = ("_at", "_frame", "_size", "_to", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[tuple[Frame, bool]] = deque()
        self._size = 0
        self._frame = Frame(b"")
        self._to: Sequence[Subscription] = ()
        self._at = 0

    @property
    def done(self) -> bool:
        return not self._waiting and self._at >= len(self._to)

    def put(self, frame: Frame, visitors: bool) -> None:
        self._waiting.append((frame, visitors))
        self._size += len(frame)
        while self._size > MOST_GATHERED and len(self._waiting) > 1:
            self._next()

    def _next(self) -> tuple[Frame, bool]:
        frame, visitors = self._waiting.popleft()
        self._size -= len(frame)
        return frame, visitors

    def write(self, listeners: Listeners, channel: str, most: int, figures: Figures) -> int:
        """Write to the next `most` listeners or the few that are left; to how many, 1 when nobody was."""
        if self._at >= len(self._to):
            self._frame, visitors = self._together()
            self._to = [one for one in listeners(channel) if visitors or one.connection.viewer.signed_in]
            self._at = 0
            figures.pushed(len(self._to) * len(self._frame.payloads), passing=not visitors)
        some = self._to[self._at : self._at + most]
        self._at += most
        for subscription in some:
            subscription.take(self._frame)
        return len(some) or 1

    def _together(self) -> tuple[Frame, bool]:
        """What waits for the same listeners, as one frame; whether visitors are among them."""
        frame, visitors = self._next()
        payloads, size = [*frame.payloads], len(frame)
        while self._waiting and self._waiting[0][1] == visitors and size + len(self._waiting[0][0]) <= MOST_TOGETHER:
            more, _ = self._next()
            payloads += more.payloads
            size += len(more)
        return (frame if len(payloads) == len(frame.payloads) else Frame(*payloads)), visitors
