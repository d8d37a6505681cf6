"""A teacher asks in the forum, a colleague of another institution answers; the text that began it all is posted."""

import re
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, fits, follow, press
from tests.support import LiveSite, Row

PRESENTATION = Path(__file__).parents[1] / "data" / "presentation-ru.txt"
QUESTION = (
    "Мальчик, 2 года 4 месяца, ходит третью неделю. С мамой расстаётся со слезами, к десяти часам успокаивается.\n\n"
    "Ест хорошо, спит, но засыпает последним и только если сидеть рядом. Днём играет один, к детям присматривается, "
    "на прогулке оживает и бегает со всеми.\n\n"
    "Родители просят «ускорить»: маме выходить на работу с первого числа. Бабушка советует забирать до обеда ещё "
    "месяц, папа считает, что надо просто перетерпеть. Дома все по-разному говорят о садике, и мальчик это слышит.\n\n"
    "Пробовали: игрушку из дома, фотографию семьи в шкафчике, короткое прощание у двери. Игрушка помогает на полчаса, "
    "фотографию он носит с собой и плачет над ней.\n\n"
    "Что вы делаете в группе в первые полчаса?"
)
ANSWER = "Три недели — ещё норма. Помогает **ритуал прощания**: короткий, одинаковый каждый день."
MARKER = re.compile(r"^(?:[-*■•]\s+|\d+[.)]\s+)")


async def two_institutions(site: LiveSite) -> Row:
    """A section of the network, and people of kindergartens in two regions."""
    section = await site.section("Адаптация и режим", description="Как ребёнок привыкает к детскому саду")
    for who, name, institution, town in (
        ("anna", "Анна Ковалёва", "Детский сад № 12", "Тверь"),
        ("boris", "Борис Лунёв", "Детский сад «Лесовичок»", "Пермь"),
    ):
        kindergarten = await site.space(institution, kind="institution", town=town)
        person = await site.person(who, name=name)
        await site.person(who, space=kindergarten.id)
        await person.call("people.update", name=name, position="teacher", institution_id=kindergarten.id)
    return section


async def new_topic(page: Page, title: str, body: str) -> None:
    await page.locator("main").get_by_role("link", name=re.compile("^(Новая тема|Начать первую тему)$")).click()
    await fits(page)
    await page.fill("#f-title", title)
    await page.fill("#f-body", body)
    await press(page, "Начать тему")
    await expect(page.locator("h1")).to_have_text(title)


def read_lines(text: str) -> list[str]:
    """The lines of a text as a reader sees them: marks of lists are drawn by the page, outer spaces are nothing."""
    bare = (MARKER.sub("", " ".join(line.split())) for line in text.splitlines())
    return [line for line in bare if line]


