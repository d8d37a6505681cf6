"""The only source of time. Tests put their own clock in its place."""

import time

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock:
    """Wall time in integer milliseconds since 1970 UTC, and a steady clock in seconds for pace limits."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def steady(self) -> float:
        return time.monotonic()


class FrozenClock(Clock):
    """A clock that moves only when told to."""

    def __init__(self, now: int = 1_760_000_000_000) -> None:
        self._now = now

    def now(self) -> int:
        return self._now

    def steady(self) -> float:
        return self._now / 1000

    def advance(self, milliseconds: int) -> None:
        self._now += milliseconds
