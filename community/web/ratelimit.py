"""Pace limits in memory: a token bucket for each kind of act and person (or address)."""

from collections import OrderedDict

from community.clock import Clock

MOST_KEYS = 100_000


class Buckets:
    """Token buckets. A full bucket holds `allowed` acts and fills evenly over `per` seconds."""

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self._clock = clock
        self._enabled = enabled
        self._levels: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def spend(self, key: tuple[str, str], allowed: int, per: float) -> float:
        """Take one act out of the bucket: 0.0, or the seconds until there will be one (then nothing is taken)."""
        if not self._enabled:
            return 0.0
        now = self._clock.steady()
        level, then = self._levels.pop(key, (float(allowed), now))
        level = min(float(allowed), level + (now - then) * allowed / per)
        wait = 0.0 if level >= 1 else (1 - level) * per / allowed
        self._levels[key] = (level if wait else level - 1, now)
        if len(self._levels) > MOST_KEYS:  # the one longest untouched is the fullest
            self._levels.popitem(last=False)
        return wait
