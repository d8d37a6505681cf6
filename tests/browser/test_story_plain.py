"""Everything that must work with JavaScript off: coming in, reading, answering, asking a specialist, going."""

import re

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, enter, fits, follow, press
from tests.support import PASSWORD, LiveSite


async def nothing_idle(page: Page) -> None:
    """Whatever can be pressed does something: it leads somewhere or sends a form."""
    idle = (
        "button[type=button], a:not([href]), form:not([action]) button, [role=button]:not([href]), dialog, #connection"
    )
    assert await page.locator(f":is({idle}):visible").all_inner_texts() == [], page.url


async def test_without_javascript(site: LiveSite, browse: Browse, picture: Picture) -> None:
    await site.person("anna", name="Анна Ковалёва")
    topic = await site.topic("anna", "Плачет каждое утро", "Что **помогает** вам?")
    await site.person("boris", name="Борис Лунёв")
    room = await site.room("Учительская")
    for number in range(1, 61):
        await site.as_("anna").call("chat.send", room_id=room.id, body=f"Строка {number}")
    queue = await site.queue("Логопед")
    await site.admin.call("consult.set_consent", queue_id=queue.id, body="Согласие на обработку сведений.")

    page = await browse(None, "/", narrow=True, javascript=False)
    await fits(page)
    await picture(page, "story-plain-home-390")
    await page.locator("main").get_by_role("link", name="Войти", exact=True).click()
    await fits(page)
    await enter(page, "boris@example.org", "не тот пароль")
    await expect(page.locator(".form-problem")).to_be_visible()
    await expect(page.locator("#f-email")).to_have_value("boris@example.org")
    await picture(page, "story-plain-sign-in-390")
    await enter(page, "boris@example.org", PASSWORD)
    await expect(page.locator("h1")).to_have_text("Главная")
    await fits(page)
    await nothing_idle(page)
    await picture(page, "story-plain-my-home-390")

    await in_a_topic(page, picture)
    posts = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"]
    assert [post.author.name for post in posts] == ["Анна Ковалёва", "Борис Лунёв", "Борис Лунёв"]
    await in_a_room(page, picture)
    asked = await with_a_specialist(page, picture)

    await follow(page.locator(".bar"), "Я")
    await fits(page)
    await press(page, "Выйти")
    await expect(page.locator("body")).to_have_attribute("data-viewer", "0")
    await page.goto(asked)
    await expect(page.locator("body")).not_to_contain_text("Не выговаривает")
    await expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    await fits(page)


async def in_a_topic(page: Page, picture: Picture) -> None:
    """Reading, a reply after a preview, a reply to one post."""
    await follow(page.locator("main"), "Плачет каждое утро")
    await expect(page.locator(".post-body strong")).to_have_text("помогает")
    await fits(page)
    await page.fill("#f-body", "Короткий **ритуал** прощания.")
    await press(page, "Посмотреть")
    await expect(page.locator("[data-preview] strong")).to_have_text("ритуал")
    await fits(page)
    await press(page, "Ответить")
    await expect(page.locator(".post-marked .post-body")).to_have_text("Короткий ритуал прощания.")
    await fits(page)
    await picture(page, "story-plain-topic-390")
    await nothing_idle(page)
    await follow(page.locator('.post[data-seq="2"]'), "Ответить")
    await expect(page.locator(".posts form")).to_contain_text("Ваш ответ")
    await page.fill("#f-body", "И одинаковый каждый день.")
    await press(page, "Ответить")
    await expect(page.locator(".post.d1.post-marked .post-body")).to_have_text("И одинаковый каждый день.")


async def with_a_specialist(page: Page, picture: Picture) -> str:
    """Asking, after a refusal that keeps the text; the address of the question."""
    await follow(page.locator(".bar"), "Консультации")
    await fits(page)
    await follow(page.locator("main"), "Логопед")
    await page.fill("#f-subject", "Не выговаривает «Р»")
    await page.fill("#f-body", "С чего начать дома?")
    await press(page.locator("main"), "Задать вопрос")
    await expect(page.locator("#f-consent-error")).to_be_visible()
    await page.check("#f-consent")
    await press(page.locator("main"), "Задать вопрос")
    await expect(page).to_have_url(re.compile(r"/c/\d+$"))
    await expect(page.locator(".waiting")).to_contain_text("перед вами")
    await fits(page)
    await nothing_idle(page)
    await picture(page, "story-plain-waiting-390")
    return page.url


async def in_a_room(page: Page, picture: Picture) -> None:
    """Reading further up, writing, answering one line, changing one's own."""
    await page.locator(".bar-place", has_text="Чаты").click()
    await page.locator(".room-row", has_text="Учительская").click()
    await expect(page.locator("#message-60")).to_be_attached()
    await nothing_idle(page)
    await fits(page)
    await follow(page.locator("main"), "Более ранние сообщения")
    await expect(page.locator("#message-1")).to_be_attached()
    await page.locator("#message-2 .message-reply").evaluate("link => link.click()")
    await expect(page.locator("[data-answering]")).to_contain_text("Анна Ковалёва: Строка 2")
    await page.fill("#f-body", "Согласен со второй строкой")
    await press(page, "Отправить")
    own = page.locator(".message-marked")
    await expect(own).to_contain_text("Согласен со второй строкой")
    await own.locator(".message-acts").evaluate("link => link.click()")
    await expect(page.locator("h1")).to_have_text("Сообщение")
    await nothing_idle(page)
    await page.fill("#f-body", "Согласен со второй строкой!")
    await press(page, "Сохранить")
    await expect(page.locator(".message-marked .message-body")).to_have_text("Согласен со второй строкой!")
    await picture(page, "story-plain-room-390")


async def test_a_parent_signs_up_and_asks_without_javascript(site: LiveSite, browse: Browse) -> None:
    queue = await site.queue("Логопед")
    page = await browse(None, f"/q/{queue.id}", narrow=True, javascript=False)
    await nothing_idle(page)
    await follow(page.locator("main"), "Войти")
    await page.locator("main a[href^='/sign-up']").click()
    await page.fill("#f-name", "Вера Соколова")
    await page.fill("#f-email", "vera@example.org")
    await page.fill("#f-password", PASSWORD)
    await press(page.locator("main"), "Зарегистрироваться")
    await expect(page.locator("#f-consent-error")).to_be_visible()
    await page.fill("#f-password", PASSWORD)
    await page.check("#f-consent")
    await press(page.locator("main"), "Зарегистрироваться")
    await page.fill("#f-subject", "Не выговаривает «Р»")
    await page.fill("#f-body", "С чего начать дома?")
    await press(page.locator("main"), "Задать вопрос")
    await expect(page.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")
    await nothing_idle(page)
