"""«Twelve working days ago at 18:40», for any now. Pure."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from community.demo.moments import Calendar

MOSCOW, SIBERIA = "Europe/Moscow", "Asia/Krasnoyarsk"


def ms(text: str, zone: str = MOSCOW) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def said(when: str, now: str, zone: str = MOSCOW) -> str:
    moment = Calendar(ms(now), MOSCOW).at(when, zone)
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(ZoneInfo(zone)).strftime("%a %d.%m %H:%M")


WEDNESDAY, MONDAY, SUNDAY = "2026-09-23 12:00", "2026-09-21 12:00", "2026-09-20 12:00"
NIGHT, FRIDAY = "2026-09-23 02:00", "2026-09-18 12:00"


@pytest.mark.parametrize(
    ("when", "now", "moment"),
    [
        ("25m", WEDNESDAY, "Wed 23.09 11:35"),
        ("2h 40m", WEDNESDAY, "Wed 23.09 09:20"),
        ("6h", WEDNESDAY, "Wed 23.09 06:00"),
        ("1d 18:40", WEDNESDAY, "Tue 22.09 18:40"),
        ("1d 18:40", MONDAY, "Fri 18.09 18:40"),
        ("1d 18:40", SUNDAY, "Fri 18.09 18:40"),
        ("1d 18:40", NIGHT, "Mon 21.09 18:40"),
        ("8d 09:05", WEDNESDAY, "Fri 11.09 09:05"),
        ("8d sat 11:20", WEDNESDAY, "Sat 12.09 11:20"),
        ("8d sun 17:00", WEDNESDAY, "Sun 13.09 17:00"),
    ],
)
def test_a_moment_is_counted_in_working_days(when: str, now: str, moment: str) -> None:
    assert said(when, now) == moment


def test_the_clock_is_that_of_whoever_acts() -> None:
    calendar = Calendar(ms(WEDNESDAY), MOSCOW)
    assert said("3d 20:15", WEDNESDAY, SIBERIA) == "Fri 18.09 20:15"
    assert calendar.at("3d 20:15", MOSCOW) - calendar.at("3d 20:15", SIBERIA) == 4 * 3_600_000


@pytest.mark.parametrize("hour", range(24))
def test_days_ago_are_before_hours_ago_at_any_hour(hour: int) -> None:
    calendar = Calendar(ms(f"2026-09-23 {hour:02}:30"), MOSCOW)
    assert calendar.at("1d 23:59", "Europe/Kaliningrad") <= calendar.at("6h", MOSCOW)


@pytest.mark.parametrize("when", ["7h", "soon", "", "3d", "18:40", "1d sat 12:00"])
def test_what_is_no_moment_of_the_past_is_refused(when: str) -> None:
    with pytest.raises(ValueError, match=r"no moment|in days|to come"):
        Calendar(ms(FRIDAY), MOSCOW).at(when, MOSCOW)
