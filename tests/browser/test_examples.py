"""The example client of docs/live.md in a page, on a bad line. As processes: tests/realtime/test_examples.py."""

import asyncio
from typing import Any

from playwright.async_api import Page, Route

from tests.browser.conftest import SignIn
from tests.realtime.following import Line, a_line, a_room_to_follow, lives_through
from tests.realtime.test_examples import EXAMPLES
from tests.support import LiveSite

START = """async ([address, token, room]) => {
    const { Follower } = await import("/follow.mjs");
    window.follower = new Follower(address, token, room, (change) => tell(change));
}"""


class InPage:
    """The example as a module of a page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def start(self, line: Line, token: str | None, room_id: int) -> None:
        async def module(route: Route) -> None:
            await route.fulfill(path=EXAMPLES / "follow.mjs", content_type="text/javascript")

        await self._page.route("**/follow.mjs", module)
        await self._page.expose_function("tell", self._told.put_nowait)
        await self._page.evaluate(START, [line.address, token, room_id])

    async def send(self, body: str) -> None:
        await self._page.evaluate("(body) => follower.send(body)", body)

    async def told(self) -> dict[str, Any]:
        return await self._told.get()


async def test_the_example_misses_nothing_and_sends_nothing_twice_in_a_page(site: LiveSite, windows: SignIn) -> None:
    room_id = await a_room_to_follow(site)
    async with a_line(site) as line:
        program = InPage(await windows(line.address, "/sign-in"))
        await program.start(line, site.as_("boris").token, room_id)
        await lives_through(site, line, room_id, program)
