"""The pictures of the help: which there are, how each is taken, and what is to be read in it.

A picture is a piece of a telephone's screen, 360 pixels wide and taken twice as fine. What can be read in it is kept
beside it in help/pictures.json: when the page of today says something else, the picture is no longer true.
"""

import base64
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypedDict

from playwright.async_api import BrowserContext, Locator, Page, expect

from community.help.texts import FOLDER
from community.web.assets import FOLDER as STATIC

WIDTH, SCREEN, TALL = 360, 740, 4000
SCALE = 2
QUALITIES = (60, 45, 30)
"""Of WebP: a quarter of a PNG, and no letter looks worse for it. A picture too heavy at one is taken at the next."""
MOST_BYTES = 60_000
MARGIN = 12
MANIFEST = FOLDER / "pictures.json"

Act = Callable[[Page], Awaitable[None]]
Shows = list[str]
Places = Mapping[str, str]


class Taken(TypedDict):
    """Sizes in CSS pixels; what can be read, a line each."""

    width: int
    height: int
    shows: Shows


class Shot(NamedTuple):
    """`at` is an address with places of the network in braces. Pictured is what lies from the first to the last of the
    `parts`, or the whole `screen` of the telephone; what is to be read in the parts is kept. What `ages` has other
    numbers every time."""

    name: str
    who: str
    at: str
    parts: tuple[str, ...]
    act: Act | None = None
    screen: bool = False
    ages: bool = False


def opened(selector: str) -> Act:
    async def act(page: Page) -> None:
        await page.locator(selector).first.click()

    return act


def filled(fields: Mapping[str, str]) -> Act:
    """Typed, and kept as a draft where drafts are kept."""

    async def act(page: Page) -> None:
        for selector, words in fields.items():
            await page.locator(selector).fill(words)
        for state in await page.locator("main [data-draft-state]").all():
            await expect(state).not_to_be_empty()
        await page.evaluate("document.activeElement.blur()")

    return act


async def low_vision(page: Page) -> None:
    await page.locator("footer [name=theme][value=low-vision]").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "low-vision")
    await page.evaluate("scrollTo(0, 0)")


PEOPLE = {
    "teacher": "anna@example.org", "specialist": "irina@example.org", "parent": "yulia@example.org",
    "moderator": "natalya@example.org", "lead": "tatyana@example.org", "administrator": "olga@example.org",
}  # fmt: skip
"""Who looks at the pages besides visitors: people of the demonstration network by their e-mail."""

SHOTS = (
    Shot("home", "teacher", "/", ("main h1", "main .lines >> nth=0", ".bar"), screen=True),
    Shot(
        "new-topic", "teacher", "/{section}/new", ("main form",),
        filled({"#f-title": "Плачет каждое утро: что помогает?",
                "#f-body": "Девочке два с половиной года, ходит третью неделю. Утром плачет, днём играет."}),
    ),
    Shot("reply", "teacher", "/{topic}", (".posts > .post >> nth=0", ".posts > .post >> nth=1")),
    Shot(
        "chat", "teacher", "/{room}", ("main .heading", ".messages > :nth-last-child(-n+3)", "#composer"), screen=True,
    ),
    Shot("board", "specialist", "/{queue}", ("main .heading", ".board-head", ".board tbody tr:nth-child(-n+4)")),
    Shot("case", "specialist", "/{case}", ("[data-part=state]", ".messages > :nth-child(-n+2)")),
    Shot(
        "ask", "parent", "/{other_queue}", ("#ask",),
        filled({"#f-subject": "Не выговаривает «Р»", "#f-body": "Сыну пять лет. С чего начать дома?"}),
    ),
    Shot("waiting", "parent", "/{waiting}", ("[data-part=state]",)),
    Shot("access-log", "parent", "/{answered}", ("details.folded",), opened("details.folded summary")),
    Shot("consents", "parent", "/settings/consents", ("main .lines > :first-child",)),
    Shot("moderate", "moderator", "/{topic}", ("main h1", "main details"), opened("main details summary")),
    Shot("log", "moderator", "/moderation/log", ("main h1", ".log-row:nth-child(-n+3)")),
    Shot("space", "lead", "/{space}", ("main .heading", "main .tabs", "main .lines >> nth=0"), screen=True),
    Shot("invite", "lead", "/{space}/invitations", ("form[action$='/invitations']",)),
    Shot(
        "registration", "administrator", "/admin/registration",
        ("main .tabs", ".field:has(#f-registration)", ".field:has(#f-first_role)", ".field:has(#f-locale)"),
    ),
    Shot(
        "token", "administrator", "/settings/tokens", ("main .tabs", "main form:has(#f-title)"),
        filled({"#f-title": "Афиша для сайта детского сада"}),
    ),
    Shot("large", "", "/", (".vision", "main h1"), low_vision, screen=True),
    Shot("health", "administrator", "/admin", ("main .tabs", "main .facts"), ages=True),
)  # fmt: skip


