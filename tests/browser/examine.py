"""Looks at one page with a machine's eyes: axe-core, what sticks out, is cut, covered or too small for a finger."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from playwright.async_api import Page

from tests.browser.pages import Shot
from tests.browser.walk import NARROW, WIDE, Window

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"

WRONG_FOR_US: dict[str, str] = {}
"""Rules of axe's best practices that we do not follow, each with the reason."""

DRAWN_RULES = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
"""Rules whose answer depends on colours and sizes: all that another theme can change."""

WIDTHS = (320, 768, 1920)
"""Besides the two at which pages are photographed."""


@dataclass
class Found:
    """What is wrong with one page, by where it was seen; and the HTML as the server sent it."""

    html: str = ""
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def note(self, where: str, sentences: list[str]) -> None:
        if sentences:
            self.wrong.setdefault(where, []).extend(s for s in sentences if s not in self.wrong.get(where, []))


@cache
def _scripts() -> str:
    return AXE.read_text("utf-8") + "\n" + (HERE / "examine.js").read_text("utf-8")


async def ask(page: Page, question: str) -> list[str]:
    found: list[str] = await page.evaluate(f"examine.{question}()")
    return found


async def look_at(page: Page, window: Window, shot: Shot, narrow: bool) -> Found:
    """Opened wide; then as narrow, as large and in all the colours it may have."""
    found = Found(html=await window.html())
    await page.evaluate(_scripts())
    for touched in (False, True):
        await window.be(touched)
        where = "narrow" if touched else "wide"
        for question in ("tooWide", "cut", "covered", *(("small", "doubled") if touched else ())):
            found.note(f"{where}, {question}", await ask(page, question))
        await _axe(page, window, found, where)
        await _large(page, found, where)
    await _other_widths(page, found)
    return found


async def _axe(page: Page, window: Window, found: Found, where: str) -> None:
    await _tall(page)
    for theme in ("light", "dark", "low-vision"):
        await _wear(page, theme)
        rules = [] if theme == "light" else DRAWN_RULES
        seen = await page.evaluate("([only, but]) => examine.axe(only, but)", [rules, list(WRONG_FOR_US)])
        found.note(f"{where}, {theme}, axe", seen)
    await window.be(narrow=where == "narrow")
    for question in ("tooWide", "cut", "covered"):
        found.note(f"{where}, low-vision, {question}", await ask(page, question))
    await _wear(page, "light")


async def _tall(page: Page) -> None:
    """As high as all of it: what sticks to the window's edges lies above nothing that could be scrolled to."""
    size = page.viewport_size
    assert size is not None
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})


async def _wear(page: Page, theme: str) -> None:
    await page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


async def _large(page: Page, found: Found, where: str) -> None:
    """Text of twice the size, as browsers let people choose it."""
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    for question in ("tooWide", "cut", "covered"):
        found.note(f"{where}, text of 200 %, {question}", await ask(page, question))
    await page.evaluate("document.documentElement.style.fontSize = ''")


async def _other_widths(page: Page, found: Found) -> None:
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": (NARROW if width < 760 else WIDE)["height"]})
        for question in ("tooWide", "cut", *(("covered",) if width < 760 else ())):
            found.note(f"{width} px, {question}", await ask(page, question))
