"""What stories are told with: what a person sees and does on a page, in a window of their own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Locator, Page, Route, expect

Browse = Callable[..., Awaitable[Page]]
Picture = Callable[..., Awaitable[None]]

NARROWEST, NARROW = 320, 390

_TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= innerWidth) return "";
  const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  return `${page.scrollWidth} > ${innerWidth}: ` + out.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join("\\n");
}"""


async def fits(page: Page, *narrower: int) -> None:
    """Nothing is wider than the window: as the person has it, on a phone and on the smallest one."""
    size = page.viewport_size
    assert size is not None
    for width in (size["width"], *(narrower or (NARROW, NARROWEST))):
        await page.set_viewport_size({"width": width, "height": size["height"]})
        assert await page.evaluate(_TOO_WIDE) == "", f"{page.url} at {width} px"
    await page.set_viewport_size(size)


async def connected(page: Page) -> None:
    """The page hears what happens."""
    await expect(page.locator('#connection[data-state="online"]')).to_be_attached()


async def press(where: Page | Locator, name: str) -> None:
    await where.get_by_role("button", name=name, exact=True).click()


async def follow(where: Page | Locator, name: str) -> None:
    await where.get_by_role("link", name=name, exact=True).first.click()


async def go(page: Page, name: str) -> None:
    """To one of the five places of a phone, or a place of the left column, whatever is unread there."""
    await page.locator(".bar-place:visible, .nav-item:visible", has_text=name).first.click()


async def enter(page: Page, email: str, password: str) -> None:
    """Sign in by the form the page shows."""
    await page.fill("#f-email", email)
    await page.fill("#f-password", password)
    await press(page.locator("main"), "Войти")


async def say(page: Page, words: str) -> None:
    """Write in the room the page shows and send it."""
    await page.fill("#composer textarea", words)
    await page.press("#composer textarea", "Control+Enter")


def line(page: Page, words: str) -> Locator:
    """The message of a room in which these words stand."""
    return page.locator(".message", has=page.locator(".message-body", has_text=words))


async def open_menu(page: Page, words: str) -> Locator:
    """The menu of a message."""
    await line(page, words).hover()
    await line(page, words).locator(".message-acts").click()
    return page.locator(".message .more-list")


async def lines(page: Page) -> list[Any]:
    return await page.locator(".message[data-seq] .message-body").all_inner_texts()


def focused(page: Page) -> Locator:
    """Where the keyboard is."""
    return page.locator("*:focus")


async def tab_to(page: Page, role: Any, name: str) -> None:
    """Press Tab until the focus stands on this control."""
    wanted = page.get_by_role(role, name=name, exact=True)
    for _ in range(100):
        await page.keyboard.press("Tab")
        if await wanted.evaluate_all("found => found.includes(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not reach the {role} {name!r} of {page.url}")


async def take_at_once(subject: str, *boards: Page) -> tuple[Page, Page]:
    """Two specialists press «Взять» of one request: who has it, and who came second.

    Neither of the two goes out before the other is on its way.
    """
    together = asyncio.Barrier(len(boards))

    async def hold(route: Route) -> None:
        await together.wait()
        await route.continue_()

    for page in boards:
        await page.route("**/take", hold)
    await asyncio.gather(*(press(page.locator(".board tr", has_text=subject), "Взять") for page in boards))
    for page in boards:
        await page.unroute("**/take", hold)
    for page in boards:
        await expect(page.locator("#composer").or_(page.locator("main .problem:visible"))).to_be_visible()
    taker, late = sorted(boards, key=lambda page: "/c/" not in page.url)
    assert "/c/" not in late.url
    return taker, late
