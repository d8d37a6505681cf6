"""A topic as people see it: replies arrive in place, nothing read moves, nothing typed is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, expect

from tests.support import LiveSite, Row

Browse = Callable[..., Awaitable[Page]]
Picture = Callable[..., Awaitable[None]]
ONLINE = '#connection[data-state="online"]'
PRESENTATION = Path(__file__).parents[1] / "data" / "presentation-ru.txt"


async def talk(site: LiveSite, *, replies: int = 0) -> Row:
    for who, name in (("anna", "Анна Ковалёва"), ("irina", "Ирина Павлова"), ("olga", "Ольга Мельник")):
        await site.person(who, name=name)
    await site.as_("irina").call("people.update", name="Ирина Павлова", position="psychologist")
    topic = await site.topic(
        "anna", "Плачет каждое утро уже третью неделю. Что помогает?",
        "Мальчик, 2 года 4 месяца. С мамой расстаётся со слезами, к десяти часам успокаивается, ест хорошо. Родители "
        "просят «ускорить». Что вы говорите родителям и что делаете в группе в первые полчаса?",
    )  # fmt: skip
    for number in range(2, replies + 2):
        await site.as_("olga").call(
            "forum.reply", topic_id=topic.id, body=f"Ответ {number}. " + "Три недели — норма. " * 6
        )
    return topic


async def open_topic(browse: Browse, who: str | None, topic: Row, query: str = "", **options: bool) -> Page:
    page = await browse(who, f"/t/{topic.id}-{topic.slug}{query}", **options)
    if who and options.get("javascript", True):
        await expect(page.locator(ONLINE)).to_be_attached()
    return page


async def answer(page: Page, words: str) -> None:
    await page.fill("form[data-answer] textarea", words)
    await page.press("form[data-answer] textarea", "Control+Enter")


async def test_a_teacher_asks_and_is_answered_live(site: LiveSite, browse: Browse, picture: Picture) -> None:
    topic = await talk(site)
    anna, irina = await open_topic(browse, "anna", topic), await open_topic(browse, "irina", topic)
    await answer(irina, "Три недели — ещё норма. Помогает **ритуал прощания**: короткий, и мама уходит сразу.")
    row = anna.locator('.post[data-seq="2"]')
    await expect(row.locator(".post-author")).to_have_text("Ирина Павлова")
    await expect(row.locator(".post-about")).to_have_text("педагог-психолог")
    await expect(row.locator("strong")).to_have_text("ритуал прощания")
    await expect(irina.locator('.post[data-seq="2"] [data-act=edit]')).to_be_visible()
    await expect(row.locator("[data-act=edit]")).to_have_count(0)
    await row.locator("[data-act=quote]").click()
    await expect(anna.locator("form[data-answer] textarea")).to_have_value(
        "> Три недели — ещё норма. Помогает ритуал прощания: короткий, и мама уходит сразу.\n\n"
    )
    await picture(anna, "topic-answering-1280")
    await anna.locator("form[data-answer] textarea").press("End")
    await anna.locator("form[data-answer] textarea").press_sequentially("Спасибо, попробуем!")
    await anna.locator("form[data-answer] .button:not(.button-quiet):not(.button-plain)").click()
    await expect(irina.locator('.post.d1[data-seq="3"] .post-body')).to_contain_text("Спасибо, попробуем!")
    await expect(anna.locator("form[data-answer] textarea")).to_have_value("")
    await expect(anna.locator(".posts + form[data-answer], .pager + form[data-answer]")).to_have_count(1)
    await expect(irina.locator("#replies")).to_have_text("2 ответа")
    await picture(irina, "topic-1280")


async def test_a_live_row_is_the_row_of_a_reloaded_page(site: LiveSite, browse: Browse) -> None:
    topic = await talk(site, replies=2)
    page = await open_topic(browse, "anna", topic)
    irina = site.as_("irina")
    posts = (await irina.call("forum.posts", topic_id=topic.id))["items"]
    reply = await irina.call("forum.reply", topic_id=topic.id, body="Живая **строка**", parent_id=posts[1].id)
    await irina.call("forum.reply", topic_id=topic.id, body="Глубже", parent_id=reply.id)
    await irina.call("forum.edit", post_id=reply.id, body="Живая строка, иначе")
    await site.as_("olga").call("forum.remove", post_id=posts[2].id)
    await expect(page.locator(f"#post-{reply.id} .post-edited")).to_be_visible()
    await expect(page.locator(f"#post-{posts[2].id}.post-removed")).to_be_visible()
    tidy = """rows => rows.map(row => row.outerHTML.replace(/<time.*?<\\/time>/gs, "<time>")
        .replace(/ post-unread| data-version="\\d+"/g, "")
        .replace(/\\s+/g, " ").replace(/> </g, "><").replace(/ "/g, '"'))"""
    live = await page.locator("[data-path]").evaluate_all(tidy)
    assert len(live) == 5
    await page.reload()
    assert await page.locator("[data-path]").evaluate_all(tidy) == live


async def test_what_is_read_does_not_move(site: LiveSite, browse: Browse) -> None:
    topic = await talk(site, replies=14)
    posts = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"]
    page = await open_topic(browse, "anna", topic)
    reading = page.locator(f"#post-{posts[9].id}")
    await reading.evaluate("row => scrollTo(0, row.getBoundingClientRect().top + scrollY - 100)")
    before = await reading.bounding_box()
    await site.as_("irina").call("forum.reply", topic_id=topic.id, body="Выше. " * 50, parent_id=posts[1].id)
    notice = page.locator("#new-posts")
    await expect(notice).to_have_text("новых выше: 1")
    await site.as_("irina").call("forum.reply", topic_id=topic.id, body="Ниже. " * 50)
    await expect(notice).to_have_text("новых ниже: 1")
    after = await reading.bounding_box()
    assert before and after
    assert abs(before["y"] - after["y"]) < 2
    await notice.click()
    await expect(page.locator('.post[data-seq="17"]')).to_be_in_viewport()
    await expect(notice).to_have_text("новых выше: 1")


async def test_a_reply_that_was_on_the_screen_is_read(site: LiveSite, browse: Browse) -> None:
    topic = await talk(site)
    page = await open_topic(browse, "anna", topic)
    await site.as_("irina").call("forum.reply", topic_id=topic.id, body="Вот так")
    await expect(page.locator('.post[data-seq="2"]')).to_be_in_viewport()
    async with asyncio.timeout(10):
        while (await site.as_("anna").call("forum.topics", section_id=topic.section_id)).unread:
            pass
    await expect(page.locator("#new-posts")).to_be_hidden()


async def test_a_lost_line_is_caught_up_with_edits_and_removals(site: LiveSite, browse: Browse) -> None:
    topic = await talk(site, replies=2)
    page = await open_topic(browse, "anna", topic)
    await page.context.set_offline(True)
    await expect(page.locator(ONLINE)).to_have_count(0)
    posts = (await site.as_("olga").call("forum.posts", topic_id=topic.id))["items"]
    await site.as_("olga").call("forum.edit", post_id=posts[1].id, body="Правка без связи")
    await site.as_("olga").call("forum.remove", post_id=posts[2].id)
    await site.as_("irina").call("forum.reply", topic_id=topic.id, body="Пока вас не было")
    await page.context.set_offline(False)
    await expect(page.locator(f"#post-{posts[1].id} .post-body")).to_have_text("Правка без связи")
    await expect(page.locator(f"#post-{posts[2].id}")).to_have_class("post d0 post-removed")
    await expect(page.locator('.post[data-seq="4"] .post-body')).to_have_text("Пока вас не было")
    await expect(page.locator("[data-path]")).to_have_count(4)
    await expect(page.locator("#replies")).to_have_text("2 ответа")


async def test_a_text_survives_a_reload_and_a_refusal(site: LiveSite, browse: Browse) -> None:
    topic = await talk(site)
    page = await open_topic(browse, "irina", topic)
    await page.fill("form[data-answer] textarea", "Длинный и важный ответ")
    await page.reload()
    await expect(page.locator("form[data-answer] textarea")).to_have_value("Длинный и важный ответ")
    await expect(page.locator(ONLINE)).to_be_attached()
    await site.person("irina", role="guest")
    await page.press("form[data-answer] textarea", "Control+Enter")
    await expect(page.locator(".form-problem")).to_have_text(
        "Ваша роль в этом пространстве не позволяет здесь отвечать"
    )
    await expect(page.locator("form[data-answer] textarea")).to_have_value("Длинный и важный ответ")


async def test_a_preview_is_shown_in_place(site: LiveSite, browse: Browse) -> None:
    topic = await talk(site)
    page = await open_topic(browse, "irina", topic)
    await page.fill("form[data-answer] textarea", "- **раз**\n- два")
    await page.click("[data-preview-button]")
    await expect(page.locator("[data-preview] li strong")).to_have_text("раз")
    await expect(page.locator("form[data-answer] textarea")).to_have_value("- **раз**\n- два")


async def test_a_topic_that_closes_keeps_what_is_being_written(site: LiveSite, browse: Browse) -> None:
    topic = await talk(site)
    page, form = await open_topic(browse, "irina", topic), "form[data-answer]"
    await page.fill(f"{form} textarea", "Недописанный ответ")
    await site.admin.call("forum.close", topic_id=topic.id, reason="Всё сказано")
    await expect(page.locator("#topic-closed")).to_contain_text("Тема закрыта")
    await expect(page.locator("#topic-closed")).to_contain_text("остаётся в этом браузере")
    await expect(page.locator(form)).to_be_hidden()
    await expect(page.locator('.post[data-seq="1"] [data-act=reply]')).to_be_hidden()
    await site.admin.call("forum.open", topic_id=topic.id)
    await expect(page.locator(f"{form} textarea")).to_have_value("Недописанный ответ")
    await expect(page.locator(form)).to_be_visible()
    await expect(page.locator("#topic-closed")).to_be_hidden()


async def test_one_reads_and_answers_without_javascript(site: LiveSite, browse: Browse) -> None:
    topic = await talk(site, replies=1)
    page = await open_topic(browse, "irina", topic, javascript=False)
    await page.click('.post[data-seq="2"] [data-act=quote]')
    await page.locator("#answer textarea").press("Control+End")
    await page.locator("#answer textarea").press_sequentially("Согласна.")
    await page.click("#answer [data-preview-button]")
    await expect(page.locator("[data-preview] blockquote")).to_be_visible()
    await page.click("#answer .button:not(.button-quiet):not(.button-plain)")
    await expect(page.locator('.post.d1.post-marked[data-seq="3"] .post-body')).to_contain_text("Согласна.")


async def test_a_section_says_that_there_is_something_new(site: LiveSite, browse: Browse, picture: Picture) -> None:
    topic = await talk(site, replies=3)
    section = (await site.admin.call("forum.sections", space_id=site.network_id))["items"][0]
    page = await browse("irina", f"/s/{section.space.slug}/f/{section.id}-{section.slug}")
    await expect(page.locator(ONLINE)).to_be_attached()
    await expect(page.locator("#new-topics")).to_be_hidden()
    fresh = await site.as_("anna").call(
        "forum.create_topic", section_id=section.id, title="Второй вопрос", body="Как быть?"
    )
    await page.click("#new-topics a")
    await expect(page.locator(f'a.topic-title[href="/t/{fresh.id}-{fresh.slug}"]')).to_be_visible()
    await expect(page.locator(f'a.topic-count[href^="/t/{topic.id}-"]')).to_have_text("4 новых")
    await picture(page, "section-1280")
    await picture(
        await browse("irina", f"/s/{section.space.slug}/f/{section.id}-{section.slug}", narrow=True), "section-390"
    )


async def test_the_founding_text_reads_well(site: LiveSite, browse: Browse, picture: Picture) -> None:
    text = PRESENTATION.read_text("utf-8")
    section = await site.section("Сетевое взаимодействие")
    topic = await site.admin.call("forum.create_topic", section_id=section.id, title="С чего всё началось", body=text)
    for narrow in (False, True):
        page = await open_topic(browse, "owner", topic, narrow=narrow)
        body = page.locator(".post-body")
        await expect(body).to_contain_text("персона и событие")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await picture(page, f"topic-presentation-{390 if narrow else 1280}")


async def test_a_topic_fits_a_narrow_screen(site: LiveSite, browse: Browse, picture: Picture) -> None:
    topic = await talk(site, replies=2)
    parent = (await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"][1]
    for number in range(7):
        parent = await site.as_("irina").call(
            "forum.reply", topic_id=topic.id, body=f"Глубже {number}", parent_id=parent.id
        )
    page = await open_topic(browse, "admin", topic, narrow=True)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await picture(page, "topic-390")
    await page.click("main details summary")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await picture(page, "topic-moderator-390")
