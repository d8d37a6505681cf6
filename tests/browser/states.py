"""How a page gets into the states it is looked at in. Each is `async def state(page, network)`, or makes such a one.

A state waits for what it shows; it leaves the network as the next visit needs it (tests/browser/filled.py says what is
put back by itself).
"""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, Route, expect

from tests.browser.filled import Network
from tests.support import PASSWORD

State = Callable[[Page, Network], Awaitable[None]]

FORBIDDEN = "Текст с\u202e запрещённым знаком"


def clicked(selector: str, then: str = "") -> State:
    """Something is pressed, and `then` is seen."""

    async def state(page: Page, _: Network) -> None:
        await page.locator(selector).first.click()
        if then:
            await expect(page.locator(then).first).to_be_visible()

    return state


def typed(fields: dict[str, str], press: str, then: str) -> State:
    """A form is filled in, something is pressed, and `then` is seen. The browser's own checks are passed by."""

    async def state(page: Page, _: Network) -> None:
        await page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
        for selector, value in fields.items():
            field = page.locator(selector).first
            if await field.evaluate("field => field.tagName") == "SELECT":
                await field.select_option(value)
            else:
                await field.fill(value)
        await page.locator(press).first.click()
        await expect(page.locator(then).first).to_be_visible()

    return state


def refused(form: str, fields: dict[str, str] | None = None) -> State:
    """The form of the page as it comes back."""
    return typed(fields or {}, f"{form} button:not([type=button]):not([formaction])", ".form-problem, .field-error")


def all_of(*states: State) -> State:
    async def state(page: Page, network: Network) -> None:
        for each in states:
            await each(page, network)

    return state


async def offline(page: Page, _: Network) -> None:
    await page.context.set_offline(True)
    await expect(page.locator('#connection:is([data-state="offline"], [data-state="waiting"])')).to_be_visible()


def say(words: str, then: str) -> State:
    async def state(page: Page, _: Network) -> None:
        await page.locator("#composer textarea").fill(words)
        await page.locator("#composer textarea").press("Control+Enter")
        await expect(page.locator(then).last).to_be_visible()

    return state


pending = all_of(offline, say("Уже иду, только закрою группу", ".message-pending"))
failed = say(FORBIDDEN, ".message-failed .message-state")


def heard(who: str, operation: str, then: str, **params: str) -> State:
    """Somebody else does something meanwhile; parameters that name places of the network are their values."""

    async def state(page: Page, network: Network) -> None:
        given = {name: value.format(**network.places) for name, value in params.items()}
        whole = {name: int(value) if name.endswith("_id") else value for name, value in given.items()}
        await network.as_(who).call(operation, **whole)
        await expect(page.locator(then).first).to_be_visible()

    return state


async def scrolled_up(page: Page, _: Network) -> None:
    await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")


new_below = all_of(
    scrolled_up,
    heard("colleague", "chat.send", ".new-below", room_id="{live_room_id}", body="Кто закрывает площадку?"),
)


async def menu_of_message(page: Page, _: Network) -> None:
    row = page.locator(".message[data-seq]:not(.message-removed)").last
    await row.focus()
    await row.locator(".message-acts").click()
    await expect(page.locator(".message .more-list")).to_be_visible()


async def editing_message(page: Page, network: Network) -> None:
    await menu_of_message(page, network)
    await page.locator(".more-list [data-act=edit]").click()
    await expect(page.locator("[data-edit] textarea")).not_to_be_empty()


async def answering_message(page: Page, _: Network) -> None:
    row = page.locator(".message[data-seq]:not(.message-removed)").last
    await row.focus()
    await row.locator(".message-reply").click()
    await expect(page.locator("[data-answering]")).to_be_visible()


async def leaving_texts(page: Page, _: Network) -> None:
    """The question before signing out over a text that was not sent."""
    await page.locator("form[data-answer] textarea").fill("Недописанный ответ: сначала ритуал, потом")
    await expect(page.locator("[data-draft-state]").first).not_to_be_empty()
    await page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    await expect(page.locator("dialog[open]")).to_be_visible()


async def sending(page: Page, _: Network) -> None:
    """A form is on its way: an answer without a page leaves it so."""

    async def nothing_yet(route: Route) -> None:
        await route.fulfill(status=204)

    await page.route("**/settings/profile", nothing_yet)
    await page.locator("main form.form .button:not(.button-plain)").first.click()
    await expect(page.locator("main form[aria-busy=true] [aria-disabled]").first).to_be_visible()


async def session_ended(page: Page, _: Network) -> None:
    await page.context.clear_cookies()
    await page.locator("main form.form button").last.click()
    await expect(page.locator("form[data-refused]")).to_be_visible()


def changed_meanwhile(words: str) -> State:
    """Somebody has saved the post before: both texts are shown."""

    async def state(page: Page, network: Network) -> None:
        post = int(network.places["reply"])
        source = await network.as_("specialist").call("forum.source", post_id=post)
        body = source.source[:-1] if source.source.endswith("!") else source.source + "!"
        await network.as_("specialist").call("forum.edit", post_id=post, body=body)
        await page.locator("#f-body").fill(words)
        await page.locator("main form .button:not(.button-quiet):not(.button-plain)").click()
        await expect(page.locator(".form-problem, .problem").first).to_be_visible()

    return state


entering = typed(
    {"#f-email": "marina@example.org", "#f-password": "не тот пароль"}, "main form .button", ".form-problem"
)
known_address = typed(
    {"#f-name": "Марина", "#f-email": "marina@example.org", "#f-password": PASSWORD}, "main form .button",
    ".form-problem",
)  # fmt: skip
