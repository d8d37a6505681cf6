"""How a moment is written for a reader: near ones by their distance, far ones by their date, in the reader's zone.

Times are milliseconds UTC and are shown to the minute. A page writes some forty of them, so what a moment looks like
in one language and zone is worked out once and kept.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from markupsafe import Markup

from community.web.i18n import count, translate
from community.words import N_

MINUTE = 60_000
HOUR_IN_MINUTES = 60
DEFAULT_ZONE = "Europe/Moscow"


class Moment(NamedTuple):
    """One minute as a language and a zone write it."""

    ordinal: int
    """Local day, counted from the year 1."""
    year: int
    iso: str
    clock: str
    date: str
    dated: str
    """The date with its year."""


@lru_cache(maxsize=8)
def _months(locale: str) -> tuple[str, ...]:
    """Month names as they stand beside a day («марта»), January first."""
    names = Locale.parse(locale).months["format"]["wide"]
    return tuple(names[month] for month in range(1, 13))


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(DEFAULT_ZONE)


@lru_cache(maxsize=20_000)
def moment(minute: int, locale: str, zone: str) -> Moment:
    utc = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    local = utc.astimezone(_zone(zone))
    date = f"{local.day} {_months(locale)[local.month - 1]}"
    dated = translate(locale, N_("%(date)s %(year)s"), date=date, year=local.year)
    iso = utc.strftime("%Y-%m-%dT%H:%MZ")
    return Moment(local.toordinal(), local.year, iso, f"{local.hour}:{local.minute:02}", date, dated)


def iso(ms: int) -> str:
    return moment(ms // MINUTE, "en", "UTC").iso


def clock(ms: int, locale: str, zone: str) -> str:
    return moment(ms // MINUTE, locale, zone).clock


def exact(ms: int, locale: str, zone: str) -> str:
    """«12 марта 2025 г. в 18:40»."""
    return _exact(moment(ms // MINUTE, locale, zone), locale)


def _exact(then: Moment, locale: str) -> str:
    return translate(locale, N_("%(date)s at %(clock)s"), date=then.dated, clock=then.clock)


def day(ms: int, now: int, locale: str, zone: str) -> str:
    """«сегодня», «вчера», «12 марта», «12 марта 2024 г.»; without a present (`now` 0) always the date with its year."""
    then = moment(ms // MINUTE, locale, zone)
    if not now:
        return then.dated
    today = moment(now // MINUTE, locale, zone)
    match then.ordinal - today.ordinal:
        case 0:
            return translate(locale, N_("today"))
        case -1:
            return translate(locale, N_("yesterday"))
        case 1:
            return translate(locale, N_("tomorrow"))
        case _:
            return then.date if then.year == today.year else then.dated


def when(ms: int, now: int, locale: str, zone: str) -> Markup:
    """A `<time>` with the moment as it is best said now, and the exact one in its title and for screen readers."""
    return _when(ms // MINUTE, now // MINUTE, locale, zone)


@lru_cache(maxsize=20_000)
def _when(minute: int, now: int, locale: str, zone: str) -> Markup:
    then = moment(minute, locale, zone)
    precise = _exact(then, locale)
    if not now:
        return Markup('<time datetime="{}">{}</time>').format(then.iso, precise)
    said = _said(minute, now, then, locale, zone)
    return Markup('<time class="when" datetime="{}" title="{}" aria-label="{}">{}</time>').format(
        then.iso, precise, precise, said
    )


def _said(minute: int, now: int, then: Moment, locale: str, zone: str) -> str:
    past = now - minute
    if past in (0, -1):  # a clock that is a few seconds ahead is not the future
        return translate(locale, N_("just now"))
    if 0 < past < HOUR_IN_MINUTES:
        return count(locale, "%(num)s minute ago", "%(num)s minutes ago", past)
    today = moment(now, locale, zone)
    match then.ordinal - today.ordinal:
        case 0:
            return translate(locale, N_("today at %(clock)s"), clock=then.clock)
        case -1:
            return translate(locale, N_("yesterday at %(clock)s"), clock=then.clock)
        case 1:
            return translate(locale, N_("tomorrow at %(clock)s"), clock=then.clock)
    date = then.date if then.year == today.year else then.dated
    if past < 0:
        return translate(locale, N_("%(date)s at %(clock)s"), date=date, clock=then.clock)
    return date
