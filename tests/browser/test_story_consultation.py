"""A parent asks a specialist in confidence, is answered by one of two, and says how useful it was."""

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, enter, fits, follow, line, press, say, take_at_once
from tests.support import PASSWORD, LiveSite, Row

SUBJECT = "Не выговаривает «Р» в пять лет"
BODY = "Сыну пять лет, звук «Р» не получается, в группе над ним смеются.\nС чего начать дома?"
CONSENT = "Согласие на обработку сведений о ребёнке.\nСведения не передаются и не публикуются."


async def speech_therapists(site: LiveSite) -> Row:
    """A queue with two specialists on duty and one question that waits already."""
    await site.admin.call("site.configure", registration="open", first_role="guest", locale="ru")
    await site.person("gleb", "guest", name="Глеб Орлов")
    queue = await site.queue("Логопед", description="Отвечаем по будням с 9 до 17 часов.")
    for who, name in (("irina", "Ирина Павлова"), ("sofia", "Софья Белова")):
        await site.person(who, name=name)
        await site.as_(who).call("people.update", name=name, position="speech_therapist")
        await site.admin.call("consult.add_specialist", queue_id=queue.id, person_id=site.as_(who).id)
        await site.as_(who).call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=2)
    await site.as_("gleb").call("consult.ask", queue_id=queue.id, subject="Заикание после испуга", body="Как быть?")
    await site.admin.call("consult.set_consent", queue_id=queue.id, body=CONSENT)
    return queue


async def sign_up(page: Page, name: str, email: str) -> None:
    """By the page's form, first without consent: then one is told, and nothing typed is lost but the password."""
    await page.fill("#f-name", name)
    await page.fill("#f-email", email)
    await page.fill("#f-password", PASSWORD)
    await press(page.locator("main"), "Зарегистрироваться")
    await expect(page.locator("#f-consent-error")).to_be_visible()
    await expect(page.locator("#f-name")).to_have_value(name)
    await page.fill("#f-password", PASSWORD)
    await page.check("#f-consent")
    await press(page.locator("main"), "Зарегистрироваться")


