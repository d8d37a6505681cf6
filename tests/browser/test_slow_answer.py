"""An answer that takes ten seconds, and one that never comes: what was sent is seen on its way, stays, is sent once.

Nobody waits for real: the clock of the page is put forward while the answers of the server are held.
"""

import asyncio
import json

from playwright.async_api import Page, WebSocketRoute, expect

from tests.browser.stories import Browse, connected, line, open_menu, press, say
from tests.support import LiveSite

SECONDS_10 = 10_000
GIVEN_UP = 15_010
"""The line is taken for dead when an answer has not come for fifteen seconds; soon after it is tried again."""
PLEASE = "Помогает короткое прощание."


class Answers:
    """The live line of a page, whose answers are held (`held`) or lost (`lost`) when they are told to be."""

    def __init__(self) -> None:
        self.held = self.lost = False
        self._waiting: list[tuple[WebSocketRoute, str]] = []
        self.asked: list[str] = []
        self._unanswered: set[int] = set()
        self._answered = asyncio.Event()

    def __call__(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def up(text: str | bytes) -> None:
            self.asked.append(str(text))
            self._unanswered.add(json.loads(text)["id"])
            server.send(text)

        def down(text: str | bytes) -> None:
            self._unanswered.discard(json.loads(text).get("id", 0))
            self._answered.set()
            if self.lost:
                return
            if self.held:
                self._waiting.append((socket, str(text)))
            else:
                socket.send(text)

        socket.on_message(up)
        server.on_message(down)

    async def all_there(self) -> None:
        """Nothing that was asked is without its answer: what is lost from now on is what a test asks."""
        while self._unanswered:
            self._answered.clear()
            await self._answered.wait()

    def let_go(self) -> None:
        self.held = False
        for socket, text in self._waiting:
            socket.send(text)
        self._waiting.clear()

    def times(self, operation: str) -> int:
        return sum(operation in text for text in self.asked)


async def listening(browse: Browse, who: str, path: str) -> tuple[Page, Answers]:
    """A window whose clock is ours and whose answers can be held."""
    page = await browse(who, path)
    answers = Answers()
    await page.clock.install()
    await page.route_web_socket("**/ws", answers)
    await page.reload()
    await connected(page)
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 1"))
    await answers.all_there()
    return page, answers


async def online_again(page: Page) -> None:
    """The pause before the line is tried again passes at once."""
    await expect(page.locator("#connection")).to_have_attribute("data-state", "waiting")
    await page.clock.run_for(1000)
    await connected(page)


async def test_a_message_on_its_way_for_ten_seconds_is_shown_and_sent_once(site: LiveSite, browse: Browse) -> None:
    room = await site.room("Учительская", members=["boris"])
    page, answers = await listening(browse, "boris", f"/r/{room.id}")
    answers.held = True
    await say(page, PLEASE)
    await page.clock.run_for(SECONDS_10)
    sent = line(page, PLEASE)
    await expect(sent).to_have_class("message message-pending")
    await expect(sent.locator(".message-link")).to_have_text("отправляется…")
    await press(page.locator("#composer"), "Отправить")
    await expect(page.locator(".message-pending")).to_have_count(1)
    answers.let_go()
    await expect(page.locator("#message-1")).to_contain_text(PLEASE)
    await expect(page.locator(".message-pending")).to_have_count(0)
    assert answers.times("chat.send") == 1
    assert len((await site.as_("boris").call("chat.history", room_id=room.id))["items"]) == 1


async def test_a_message_whose_answer_never_comes_waits_says_so_and_goes_again(site: LiveSite, browse: Browse) -> None:
    room = await site.room("Учительская", members=["boris"])
    page, answers = await listening(browse, "boris", f"/r/{room.id}")
    answers.lost = True
    await say(page, PLEASE)
    await page.clock.run_for(GIVEN_UP)
    await expect(line(page, PLEASE).locator(".message-link")).to_have_text("отправится, когда вернётся связь")
    answers.lost = False
    await online_again(page)
    await expect(page.locator("#message-1")).to_contain_text(PLEASE)
    await expect(line(page, PLEASE)).to_have_count(1)
    assert answers.times("chat.send") == 2
    assert len((await site.as_("boris").call("chat.history", room_id=room.id))["items"]) == 1


async def test_a_reply_on_its_way_for_ten_seconds_stays_in_its_form_and_is_sent_once(
    site: LiveSite, browse: Browse
) -> None:
    topic = await site.topic("anna")
    page, answers = await listening(browse, "anna", f"/t/{topic.id}-{topic.slug}")
    form = page.locator("form[data-answer]")
    answers.held = True
    await form.locator("textarea").fill(PLEASE)
    await press(form, "Ответить")
    await page.clock.run_for(SECONDS_10)
    pressed = form.get_by_role("button", name="отправляется…")
    await expect(pressed).to_have_attribute("aria-disabled", "true")
    await pressed.click(force=True)
    await form.locator("textarea").press("Control+Enter")
    await expect(form.locator("textarea")).to_have_value(PLEASE)
    answers.let_go()
    await expect(page.locator('.post[data-seq="2"]')).to_contain_text(PLEASE)
    await expect(form.locator("textarea")).to_have_value("")
    await expect(form.get_by_role("button", name="Ответить", exact=True)).to_be_enabled()
    assert answers.times("forum.reply") == 1
    assert len((await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"]) == 2


async def test_a_change_whose_answer_never_comes_stays_in_its_box(site: LiveSite, browse: Browse) -> None:
    room = await site.room("Учительская", members=["boris"])
    await site.as_("boris").call("chat.send", room_id=room.id, body="Встречаемся в десять")
    page, answers = await listening(browse, "boris", f"/r/{room.id}")
    await press(await open_menu(page, "Встречаемся"), "Изменить")
    form = page.locator("[data-edit]")
    await form.locator("textarea").fill("Встречаемся в одиннадцать")
    answers.lost = True
    await press(form, "Сохранить")
    await page.clock.run_for(GIVEN_UP)
    await expect(form.locator(".field-error")).to_have_text("Нет связи. Попробуйте через минуту.")
    await expect(form.locator("textarea")).to_have_value("Встречаемся в одиннадцать")
    answers.lost = False
    await online_again(page)
    await press(form, "Сохранить")
    await expect(page.locator("#message-1 .message-body")).to_have_text("Встречаемся в одиннадцать")
    await expect(form).to_have_count(0)
