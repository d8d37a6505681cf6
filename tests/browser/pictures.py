"""`make pictures`: every page and state of the catalogue in both widths and themes, into the folder pictures/.

python -m tests.browser.pictures            all of them
python -m tests.browser.pictures room home  those whose names begin so
"""

import asyncio
import contextlib
import html
import io
import sys
import tempfile
import time
from pathlib import Path

from playwright.async_api import Page

from tests.browser.pages import ENGLISH, LOW_VISION, SHOTS, Shot
from tests.browser.walk import CHROMIUM, NARROW, WIDE, Walk, Window, as_tall_as_it_is, chromium, sites
from tests.support import cheap_passwords

FOLDER = Path("pictures")
THEMES = ("light", "dark")
TALLEST = 6000
"""Pixels of a page; the rest is more of the same."""
LOW_THEMES = ("low-vision", "low-dark", "low-blue")


async def photograph(page: Page, _: Window, shot: Shot, narrow: bool, suffix: str = "") -> None:
    width = (NARROW if narrow else WIDE)["width"]
    for theme in THEMES + (LOW_THEMES if shot.name in LOW_VISION and not suffix else ()):
        await page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        if shot.whole:
            await as_tall_as_it_is(page, TALLEST)
        await page.screenshot(path=FOLDER / f"{shot.name}-{width}-{theme}{suffix}.png", animations="disabled")


async def english(page: Page, window: Window, shot: Shot, narrow: bool) -> None:
    await photograph(page, window, shot, narrow, "-en")


async def take(shots: list[Shot]) -> list[str]:
    """A sentence for each page that could not be photographed."""
    with tempfile.TemporaryDirectory() as folder, cheap_passwords():
        async with sites(Path(folder)) as found, chromium() as browser:
            walk = Walk(browser, found)
            _, failed = await walk.each(shots, photograph)
            await found.speak("en")
            _, more = await walk.each([shot for shot in shots if shot.name in ENGLISH], english, "en-US")
            return failed + more


SHEET = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pictures</title>
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 24px; background: #f4f4f2; }
h2 { margin: 32px 0 8px; } div { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
a { color: inherit; font-size: 13px; } img { display: block; height: 320px; border: 1px solid #bbb; background: #fff; }
</style>
"""


def contact_sheet() -> None:
    """All pictures on one page, small; each leads to itself."""
    parts = [SHEET]
    for shot in SHOTS:
        taken = sorted(path.name for width in (WIDE, NARROW) for path in FOLDER.glob(f"{shot.name}-{width['width']}-*"))
        if taken:
            parts.append(
                f'<h2 id="{shot.name}">{shot.name}</h2><p>{html.escape(shot.at)} · {shot.who or "visitor"}</p>'
            )
            shown = (f'<a href="{name}"><img src="{name}" alt="" loading="lazy">{name}</a>' for name in taken)
            parts.append(f"<div>{''.join(shown)}</div>")
    (FOLDER / "index.html").write_text("\n".join(parts), "utf-8")


def main(names: list[str]) -> None:
    if not CHROMIUM:
        sys.exit("Chromium is not installed on this machine")
    shots = [shot for shot in SHOTS if not names or shot.name.startswith(tuple(names))]
    if not shots:
        sys.exit("No page has such a name; tests/browser/pages.py lists them")
    FOLDER.mkdir(exist_ok=True)
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):  # the servers' own words
        failed = asyncio.run(take(shots))
    contact_sheet()
    print(f"{len(shots)} pages and states in {time.perf_counter() - began:.0f} s: {FOLDER / 'index.html'}")
    if failed:
        sys.exit("\n\n".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
