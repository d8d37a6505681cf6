"""Nothing jumps: what is read stays where it is while things arrive and change around it; counts elsewhere move on."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.stories import Browse, connected
from tests.support import LiveSite, Row

WORDS = "Три недели — ещё норма. Помогает ритуал прощания, короткий и одинаковый каждый день. "

WATCH = """() => {
  window.shifts = [];
  const moved = ({ node, previousRect, currentRect }) =>
    `${(node?.parentElement || node)?.outerHTML.slice(0, 60)}: ${previousRect.y} → ${currentRect.y}`;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shifts.push(
    [entry.value, Math.round(entry.startTime), ...entry.sources.map(moved)]
  ))).observe({ type: "layout-shift", buffered: true });
}"""

FIRST_IN_SIGHT = """() => {
  const row = [...document.querySelectorAll(".message")].find((row) => row.getBoundingClientRect().top >= 0);
  return [row.id, Math.round(row.getBoundingClientRect().top)];
}"""

QUIET = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.shifts))))"


async def shifts(page: Page) -> list[object]:
    """What has moved on the page since it was opened, once everything that has happened is drawn."""
    found: list[object] = await page.evaluate(QUIET)
    return found


async def opened(browse: Browse, who: str, path: str, *, narrow: bool) -> Page:
    page = await browse(who, "/policy", narrow=narrow)
    await page.add_init_script(f"({WATCH})()")
    await page.goto(path)
    await connected(page)
    return page


async def talk(site: LiveSite) -> tuple[Row, Row]:
    """A long topic and a long room."""
    await site.person("anna", name="Анна Ковалёва")
    await site.person("boris", name="Борис Лунёв")
    topic = await site.topic("anna")
    for number in range(2, 17):
        await site.as_("anna").call("forum.reply", topic_id=topic.id, body=f"Ответ {number}. {WORDS * 3}")
    room = await site.room("Учительская")
    for number in range(1, 121):
        await site.as_("anna").call("chat.send", room_id=room.id, body=f"Строка {number}. {WORDS}")
    await site.as_("boris").call("chat.read_up_to", room_id=room.id, seq=120)
    return topic, room


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
async def test_a_topic_moves_nothing(site: LiveSite, browse: Browse, narrow: bool) -> None:
    topic, _ = await talk(site)
    page = await opened(browse, "boris", f"/t/{topic.id}-{topic.slug}", narrow=narrow)
    await page.locator('.post[data-seq="9"]').evaluate("row => row.scrollIntoView({ block: 'start' })")
    posts = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"]
    anna = site.as_("anna")
    for number in range(5):
        await anna.call("forum.reply", topic_id=topic.id, body=f"Выше {number}. {WORDS}", parent_id=posts[1].id)
        await anna.call("forum.reply", topic_id=topic.id, body=f"Ниже {number}. {WORDS}")
    await anna.call("forum.edit", post_id=posts[0].id, body=WORDS * 9)
    await anna.call("forum.remove", post_id=posts[2].id)
    await expect(page.locator("#new-posts")).to_have_text("новых ниже: 5")
    await expect(page.locator(f"#post-{posts[2].id}.post-removed")).to_be_attached()
    assert await shifts(page) == []


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
async def test_a_room_moves_nothing(site: LiveSite, browse: Browse, narrow: bool) -> None:
    _, room = await talk(site)
    page = await opened(browse, "boris", f"/r/{room.id}", narrow=narrow)
    anna = site.as_("anna")
    await anna.call("chat.send", room_id=room.id, body="Пока внизу")
    await expect(page.locator("#message-121")).to_be_in_viewport()
    # Past the first row: it goes on from an older one when that comes, and loses its head above the screen.
    await page.locator("#message-73").evaluate("row => row.scrollIntoView({ block: 'start', behavior: 'instant' })")
    row, before = await page.evaluate(FIRST_IN_SIGHT)
    await page.locator("#message-21").wait_for(state="attached")
    for number in range(5):
        await anna.call("chat.send", room_id=room.id, body=f"Ниже {number}")
    await anna.call("chat.edit", room_id=room.id, seq=40, body=WORDS * 5)
    await anna.call("chat.remove", room_id=room.id, seq=41)
    await expect(page.locator(".new-below")).to_have_text("5 новых ниже")
    await expect(page.locator("#message-41.message-removed")).to_be_attached()
    assert await shifts(page) == []
    now, after = await page.evaluate(FIRST_IN_SIGHT)
    assert (now, abs(after - before) <= 1) == (row, True), "a window scrolls by whole pixels"


async def test_the_end_of_the_talk_stays_above_the_keyboard(site: LiveSite, browse: Browse) -> None:
    _, room = await talk(site)
    page = await browse("boris", f"/r/{room.id}", narrow=True)
    await page.locator("#composer textarea").focus()
    await expect(page.locator("#message-120")).to_be_in_viewport()
    await page.set_viewport_size({"width": 390, "height": 480})
    await expect(page.locator("#message-120 .message-body")).to_be_in_viewport(ratio=1)
    await expect(page.locator("#composer")).to_be_in_viewport(ratio=1)
    lower = await page.locator("#composer").bounding_box()
    await page.keyboard.insert_text("Строка\n" * 4)
    taller = await page.locator("#composer").bounding_box()
    assert lower
    assert taller
    assert taller["height"] > lower["height"] + 60
    assert abs(taller["y"] + taller["height"] - lower["y"] - lower["height"]) < 2


async def test_counts_of_other_places_move_while_a_page_is_open(site: LiveSite, browse: Browse) -> None:
    await site.person("anna")
    await site.person("boris")
    section = await site.section("Адаптация и режим")
    room = await site.room("Учительская")
    await site.as_("anna").call("chat.send", room_id=room.id, body="Добрый день!")
    await site.as_("boris").call("chat.read_up_to", room_id=room.id, seq=1)
    page = await browse("boris", "/policy")
    await page.clock.install()
    await page.goto(f"/r/{room.id}")
    await connected(page)
    place = page.locator(".side-places .nav-item", has_text="Адаптация и режим")
    await expect(place.locator(".nav-count")).to_have_count(0)
    await place.focus()
    topic = await site.topic("anna", section=section)
    await page.clock.run_for(61_000)
    await connected(page)
    await page.clock.run_for(2000)
    await expect(place.locator(".nav-count")).to_contain_text("1")
    await expect(page.locator('.bar-place[href="/forum"] .nav-count')).to_have_text("1")
    await expect(place).to_be_focused()

    other = await browse("boris", f"/t/{topic.id}-{topic.slug}")
    own = other.locator(".side-places .nav-item", has_text="Адаптация и режим")
    await expect(own).not_to_have_class(re.compile("nav-item-unread"))
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_have_text("нет связи")
    await page.context.set_offline(False)
    await connected(page)
    await page.clock.run_for(2000)
    await expect(place).not_to_have_class(re.compile("nav-item-unread"))
    await expect(place.locator(".nav-count")).to_have_count(0)


async def test_the_left_column_by_itself_is_for_people(site: LiveSite) -> None:
    await site.person("boris")
    await site.room("Учительская")
    answer = await site.get("/nav", as_="boris")
    assert "Учительская" in answer.text
    assert "<html" not in answer.text
    assert (await site.get("/nav")).status_code == 404
