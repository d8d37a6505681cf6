"""What a screen reader is told: places by name, headings in order, what is wrong in a form, new lines author first."""

import itertools

import pytest
from playwright.async_api import expect

from tests.browser.stories import Browse, connected, enter, press, say
from tests.support import LiveSite

LANDMARKS = "header.side, nav, main, aside, footer, form[aria-label], [role=region]"

NAMES = """(landmarks) => [...document.querySelectorAll(landmarks)].filter((e) => e.getClientRects().length)
  .map((e) => `${e.localName} ${e.getAttribute("aria-label") || ""}`.trim())"""

HEADINGS = """() => [...document.querySelectorAll("main h1, main h2, main h3, main h4, aside h2, aside h3")]
  .filter((e) => e.getClientRects().length && !e.closest(".prose")).map((e) => Number(e.localName[1]))"""

UNNAMED = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select")]
  .filter((e) => e.getClientRects().length && !(e.labels?.length || e.getAttribute("aria-label") || e.innerText.trim()))
  .map((e) => e.outerHTML)"""


async def staff(site: LiveSite) -> dict[str, str]:
    """The pages people are on most."""
    await site.person("irina", name="Ирина Павлова")
    await site.person("boris", name="Борис Лунёв")
    topic = await site.topic("irina", "Плачет каждое утро", "Что помогает?")
    for number in range(25):
        await site.as_("irina").call("forum.reply", topic_id=topic.id, body=f"Ответ {number}")
    room = await site.room("Учительская")
    await site.as_("irina").call("chat.send", room_id=room.id, body="Кто завтра на семинаре?")
    queue = await site.queue("Логопед", specialists=["irina"])
    return {
        "home": "/", "forum": "/forum", "chats": "/chats", "consultations": "/consultations", "room": f"/r/{room.id}",
        "topic": f"/t/{topic.id}-{topic.slug}", "queue": f"/q/{queue.id}", "settings": "/settings/profile",
        "notices": "/notices",
    }  # fmt: skip


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
async def test_every_page_has_its_landmarks_and_headings(site: LiveSite, browse: Browse, narrow: bool) -> None:
    page = await browse(None, "/sign-in", narrow=narrow)
    pages = await staff(site)
    await page.context.add_cookies([{"name": "session", "value": site.as_("boris").token, "url": site.address}])
    for name, path in pages.items():
        await page.goto(path)
        landmarks = await page.evaluate(NAMES, LANDMARKS)
        assert sorted(set(landmarks)) == sorted(landmarks), name
        assert landmarks.count("main") == 1, name
        levels = await page.evaluate(HEADINGS)
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), name
        assert await page.evaluate(UNNAMED) == [], name


async def test_a_room_is_a_list_with_author_and_text(site: LiveSite, browse: Browse) -> None:
    page = await browse("boris", (await staff(site))["room"])
    await expect(page.locator("main")).to_match_aria_snapshot(
        """
        - heading "Учительская" [level=1]
        - list "Сообщения":
          - listitem: сегодня
          - listitem:
            - link "Ирина Павлова"
            - paragraph: Кто завтра на семинаре?
        - textbox "Сообщение"
        - button "Отправить"
        """
    )
    await page.locator("#message-1").focus()
    await expect(page.get_by_role("listitem", name="Ирина Павлова: Кто завтра на семинаре?")).to_be_focused()
    await site.as_("irina").call("chat.send", room_id=1, body="И кто с материалами?")
    more = page.locator("#message-2.message-more")
    await expect(more).to_match_aria_snapshot('- listitem:\n  - link "Ирина Павлова"')


async def test_new_lines_are_said_author_and_text_first_and_many_are_counted(site: LiveSite, browse: Browse) -> None:
    page = await browse("boris", (await staff(site))["room"])
    await connected(page)
    spoken = page.locator("#announcer")
    irina = site.as_("irina")
    await irina.call("chat.send", room_id=1, body="Зал **открыт**")
    await expect(spoken).to_have_text("Ирина Павлова: Зал открыт")
    await say(page, "Спасибо!")
    await expect(spoken).to_have_text("отправлено")
    await page.clock.install()
    for number in range(5):
        await irina.call("chat.send", room_id=1, body=f"Строка {number}")
    await expect(page.locator(".message[data-seq]")).to_have_count(8)
    await page.clock.run_for(1000)
    await expect(spoken).to_have_text("5 новых сообщений")


async def test_who_writes_and_who_is_here_is_not_said(site: LiveSite, browse: Browse) -> None:
    path = (await staff(site))["room"]
    page = await browse("boris", path)
    await connected(page)
    other = await browse("irina", path)
    await other.locator("#composer textarea").press_sequentially("Сей")
    await expect(page.locator(".typing")).to_have_text("Ирина Павлова: пишет…")
    assert await page.locator(".typing").evaluate(LIVE) is False
    assert await page.locator("[data-present]").evaluate(LIVE) is False
    await expect(page.locator("#announcer")).to_be_empty()


LIVE = "e => Boolean(e.closest('[aria-live], [role=status], [role=alert], [role=log]'))"


async def test_a_new_post_is_said_author_and_text_first(site: LiveSite, browse: Browse) -> None:
    topic = await site.topic("anna")
    await site.person("irina", name="Ирина Павлова")
    page = await browse("anna", f"/t/{topic.id}-{topic.slug}")
    await connected(page)
    await site.as_("irina").call("forum.reply", topic_id=topic.id, body="Помогает короткое прощание.")
    await expect(page.locator("#announcer")).to_have_text("Ирина Павлова: Помогает короткое прощание.")


async def test_a_refused_form_lists_what_is_wrong_and_leads_there(site: LiveSite, browse: Browse) -> None:
    for javascript in (True, False):
        page = await browse(None, "/sign-up", javascript=javascript)
        await page.fill("#f-name", "Вера Соколова")
        await page.fill("#f-email", "vera@example.org")
        await page.fill("#f-password", "коротко")
        await press(page.locator("main"), "Зарегистрироваться")
        box = page.locator("#form-problem")
        await expect(box).to_be_focused()
        await expect(box.get_by_role("link")).to_have_text(["Пароль"])
        await box.get_by_role("link", name="Пароль").click()
        await expect(page.locator("#f-password")).to_be_focused()
        await expect(page.locator("#f-password")).to_have_attribute("aria-invalid", "true")


async def test_a_wrong_password_is_typed_again_at_once(site: LiveSite, browse: Browse) -> None:
    await site.person("boris")
    page = await browse(None, "/sign-in")
    await enter(page, "boris@example.org", "не тот пароль")
    password = page.locator("#f-password")
    await expect(password).to_be_focused()
    await expect(password).to_have_accessible_description("Неверный адрес почты или пароль")
