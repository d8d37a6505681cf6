"""Walks through the catalogue: opens each page in its state, for whoever wants to look at it."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import Browser, CDPSession, Page, ViewportSize, async_playwright, expect
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response as Arrived
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from community.clock import FrozenClock
from community.config import Config, LimitsConfig
from community.db import migrate
from community.errors import TooFast, Unavailable
from tests.browser.demo import demo
from tests.browser.filled import BEGAN, Network, fill
from tests.browser.odd import odd
from tests.browser.pages import Shot
from tests.conftest import running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
"""Debian's; no browser is downloaded."""

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
HANDS = 4
"""Windows at once: one draws while others wait for the server."""

T = TypeVar("T")
Look = Callable[[Page, "Window", Shot, bool], Awaitable[T]]


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def _too_fast(_: Request) -> Any:
    raise TooFast(17)


async def _unavailable(_: Request) -> Any:
    raise Unavailable


async def _nothing(_: Request) -> Response:
    return HTMLResponse("<!doctype html><title>-</title>")


async def _fault(_: Request) -> Any:
    raise ArithmeticError("so that the page of an unexpected fault can be seen")


NOWHERE = "/test/nothing"
"""Where a window waits between two pages: on the same site, else each page would need a process of its own."""

TROUBLE = [
    Route(NOWHERE, _nothing),
    Route("/test/too-fast", _too_fast), Route("/test/unavailable", _unavailable), Route("/test/fault", _fault),
]  # fmt: skip
"""Addresses that no installation has: what the server answers when it is in trouble."""


FILLED = {"filled": fill, "demo": demo, "odd": odd}


@dataclass
class Sites:
    """`demo` as `community demo` makes it, `filled` with every state, `odd` with all that looks are not drawn for,
    `empty` just set up and closed to strangers, `fresh` before its first person."""

    networks: dict[str, Network]

    def address(self, shot: Shot) -> str:
        network = self.networks[shot.site]
        return network.site.address + shot.at.format(**network.places)

    async def speak(self, locale: str) -> None:
        """Everybody's language."""
        for network in self.networks.values():
            for caller in network.callers.values():
                await caller.call("people.set_preferences", locale=locale)


@contextlib.asynccontextmanager
async def sites(folder: Path, extra: Sequence[Route] = ()) -> AsyncIterator[Sites]:
    """`extra` are served besides the pages."""
    template = folder / "template.db"
    migrate.migrate(template)
    networks: dict[str, Network] = {}
    config = Config(limits=LimitsConfig(enabled=False))
    async with contextlib.AsyncExitStack() as stack:
        for name in ("fresh", "empty", "filled", "demo", "odd"):
            shutil.copy(template, folder / f"{name}.db")
            site = await stack.enter_async_context(running(folder / f"{name}.db", config, FrozenClock(BEGAN)))
            if name in ("empty", "filled", "odd"):
                await site.set_up()
            networks[name] = await FILLED[name](site) if name in FILLED else Network(site)
        networks["empty"].callers["administrator"] = networks["empty"].site.admin
        await networks["empty"].remember()
        networks["fresh"].places["setup"] = networks["fresh"].site.app.setup_secret
        await networks["empty"].site.admin.call(
            "site.configure", registration="invitation", first_role="guest", locale="ru"
        )
        for network in networks.values():
            network.site.app._inner.router.routes.extend([*TROUBLE, *extra])
        yield Sites(networks)


async def as_tall_as_it_is(page: Page, most: int = 20_000) -> None:
    """A window that shows all of its page at once."""
    size = page.viewport_size
    assert size is not None
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": size["width"], "height": min(max(size["height"], height), most)})


