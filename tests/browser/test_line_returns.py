"""A page whose line comes back shows what was missed; after too much it begins anew and keeps what was typed."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from community.realtime import catching
from tests.support import LiveSite

Browse = Callable[..., Awaitable[Page]]
ONLINE = '#connection[data-state="online"]'
TYPED = "Дописать потом"


async def opened(browse: Browse, who: str, path: str) -> Page:
    page = await browse(who, path)
    await expect(page.locator(ONLINE)).to_be_attached()
    return page


async def lose_the_line(page: Page) -> None:
    """A mark in the page tells later whether it is still the same one."""
    await page.evaluate("document.body.dataset.old = ''")
    await page.context.set_offline(True)
    await expect(page.locator(ONLINE)).to_have_count(0)


async def begins_anew(page: Page) -> None:
    await expect(page.locator("body:not([data-old])")).to_be_attached()
    await expect(page.locator(ONLINE)).to_be_attached()


async def test_a_room_begins_anew_after_too_much(
    site: LiveSite, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching, "FAR", 3)
    room = await site.room(members=["anna", "boris"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="Сначала")
    page = await opened(browse, "boris", f"/r/{room.id}")
    await page.fill("#composer textarea", TYPED)
    await lose_the_line(page)
    for number in range(4):
        await site.as_("anna").call("chat.send", room_id=room.id, body=f"Строка {number}")
    await page.context.set_offline(False)
    await begins_anew(page)
    await expect(page.locator(".message-body")).to_have_text(["Сначала", *[f"Строка {n}" for n in range(4)]])
    await expect(page.locator("#composer textarea")).to_have_value(TYPED)
    await site.as_("anna").call("chat.send", room_id=room.id, body="И дальше")
    await expect(page.locator("#message-6 .message-body")).to_have_text("И дальше")


async def test_a_topic_begins_anew_after_too_much(
    site: LiveSite, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching, "FAR", 3)
    topic = await site.topic("anna")
    await site.person("boris")
    page = await opened(browse, "boris", f"/t/{topic.id}-{topic.slug}")
    await page.fill("form[data-answer] textarea", TYPED)
    await lose_the_line(page)
    for number in range(4):
        await site.as_("anna").call("forum.reply", topic_id=topic.id, body=f"Ответ {number}")
    await page.context.set_offline(False)
    await begins_anew(page)
    await expect(page.locator("[data-path]")).to_have_count(5)
    await expect(page.locator("form[data-answer] textarea")).to_have_value(TYPED)


async def test_a_section_says_that_something_came_while_the_line_was_lost(site: LiveSite, browse: Browse) -> None:
    topic = await site.topic("anna")
    await site.person("boris")
    section = (await site.admin.call("forum.sections", space_id=site.network_id))["items"][0]
    page = await opened(browse, "boris", f"/s/{section.space.slug}/f/{section.id}-{section.slug}")
    await lose_the_line(page)
    await site.as_("anna").call("forum.reply", topic_id=topic.id, body="Ответ")
    await page.context.set_offline(False)
    await expect(page.locator("#new-topics")).to_be_visible()
    await expect(page.locator("body[data-old]")).to_be_attached()


async def test_the_bell_counts_what_came_while_the_line_was_lost_and_goes_on(site: LiveSite, browse: Browse) -> None:
    topic = await site.topic("anna")
    await site.person("boris")
    page = await opened(browse, "anna", "/forum")
    bell = page.locator(".bell [data-unread-notices]")
    await expect(bell).to_be_hidden()
    await lose_the_line(page)
    await site.as_("boris").call("forum.reply", topic_id=topic.id, body="Ответ")
    await page.context.set_offline(False)
    await expect(bell).to_have_text("1")
    other = await site.topic("anna", "Другая")
    await site.as_("boris").call("forum.reply", topic_id=other.id, body="Ответ")
    await expect(bell).to_have_text("2")
