"""A parent's day: she does not know what the specialist is called, asks without her name, waits, is answered."""

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, enter, fits, follow, go, line, press, say
from tests.support import PASSWORD, LiveSite

SUBJECT = "Боится оставаться в спальне"
BODY = "Дочке три года. Днём в саду не ложится: говорит, что за шторой кто-то есть. Что отвечать?"
ANSWER = "Здравствуйте! Посмотрите за штору вместе с ней, до сна, при свете. И спросите, чего «тот» хочет."
OTHER = "Сыну скоро четыре: торопится и глотает концы слов"
"""What she asked the speech therapist this morning."""


async def finds_whom_to_ask(page: Page, picture: Picture) -> None:
    """By what troubles her: the words lead nowhere, the page where they did not leads on."""
    await follow(page.locator(".page-top"), "Найти")
    await fits(page)
    await page.fill("#f-q", "боится спать")
    await press(page.locator("main"), "Найти")
    await expect(page.locator("main")).to_contain_text("В названиях и именах таких слов нет")
    await fits(page)
    await picture(page, "story-parent-nothing-found-390")
    await follow(page.locator("main"), "Задать вопрос специалисту")
    await expect(page.locator("main .row", has_text="страхи")).to_contain_text("Педагог-психолог")
    await fits(page)
    await picture(page, "story-parent-whom-to-ask-390")
    await follow(page.locator("main"), "Педагог-психолог")


async def asks(page: Page, picture: Picture) -> None:
    await expect(page.locator("main")).to_contain_text("Слёзы, ссоры, страхи")
    await page.fill("#f-subject", SUBJECT)
    await page.fill("#f-body", BODY)
    await page.check("#f-anonymous")
    await page.locator("main summary", has_text="Согласие на обработку данных").click()
    await expect(page.locator("main details .prose")).to_be_visible()
    await page.check("#f-consent")
    await fits(page)
    await picture(page, "story-parent-asks-390")
    await press(page.locator("main"), "Задать вопрос")
    await expect(page.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")


async def waits_while_the_line_is_cut(site: LiveSite, page: Page, queue_id: int, picture: Picture) -> None:
    """Her place moves while she does not hear of it; with the line it is right again, by itself."""
    await connected(page)
    await expect(page.locator("[data-ahead]")).to_have_text("3")
    await fits(page)
    await picture(page, "story-parent-waits-390")
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_have_text("нет связи")
    pavel = await site.enter("pavel", "pavel@example.org")
    await pavel.call("consult.set_duty", queue_id=queue_id, on_duty=True, capacity=3)
    await pavel.call("consult.take_next", queue_id=queue_id)
    await expect(page.locator("[data-ahead]")).to_have_text("3")
    await page.context.set_offline(False)
    await expect(page.locator("[data-ahead]")).to_have_text("2")


async def test_a_parent_s_day(demo: LiveSite, visit: Browse, picture: Picture) -> None:
    yulia = await visit(None, "/sign-in", narrow=True)
    await enter(yulia, "yulia@example.org", PASSWORD)
    await expect(yulia.locator("h1")).to_have_text("Главная")
    await finds_whom_to_ask(yulia, picture)
    queue_id = int(yulia.url.rpartition("/")[2])
    elena = await visit("elena", f"/q/{queue_id}")
    await connected(elena)
    await asks(yulia, picture)
    await waits_while_the_line_is_cut(demo, yulia, queue_id, picture)

    row = elena.locator(".board tr", has_text=SUBJECT)
    await expect(row).to_contain_text("гость")
    await press(row, "Взять")
    await expect(line(elena, "за шторой кто-то есть")).to_be_visible()
    for words in ("Юлия", "Данилова"):
        await expect(elena.locator("main")).not_to_contain_text(words)
    await expect(yulia.locator(".case-facts")).to_contain_text("Взято: Елена Гордеева")
    await say(elena, ANSWER)
    await expect(line(yulia, "при свете")).to_be_visible()
    await say(yulia, "Там живёт «темнота». Спасибо, попробуем!")
    await expect(line(elena, "попробуем")).to_be_visible()
    await fits(yulia)
    await picture(yulia, "story-parent-talk-390")
    await picture(elena, "story-parent-talk-1280")

    await press(elena.locator("main"), "Завершить")
    await yulia.locator(".stars label", has_text="5").click()
    await press(yulia.locator("main"), "Оценить")
    await expect(elena.locator(".case-facts")).to_contain_text("Оценка: 5 из 5")
    log = yulia.locator("main details", has_text="Журнал доступа")
    await log.locator("summary").click()
    assert set(await log.locator("li span:first-child").all_inner_texts()) == {"Елена Гордеева"}
    await fits(yulia)
    await picture(yulia, "story-parent-rated-390")
    await demo.enter("yulia", "yulia@example.org")
    await sees_nothing_of_others(demo, yulia)


async def sees_nothing_of_others(site: LiveSite, page: Page) -> None:
    """Her questions are all she finds; the addresses of others' lead nowhere."""
    own = int(page.url.split("?")[0].rpartition("/")[2])
    hers = {request.id for request in (await site.as_("yulia").call("consult.mine"))["items"]}
    await go(page, "Консультации")
    found = page.locator("main .row a[href^='/c/']")
    await expect(found.first).to_have_text(OTHER)
    addresses = [await link.get_attribute("href") for link in await found.all()]
    assert sorted(map(str, addresses)) == sorted(f"/c/{number}" for number in hers)
    await fits(page)
    for number in set(range(1, own + 1)) - hers:
        answer = await page.request.get(f"/c/{number}")
        assert answer.status == 404, number
    await go(page, "Чаты")
    await expect(page.locator("main")).to_contain_text("Музыкальный зал")
    for title in ("Учительская", "Планёрка"):
        await expect(page.locator("main")).not_to_contain_text(title)
    await fits(page)
