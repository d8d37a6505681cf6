"""An administrator's day: is the server well, who may register, a forgotten password, somebody's access closed."""

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, enter, fits, follow, press
from tests.support import PASSWORD, LiveSite

NEW_PASSWORD = "Сосны-у-реки-12"
WHY = "Реклама в личных беседах"


async def looks_how_the_server_is(page: Page, picture: Picture) -> None:
    await page.locator(".side-me").click()
    await follow(page.locator("main"), "Управление сайтом")
    await expect(page.locator("main .problem")).to_have_count(0)
    facts = page.locator("main .facts")
    for name in ("Версия", "База данных", "Живые соединения"):
        await expect(facts).to_contain_text(name)
    await fits(page)
    await picture(page, "story-administrator-health-1280")


async def sets_who_registers(page: Page, visitor: Page, picture: Picture) -> None:
    """By invitation only; a visitor reads it where the form was."""
    await expect(visitor.locator("#f-email")).to_be_visible()
    await follow(page.locator(".tabs"), "Регистрация")
    await page.select_option("#f-registration", "invitation")
    await page.select_option("#f-first_role", "guest")
    await fits(page)
    await picture(page, "story-administrator-registration-1280")
    await press(page.locator("main"), "Сохранить")
    await expect(page.locator(".flash-good")).to_be_visible()
    await expect(page.locator("#f-registration")).to_have_value("invitation")
    await visitor.reload()
    await expect(visitor.locator("main .flash")).to_contain_text("приглашени")
    await expect(visitor.locator("#f-email")).to_have_count(0)
    await fits(visitor)
    await picture(visitor, "story-administrator-closed-390")


async def finds(page: Page, name: str) -> None:
    """Somebody's page, with what can be done opened."""
    await page.goto("/admin/people")
    await page.fill("#f-words", name)
    await press(page.locator("main"), "Найти")
    await expect(page.locator("main .person-row")).to_have_count(1)
    await fits(page)
    await page.locator("main .person-name").click()
    await page.locator("main summary", has_text="Новый пароль, блокировка").click()
    await fits(page)


async def helps_who_forgot(olga: Page, visit: Browse, site: LiveSite, picture: Picture) -> None:
    await finds(olga, "Осипов")
    await picture(olga, "story-administrator-person-1280")
    await press(olga.locator("main"), "Создать ссылку для нового пароля")
    link = await olga.locator("main .secret").inner_text()
    await fits(olga)
    await picture(olga, "story-administrator-reset-1280")
    andrey = await visit(None, link.removeprefix(site.address), narrow=True)
    await fits(andrey)
    await andrey.fill("#f-password", NEW_PASSWORD)
    await press(andrey.locator("main"), "Задать пароль")
    await expect(andrey.locator("h1")).to_have_text("Главная")
    await follow(andrey.locator(".bar"), "Я")
    await follow(andrey.locator("main"), "Учётная запись")
    await expect(andrey.locator("main .flash")).to_contain_text("Ольга Дорохова")
    await fits(andrey)
    await picture(andrey, "story-administrator-reset-390")


async def closes_access_and_opens_it(olga: Page, visit: Browse, picture: Picture) -> None:
    """Whoever is shut out is so at once, reads why, and is let in again."""
    kristina = await visit("kristina", "/chats", narrow=True)
    await finds(olga, "Фомина")
    await olga.fill("#reason", WHY)
    await press(olga.locator("main"), "Закрыть доступ")
    await expect(olga.locator("main .chip-danger").first).to_have_text("доступ закрыт")
    await expect(kristina.locator("body")).to_have_attribute("data-viewer", "0")
    await kristina.goto("/sign-in")
    await enter(kristina, "kristina@example.org", PASSWORD)
    await expect(kristina.locator("main .form-problem")).to_contain_text(WHY)
    await fits(kristina)
    await picture(kristina, "story-administrator-blocked-390")

    await olga.goto("/admin/people?blocked=1")
    await expect(olga.locator("main .person-row")).to_contain_text(["Кристина Фомина"])
    await expect(olga.locator("main .person-row")).to_contain_text([WHY])
    await fits(olga)
    await picture(olga, "story-administrator-people-1280")
    await olga.locator("main .person-name").click()
    await olga.locator("main summary", has_text="Новый пароль, блокировка").click()
    await press(olga.locator("main"), "Открыть доступ")
    await expect(olga.locator("main .chip-danger")).to_have_count(0)
    await enter(kristina, "kristina@example.org", PASSWORD)
    await expect(kristina.locator("body")).not_to_have_attribute("data-viewer", "0")


async def test_an_administrator_s_day(demo: LiveSite, visit: Browse, picture: Picture) -> None:
    olga = await visit("olga")
    await looks_how_the_server_is(olga, picture)
    visitor = await visit(None, "/sign-up", narrow=True)
    await sets_who_registers(olga, visitor, picture)
    await helps_who_forgot(olga, visit, demo, picture)
    await closes_access_and_opens_it(olga, visit, picture)
    await olga.goto("/moderation/log")
    for number, what in enumerate(
        ("Доступ к сайту открыт", "Доступ к сайту закрыт", "Создана ссылка для нового пароля", "Изменены правила сайта")
    ):
        await expect(olga.locator(".log-row").nth(number).locator("strong")).to_have_text(what)
    await fits(olga)
    await picture(olga, "story-administrator-log-1280")
