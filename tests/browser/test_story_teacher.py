"""A teacher's day: what is new, an answer to a colleague, an old topic by two words, a room with a phone in it."""

import re

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, fits, follow, go, line, press, say
from tests.support import LiveSite

NEW = "Шнурки. Кто помнит, как этому учат руками, а не стишком?"
OLD = "Сенсорная коробка за ноль рублей: собираем здесь всё, что проверено"


async def reads_and_answers(page: Page, picture: Picture) -> None:
    """From home to what is new; a quotation of a colleague and a few words under it."""
    await expect(page.locator("main .row", has_text="Учительская").locator(".nav-count")).to_contain_text("2")
    await fits(page)
    await picture(page, "story-teacher-home-1280")
    await follow(page.locator("main"), NEW)
    await connected(page)
    post = page.locator(".post", has=page.locator(".post-author", has_text="Монгуш")).first
    await expect(post.locator(".post-about")).to_contain_text("воспитатель, Детский сад «Кораблик»")
    await post.locator('[data-act="quote"]').click()
    answer = page.locator("form[data-answer] textarea")
    await expect(answer).to_have_value(re.compile("^>"))
    quoted = await answer.input_value()
    await answer.fill(quoted.rstrip() + "\n\nНа дощечке с двумя верёвками разного цвета. Через неделю вяжут на себе.")
    await fits(page)
    await picture(page, "story-teacher-quotes-1280")
    await press(page.locator("form[data-answer]"), "Ответить")
    mine = page.locator(".post", has=page.locator(".post-author", has_text="Анна Ковалёва")).last
    await expect(mine.locator("blockquote")).to_be_visible()
    await expect(mine).to_contain_text("Через неделю вяжут на себе")
    await fits(page)


async def finds_an_old_topic(page: Page, picture: Picture) -> None:
    """By two of its words, neither in the form of the title."""
    await page.fill("#find-q", "сенсорную коробку")
    await page.press("#find-q", "Enter")
    await expect(page.locator("main .row")).to_have_count(1)
    await fits(page)
    await picture(page, "story-teacher-found-1280")
    await follow(page.locator("main"), OLD)
    await expect(page.locator("h1")).to_have_text(OLD)
    await fits(page)


async def talks_with_a_phone(anna: Page, polina: Page, picture: Picture) -> None:
    """Each sees at once what the other writes, and that it is being written."""
    await go(anna, "Учительская")
    await connected(anna)
    await expect(anna.locator("#new")).to_be_in_viewport()
    await polina.type("#composer textarea", "Анна, ")
    await expect(anna.locator(".typing")).to_have_text("Полина Яшина: пишет…")
    await say(polina, "Анна, можно завтра прийти к вам на утренний круг? Посмотреть, как вы начинаете.")
    await expect(line(anna, "на утренний круг")).to_contain_text("Полина Яшина")
    await line(anna, "на утренний круг").hover()
    await line(anna, "на утренний круг").locator(".message-reply").click()
    await say(anna, "Приходите к 8:40, сядете в круг вместе с детьми.")
    await expect(line(polina, "к 8:40").locator(".message-answers")).to_contain_text("Полина Яшина: Анна, можно")
    for page, size in ((anna, 1280), (polina, 390)):
        await fits(page)
        await picture(page, f"story-teacher-room-{size}")


async def tells_of_herself(anna: Page, polina: Page, picture: Picture) -> None:
    await anna.locator(".side-me").click()
    await follow(anna.locator("main"), "Изменить профиль")
    await fits(anna)
    await anna.fill("#f-about", "Первая младшая группа. Веду копилку наблюдений, пришлю тем, кто попросит.")
    await press(anna.locator("main"), "Сохранить")
    await expect(anna.locator(".flash-good")).to_be_visible()
    await fits(anna)
    await line(polina, "к 8:40").locator(".message-author").click()
    await expect(polina.locator("h1")).to_have_text("Анна Ковалёва")
    await expect(polina.locator("main")).to_contain_text("пришлю тем, кто попросит")
    await fits(polina)
    await picture(polina, "story-teacher-profile-390")


async def test_a_teacher_s_day(demo: LiveSite, visit: Browse, picture: Picture) -> None:
    anna = await visit("anna")
    await reads_and_answers(anna, picture)
    await finds_an_old_topic(anna, picture)
    room = next(r for r in (await demo.as_("anna").call("chat.rooms"))["items"] if r.title == "Учительская")
    polina = await visit("polina", f"/r/{room.id}", narrow=True)
    await connected(polina)
    await talks_with_a_phone(anna, polina, picture)
    await tells_of_herself(anna, polina, picture)