async def quiet(context: BrowserContext, now: int) -> None:
    """The browser's clock is the server's. The socket answers nothing: what is looked at is not read by that."""
    await context.clock.set_fixed_time(now / 1000)
    await context.route_web_socket("**/ws", lambda _: None)


async def shown(page: Page, shot: Shot, places: Places) -> list[Locator]:
    """Open the page, bring it into its state, find what is pictured."""
    await page.set_viewport_size({"width": WIDTH, "height": SCREEN if shot.screen else TALL})
    answer = await page.goto(shot.at.format(**places))
    assert answer is not None and answer.status == 200, f"{shot.name}: {shot.at.format(**places)}"
    if shot.act is not None:
        await shot.act(page)
    found: list[Locator] = []
    for selector in shot.parts:
        here = page.locator(selector)
        await expect(here.first, f"{shot.name}: {selector}").to_be_visible()
        found += await here.all()
    return found


async def look(page: Page, shot: Shot, parts: list[Locator], into: str) -> Taken:
    """What is pictured; with a language in `into` the picture is kept as that language's."""
    shows = [line for part in parts for line in (await part.aria_snapshot()).splitlines() if "- /url:" not in line]
    if shot.ages:
        shows = [re.sub(r"\d+", "0", line) for line in shows]
    top, height = await _frame(parts)
    if shot.screen:
        top, height = round(await page.evaluate("scrollY")), SCREEN
    if into:
        file = file_of(into, shot.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(await _picture(page, {"x": 0, "y": top, "width": WIDTH, "height": height, "scale": SCALE}))
    return Taken(width=WIDTH, height=height, shows=shows)


async def _picture(page: Page, clip: dict[str, float]) -> bytes:
    session = await page.context.new_cdp_session(page)
    taken = b""
    for quality in QUALITIES:
        got = await session.send("Page.captureScreenshot", {"format": "webp", "quality": quality, "clip": clip})
        taken = base64.b64decode(got["data"])
        if len(taken) < MOST_BYTES:
            break
    return taken


async def _frame(parts: list[Locator]) -> tuple[int, int]:
    """From above the first part to below the last, in CSS pixels: top and height."""
    boxes = [box for part in parts if (box := await part.bounding_box())]
    top = max(0, round(min(box["y"] for box in boxes)) - MARGIN)
    return top, round(max(box["y"] + box["height"] for box in boxes)) + MARGIN - top


def file_of(locale: str, name: str) -> Path:
    return STATIC / "help" / locale / f"{name}.webp"


def recorded() -> dict[str, dict[str, Taken]]:
    found: dict[str, dict[str, Taken]] = json.loads(MANIFEST.read_text("utf-8"))
    return found


def record(locale: str, taken: dict[str, Taken]) -> None:
    """Write the manifest of a language anew; pictures that nobody takes any more go."""
    whole = recorded() | {locale: dict(sorted(taken.items()))}
    MANIFEST.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for path in file_of(locale, "").parent.iterdir():
        if path.stem not in taken:
            path.unlink()
