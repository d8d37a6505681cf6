"""Everything that must work with JavaScript off: coming in, reading, answering, asking a specialist, going."""

import re

from playwright.async_api import expect

from tests.browser.stories import Browse, Picture, enter, fits, follow, press
from tests.support import PASSWORD, LiveSite


async def test_without_javascript(site: LiveSite, browse: Browse, picture: Picture) -> None:
    await site.person("anna", name="Анна Ковалёва")
    topic = await site.topic("anna", "Плачет каждое утро", "Что **помогает** вам?")
    await site.person("boris", name="Борис Лунёв")
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
    await picture(page, "story-plain-my-home-390")

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
    posts = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"]
    assert [post.author.name for post in posts] == ["Анна Ковалёва", "Борис Лунёв"]

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
    asked = page.url
    await expect(page.locator(".waiting")).to_contain_text("перед вами")
    await fits(page)
    await picture(page, "story-plain-waiting-390")

    await follow(page.locator(".bar"), "Я")
    await fits(page)
    await press(page, "Выйти")
    await expect(page.locator("body")).to_have_attribute("data-viewer", "0")
    await page.goto(asked)
    await expect(page.locator("body")).not_to_contain_text("Не выговаривает")
    await expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    await fits(page)