async def asked(site: LiveSite, browse: Browse, picture: Picture, queue: Row) -> Page:
    """A parent signs up and asks; the page that shows her wait."""
    parent = await browse(None, f"/q/{queue.id}", narrow=True)
    await fits(parent)
    await picture(parent, "story-queue-visitor-390")
    await follow(parent.locator("main"), "Войти")
    await fits(parent)
    await parent.locator("main a[href^='/sign-up']").click()
    await fits(parent)
    await picture(parent, "story-sign-up-390")
    await sign_up(parent, "Вера Соколова", "vera@example.org")
    await expect(parent.locator("h1")).to_have_text("Логопед")
    await fits(parent)
    await picture(parent, "story-ask-390")
    await parent.fill("#f-subject", SUBJECT)
    await parent.fill("#f-body", BODY)
    await press(parent.locator("main"), "Задать вопрос")
    await expect(parent.locator("#f-consent-error")).to_be_visible()
    await expect(parent.locator("#f-body")).to_have_value(BODY)
    await expect(parent.locator("main")).to_contain_text("Сведения не передаются и не публикуются.")
    await fits(parent)
    await picture(parent, "story-ask-refused-390")
    await parent.check("#f-consent")
    await press(parent.locator("main"), "Задать вопрос")
    await expect(parent.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")
    return parent


async def test_a_parent_is_answered_by_one_of_two(site: LiveSite, browse: Browse, picture: Picture) -> None:
    queue = await speech_therapists(site)
    parent = await asked(site, browse, picture, queue)
    await connected(parent)
    await expect(parent.locator(".waiting")).to_contain_text("перед вами")
    await expect(parent.locator("[data-ahead]")).to_have_text("1")
    await fits(parent)
    await picture(parent, "story-waiting-390")

    irina, sofia = await browse("irina", f"/q/{queue.id}"), await browse("sofia", f"/q/{queue.id}")
    for page in (irina, sofia):
        await connected(page)
        await expect(page.locator(".board tr", has_text=SUBJECT)).not_to_contain_text("Соколова")
    await fits(irina)
    await picture(irina, "story-board-1280")
    await press(irina.locator(".board tr", has_text="Заикание"), "Взять")
    await expect(irina.locator("h1")).to_have_text("Заикание после испуга")
    await expect(parent.locator("[data-ahead]")).to_have_text("0")
    await irina.go_back()
    await connected(irina)

    taker, late = await take_at_once(SUBJECT, irina, sofia)
    name = "Софья Белова" if taker is sofia else "Ирина Павлова"
    await expect(taker.locator("h1")).to_have_text(SUBJECT)
    await expect(late.locator("main .problem")).to_have_text(f"Уже взято: {name}")
    await picture(late, "story-already-taken-1280")
    await the_board_goes_on(site, late, queue)

    await expect(parent.locator(".case-facts")).to_contain_text(f"Взято: {name}")
    await expect(line(taker, "в группе над ним смеются")).to_be_visible()
    await say(taker, "Начните с артикуляционной гимнастики: пять минут утром перед зеркалом.")
    await expect(line(parent, "перед зеркалом")).to_be_visible()
    await say(parent, "Спасибо! А видео есть?")
    await expect(line(taker, "А видео есть?")).to_be_visible()
    for page, size in ((parent, 390), (taker, 1280)):
        await fits(page)
        await picture(page, f"story-case-{size}")
    await closed_and_rated(parent, taker, name, picture)
    await nobody_else_opens_it(site, browse, parent.url)


async def the_board_goes_on(site: LiveSite, board: Page, queue: Row) -> None:
    """Whoever came second sits before a board that lives: the next question comes by itself."""
    sent: list[str] = []
    board.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    await connected(board)
    await site.as_("gleb").call(
        "consult.ask", queue_id=queue.id, subject="Нужны ли занятия летом", body="Подскажите", consent=True
    )
    await expect(board.locator(".board tr", has_text="занятия летом")).to_be_visible()
    await expect(board.locator(".board tr", has_text=SUBJECT)).to_contain_text("Взято")
    assert sent == []
    await fits(board)


async def closed_and_rated(parent: Page, taker: Page, name: str, picture: Picture) -> None:
    await press(taker.locator("main"), "Завершить")
    await parent.locator(".stars label", has_text="5").click()
    await parent.fill("#f-note", "Всё понятно, занимаемся")
    await fits(parent)
    await picture(parent, "story-rating-390")
    await press(parent, "Оценить")
    for page in (parent, taker):
        await expect(page.locator(".case-facts")).to_contain_text("Оценка: 5 из 5")
    await expect(taker.locator("main")).to_contain_text("Всё понятно, занимаемся")
    await parent.locator("main summary", has_text="Журнал доступа").click()
    log = parent.locator("main details", has_text="Журнал доступа")
    await expect(log.locator("li").first).to_contain_text(name)
    assert set(await log.locator("li span:first-child").all_inner_texts()) == {name}
    await fits(parent)
    await picture(parent, "story-rated-390")
    await follow(parent, "Уведомления")
    await expect(parent.locator("main")).to_contain_text(name)
    await fits(parent)
    await parent.go_back()


async def nobody_else_opens_it(site: LiveSite, browse: Browse, address: str) -> None:
    path = address.removeprefix(site.address).split("?")[0]
    for who, narrow in (("gleb", True), ("owner", False)):
        page = await browse(who, "/consultations", narrow=narrow)
        await fits(page)
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status == 404
        await expect(page.locator("body")).not_to_contain_text(SUBJECT)
        await fits(page)
    visitor = await browse(None, path)
    await expect(visitor).to_have_url(f"{site.address}/sign-in?next={path.replace('/', '%2F')}")
    await enter(visitor, "gleb@example.org", PASSWORD)
    await expect(visitor.locator("body")).not_to_contain_text(SUBJECT)