class Window:
    """A window that goes from page to page: a new one for each would cost four times as much as the page."""

    def __init__(self, walk: "Walk", page: Page, cdp: CDPSession) -> None:
        self._walk, self._page, self._cdp = walk, page, cdp
        self._shot, self._address = Shot("nothing", ""), ""
        self._equipped: set[str] = set()
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda request: self._local(request.url))
        page.on("response", self._arrived)

    def _note(self, fault: str) -> None:
        self._walk.faults.append(f"{self._shot.name}: {fault}")

    def _local(self, url: str) -> None:
        if not url.startswith((self._address, "about:", "data:", "blob:", self._address.replace("http", "ws", 1))):
            self._note(f"a request to {url}")

    def _arrived(self, answer: Arrived) -> None:
        if answer.request.is_navigation_request() and answer.status != 204 and not 300 <= answer.status < 400:
            self._document = answer

    async def add_instrument(self) -> None:
        """Into the page that is open; also into one that has run no script of its own."""
        await self._cdp.send("Emulation.setScriptExecutionDisabled", {"value": False})
        await self._page.add_script_tag(url=self._address + self._walk.instrument)

    async def _equip(self) -> None:
        """The browser keeps the instrument of a site: a page that will have lost its line can be examined too."""
        if self._walk.instrument and self._address not in self._equipped:
            self._equipped.add(self._address)
            await self._page.goto(self._address + NOWHERE)
            await self.add_instrument()

    async def html(self) -> str:
        """The page that is open, as the server sent it."""
        return await self._document.text()

    async def open(self, shot: Shot, narrow: bool) -> Page:
        """The page of a shot in its state, with nothing read that was unread."""
        page, network = self._page, self._walk.sites.networks[shot.site]
        self._shot, self._address = shot, network.site.address
        await network.forget_visits()
        await self._equip()
        if token := network.token(shot.who):
            await page.context.add_cookies([{"name": "session", "value": token, "url": self._address}])
        await self.be(narrow)
        await self._cdp.send("Emulation.setScriptExecutionDisabled", {"value": not shot.script})
        answer = await page.goto(self._walk.sites.address(shot))
        assert answer is not None and answer.status == shot.status, answer and answer.status
        if shot.script and await page.locator("#connection[data-state]").count():
            await expect(page.locator('#connection[data-state="online"]')).to_be_attached()
        if shot.state:
            await shot.state(page, network)
        return page

    async def be(self, narrow: bool, size: ViewportSize | None = None) -> None:
        """As wide as a desk's window, moved by a mouse, or as narrow as a telephone, touched with fingers."""
        await self._page.set_viewport_size(size or (NARROW if narrow else WIDE))
        await self._cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": narrow})

    async def letters(self, percent: int) -> None:
        """The size of letters that a person has chosen in the browser."""
        sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
        await self._cdp.send("Page.setFontSizes", {"fontSizes": sizes})

    async def leave(self) -> None:
        """Nothing is left for the next page: no session, no drafts, no lost line."""
        page = self._page
        await self._cdp.send("Emulation.setScriptExecutionDisabled", {"value": False})
        await page.unroute_all()
        await page.context.set_offline(False)
        await page.goto(self._address + NOWHERE)  # leaving a page may keep a draft
        await page.evaluate("localStorage.clear(); sessionStorage.clear()")
        await page.context.clear_cookies()


class Walk:
    """One browser over the sites; what the windows did wrong by themselves is gathered in `faults`.

    `instrument`: the address of a script to examine pages with, one of the sites' `extra`.
    """

    def __init__(self, browser: Browser, found: Sites, instrument: str = "") -> None:
        self.browser, self.sites, self.instrument = browser, found, instrument
        self.faults: list[str] = []

    @contextlib.asynccontextmanager
    async def window(self, locale: str = "ru-RU") -> AsyncIterator[Window]:
        context = await self.browser.new_context(
            viewport=WIDE, locale=locale, timezone_id="Europe/Moscow", reduced_motion="reduce", color_scheme="light"
        )
        context.set_default_timeout(20_000)
        page = await context.new_page()
        yield Window(self, page, await context.new_cdp_session(page))
        await context.close()

    async def each(
        self, shots: Sequence[Shot], look: Look[T], locale: str = "ru-RU", widths: Sequence[bool] = (False, True)
    ) -> tuple[dict[tuple[str, bool], T], list[str]]:
        """What `look(…)` found at every shot, wide and narrow, and a sentence for each that could not be looked at."""
        left = [(shot, narrow) for shot in reversed(shots) for narrow in reversed(widths)]
        found: dict[tuple[str, bool], T] = {}
        failed: list[str] = []

        async def hand() -> None:
            while left:
                async with self.window(locale) as window:
                    while left:
                        shot, narrow = left.pop()
                        try:
                            found[shot.name, narrow] = await look(await window.open(shot, narrow), window, shot, narrow)
                            await window.leave()
                        except (AssertionError, PlaywrightError) as error:
                            failed.append(f"{shot.name}, {'narrow' if narrow else 'wide'}: {_briefly(error)}")
                            break  # a window in an unknown state is not used again

        await asyncio.gather(*(hand() for _ in range(HANDS)))
        return found, failed


def _briefly(error: Exception) -> str:
    """Without the picture of the whole page in words."""
    return str(error).partition("Aria snapshot")[0].strip()[:600]
