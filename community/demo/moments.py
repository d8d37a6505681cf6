"""Moments as they are written in the texts, for a given now. Pure.

Days are working days, so that whatever day of the week it is now, nobody has talked shop through all of a Sunday; and
"one day ago" has ended well before "six hours ago", whatever the hour is now.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.clock import HOUR, MINUTE

_WHEN = re.compile(r"(?=.)(?:(\d+)d(?: (sat|sun))? (\d\d):(\d\d)|(?:(\d+)h)? ?(?:(\d+)m)?)\Z")
_TODAY_BEGINS = 7 * HOUR
"""What is given in hours is at most six of them ago; days end before, also on a clock an hour behind."""
MOST_HOURS = 6
_WEEKEND = 5
_DAYS_AFTER = {"sat": 5, "sun": 6}


class Calendar:
    """`now` in milliseconds UTC; days are counted on the clock of `zone`."""

    def __init__(self, now: int, zone: str) -> None:
        self.now = now
        self._today = _local(now - _TODAY_BEGINS, zone).date()

    def at(self, when: str, zone: str) -> int:
        """Milliseconds UTC. `ValueError` for what is no moment of the past."""
        found = _WHEN.match(when)
        if found is None:
            raise ValueError(f"{when!r} is no moment")
        days, weekend, hour, minute, hours, minutes = found.groups()
        if days is None:
            if int(hours or 0) > MOST_HOURS:
                raise ValueError(f"{when!r}: more than {MOST_HOURS} hours are written in days")
            return self.now - int(hours or 0) * HOUR - int(minutes or 0) * MINUTE
        day = self._working_day(int(days))
        if weekend:
            day += timedelta(days=_DAYS_AFTER[weekend] - day.weekday())
        local = datetime.combine(day, time(int(hour), int(minute)), ZoneInfo(zone))
        moment = int(local.timestamp()) * 1000
        if moment > self.now:
            raise ValueError(f"{when!r} is still to come")
        return moment

    def _working_day(self, back: int) -> date:
        day = self._today
        for _ in range(back):
            day -= timedelta(days=1)
            while day.weekday() >= _WEEKEND:
                day -= timedelta(days=1)
        return day


def _local(moment: int, zone: str) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(ZoneInfo(zone))