async def test_a_teacher_asks_and_a_colleague_of_another_institution_answers(
    site: LiveSite, browse: Browse, picture: Picture
) -> None:
    section = await two_institutions(site)
    at = f"/s/{section.space.slug}/f/{section.id}-{section.slug}"
    boris = await browse("boris", at)
    await connected(boris)
    await picture(boris, "story-section-empty-1280")
    anna = await browse("anna", "/forum", narrow=True)
    await fits(anna)
    await picture(anna, "story-forum-390")
    await follow(anna.locator("main"), "Адаптация и режим")
    await fits(anna)
    await new_topic(anna, "Плачет каждое утро. Что помогает?", QUESTION)
    await connected(anna)
    await fits(anna)
    await picture(anna, "story-topic-asked-390")

    await boris.get_by_role("link", name="Здесь есть новое: показать").click()
    await expect(boris.locator(".topic-row-unread")).to_contain_text("Анна Ковалёва")
    await fits(boris)
    await picture(boris, "story-section-1280")
    await follow(boris, "Плачет каждое утро. Что помогает?")
    await connected(boris)
    await expect(boris.locator(".post-head").first).to_contain_text("воспитатель, Детский сад № 12")
    await boris.fill("form[data-answer] textarea", ANSWER)
    await press(boris, "Ответить")
    await expect(boris.locator('.post[data-seq="2"] strong')).to_have_text("ритуал прощания")

    answer = anna.locator('.post[data-seq="2"]')
    await expect(answer.locator(".post-body")).to_have_text(
        "Три недели — ещё норма. Помогает ритуал прощания: короткий, одинаковый каждый день."
    )
    await expect(answer.locator(".post-about")).to_have_text("воспитатель, Детский сад «Лесовичок»")
    await expect(anna.locator("#replies")).to_have_text("1 ответ")
    await expect(anna.locator(".bell [data-unread-notices]")).to_have_text("1")
    await expect(anna).to_have_title(re.compile(r"^\(1\) Плачет каждое утро"))
    await expect(anna.locator("#new-posts")).to_have_text("новых ниже: 1")
    await picture(anna, "story-topic-answered-390")

    await anna.locator("a.bell", has_text="Уведомления").click()
    await expect(anna.locator("main")).to_contain_text("Борис Лунёв")
    await fits(anna)
    await picture(anna, "story-notices-390")
    await follow(anna.locator("main"), "Плачет каждое утро. Что помогает?")
    await expect(answer).to_be_in_viewport()
    await expect(anna.locator(".bell [data-unread-notices]")).to_be_hidden()
    await fits(anna)
    await picture(anna, "story-topic-read-390")


async def test_an_answer_is_told_on_whatever_page_the_asker_is(site: LiveSite, browse: Browse) -> None:
    section = await two_institutions(site)
    topic = await site.topic("anna", section=section)
    anna = await browse("anna", "/", narrow=True)
    await connected(anna)
    await expect(anna.locator(".bell [data-unread-notices]")).to_be_hidden()
    await site.as_("boris").call("forum.reply", topic_id=topic.id, body="Помогает короткое прощание.")
    await expect(anna.locator(".bell [data-unread-notices]")).to_have_text("1")
    await anna.reload()
    await expect(anna.locator("main .row", has_text="Адаптация и режим").locator(".nav-count")).to_contain_text("1")
    await fits(anna)


async def test_the_founding_text_is_posted_and_nothing_of_it_is_lost(
    site: LiveSite, browse: Browse, picture: Picture
) -> None:
    text = PRESENTATION.read_text("utf-8")
    section = await two_institutions(site)
    page = await browse("boris", f"/s/{section.space.slug}/f/{section.id}-{section.slug}")
    await new_topic(page, "Сетевое взаимодействие: с чего всё началось", text)
    body = page.locator(".post-body")
    assert read_lines(await body.inner_text()) == read_lines(text)
    assert await body.locator("script, style, iframe, img, form, input, a, bookmark").count() == 0
    await expect(body).to_contain_text("< почта >")
    await expect(body).to_contain_text("[bookmark: bookmark0][bookmark: bookmark1]Понятие")
    await fits(page)
    await picture(page, "story-presentation-1280")
    address = page.url
    anna = await browse("anna", address, narrow=True)
    assert read_lines(await anna.locator(".post-body").inner_text()) == read_lines(text)
    await picture(anna, "story-presentation-390")


async def test_a_text_that_attacks_is_only_read(site: LiveSite, browse: Browse) -> None:
    section = await two_institutions(site)
    attack = (
        "<script>document.title = 'взломано'</script>\n<img src=x onerror=\"document.title='взломано'\">\n"
        "[нажмите](javascript:document.title='взломано')\n<style>body { display: none }</style>"
    )
    page = await browse("boris", f"/s/{section.space.slug}/f/{section.id}-{section.slug}")
    await new_topic(page, "<b>Не код</b>, а слова", attack)
    body = page.locator(".post-body")
    assert read_lines(await body.inner_text()) == read_lines(attack)
    assert await body.locator("script, style, img, a").count() == 0
    await expect(page).to_have_title(re.compile("^<b>Не код</b>"))
    await fits(page)
