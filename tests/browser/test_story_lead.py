"""A day of an institution's lead: ten colleagues are invited, a section and a chat for some, a role for one."""

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, fits, follow, go, line, press, say
from tests.support import PASSWORD, LiveSite

NEW = [f"{name}@example.org" for name in ("alla", "bella", "galya", "darya", "zoya", "inna", "kira", "lida")]
KNOWN, INSIDE = "nadezhda@example.org", "anna@example.org"


async def goes_home(page: Page, tab: str) -> None:
    """To a page of her institution."""
    await follow(page.locator(".side"), "Детский сад «Родничок»")
    await follow(page.locator(".tabs"), tab)


async def invites_by_a_list(page: Page, picture: Picture) -> None:
    """Ten lines: eight are new, one has an account, one is here already; each is told what became of it."""
    await goes_home(page, "Приглашения")
    await page.fill("#f-emails", "\n".join([*NEW, KNOWN, INSIDE]))
    await fits(page)
    await press(page.locator("main"), "Пригласить")
    told = page.locator("main li", has=page.locator("strong"))
    await expect(told).to_have_count(10)
    await expect(told.locator(".secret")).to_have_count(8)
    await expect(told.filter(has_text=KNOWN)).to_contain_text("есть учётная запись")
    await expect(told.filter(has_text=INSIDE)).to_contain_text("уже в пространстве")
    await fits(page)
    await picture(page, "story-lead-list-1280")


async def invites_by_a_link(page: Page, picture: Picture) -> str:
    """One link for ten, to be sent on."""
    await page.select_option("#f-count", "10")
    await press(page.locator("main"), "Создать ссылку")
    link = await page.locator("#link").inner_text()
    await expect(page.locator("main .row", has_text="10 человек")).to_be_visible()
    await fits(page)
    await picture(page, "story-lead-link-1280")
    return link


async def comes_in_on_a_phone(page: Page, picture: Picture) -> None:
    await expect(page.locator("h1")).to_have_text("Детский сад «Родничок»")
    await fits(page)
    await page.locator("main a[href^='/sign-up']").click()
    await page.fill("#f-name", "Маргарита Сомова")
    await page.fill("#f-email", "margarita@example.org")
    await page.fill("#f-password", PASSWORD)
    await page.check("#f-consent")
    await press(page.locator("main"), "Зарегистрироваться")
    await expect(page.locator("h1")).to_have_text("Детский сад «Родничок»")
    await expect(page.locator("main")).to_contain_text("ваша роль: участник")
    await expect(page.locator("main").get_by_role("link", name="Методический кабинет", exact=True)).to_be_visible()
    await fits(page)
    await picture(page, "story-lead-newcomer-390")


async def makes_places_for_some(page: Page, picture: Picture) -> str:
    """A section that only two read, and a chat; the address of the section."""
    await follow(page.locator(".side"), "Детский сад «Родничок»")
    await follow(page.locator("main"), "Новый раздел")
    await page.fill("#f-title", "Аттестация: наши папки")
    await page.select_option("#f-visibility", "members")
    await fits(page)
    await press(page.locator("main"), "Создать раздел")
    await expect(page.locator("h1")).to_have_text("Аттестация: наши папки")
    section = page.url
    await page.locator("main a[href$='/edit']").click()
    await page.select_option("#f-person_id", label="Маргарита Сомова (участник)")
    await press(page.locator("main"), "Добавить")
    await expect(page.locator(".person-row", has_text="Маргарита Сомова")).to_be_visible()
    await fits(page)
    await picture(page, "story-lead-section-1280")

    await follow(page.locator(".side"), "Детский сад «Родничок»")
    await follow(page.locator("main"), "Новый чат")
    await page.fill("#f-title", "Дежурный администратор")
    await page.select_option("#f-visibility", "members")
    await press(page.locator("main"), "Создать чат")
    await expect(page.locator("h1")).to_have_text("Дежурный администратор")
    await page.locator("a:visible[href$='/people']").first.click()
    await page.select_option("#f-person_id", label="Маргарита Сомова")
    await press(page.locator("main"), "Добавить")
    await expect(page.locator(".person-row", has_text="Маргарита Сомова")).to_be_visible()
    await fits(page)
    await picture(page, "story-lead-room-people-1280")
    await follow(page.locator(".crumbs"), "Дежурный администратор")
    await connected(page)
    return section


async def gives_a_role(page: Page, picture: Picture) -> None:
    await goes_home(page, "Люди")
    await page.fill("#f-words", "Сомов")
    await press(page.locator("main"), "Найти")
    row = page.locator(".person-row", has_text="Маргарита Сомова")
    await row.locator("summary").click()
    await fits(page)
    await press(row, "Назначить: модератор")
    await expect(page.locator(".person-row", has_text="Маргарита Сомова").locator(".person-about")).to_contain_text(
        "модератор"
    )
    await fits(page)
    await picture(page, "story-lead-role-1280")


async def test_a_lead_s_day(demo: LiveSite, visit: Browse, picture: Picture) -> None:
    tatyana = await visit("tatyana")
    await invites_by_a_list(tatyana, picture)
    link = await invites_by_a_link(tatyana, picture)
    margarita = await visit(None, link.removeprefix(demo.address), narrow=True)
    await comes_in_on_a_phone(margarita, picture)
    section = await makes_places_for_some(tatyana, picture)

    await margarita.reload()
    await follow(margarita.locator("main"), "Аттестация: наши папки")
    await fits(margarita)
    await go(margarita, "Чаты")
    await margarita.locator(".room-row", has_text="Дежурный администратор").click()
    await connected(margarita)
    await say(margarita, "Ключи от методкабинета у меня до среды.")
    await expect(line(tatyana, "до среды")).to_contain_text("Маргарита Сомова")
    await fits(margarita)
    await picture(margarita, "story-lead-room-390")
    anna = await visit("anna", section.removeprefix(demo.address), narrow=True)
    await expect(anna.locator("h1")).to_have_text("Здесь ничего нет")
    await fits(anna)
    await gives_a_role(tatyana, picture)
    await margarita.goto("/s/rodnichok")
    await expect(margarita.locator("main")).to_contain_text("ваша роль: модератор")
