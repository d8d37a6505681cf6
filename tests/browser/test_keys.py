"""Without a mouse: every main path by the keyboard, the single keys in both layouts, the focus never lost."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.stories import Browse, Picture, connected, focused, line, tab_to
from tests.support import PASSWORD, LiveSite, Row


async def colleagues(site: LiveSite) -> tuple[Row, Row, Row]:
    """What Anna has written where Boris has not been yet: a topic, a line in a room; and a queue."""
    await site.person("anna", name="Анна Ковалёва")
    await site.person("boris", name="Борис Лунёв")
    topic = await site.topic("anna", "Плачет каждое утро", "Что помогает?")
    room = await site.room("Учительская")
    await site.as_("anna").call("chat.send", room_id=room.id, body="Добрый день!")
    await site.as_("boris").call("chat.read_up_to", room_id=room.id, seq=1)
    await site.as_("anna").call("chat.send", room_id=room.id, body="Кто завтра на семинаре?")
    queue = await site.queue("Логопед", specialists=["anna"])
    await site.admin.call("consult.set_consent", queue_id=queue.id, body="Согласие на обработку сведений.")
    return topic, room, queue


async def test_a_day_without_a_mouse(site: LiveSite, browse: Browse, picture: Picture) -> None:
    topic, room, _ = await colleagues(site)
    page = await browse(None, "/sign-in")
    keys = page.keyboard
    await keys.type("boris@example.org")
    await keys.press("Tab")
    await keys.type(PASSWORD)
    await keys.press("Enter")
    await expect(page.locator("h1")).to_have_text("Главная")

    await keys.press("n")
    await expect(page.locator("h1")).to_have_text("Адаптация и режим")
    await keys.press("n")
    await expect(page.locator("h1")).to_have_text("Плачет каждое утро")
    await connected(page)
    await keys.press("n")
    await expect(focused(page)).to_have_attribute("data-seq", "1")
    await picture(page, "keys-topic-1280")
    await keys.press("r")
    await expect(focused(page)).to_have_attribute("name", "body")
    await keys.type("Помогает короткое прощание.")
    await keys.press("Control+Enter")
    await expect(focused(page)).to_contain_text("Помогает короткое прощание.")
    posts = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"]
    assert [post.author.name for post in posts] == ["Анна Ковалёва", "Борис Лунёв"]

    section = page.locator(".side-places .nav-item", has_text="Адаптация и режим")
    await expect(section).not_to_have_class(re.compile("nav-item-unread"))
    await keys.press("n")
    await expect(page.locator("h1")).to_have_text("Учительская")
    await connected(page)
    await keys.press("n")
    await expect(focused(page)).to_have_attribute("id", "message-2")
    await picture(page, "keys-room-1280")
    await keys.press("r")
    await keys.type("Я приду.")
    await keys.press("Control+Enter")
    await expect(line(page, "Я приду.")).to_have_attribute("data-seq", "3")
    history = (await site.as_("anna").call("chat.history", room_id=room.id))["items"]
    assert [message.reply_to for message in history] == [None, None, 2]

    await tab_to(page, "link", "Логопед")
    await keys.press("Enter")
    await expect(page.locator("h1")).to_have_text("Логопед")
    await tab_to(page, "textbox", "Коротко, о чём вопрос")
    await keys.type("Не выговаривает «Р»")
    await tab_to(page, "textbox", "Ваш вопрос")
    await keys.type("С чего начать дома?")
    await tab_to(page, "button", "Задать вопрос")
    await keys.press("Enter")
    await expect(focused(page)).to_have_attribute("role", "alert")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(focused(page)).to_have_attribute("id", "f-consent")
    await keys.press("Space")
    await tab_to(page, "button", "Задать вопрос")
    await keys.press("Enter")
    await expect(page.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")


async def test_a_key_pressed_before_the_scripts_of_the_page_waits_for_them(site: LiveSite, browse: Browse) -> None:
    topic, _, _ = await colleagues(site)
    page = await browse("boris", "/policy")
    pressed = asyncio.Event()

    async def late(route: Route) -> None:
        await pressed.wait()
        await route.continue_()

    await page.route("**/topic.js*", late)
    await page.goto(f"/t/{topic.id}-{topic.slug}", wait_until="commit")
    await connected(page)
    await page.keyboard.press("n")
    pressed.set()
    await expect(focused(page)).to_have_attribute("data-seq", "1")


async def test_when_everything_is_read_the_key_says_so(site: LiveSite, browse: Browse) -> None:
    await site.person("boris")
    page = await browse("boris", "/")
    await page.keyboard.press("n")
    await expect(page.locator("#note")).to_have_text("Всё прочитано.")
    await expect(page.locator("#announcer")).to_have_text("Всё прочитано.")


async def cyrillic(page: Page, key: str, code: str, shift: bool = False) -> None:
    """A key of a keyboard that is set to Russian."""
    client = await page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        await client.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": key, "code": code, "text": key, "modifiers": 8 * shift}
        )
    await client.detach()


async def test_the_keys_work_in_the_russian_layout(site: LiveSite, browse: Browse) -> None:
    _, room, _ = await colleagues(site)
    page = await browse("boris", f"/r/{room.id}", narrow=True)
    await connected(page)
    await cyrillic(page, "т", "KeyN")
    await expect(focused(page)).to_have_attribute("id", "message-2")
    await cyrillic(page, "к", "KeyR")
    await expect(focused(page)).to_have_attribute("name", "body")
    await expect(page.locator("[data-answering]")).to_contain_text("Анна Ковалёва: Кто завтра на семинаре?")
    await page.locator("h1").click()
    await cyrillic(page, ",", "Slash", shift=True)
    await expect(page.locator("#keys-list")).to_be_visible()
    await page.keyboard.press("Escape")
    await cyrillic(page, ".", "Slash")
    await expect(page).to_have_url(re.compile("/find$"))


async def test_what_is_typed_is_no_command(site: LiveSite, browse: Browse) -> None:
    _, room, _ = await colleagues(site)
    page = await browse("boris", f"/r/{room.id}")
    await page.keyboard.press("r")
    await page.keyboard.type("/n r?")
    await expect(page.locator("#composer textarea")).to_have_value("/n r?")
    await expect(page.locator("#keys-list")).to_be_hidden()
    await page.locator("h1").click()
    await page.keyboard.press("Control+r")
    await expect(page.locator("#composer textarea")).not_to_be_focused()


async def test_the_list_of_keys_gives_the_focus_back_and_switches_them_off(site: LiveSite, browse: Browse) -> None:
    _, room, _ = await colleagues(site)
    page = await browse("boris", f"/r/{room.id}")
    await page.locator("#message-1").focus()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Клавиши")).to_be_visible()
    await expect(page.get_by_role("button", name="Закрыть")).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.get_by_role("dialog", name="Клавиши")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#message-1")).to_be_focused()

    await page.goto("/")
    await page.get_by_role("link", name="Клавиши").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name="Одиночные клавиши действуют").uncheck()
    await page.keyboard.press("Escape")
    await page.reload()
    await page.keyboard.press("?")
    await page.keyboard.press("/")
    await expect(page.locator("#keys-list")).to_be_hidden()
    await expect(page).to_have_url(re.compile("/$"))
    await page.get_by_role("link", name="Клавиши").press("Enter")
    await expect(page.get_by_role("checkbox", name="Одиночные клавиши действуют")).not_to_be_checked()


async def test_without_javascript_the_keys_have_a_page(site: LiveSite, browse: Browse) -> None:
    page = await browse(None, "/", javascript=False)
    await expect(page.get_by_role("link", name="Клавиши")).to_have_attribute("href", "/help/keys")
    await expect(page.locator("#keys-list")).to_be_hidden()


async def test_the_messages_of_a_room_are_one_stop_and_arrows_walk_in_it(site: LiveSite, browse: Browse) -> None:
    _, room, _ = await colleagues(site)
    await site.as_("anna").call("chat.send", room_id=room.id, body="Приходите все!")
    await site.as_("boris").call("people.dismiss_hint", hint="room")
    page = await browse("boris", f"/r/{room.id}")
    await connected(page)
    keys = page.keyboard
    await page.locator("#composer textarea").focus()
    await keys.press("Shift+Tab")
    await expect(page.locator("#message-3")).to_be_focused()
    await keys.press("ArrowUp")
    await expect(page.locator("#message-2")).to_be_focused()
    await keys.press("Tab")
    await expect(page.locator("#message-2 :focus")).to_have_count(1)
    await keys.press("ArrowUp")
    await expect(page.locator("#message-1")).to_be_focused()

    await keys.press("Enter")
    menu = page.locator("#message-1 .more-list")
    await expect(menu.get_by_role("button").first).to_be_focused()
    await keys.press("Escape")
    await expect(menu).to_have_count(0)
    await expect(page.locator("#message-1")).to_be_focused()
    await keys.press("Enter")
    await keys.press("Enter")
    await expect(page.locator("#message-1 .reaction-mine")).to_have_text("Спасибо · 1")
    await expect(page.locator("#message-1")).to_be_focused()
    await keys.press("Tab")
    await expect(page.locator("#message-1 .message-author")).to_be_focused()


@pytest.mark.parametrize("inside", ["", " .message-acts"], ids=["the row", "a link of it"])
async def test_a_message_that_changes_keeps_the_focus(site: LiveSite, browse: Browse, inside: str) -> None:
    _, room, _ = await colleagues(site)
    page = await browse("boris", f"/r/{room.id}")
    await connected(page)
    await page.locator(f"#message-2{inside}").focus()
    await site.as_("anna").call("chat.edit", room_id=room.id, seq=2, body="Кто послезавтра на семинаре?")
    await expect(line(page, "послезавтра")).to_be_visible()
    await expect(page.locator(f"#message-2{inside}")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#message-1")).to_be_focused()


async def test_a_reaction_that_is_drawn_anew_keeps_the_focus(site: LiveSite, browse: Browse) -> None:
    _, room, _ = await colleagues(site)
    await site.as_("anna").call("chat.react", room_id=room.id, seq=1, name="спасибо")
    page = await browse("boris", f"/r/{room.id}")
    await connected(page)
    await page.locator("#message-1").focus()
    await page.locator("#message-1 .reaction").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#message-1 .reaction-mine")).to_have_text("Спасибо · 2")
    await expect(page.locator("#message-1 .reaction")).to_be_focused()


async def test_a_post_that_is_drawn_anew_keeps_the_focus(site: LiveSite, browse: Browse) -> None:
    topic, _, _ = await colleagues(site)
    page = await browse("boris", f"/t/{topic.id}-{topic.slug}")
    await connected(page)
    reply = page.locator('.post[data-seq="1"] [data-act=reply]')
    await reply.focus()
    post = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"][0]
    await site.as_("anna").call("forum.edit", post_id=post.id, body="Что помогает вам?")
    await expect(page.locator(".post-body")).to_have_text("Что помогает вам?")
    await expect(reply).to_be_focused()


async def test_a_board_that_is_drawn_anew_keeps_the_focus(site: LiveSite, browse: Browse) -> None:
    _, _, queue = await colleagues(site)
    await site.as_("anna").call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=2)
    for subject in ("Первый", "Второй"):
        await site.as_("boris").call("consult.ask", queue_id=queue.id, subject=subject, body="Как быть?", consent=True)
    board = await browse("anna", f"/q/{queue.id}")
    await connected(board)
    await board.locator(".board tr", has_text="Второй").get_by_role("button", name="Взять").focus()
    await site.as_("boris").call("consult.ask", queue_id=queue.id, subject="Третий", body="Как быть?", consent=True)
    await expect(board.locator(".board tr", has_text="Третий")).to_be_visible()
    await expect(board.locator(".board tr", has_text="Второй").get_by_role("button", name="Взять")).to_be_focused()
