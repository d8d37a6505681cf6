"""While a page stays open the browser says a moment and a number in the words the server would use."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page

from community.web.i18n import LOCALES, catalogue
from community.web.times import day, when
from tests.browser.conftest import SignIn
from tests.support import LiveSite

ZONE = "Europe/Moscow"
NOON = datetime(2026, 3, 12, 12, 30, 20, tzinfo=ZoneInfo(ZONE))
NIGHT = datetime(2026, 3, 12, 0, 10, 40, tzinfo=ZoneInfo(ZONE))
MINUTES = (
    -1,
    0,
    1,
    2,
    4,
    5,
    10,
    11,
    12,
    20,
    21,
    22,
    25,
    50,
    59,
    60,
    61,
    200,
    750,
    1000,
    1440,
    1500,
    2880,
    9000,
    90_000,
)
LEFT = (-1440, -2, 200_000)
"""What is to come, and another year: the browser leaves these as they were written."""
COUNTS = (0, 1, 2, 4, 5, 10, 11, 12, 14, 20, 21, 22, 25, 100, 101, 102, 111, 112, 121, 1001, 1011, 1_000_000)


async def moved(page: Page, rows: list[str], now: int) -> list[str]:
    """The words of the browser; «?» where it says nothing."""
    said: list[str] = await page.evaluate(
        """async ([rows, now]) => {
            const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
            const { moveTimes } = await import(loaded.find((name) => name.includes("times")));
            const place = document.querySelector("main");
            place.innerHTML = rows.join("");
            for (const time of place.children) time.textContent = "?";
            moveTimes(now);
            return [...place.children].map((time) => time.textContent);
        }""",
        [rows, now],
    )
    return said


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("present", [NOON, NIGHT], ids=["noon", "after midnight"])
async def test_moments_are_said_as_the_server_says_them(browse: SignIn, locale: str, present: datetime) -> None:
    now = round(present.timestamp() * 1000)
    rows = [str(when(now - minutes * 60_000, now, locale, ZONE)) for minutes in (*MINUTES, *LEFT)]
    page = await browse(None, "/help", locale=locale)
    words = [re.sub(r"<[^>]*>", "", row) for row in rows[: len(MINUTES)]]
    assert len(set(words)) > len(MINUTES) - 4
    assert await moved(page, rows, now) == [*words, *("?" for _ in LEFT)]


@pytest.mark.parametrize("locale", LOCALES)
async def test_days_between_messages_are_said_as_the_server_says_them(
    site: LiveSite, browse: SignIn, locale: str
) -> None:
    room = await site.room(members=["anna"])
    await site.as_("anna").call("people.set_preferences", locale=locale)
    page = await browse("anna", f"/r/{room.id}")
    now = int(await page.evaluate("Date.now()"))
    moments = [now - days * 86_400_000 for days in (0, 1, 2, 9, 40, 200, 400, 2000)]
    said = await page.evaluate(
        """async (moments) => {
            const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
            const { Messages } = await import(loaded.find((name) => name.includes("messages")));
            const rows = new Messages(document.querySelector("[data-room]"));
            return moments.map((moment) => rows.dayLine(moment).textContent);
        }""",
        moments,
    )
    assert said == [day(moment, now, locale, ZONE) for moment in moments]


@pytest.mark.parametrize("locale", LOCALES)
async def test_numbers_take_the_form_that_the_server_gives_them(browse: SignIn, locale: str) -> None:
    page = await browse(None, "/help", locale=locale)
    chosen = await page.evaluate(
        "(counts) => counts.map((n) => new Intl.PluralRules(document.body.dataset.locale).select(n))", list(COUNTS)
    )
    names = {"ru": ("one", "few", "many"), "en": ("one", "other")}[locale]
    assert chosen == [names[catalogue(locale).form_of(count)] for count in COUNTS]
