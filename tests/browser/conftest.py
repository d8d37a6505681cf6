"""Real Chromium sessions against the real server in the test's own loop."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.walk import CHROMIUM, FLAGS, NARROW, WIDE
from tests.demo.conftest import demo as demo  # fixtures of the demonstration network, filled once
from tests.demo.conftest import filled as filled
from tests.support import Caller, LiveSite

SignIn = Callable[..., Awaitable[Page]]

PATIENCE = 15_000
"""Milliseconds: a busy machine is slow, not wrong."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def windows(chromium: Browser) -> AsyncIterator[SignIn]:
    """Open a window of a site: `page = await windows("http://…", "/r/1", narrow=True)`; each has a session of its own.

    The window's errors (a script that fails, a request to another host) fail the test at its end.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def open_window(
        address: str, path: str = "/", *, token: str | None = None, narrow: bool = False, javascript: bool = True,
        locale: str = "ru-RU",
    ) -> Page:  # fmt: skip
        context = await chromium.new_context(
            base_url=address, viewport=NARROW if narrow else WIDE, locale=locale, java_script_enabled=javascript,
            timezone_id="Europe/Moscow",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if token:
            await context.add_cookies([{"name": "session", "value": token, "url": address}])
        page = await context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: _local(request.url, address, faults))
        await page.goto(path)
        return page

    yield open_window
    for context in contexts:
        await context.close()
    assert not faults, faults


@pytest.fixture
def browse(site: LiveSite, windows: SignIn) -> SignIn:
    """Open a window of the test's site: `page = await browse("anna", "/r/1", narrow=True)`."""

    async def open_window(who: str | None = None, path: str = "/", **options: Any) -> Page:
        return await windows(site.address, path, token=site.as_(who).token if who else None, **options)

    return open_window


@pytest.fixture
def visit(demo: LiveSite, windows: SignIn) -> SignIn:
    """Open a window of the demonstration for one of its people: `page = await visit("yulia", "/", narrow=True)`."""
    callers: dict[str, Caller] = {}

    async def open_window(who: str | None = None, path: str = "/", **options: Any) -> Page:
        if who and who not in callers:
            callers[who] = await demo.enter(who, f"{who}@example.org")
        return await windows(demo.address, path, token=callers[who].token if who else None, **options)

    return open_window


def _local(url: str, address: str, faults: list[str]) -> None:
    if not url.startswith((address, "data:", "blob:", address.replace("http", "ws", 1))):
        faults.append(f"a request to {url}")


@pytest.fixture
def picture() -> Callable[..., Awaitable[None]]:
    """`await picture(page, "room")` keeps a screenshot in the ignored folder pictures/."""

    async def keep(page: Page, name: str) -> None:
        folder = Path("pictures")
        folder.mkdir(exist_ok=True)
        await page.screenshot(path=folder / f"{name}.png", full_page=True)

    return keep
