"""What the modules of the pages do when things come in another order than usual, late, often, or at a wrong time."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from community.db import Transaction
from tests.support import LiveSite, Row

Browse = Callable[..., Awaitable[Page]]
ONLINE = '#connection[data-state="online"]'

NEVER_WELCOME = """
window.opened = 0;
window.WebSocket = class {
  static OPEN = 1;
  constructor() {
    window.opened += 1;
    this.readyState = 1;
    setTimeout(() => { this.onopen(); setTimeout(() => this.onclose({ code: 1013 }), 1); }, 1);
  }
  send() {}
  close() {}
};
"""


async def opened(browse: Browse, who: str, path: str) -> Page:
    page = await browse(who, path)
    await expect(page.locator(ONLINE)).to_be_attached()
    return page


async def long_topic(site: LiveSite) -> tuple[Row, list[Row]]:
    """A topic of two pages, with its replies."""
    topic = await site.topic("anna")
    await site.person("boris")
    replies = [
        await site.as_("boris").call("forum.reply", topic_id=topic.id, body=f"Ответ {number}") for number in range(30)
    ]
    return topic, replies


async def test_a_full_server_is_asked_more_and_more_rarely(site: LiveSite, browse: Browse) -> None:
    await site.person("anna")
    page = await browse("anna", "/")
    await page.clock.install()
    await page.add_init_script(NEVER_WELCOME)
    await page.goto("/notices")
    await page.clock.run_for(120_000)
    assert 4 <= await page.evaluate("window.opened") <= 14


async def test_an_edited_post_of_another_page_is_not_called_new(site: LiveSite, browse: Browse) -> None:
    topic, replies = await long_topic(site)
    page = await opened(browse, "anna", f"/t/{topic.id}-{topic.slug}")
    boris = site.as_("boris")
    await boris.call("forum.edit", post_id=replies[-1].id, body="Иначе")
    await boris.call("forum.edit", post_id=replies[0].id, body="Изменено")
    await expect(page.locator(f"#post-{replies[0].id} .post-body")).to_have_text("Изменено")
    await expect(page.locator("#new-posts")).to_be_hidden()
    await boris.call("forum.reply", topic_id=topic.id, body="Новое")
    await expect(page.locator("#new-posts")).to_have_text("новых на других страницах: 1")


async def test_a_text_changed_after_the_first_arrived_unseen_is_sent_as_another(site: LiveSite, browse: Browse) -> None:
    topic = await site.topic("anna")
    page = await opened(browse, "anna", f"/t/{topic.id}-{topic.slug}")
    form = page.locator("form[data-answer]")
    used = await form.locator("[name=client_id]").input_value()
    await site.as_("anna").call("forum.reply", topic_id=topic.id, body="Дошло без ответа", client_id=used)
    await form.locator("textarea").fill("Другой текст")
    await form.get_by_role("button", name="Ответить", exact=True).click()
    await expect(form.locator(".form-problem")).to_be_visible()
    await form.get_by_role("button", name="Ответить", exact=True).click()
    await expect(page.locator(".post-body", has_text="Другой текст")).to_be_visible()


async def test_an_answer_that_a_push_has_overtaken_changes_nothing(site: LiveSite, browse: Browse) -> None:
    room = await site.room(members=["anna"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="Сначала")
    page = await opened(browse, "anna", f"/r/{room.id}")
    newer = await site.as_("anna").call("chat.edit", room_id=room.id, seq=1, body="Потом")
    await expect(page.locator("#message-1 .message-body")).to_have_text("Потом")
    shown = await page.evaluate(
        """async (message) => {
            const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
            const { Messages } = await import(loaded.find((name) => name.includes("messages")));
            const rows = new Messages(document.querySelector("[data-room]"));
            rows.put({ ...message, version: message.version - 1, html: "<p>Сначала</p>" });
            return document.querySelector("#message-1 .message-body").textContent;
        }""",
        dict(newer),
    )
    assert shown == "Потом"


async def test_a_room_that_stays_open_keeps_its_newest_rows(site: LiveSite, browse: Browse) -> None:
    room = await site.room(members=["anna", "boris"])
    page = await opened(browse, "anna", f"/r/{room.id}")
    boris = site.as_("boris")
    for start in range(0, 640, 32):
        await asyncio.gather(*(boris.call("chat.send", room_id=room.id, body=f"Строка {start + n}") for n in range(32)))
    await expect(page.locator("#message-640")).to_be_attached()
    assert await page.locator(".message[data-seq]").count() < 601
    await expect(page.locator(".messages > :first-child")).to_have_class("day-line")
    first = int(await page.locator(".message[data-seq]").first.get_attribute("data-seq") or 0)
    await page.evaluate("scrollTo(0, 0)")
    await expect(page.locator(f"#message-{first - 1}")).to_be_attached()


async def test_a_clock_that_is_an_hour_ahead_ages_nothing(site: LiveSite, browse: Browse) -> None:
    topic = await site.topic("anna")
    await site.person("boris")
    page = await browse("anna", "/")
    await page.clock.install(time=datetime.now(UTC) + timedelta(hours=1))
    await page.goto(f"/t/{topic.id}-{topic.slug}")
    await expect(page.locator(ONLINE)).to_be_attached()
    reply = await site.as_("boris").call("forum.reply", topic_id=topic.id, body="Свежее")
    time = page.locator(f"#post-{reply.id} time")
    await expect(time).to_have_text(re.compile("только что|1 минуту назад"))


async def _told(tx: Transaction, person: int, times: int) -> None:
    for number in range(times):
        await tx.run(
            "insert into notices (person_id, kind, about, title, href, made_at)"
            " values (:person, 'reply', :about, 'Плачет каждое утро', '/', :now)",
            person=person, about=f"elsewhere:{number}", now=tx.now,
        )  # fmt: skip


async def test_hundreds_of_notices_have_place_above_the_bell(site: LiveSite, browse: Browse) -> None:
    anna = await site.person("anna")
    await site.person("boris")
    topic = await site.topic("anna")
    await site.db.write(_told, anna.id, 300)
    page = await opened(browse, "anna", "/forum")
    await page.set_viewport_size({"width": 390, "height": 844})
    bell = page.locator(".bell [data-unread-notices]")
    await expect(bell).to_have_text("99+")
    await expect(page).to_have_title(re.compile(r"^\(300\) "))
    await site.as_("boris").call("forum.reply", topic_id=topic.id, body="Помогает короткое прощание")
    await expect(page).to_have_title(re.compile(r"^\(301\) "))
    await expect(bell).to_have_text("99+")
    place = await bell.bounding_box()
    assert place is not None
    assert place["x"] + place["width"] <= 390
