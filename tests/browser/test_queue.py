"""A parent asks a specialist, both talk, the answer is rated; on a desk and on a phone, live and by plain forms."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.support import LiveSite, Row

Browse = Callable[..., Awaitable[Page]]
Picture = Callable[..., Awaitable[None]]
ONLINE = '#connection[data-state="online"]'


async def speech_therapist(site: LiveSite) -> Row:
    await site.person("vera", "guest", name="Вера Соколова")
    await site.person("gleb", "guest", name="Глеб Орлов")
    await site.person("irina", name="Ирина Павлова")
    await site.person("sofia", name="Софья Белова")
    queue = await site.queue("Логопед", specialists=["irina", "sofia"])
    await site.admin.call("consult.set_consent", queue_id=queue.id, body="Согласие на обработку сведений о ребёнке.")
    await site.as_("irina").call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=2)
    return queue


async def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
async def test_a_parent_asks_and_rates_the_answer(
    site: LiveSite, browse: Browse, picture: Picture, narrow: bool
) -> None:
    size = "390" if narrow else "1280"
    queue = await speech_therapist(site)
    earlier = await site.as_("gleb").call(
        "consult.ask", queue_id=queue.id, subject="Заикание после испуга", body="С чего начать?", consent=True
    )
    board = await browse("irina", f"/q/{queue.id}", narrow=narrow)
    await expect(board.locator(ONLINE)).to_be_attached()

    parent = await browse("vera", f"/q/{queue.id}", narrow=narrow)
    await fits(parent)
    await picture(parent, f"queue-{size}")
    await parent.fill("#f-subject", "Не выговаривает «Р» в 5 лет")
    await parent.fill("#f-body", "Сыну пять лет, звук «Р» не получается. С чего начать дома?")
    await parent.check("#f-consent")
    await parent.get_by_role("button", name="Задать вопрос").click()
    await expect(parent.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")
    await expect(parent.locator("[data-ahead]")).to_have_text("1")
    await expect(parent.locator(ONLINE)).to_be_attached()
    await fits(parent)
    await picture(parent, f"waiting-{size}")

    row = board.locator(".board tr", has_text="Не выговаривает")
    await expect(row).to_be_visible()
    await expect(row).not_to_contain_text("Соколова")
    if not narrow:
        await expect(board.locator('.nav-item[aria-current="page"]')).to_contain_text("ждут 2")
    await fits(board)
    await picture(board, f"board-{size}")
    await site.as_("sofia").call("consult.take", request_id=earlier.id)
    await expect(parent.locator("[data-ahead]")).to_have_text("0")
    await expect(board.locator(".board tr", has_text="Заикание")).to_contain_text("Взято: Софья Белова")
    await row.get_by_role("button", name="Взять").click()
    await expect(board.locator("h1")).to_have_text("Не выговаривает «Р» в 5 лет")
    await expect(board.locator(".message-body").first).to_contain_text("звук «Р» не получается")
    await expect(parent.locator(".case-facts")).to_contain_text("Взято: Ирина Павлова")

    await board.fill("#composer textarea", "Начните с артикуляционной гимнастики, по пять минут утром.")
    await board.press("#composer textarea", "Control+Enter")
    await expect(parent.locator(".message-body").last).to_contain_text("гимнастики")
    await fits(board)
    await picture(board, f"case-{size}")
    await board.get_by_role("button", name="Завершить").click()
    await parent.locator(".stars label").nth(4).click()
    await parent.fill("#f-note", "Спасибо, стало понятно")
    await picture(parent, f"rating-{size}")
    await parent.get_by_role("button", name="Оценить").click()
    await expect(parent.locator(".case-facts")).to_contain_text("Оценка: 5 из 5")
    await expect(parent.locator(".case-log")).to_contain_text("Ирина Павлова")
    await expect(board.locator(".case-facts")).to_contain_text("Оценка: 5 из 5")
    await fits(parent)


async def test_who_presses_take_second_reads_who_has_it(site: LiveSite, browse: Browse) -> None:
    """Without JavaScript the board is as it was when it was opened."""
    queue = await speech_therapist(site)
    request = await site.as_("vera").call(
        "consult.ask", queue_id=queue.id, subject="Нужны ли занятия летом", body="Подскажите", consent=True
    )
    late = await browse("sofia", f"/q/{queue.id}", javascript=False)
    await site.as_("irina").call("consult.take", request_id=request.id)
    await late.get_by_role("button", name="Взять", exact=True).click()
    await expect(late.locator(".problem")).to_have_text("Уже взято: Ирина Павлова")


async def test_what_a_person_is_typing_stays_when_the_request_is_taken(site: LiveSite, browse: Browse) -> None:
    queue = await speech_therapist(site)
    request = await site.as_("vera").call(
        "consult.ask", queue_id=queue.id, subject="Нужны ли занятия летом", body="Подскажите", consent=True
    )
    parent = await browse("vera", f"/c/{request.id}")
    await expect(parent.locator(ONLINE)).to_be_attached()
    await parent.fill("#composer textarea", "И ещё один вопрос")
    await site.as_("irina").call("consult.take", request_id=request.id)
    await expect(parent.locator(".case-facts")).to_contain_text("Взято: Ирина Павлова")
    await expect(parent.locator("#composer textarea")).to_have_value("И ещё один вопрос")
