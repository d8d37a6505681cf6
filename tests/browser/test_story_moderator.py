"""A moderator keeps a thread in order, and everybody can see what was done and why."""

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, fits, follow, press
from tests.support import LiveSite, Row

TITLE = "Продам коляску и санки"
OFF_SUBJECT = "Не об адаптации: место в «Объявлениях»"
ANSWERED = "Вопрос решён, объявление устарело"


async def off_subject(site: LiveSite) -> Row:
    """A topic that stands in the wrong section; the right one is there too."""
    await site.person("olga", "moderator", name="Ольга Мельник")
    await site.person("anna", name="Анна Ковалёва")
    await site.person("boris", name="Борис Лунёв")
    adaptation = await site.section("Адаптация и режим")
    await site.section("Объявления")
    await site.topic("boris", "Как проходит первая неделя", "Поделитесь опытом.", section=adaptation)
    topic = await site.topic("anna", TITLE, "Коляска почти новая, санки со спинкой.", section=adaptation)
    await site.topic("boris", "Плачет каждое утро", "Что помогает?", section=adaptation)
    return topic


async def tools(page: Page) -> None:
    await page.locator("main summary", has_text="Модератору").click()
    await fits(page)


async def test_a_thread_is_pinned_moved_and_closed(site: LiveSite, browse: Browse, picture: Picture) -> None:
    topic = await off_subject(site)
    at = f"/t/{topic.id}-{topic.slug}"
    boris = await browse("boris", at, narrow=True)
    await connected(boris)
    await boris.fill("form[data-answer] textarea", "Ещё продаёте? Куда подъехать?")
    await expect(boris.locator("main summary", has_text="Модератору")).to_have_count(0)

    olga = await browse("olga", at)
    await tools(olga)
    await picture(olga, "story-moderator-1280")
    await olga.fill("#f-reason", "Важное для всех на этой неделе")
    await press(olga, "Закрепить")
    await expect(olga.locator('[data-state="pinned_at"]')).to_be_visible()
    await expect(boris.locator('[data-state="pinned_at"]')).to_be_visible()
    section = await browse("anna", "/forum", narrow=True)
    await follow(section.locator("main"), "Адаптация и режим")
    await expect(section.locator(".topic-row").first).to_contain_text(TITLE)
    await fits(section)
    await picture(section, "story-section-pinned-390")

    await tools(olga)
    await follow(olga, "Перенести в другой раздел")
    await olga.select_option("#f-section_id", label="Сеть «Содружество» › Объявления")
    await olga.fill("#f-reason", OFF_SUBJECT)
    await fits(olga)
    await picture(olga, "story-move-1280")
    await press(olga, "Перенести")
    await expect(olga.locator(".crumbs")).to_contain_text("Объявления")

    await tools(olga)
    await olga.fill("#f-reason", ANSWERED)
    await press(olga, "Закрыть для ответов")
    await expect(olga.locator('[data-state="closed_at"]')).to_be_visible()
    await fits(olga)

    await nobody_writes_any_more(boris, picture)
    await expect(boris.locator("main")).to_contain_text(f"Почему закрыта: {ANSWERED}")
    anna = await browse("anna", "/forum", narrow=True)
    await follow(anna.locator("main"), "Объявления")
    await expect(anna.locator(".topic-row")).to_have_count(1)
    await fits(anna)
    await anna.locator(".topic-title", has_text=TITLE).click()
    await expect(anna.locator("h1")).to_have_text(TITLE)
    await expect(anna.locator("main")).to_contain_text("Тема закрыта: её можно читать, отвечать нельзя.")
    await expect(anna.locator("main")).to_contain_text(f"Почему закрыта: {ANSWERED}")
    await expect(anna.locator("form[data-answer]")).to_have_count(0)
    await fits(anna)
    await picture(anna, "story-closed-390")

    await tools(olga)
    await follow(olga, "Журнал действий")
    await the_log_tells(olga)
    await fits(olga)
    await picture(olga, "story-log-1280")


async def nobody_writes_any_more(page: Page, picture: Picture) -> None:
    """Who was writing when it was closed keeps the text and reads what stands in the way."""
    await expect(page.locator('[data-state="closed_at"]')).to_be_visible()
    await expect(page.locator("form[data-answer]")).to_be_hidden()
    await expect(page.locator("main")).to_contain_text("Тема закрыта: её можно читать, отвечать нельзя.")
    await expect(page.locator("p[data-kept]")).to_be_visible()
    await expect(page.locator("form[data-answer] textarea")).to_have_value("Ещё продаёте? Куда подъехать?")
    await fits(page)
    await picture(page, "story-closed-while-writing-390")


async def the_log_tells(page: Page) -> None:
    """Who, what, on what and why, the last first."""
    rows = page.locator(".log-row")
    for row, what, why in (
        (rows.nth(0), "Тема закрыта", ANSWERED),
        (rows.nth(1), "Тема перенесена", OFF_SUBJECT),
        (rows.nth(2), "Тема закреплена", "Важное для всех на этой неделе"),
    ):
        await expect(row.locator("strong")).to_have_text(what)
        for words in (TITLE, f"Причина: {why}", "Ольга Мельник"):
            await expect(row).to_contain_text(words)
        await expect(row.locator("time")).to_be_visible()
