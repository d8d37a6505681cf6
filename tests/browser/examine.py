"""Looks at one page with a machine's eyes: axe-core, what sticks out, is cut, covered, too small or too faint."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page, ViewportSize
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.browser.pages import Shot
from tests.browser.walk import NARROW, Window

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"

UNDER_THE_BAR = ["target-size"]
"""Where a bar lies over the end of the window axe takes what can be scrolled out from under it for too small. There
`small44` measures every control in the middle of the window, and asks for more."""

DRAWN_RULES = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
"""Rules whose answer depends on colours and sizes: all that another theme can change."""

DESK = ViewportSize(width=1280, height=1600)
"""As wide as in the pictures, and high enough for all of the left column."""

LIES_RIGHT = ["tooWide", "cut", "overlaps", "covered"]
WIDTHS = (320, 768, 1920)
"""Besides the two at which pages are photographed."""


@dataclass
class Found:
    """What is wrong with one page, by where it was seen; and the HTML as the server sent it."""

    html: str = ""
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def note(self, where: str, sentences: list[str]) -> None:
        if sentences:
            self.wrong.setdefault(where, []).extend(sentences)


async def served(_: Request) -> PlainTextResponse:
    """To be kept by the browser: reading it anew on every page would cost as much as the page."""
    text = AXE.read_text("utf-8") + "\n" + (HERE / "examine.js").read_text("utf-8")
    return PlainTextResponse(text, media_type="text/javascript", headers={"cache-control": "max-age=3600"})


INSTRUMENTS = Route("/test/examine.js", served)
"""What a site of these tests serves besides its pages."""


async def look_at(page: Page, window: Window, shot: Shot, narrow: bool) -> Found:
    """Opened wide; then as narrow, as large and in all the colours it may have.

    axe looks in the light theme at both widths, in the dark one at the wide and in low vision at the narrow; that every
    text has contrast enough is measured at every width in every theme. The largest letters of the low-vision version
    come last.
    """
    found = Found(html=await window.html())
    await window.add_instrument()
    for touched in (False, True):
        where = "narrow" if touched else "wide"
        await window.be(touched, NARROW if touched else DESK)
        await ask(page, found, where, [*LIES_RIGHT, "contrast45", "doubled", *(["small44"] if touched else [])])
        await axe(page, found, f"{where}, light", [], UNDER_THE_BAR if touched else [])
        for theme in ("dark", "low-vision", "low-dark", "low-blue"):
            await wear(page, theme)
            await ask(page, found, f"{where}, {theme}", ["contrast7" if theme.startswith("low") else "contrast45"])
            if theme == "low-vision":
                await ask(page, found, f"{where}, {theme}", LIES_RIGHT)
            if theme == ("low-vision" if touched else "dark"):
                await axe(page, found, f"{where}, {theme}", DRAWN_RULES)
        await wear(page, "light")
        await window.letters(200)
        await ask(page, found, f"{where}, letters of 200 %", LIES_RIGHT)
        await window.letters(100)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": (NARROW if width < 760 else DESK)["height"]})
        await ask(page, found, f"{width} px", LIES_RIGHT)
    await window.be(True)
    await wear(page, "low-vision")
    await page.evaluate("document.documentElement.dataset.letters = 'largest'")
    await ask(page, found, "narrow, low-vision, largest letters", LIES_RIGHT)
    return found


async def ask(page: Page, found: Found, where: str, questions: list[str]) -> None:
    answers: dict[str, list[str]] = await page.evaluate("questions => examine.ask(questions)", questions)
    for question, sentences in answers.items():
        found.note(f"{where}, {question}", sentences)


async def axe(page: Page, found: Found, where: str, only: list[str], but: list[str] | None = None) -> None:
    """By these rules only, or by all but those."""
    found.note(f"{where}, axe", await page.evaluate("([only, but]) => examine.axe(only, but)", [only, but or []]))


async def wear(page: Page, theme: str) -> None:
    await page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
