"""The very first start: from the printed link to a newcomer in a space, through the pages only."""

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.stories import Picture, connected, fits, follow, line, press, say
from tests.support import PASSWORD

STARTS_WITHIN = 60


@pytest.fixture
async def first_link(tmp_path: Path) -> AsyncIterator[str]:
    """What `community serve` prints on an empty folder."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "community", "serve", "--port", str(port), "--data", str(tmp_path),
        stdout=asyncio.subprocess.PIPE, env=os.environ | {"COMMUNITY_LIMITS__ENABLED": "false"},
    )  # fmt: skip
    assert server.stdout
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            said = ""
            while not (re.search(r"^http://\S+$", said, re.MULTILINE) and re.search(r"secret=\S+$", said)):
                said += (await server.stdout.readline()).decode()
        yield re.findall(r"http://\S+/setup\?secret=\S+", said)[0]
    finally:
        server.terminate()
        await server.wait()


async def set_up(page: Page, picture: Picture) -> None:
    """The first screen: the network and who runs it."""
    await expect(page.locator("main")).to_contain_text("Шаг 1 из 3")
    await fits(page)
    await picture(page, "story-setup-1280")
    await page.fill("#f-title", "Сеть «Содружество»")
    await page.fill("#f-name", "Ольга Мельник")
    await page.fill("#f-email", "olga@example.org")
    await page.fill("#f-password", PASSWORD)
    await press(page, "Начать")
    await expect(page.locator(".brand")).to_contain_text("Сеть «Содружество»")
    await connected(page)


async def first_space(page: Page, picture: Picture) -> None:
    """The second screen; who looks in at home meanwhile is led back to it."""
    await expect(page.locator("main")).to_contain_text("Шаг 2 из 3")
    await fits(page)
    await picture(page, "story-setup-space-1280")
    await follow(page.locator(".side"), "Главная")
    await fits(page)
    await picture(page, "story-first-home-1280")
    await follow(page.locator("main"), "Закончить настройку")
    await page.fill("#f-title", "Детский сад № 12")
    await page.fill("#f-town", "Тверь")
    await page.select_option("#f-region", label="Тверская область")
    await page.fill("#f-sections-1", "Наши будни")
    await page.uncheck("#tick-sections-2")
    await press(page, "Создать пространство")
    await expect(page.locator("h1")).to_have_text("Позовите коллег")
    await follow(page.locator(".tabs"), "Первое пространство")
    for title in ("Детский сад № 12", "Объявления", "Наши будни", "Учительская", "Учитель-логопед"):
        await expect(page.locator("main").get_by_role("link", name=title, exact=True)).to_be_visible()
    await expect(page.locator("main")).not_to_contain_text("Для родителей")
    await fits(page)
    await picture(page, "story-setup-made-1280")
    await follow(page.locator("main"), "Продолжить")


async def invite(page: Page, picture: Picture) -> str:
    """The third screen: a link for one, and the message around it."""
    await expect(page.locator("main")).to_contain_text("Шаг 3 из 3")
    await fits(page)
    await picture(page, "story-setup-invite-1280")
    await page.select_option("#f-count", "1")
    await press(page, "Создать ссылку")
    link = await page.locator(".secret").inner_text()
    assert link in await page.locator("#message").input_value()
    await expect(page.get_by_role("button", name="Скопировать сообщение")).to_be_visible()
    await fits(page)
    await picture(page, "story-invitation-link-1280")
    return link


async def open_network(page: Page, picture: Picture) -> None:
    """Home greets, once: what is put away stays away."""
    await press(page, "Открыть сеть")
    await expect(page.get_by_role("heading", name="Добро пожаловать")).to_be_visible()
    await connected(page)
    await fits(page)
    await picture(page, "story-greeting-1280")
    await press(page.locator("main"), "Понятно")
    await expect(page.get_by_role("heading", name="Добро пожаловать")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("heading", name="Главная")).to_be_visible()
    await expect(page.get_by_role("heading", name="Добро пожаловать")).to_have_count(0)


async def found_a_space(page: Page, picture: Picture) -> None:
    await follow(page, "Все пространства")
    await fits(page)
    await picture(page, "story-first-spaces-1280")
    await follow(page.locator("main"), "Новое пространство")
    await page.select_option("#f-kind", label="Организация")
    await page.fill("#f-title", "Детский сад № 13")
    await page.fill("#f-description", "Общеразвивающий сад, шесть групп.\n\nРаботаем с 7 до 19 часов.")
    await page.fill("#f-town", "Тверь")
    await fits(page)
    await press(page, "Создать пространство")
    await expect(page.locator("h1")).to_have_text("Детский сад № 13")
    await fits(page)
    await picture(page, "story-first-space-1280")


async def furnish(page: Page, picture: Picture) -> None:
    """A section, a room and a queue; each from the page of the space."""
    await follow(page, "Создать раздел")
    await page.fill("#f-title", "Прогулки")
    await fits(page)
    await press(page, "Создать раздел")
    await expect(page.locator("h1")).to_have_text("Прогулки")
    await follow(page.locator(".crumbs"), "Детский сад № 13")
    await follow(page, "Создать чат")
    await page.fill("#f-title", "Методсовет")
    await fits(page)
    await press(page, "Создать чат")
    await expect(page.locator("h1")).to_have_text("Методсовет")
    await follow(page.locator(".crumbs"), "Детский сад № 13")
    await follow(page, "Создать очередь на консультацию")
    await page.fill("#f-title", "Психолог")
    await fits(page)
    await picture(page, "story-new-queue-1280")
    await press(page, "Создать очередь на консультацию")
    await expect(page.locator("h1")).to_contain_text("консультаци")
    await fits(page)
    await picture(page, "story-queue-settings-1280")
    await follow(page.locator(".crumbs"), "Детский сад № 13")
    for title in ("Прогулки", "Методсовет", "Психолог"):
        await expect(page.locator("main").get_by_role("link", name=title, exact=True)).to_be_visible()
        await expect(page.locator(".side").get_by_role("link", name=title)).to_be_visible()
    await fits(page)
    await picture(page, "story-furnished-1280")


async def put_hint_away(page: Page, picture: Picture) -> None:
    """The hint of a room goes without the page being loaded again: what is being written stays."""
    hint = page.locator("[data-hinted]")
    await expect(hint).to_contain_text("Сообщение сразу видят все")
    await fits(page)
    await picture(page, "story-room-hint-390")
    await page.fill("#composer textarea", "Здравствуйте! ")
    await page.locator("h1").click()
    await press(hint, "Понятно")
    await expect(hint).to_have_count(0)
    await expect(page.locator("#composer textarea")).to_have_value("Здравствуйте! ")


async def test_the_very_first_start(first_link: str, windows: Callable[..., Awaitable[Page]], picture: Picture) -> None:
    address = first_link.partition("/setup")[0]
    early = await windows(address, "/", narrow=True)
    await expect(early.locator("main")).to_contain_text("одноразов")
    await fits(early)
    await picture(early, "story-before-setup-390")
    olga = await windows(address, first_link.removeprefix(address))
    await set_up(olga, picture)
    await first_space(olga, picture)
    link = await invite(olga, picture)
    assert link.startswith(f"{address}/i/")
    await open_network(olga, picture)
    answer = await early.goto(first_link)
    assert answer is not None
    assert answer.status in (404, 409, 410)
    await expect(early.locator("#f-email")).to_have_count(0)

    await found_a_space(olga, picture)
    await furnish(olga, picture)

    irina = await windows(address, link.removeprefix(address), narrow=True)
    await expect(irina.locator("h1")).to_have_text("Детский сад № 12")
    await fits(irina)
    await picture(irina, "story-invited-390")
    await irina.locator("main a[href^='/sign-up']").click()
    await fits(irina)
    await irina.fill("#f-name", "Ирина Павлова")
    await irina.fill("#f-email", "irina@example.org")
    await irina.fill("#f-password", PASSWORD)
    await irina.check("#f-consent")
    await press(irina.locator("main"), "Зарегистрироваться")
    await expect(irina.locator("h1")).to_have_text("Детский сад № 12")
    await expect(irina.locator("main")).to_contain_text("участник")
    await fits(irina)
    await picture(irina, "story-newcomer-390")

    await follow(irina.locator("main"), "Учительская")
    await connected(irina)
    await put_hint_away(irina, picture)
    await follow(olga.locator(".side"), "Учительская")
    await connected(olga)
    await say(irina, "Здравствуйте! Я ваш новый логопед.")
    await expect(line(olga, "новый логопед")).to_contain_text("Ирина Павлова")
    await fits(olga)
    late = await windows(address, link.removeprefix(address), narrow=True)
    await expect(late.locator("h1")).not_to_have_text("Детский сад № 12")
    await fits(late)
    await picture(late, "story-link-used-390")
