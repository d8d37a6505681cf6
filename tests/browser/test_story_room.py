"""Three people talk in a room; one loses the line and comes back."""

import asyncio
import re

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, fits, line, lines, open_menu, press, say
from tests.support import LiveSite, Row

PEOPLE = (("anna", "Анна Ковалёва"), ("boris", "Борис Лунёв"), ("vera", "Вера Титова"))


async def talking(site: LiveSite, browse: Browse) -> tuple[Row, Page, Page, Page]:
    """A room and three windows: a teacher's telephone and two desks."""
    for who, name in PEOPLE:
        await site.person(who, name=name)
    room = await site.room("Учительская")
    anna, boris, vera = [await browse(who, f"/r/{room.id}", narrow=who == "anna") for who, _ in PEOPLE]
    for page in (anna, boris, vera):
        await connected(page)
    return room, anna, boris, vera


async def shown_everywhere(pages: tuple[Page, ...], expected: list[str]) -> None:
    for page in pages:
        await expect(page.locator(".message[data-seq] .message-body")).to_have_text(expected)


async def read_to_the_end(site: LiveSite, who: str, room: Row) -> None:
    """The server has heard that everything in the room was seen."""
    async with asyncio.timeout(10):
        while (await site.as_(who).call("chat.read_up_to", room_id=room.id, seq=0)).unread:
            pass


async def test_three_people_talk(site: LiveSite, browse: Browse, picture: Picture) -> None:
    _, anna, boris, vera = await talking(site, browse)
    await picture(anna, "story-room-empty-390")
    said = [
        "Коллеги, завтра семинар в 15:00 в музыкальном зале. Кто придёт с материалами?",
        "Принесу карточки по звуковой культуре, 12 наборов.",
        "А можно подключиться из Перми?",
    ]
    for page, words in zip((anna, boris, vera), said, strict=True):
        await say(page, words)
        await expect(line(anna, words)).to_be_visible()
    await shown_everywhere((anna, boris, vera), said)

    await line(boris, "из Перми").hover()
    await line(boris, "из Перми").locator(".message-reply").click()
    await expect(boris.locator("[data-answering]")).to_contain_text("Вера Титова: А можно подключиться из Перми?")
    await say(boris, "Да, пришлю ссылку утром.")
    for page in (anna, vera):
        await expect(line(page, "пришлю ссылку").locator(".message-answers")).to_have_text(
            "Вера Титова: А можно подключиться из Перми?"
        )
    await (await open_menu(vera, "пришлю ссылку")).get_by_role("button", name="Спасибо").click()
    await expect(line(boris, "пришлю ссылку").locator(".reaction")).to_have_text("Спасибо · 1")
    await line(anna, "пришлю ссылку").locator(".reaction").click()
    await expect(line(vera, "пришлю ссылку").locator(".reaction-mine")).to_have_text("Спасибо · 2")
    await fits(anna)
    await fits(boris)
    await picture(anna, "story-room-390")
    await picture(boris, "story-room-1280")


async def test_one_loses_the_line_and_comes_back(site: LiveSite, browse: Browse, picture: Picture) -> None:
    room, anna, boris, vera = await talking(site, browse)
    for words in ("Семинар завтра в 15:00", "Приходите все", "Это лишнее"):
        await say(boris, words)
        await expect(line(vera, words)).to_be_visible()
    await expect(anna.locator(".message[data-seq]")).to_have_count(3)

    await anna.context.set_offline(True)
    await expect(anna.locator("#connection")).to_have_text("нет связи")
    await say(anna, "Я приду, принесу игрушки")
    pending = line(anna, "принесу игрушки")
    await expect(pending).to_have_class(re.compile("message-pending"))
    await expect(pending).to_contain_text("отправится, когда вернётся связь")
    await fits(anna)
    await picture(anna, "story-room-offline-390")

    menu = await open_menu(boris, "завтра в 15:00")
    await menu.get_by_role("button", name="Изменить").click()
    await boris.locator(".message textarea").fill("Семинар завтра в 16:00")
    await press(boris.locator(".messages"), "Сохранить")
    menu = await open_menu(boris, "Это лишнее")
    await menu.get_by_role("button", name="Удалить").click()
    await menu.get_by_role("button", name="Удалить у всех?").click()
    for words in ("Зал открыт с полудня", "Проектор есть"):
        await say(vera, words)
        await expect(line(boris, words)).to_be_visible()
    assert await lines(anna) == ["Семинар завтра в 15:00", "Приходите все", "Это лишнее"]

    await anna.context.set_offline(False)
    everything = [
        "Семинар завтра в 16:00", "Приходите все", "Сообщение удалено", "Зал открыт с полудня", "Проектор есть",
        "Я приду, принесу игрушки",
    ]  # fmt: skip
    await shown_everywhere((anna, boris, vera), everything)
    await expect(anna.locator(".message-pending")).to_have_count(0)
    await connected(anna)
    history = (await site.as_("vera").call("chat.history", room_id=room.id))["items"]
    assert [message.seq for message in history] == [1, 2, 3, 4, 5, 6]
    await fits(boris)
    await anna.reload()
    await shown_everywhere((anna,), everything)
    await picture(anna, "story-room-back-390")


async def test_a_reload_keeps_what_was_not_sent(site: LiveSite, browse: Browse) -> None:
    room, anna, boris, _ = await talking(site, browse)
    await anna.route_web_socket("**/ws", lambda socket: socket.close())
    await anna.reload()
    for words in ("Первое без связи", "Второе без связи"):
        await say(anna, words)
    await anna.fill("#composer textarea", "Недописанное")
    await anna.reload()
    await expect(anna.locator(".message-pending .message-body")).to_have_text(["Первое без связи", "Второе без связи"])
    await expect(anna.locator("#composer textarea")).to_have_value("Недописанное")
    again = await anna.context.new_page()
    await again.goto(f"/r/{room.id}")
    await shown_everywhere((again, boris), ["Первое без связи", "Второе без связи"])
    await expect(again.locator("#composer textarea")).to_have_value("Недописанное")
    await expect(again.locator(".message-pending")).to_have_count(0)


async def test_who_returns_begins_at_what_is_new(site: LiveSite, browse: Browse, picture: Picture) -> None:
    room, anna, boris, _ = await talking(site, browse)
    await say(boris, "Прочитано вместе")
    await expect(line(anna, "вместе")).to_be_visible()
    await read_to_the_end(site, "anna", room)
    await anna.goto("/policy")
    for number in range(1, 31):
        await site.as_("boris").call("chat.send", room_id=room.id, body=f"Пока вас не было, строка {number}")
    await anna.goto("/chats")
    await expect(anna.locator(".room-row", has_text="Учительская").locator(".nav-count")).to_contain_text("30")
    await fits(anna)
    await picture(anna, "story-chats-390")
    await anna.locator(".room-row", has_text="Учительская").click()
    await expect(anna.locator("#new")).to_have_text("30 новых сообщений")
    await expect(anna.locator("#new")).to_be_in_viewport()
    await expect(line(anna, "строка 1").first).to_be_in_viewport()
    await picture(anna, "story-room-unread-390")
    chats = anna.locator(".bar-place", has_text="Чаты").locator(".nav-count")
    await anna.locator("#message-31").scroll_into_view_if_needed()
    await expect(chats).to_be_hidden()
    await fits(anna)
