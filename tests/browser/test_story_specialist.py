"""A specialist's day: on duty, the next request, one that two want, a talk handed on; others' cases stay shut."""

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, fits, follow, line, press, say, take_at_once
from tests.support import LiveSite

OLDEST = "Старшая группа: пять детей без шипящих, список прилагаю без имён"
WANTED = "Сыну скоро четыре: торопится и глотает концы слов"
IN_HAND = "Запинается, когда волнуется, четыре года восемь месяцев"
NAMES = {"irina": "Ирина Мельникова", "vera": "Вера Лобанова"}


async def goes_on_duty(page: Page, picture: Picture) -> None:
    """From home to the queue, as every morning."""
    await follow(page.locator(".side"), "Консультации")
    await follow(page.locator("main"), "Логопед")
    await connected(page)
    await press(page, "Начать дежурство")
    await expect(page.locator(".heading")).to_contain_text("вы дежурите")
    await fits(page)
    await picture(page, "story-specialist-board-1280")


async def takes_the_next_and_puts_it_off(page: Page, picture: Picture) -> None:
    await press(page, "Взять следующего")
    await expect(page.locator("h1")).to_have_text(OLDEST)
    await expect(line(page, "Номера из моего журнала")).to_be_visible()
    await say(page, "Галина, начните с 12 и 19: у старших всё идёт быстрее. Остальных посмотрю в среду.")
    await expect(line(page, "посмотрю в среду")).to_be_visible()
    await press(page.locator("main"), "Отложить")
    await expect(page.locator(".heading .chip")).to_have_text("отложено")
    await fits(page)
    await picture(page, "story-specialist-put-off-1280")
    await follow(page.locator(".crumbs"), "Логопед")
    await connected(page)
    await expect(page.locator(".board tr", has_text=OLDEST)).to_contain_text("отложено")


async def hands_on(taker: Page, late: Page, parent: Page, picture: Picture) -> None:
    """The one who has it answers and hands it to the other, who reads everything and finishes."""
    after = "vera" if taker.viewport_size == {"width": 1280, "height": 900} else "irina"
    size = 1280 if after == "vera" else 390
    await expect(line(taker, "а там соба")).to_be_visible()
    await say(taker, "Юлия, сердится он не на вас, а на слова. Не просите говорить медленнее: говорите медленнее сами.")
    await expect(line(parent, "говорите медленнее сами")).to_be_visible()
    await say(parent, "Попробовала за ужином. Он тоже стал тише!")
    await expect(line(taker, "стал тише")).to_be_visible()
    await fits(taker)
    await picture(taker, f"story-specialist-talk-{size}")
    await taker.locator("main summary", has_text="Передать").click()
    await taker.select_option("#f-person_id", label=NAMES[after])
    await fits(taker)
    await press(taker.locator("main"), "Передать")
    await expect(taker.locator("h1")).to_have_text("Очередь на консультацию")
    await expect(taker.locator(".board tr", has_text=WANTED)).to_contain_text(f"Взято: {NAMES[after]}")
    await expect(parent.locator(".case-facts")).to_contain_text(f"Взято: {NAMES[after]}")

    await follow(late.locator(".board tr", has_text=WANTED), "Открыть")
    await expect(line(late, "стал тише")).to_be_visible()
    await say(late, "Прочитала всё с начала. Через две недели напишите, что изменилось.")
    await expect(line(parent, "Через две недели")).to_be_visible()
    await press(late.locator("main"), "Завершить")
    await expect(late.locator(".heading .chip")).to_have_text("завершено")
    await expect(parent.locator("main")).to_contain_text("Насколько помогла консультация?")


async def test_a_specialist_s_day(demo: LiveSite, visit: Browse, picture: Picture) -> None:
    irina = await visit("irina")
    queues = (await demo.as_("irina").call("consult.queues"))["items"]
    speech, psychologist = (next(q.id for q in queues if q.title == title) for title in ("Логопед", "Педагог-психолог"))
    await demo.as_("irina").call("consult.set_duty", queue_id=speech, on_duty=False)
    await goes_on_duty(irina, picture)
    await takes_the_next_and_puts_it_off(irina, picture)

    vera = await visit("vera", f"/q/{speech}", narrow=True)
    await connected(vera)
    await fits(vera)
    await picture(vera, "story-specialist-board-390")
    yulia = await visit("yulia", "/consultations", narrow=True)
    await follow(yulia.locator("main"), WANTED)
    await connected(yulia)
    taker, late = await take_at_once(WANTED, irina, vera)
    name = NAMES["irina" if taker is irina else "vera"]
    await expect(late.locator("main .problem")).to_have_text(f"Уже взято: {name}")
    await expect(yulia.locator(".case-facts")).to_contain_text(f"Взято: {name}")
    await fits(late)
    await picture(late, "story-specialist-late")
    await connected(late)
    await hands_on(taker, late, yulia, picture)
    await sees_nothing_of_others(vera, speech, psychologist)


async def sees_nothing_of_others(vera: Page, speech: int, psychologist: int) -> None:
    """Of a colleague's case the subject and whose it is; of another queue nothing."""
    await vera.goto(f"/q/{speech}")
    row = vera.locator(".board tr", has_text=IN_HAND)
    await expect(row).to_contain_text("Взято: Ирина Мельникова")
    await expect(row.get_by_role("link")).to_have_count(0)
    number = (await row.get_attribute("id") or "").removeprefix("request-")
    answer = await vera.goto(f"/c/{number}")
    assert answer is not None
    assert answer.status == 403
    await expect(vera.locator("main")).to_contain_text("Взято: Ирина Мельникова")
    await expect(vera.locator("body")).not_to_contain_text("Запинается")
    await fits(vera)
    await vera.goto(f"/q/{psychologist}")
    await expect(vera.locator("h1")).to_have_text("Педагог-психолог")
    await expect(vera.locator("body")).not_to_contain_text("Дочка не засыпает")
    await expect(vera.locator(".board")).to_have_count(0)
