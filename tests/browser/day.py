"""A day of a server as its samples tell it: a quiet night, a restart before it, a crowded evening with a slow disk."""

import math

from community.admin.commands import keep_sample
from community.admin.samples import Sample
from community.clock import DAY, HOUR, MINUTE
from community.figures import COMMIT_SECONDS, SECONDS
from tests.support import LiveSite

RESTART = range(17 * 60, 17 * 60 + 25)
"""Minutes ago in which no server ran."""
CROWD = range(4 * 60, 4 * 60 + 50)
MOSCOW = 3 * HOUR


async def a_day(site: LiveSite, until: int) -> None:
    """A sample for each minute of the day before `until`."""
    for ago in reversed(range(DAY // MINUTE)):
        if ago not in RESTART:
            await site.db.write(keep_sample, _minute(until - ago * MINUTE, ago))


def _minute(at: int, ago: int) -> Sample:
    hour = (at + MOSCOW) % DAY / HOUR
    awake = max(0.02, math.sin(math.pi * (hour - 6) / 17)) if 6 < hour < 23 else 0.02
    crowded = ago in CROWD
    busy = awake * (4 if crowded else 1) * (1 + 0.3 * math.sin(at / MINUTE * 1.7) * math.sin(at / MINUTE * 0.61))
    written = round(14 * busy)
    slow = 3 if crowded else 0
    return Sample(
        at=at,
        process="evening" if ago < RESTART.start else "morning",
        span=MINUTE,
        written=written,
        receipts=_times(written, 2 + slow, len(SECONDS)),
        commits=_times(written + 2, 3 + slow, len(COMMIT_SECONDS)),
        sockets=round(60 + 540 * awake + (200 if crowded else 0)),
        lagged=2 if crowded and ago % 9 == 0 else 0,
        catch_ups=round(3 * busy) + (180 if ago == RESTART.start - 1 else 0),
        requests=round(900 * busy) + 20,
        errors=1 if ago == CROWD.start + 7 else 0,
    )


def _times(count: int, middle: int, bounds: int) -> tuple[int, ...]:
    """Most of them about the bound in the middle, one in thirty three bounds above."""
    found = [0] * (bounds + 1)
    found[middle] = count - count // 3 - count // 30
    found[middle - 1] = count // 3
    found[middle + 3] = count // 30
    return tuple(found)
