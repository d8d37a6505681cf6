"""A room as people see it: lines arrive, change and go, nothing typed is lost, nothing jumps."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.support import LiveSite, Row

Browse = Callable[..., Awaitable[Page]]
ONLINE = '#connection[data-state="online"]'


async def staff_room(site: LiveSite, *, messages: int = 0) -> Row:
    for who, name in (("anna", "Анна Ковалёва"), ("boris", "Борис Лунёв"), ("vera", "Вера Титова")):
        await site.person(who, name=name)
    room = await site.room("Учительская")
    for number in range(1, messages + 1):
        await site.as_("anna").call("chat.send", room_id=room.id, body=f"Строка {number}")
    return room


async def open_room(browse: Browse, who: str, room: Row, query: str = "", **options: Any) -> Page:
    page = await browse(who, f"/r/{room.id}{query}", **options)
    await expect(page.locator(ONLINE)).to_be_attached()
    return page


async def say(page: Page, words: str) -> None:
    await page.fill("#composer textarea", words)
    await page.press("#composer textarea", "Control+Enter")


def line(page: Page, words: str) -> Any:
    return page.locator(".message", has=page.locator(".message-body", has_text=words))


async def test_three_people_talk(site: LiveSite, browse: Browse, picture: Callable[..., Awaitable[None]]) -> None:
    room = await staff_room(site)
    anna, boris, vera = [await open_room(browse, who, room) for who in ("anna", "boris", "vera")]
    await say(anna, "Коллеги, завтра семинар в 15:00 в музыкальном зале. Кто придёт с материалами?")
    await say(boris, "Принесу карточки по звуковой культуре, 12 наборов.")
    await say(vera, "Можно подключиться из Перми?")
    for page in (anna, boris, vera):
        await expect(page.locator(".message[data-seq]")).to_have_count(3)
        await expect(page.locator(".message-pending")).to_have_count(0)
        await expect(line(page, "карточки").locator(".message-author")).to_have_text("Борис Лунёв")
    await expect(anna.locator("[data-present] li")).to_have_text(["Анна Ковалёва", "Борис Лунёв", "Вера Титова"])
    await expect(anna.locator("[data-present] h2")).to_have_text("в чате: 3")
    await expect(anna.locator(".new-below")).to_be_hidden()
    await picture(anna, "room-1280")


async def test_a_live_row_is_the_row_of_a_reloaded_page(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=1)
    page = await open_room(browse, "boris", room)
    anna = site.as_("anna")
    await anna.call("chat.send", room_id=room.id, body="Живая **строка**", reply_to=1)
    await anna.call("chat.send", room_id=room.id, body="И ещё одна")
    await site.as_("vera").call("chat.react", room_id=room.id, seq=2, name="спасибо")
    await anna.call("chat.remove", room_id=room.id, seq=1)
    await expect(page.locator("#message-2 .reaction")).to_be_attached()
    await expect(page.locator("#message-1.message-removed")).to_be_attached()
    tidy = """rows => rows.map(row => row.outerHTML.replace(/ (role|aria-pressed)="[^"]*"/g, "")
        .replace(/ (datetime|data-version)="[^"]*"/g, "").replace(/\\s+/g, " ").replace(/> </g, "><"))"""
    live = await page.locator(".message[data-seq]").evaluate_all(tidy)
    await page.reload()
    assert await page.locator(".message[data-seq]").evaluate_all(tidy) == live


async def test_a_line_sent_while_there_is_no_connection_survives_a_reload(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=1)
    page = await browse("boris", "/policy")
    await page.route_web_socket("**/ws", lambda socket: socket.close())
    await page.goto(f"/r/{room.id}")
    await say(page, "Написано без связи")
    for _ in ("as it was sent", "after the reload"):
        await expect(line(page, "без связи")).to_have_class(re.compile("message-pending"))
        await expect(line(page, "без связи")).to_contain_text("отправится, когда вернётся связь")
        await page.reload()
    connected = await page.context.new_page()
    await connected.goto(f"/r/{room.id}")
    await expect(connected.locator("#message-2")).to_contain_text("Написано без связи")
    await expect(connected.locator(".message-pending")).to_have_count(0)
    assert len((await site.as_("boris").call("chat.history", room_id=room.id))["items"]) == 2


async def test_a_refused_line_stays_with_its_reason_and_can_be_sent_again_or_discarded(
    site: LiveSite, browse: Browse
) -> None:
    room = await staff_room(site)
    page = await open_room(browse, "boris", room)
    await site.admin.call("spaces.set_role", space_id=site.network_id, person_id=site.as_("boris").id, role="guest")
    await say(page, "Ещё могу?")
    failed = line(page, "Ещё могу?")
    await expect(failed).to_have_class(re.compile("message-failed"))
    await expect(failed).to_contain_text("Писать здесь могут только участники")
    await site.admin.call("spaces.set_role", space_id=site.network_id, person_id=site.as_("boris").id, role="member")
    await failed.get_by_text("Отправить снова").click()
    await expect(page.locator("#message-1")).to_contain_text("Ещё могу?")
    await expect(page.locator(".message-failed")).to_have_count(0)
    await say(page, "   ")
    await expect(page.locator(".message")).to_have_count(1)


async def test_after_a_lost_line_every_missed_change_is_there_once_in_order(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=3)
    page = await open_room(browse, "boris", room)
    await page.context.set_offline(True)
    await expect(page.locator(ONLINE)).not_to_be_attached()
    anna = site.as_("anna")
    for number in range(4, 8):
        await anna.call("chat.send", room_id=room.id, body=f"Строка {number}")
    await anna.call("chat.edit", room_id=room.id, seq=2, body="Строка вторая")
    await anna.call("chat.remove", room_id=room.id, seq=1)
    await page.context.set_offline(False)
    await expect(page.locator(".message[data-seq]")).to_have_count(7)
    await expect(page.locator(".message-body")).to_have_text(
        ["Сообщение удалено", "Строка вторая", *[f"Строка {number}" for number in range(3, 8)]]
    )


async def test_what_is_read_does_not_move_and_new_lines_are_counted(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=40)
    page = await open_room(browse, "boris", room, "?at=20")
    await page.locator("#message-20").scroll_into_view_if_needed()
    await page.evaluate("scrollTo(0, 300)")
    before = await page.evaluate("scrollY")
    for words in ("Раз", "Два", "Три"):
        await site.as_("anna").call("chat.send", room_id=room.id, body=words)
    await expect(page.locator(".new-below")).to_have_text("3 новых ниже")
    assert await page.evaluate("scrollY") == before
    await page.locator(".new-below").click()
    await expect(page.locator("#message-43")).to_be_in_viewport()
    await expect(page.locator(".new-below")).to_be_hidden()


async def test_history_comes_by_scrolling_up(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=120)
    await site.as_("boris").call("chat.read_up_to", room_id=room.id, seq=120)
    page = await open_room(browse, "boris", room)
    await expect(page.locator("#message-120")).to_be_in_viewport()
    for first in (21, 1):
        await page.evaluate("scrollTo(0, 0)")
        await expect(page.locator(f"#message-{first}")).to_be_attached()
    seqs = await page.locator(".message[data-seq]").evaluate_all("rows => rows.map(row => Number(row.dataset.seq))")
    assert seqs == list(range(1, 121))
    await expect(page.locator("[data-older]")).to_be_hidden()
    await expect(page.locator(".day-line")).to_have_count(1)


async def test_the_room_opens_at_the_first_unread_line_and_reading_marks_it(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=60)
    await site.as_("boris").call("chat.read_up_to", room_id=room.id, seq=30)
    page = await open_room(browse, "boris", room)
    await expect(page.locator("#new")).to_be_in_viewport()
    await expect(page.locator("#new")).to_have_text("30 новых сообщений")
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    await expect(page.locator("#message-60")).to_be_in_viewport()
    async with asyncio.timeout(10):
        while (await site.as_("boris").call("chat.read_up_to", room_id=room.id, seq=0)).unread:
            await asyncio.sleep(0)


async def test_one_replies_reacts_changes_and_removes(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=1)
    anna, boris = await open_room(browse, "anna", room), await open_room(browse, "boris", room)
    await boris.locator("#message-1").hover()
    await boris.locator("#message-1 .message-reply").click()
    await expect(boris.locator("[data-answering]")).to_contain_text("Анна Ковалёва: Строка 1")
    await say(boris, "Согласен с первой строкой")
    await expect(anna.locator("#message-2 .message-answers")).to_have_text("Анна Ковалёва: Строка 1")
    await boris.locator("#message-1").hover()
    await boris.locator("#message-1 .message-acts").click()
    await expect(boris.locator('[data-act="edit"]')).to_have_count(0)
    await boris.locator('[data-act="react"][data-name="спасибо"]').click()
    await expect(boris.locator("#message-1 .reaction-mine")).to_have_text("Спасибо · 1")
    await expect(anna.locator("#message-1 .reaction")).to_have_text("Спасибо · 1")
    await expect(anna.locator("#message-1 .reaction-mine")).to_have_count(0)
    await boris.locator("#message-1 .reaction").click()
    await expect(anna.locator("#message-1 .reaction")).to_have_count(0)
    await anna.locator("#message-1").hover()
    await anna.locator("#message-1 .message-acts").click()
    await anna.locator('[data-act="edit"]').click()
    await anna.fill("#message-1 textarea", "Строка первая")
    await anna.locator("#message-1").get_by_text("Сохранить").click()
    await expect(boris.locator("#message-1 .message-body")).to_have_text("Строка первая")
    await expect(boris.locator("#message-1 .message-edited")).to_be_visible()
    await anna.locator("#message-1").hover()
    await anna.locator("#message-1 .message-acts").click()
    await anna.locator('[data-act="remove"]').click()
    await anna.get_by_text("Удалить у всех?").click()
    await expect(boris.locator("#message-1 .message-body")).to_have_text("Сообщение удалено")


async def test_others_see_who_is_writing(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site)
    anna, boris = await open_room(browse, "anna", room), await open_room(browse, "boris", room)
    await boris.locator("#composer textarea").press_sequentially("Сей")
    await expect(anna.locator(".typing")).to_have_text("Борис Лунёв: пишет…")
    await expect(boris.locator(".typing")).to_have_text("")
    await say(boris, "Сейчас")
    await expect(line(anna, "Сейчас")).to_be_visible()
    await expect(anna.locator(".typing")).to_have_text("")


async def test_a_room_closed_meanwhile_says_so_and_keeps_what_was_typed(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=1)
    page = await open_room(browse, "boris", room)
    await page.fill("#composer textarea", "Не успел")
    await site.admin.call("chat.close_room", room_id=room.id)
    await expect(page.locator("[data-closed]")).to_be_visible()
    await expect(page.locator("#composer")).to_be_hidden()
    await site.admin.call("chat.close_room", room_id=room.id, closed=False)
    await expect(page.locator("#composer textarea")).to_have_value("Не успел")
    await expect(page.locator("[data-closed]")).to_be_hidden()


async def test_a_room_fits_a_phone(site: LiveSite, browse: Browse, picture: Callable[..., Awaitable[None]]) -> None:
    room = await staff_room(site, messages=3)
    await site.as_("boris").call("chat.send", room_id=room.id, body="Длинноесловобезпробелов" * 12)
    page = await open_room(browse, "boris", room, narrow=True)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await expect(page.locator("#composer")).to_be_in_viewport()
    await say(page, "С телефона")
    await expect(page.locator("#message-5")).to_be_in_viewport()
    await picture(page, "room-390")


async def test_a_message_is_changed_by_the_menu_of_a_phone(site: LiveSite, browse: Browse) -> None:
    """Under a pointer a row of the menu stays as high as it was: the press meets what it was aimed at."""
    room = await staff_room(site)
    page = await open_room(browse, "anna", room, narrow=True)
    await say(page, "С телефона")
    row = page.locator("#message-1")
    await row.locator(".message-body").click()
    await row.locator(".message-acts").click()
    menu = row.locator(".more-list")
    whole = await menu.bounding_box()
    edit = menu.get_by_role("button", name="Изменить")
    await edit.hover()
    assert await menu.bounding_box() == whole
    await edit.click()
    await row.locator("[data-edit] textarea").fill("С телефона, исправлено")
    await row.get_by_role("button", name="Сохранить").click()
    await expect(row.locator(".message-body")).to_have_text("С телефона, исправлено")


async def test_a_page_of_a_room_works_without_javascript(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=2)
    page = await browse("boris", f"/r/{room.id}", javascript=False)
    await page.fill("#composer textarea", "Без единого скрипта")
    await page.locator("#composer").get_by_text("Отправить").click()
    await expect(page.locator("#message-3.message-marked")).to_contain_text("Без единого скрипта")


async def test_a_room_asks_nothing_of_the_server_that_it_does_not_need(site: LiveSite, browse: Browse) -> None:
    """The scripts of a room's page together stay under 60 KB."""
    room = await staff_room(site)
    sizes: dict[str, int] = {}

    async def weigh(route: Route) -> None:
        answer = await route.fetch()
        sizes[route.request.url] = len(await answer.body())
        await route.fulfill(response=answer)

    page = await browse("boris", "/policy")
    await page.route("**/*.js?*", weigh)
    await page.goto(f"/r/{room.id}")
    await expect(page.locator(ONLINE)).to_be_attached()
    assert 10_000 < sum(sizes.values()) < 60_000


async def test_a_session_that_ends_takes_its_open_pages_along(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site, messages=1)
    page = await open_room(browse, "boris", room)
    await page.fill("#composer textarea", "Недописанное")
    await site.as_("boris").call("sessions.close")
    await expect(page.locator("#composer")).to_have_count(0)
    await expect(page.locator("body")).to_have_attribute("data-viewer", "0")


async def test_a_talk_of_two_tells_the_other_wherever_they_are(site: LiveSite, browse: Browse) -> None:
    room = await staff_room(site)
    page = await open_room(browse, "boris", room)
    talk = await site.as_("anna").call("chat.open_direct", person_id=site.as_("boris").id)
    await site.as_("anna").call("chat.send", room_id=talk.id, body="Есть минута?")
    await expect(page).to_have_title(re.compile(r"^\(1\) "))
    await page.goto(f"/r/{talk.id}")
    await expect(page.locator("#message-1")).to_contain_text("Есть минута?")
    await expect(page).to_have_title(re.compile(r"^Анна Ковалёва"))
