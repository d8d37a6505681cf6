"""A bad line: what was pressed shows that it is on its way, no answer loses nothing, nothing is sent twice."""

import asyncio
import re

from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.browser.stories import Browse, connected, line, press, say
from tests.support import LiveSite, Row

ANSWER = "form[data-answer]"
KEPT = re.compile(r"Текст сохранён\.|Не отправлено\. Связь вернулась: отправьте ещё раз\.")
BODY = "Сыну пять лет, звук «Р» не получается."


async def speech_therapist(site: LiveSite) -> Row:
    await site.person("vera", "guest", name="Вера Соколова")
    await site.person("irina", name="Ирина Павлова")
    return await site.queue("Логопед", specialists=["irina"])


async def fill_in(page: Page) -> None:
    await page.fill("#f-subject", "Не выговаривает «Р»")
    await page.fill("#f-body", BODY)


async def asked(site: LiveSite) -> int:
    return len((await site.as_("vera").call("consult.mine"))["items"])


class Held:
    """Requests to an address wait until they are let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def __call__(self, route: Route) -> None:
        await self.go.wait()
        await route.continue_()


PRESSES_AGAIN = """(button) => new MutationObserver((_, watch) => {
  watch.disconnect();
  button.click();
  button.form.requestSubmit();
  const { subject, body } = button.form.elements;
  console.log([button.textContent, button.getAttribute("aria-disabled"), subject.value, body.value].join("|"));
}).observe(button, { childList: true })"""


async def test_a_slow_answer_shows_on_what_was_pressed_and_is_asked_for_once(site: LiveSite, browse: Browse) -> None:
    queue = await speech_therapist(site)
    page = await browse("vera", f"/q/{queue.id}")
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    held = Held()
    await page.route("**/ask", held)
    await fill_in(page)
    button = page.locator("#ask .form-actions .button")
    await button.evaluate(PRESSES_AGAIN)
    async with page.expect_console_message(lambda message: "|" in message.text) as said:
        await button.click(no_wait_after=True)
    assert (await said.value).text == f"отправляется…|true|Не выговаривает «Р»|{BODY}"
    held.go.set()
    await expect(page.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")
    assert len(sent) == 1


async def test_an_answer_that_never_comes_gives_the_form_back(site: LiveSite, browse: Browse) -> None:
    queue = await speech_therapist(site)
    page = await browse("vera", f"/q/{queue.id}")
    await connected(page)
    arrived = asyncio.Event()

    async def swallow(route: Route) -> None:
        """The question arrives, its answer does not."""
        await route.fetch(max_redirects=0)
        arrived.set()

    await page.clock.install()
    await page.route("**/ask", swallow)
    await fill_in(page)
    await page.locator("#ask .form-actions .button").click(no_wait_after=True)
    await arrived.wait()
    await page.clock.run_for(31_000)
    await expect(page.locator("#ask .form-problem")).to_have_text(
        "Сервер не ответил. Попробуйте ещё раз: дважды ничего не сделается. Текст сохранён."
    )
    button = page.get_by_role("button", name="Задать вопрос", exact=True)
    await expect(button).not_to_have_attribute("aria-disabled", "true")
    await expect(page.locator("#f-body")).to_have_value(BODY)
    await page.unroute("**/ask", swallow)
    await button.click()
    await expect(page.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")
    assert await asked(site) == 1


async def test_a_question_asked_on_a_lost_line_is_kept_and_says_so(site: LiveSite, browse: Browse) -> None:
    queue = await speech_therapist(site)
    page = await browse("vera", f"/q/{queue.id}", narrow=True)
    await connected(page)
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_have_text("нет связи")
    await fill_in(page)
    await press(page.locator("main"), "Задать вопрос")
    problem = page.locator("#ask .form-problem")
    await expect(problem).to_have_text("Нет связи. Попробуйте через минуту. Текст сохранён.")
    await expect(page.locator("#f-body")).to_have_value(BODY)
    await page.context.set_offline(False)
    await expect(problem).to_have_text("Не отправлено. Связь вернулась: отправьте ещё раз.")
    await press(page.locator("main"), "Задать вопрос")
    await expect(page.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")
    assert await asked(site) == 1


async def test_where_the_live_line_is_barred_forms_go_all_the_same(site: LiveSite, browse: Browse) -> None:
    queue = await speech_therapist(site)
    page = await browse("vera", "/policy")
    await page.route_web_socket("**/ws", lambda socket: socket.close())
    await page.goto(f"/q/{queue.id}")
    await expect(page.locator("#connection")).to_have_text("нет связи")
    await fill_in(page)
    await press(page.locator("main"), "Задать вопрос")
    await expect(page.locator("h1")).to_have_text("Ваш вопрос ждёт специалиста")


async def test_a_reply_whose_answer_never_comes_is_kept_and_sent_once(site: LiveSite, browse: Browse) -> None:
    topic = await site.topic("anna")
    page = await browse("anna", f"/t/{topic.id}-{topic.slug}")
    await connected(page)
    await page.clock.install()
    deaf = True

    def deafen(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: None if deaf and "forum.reply" in text else server.send(text))

    await page.route_web_socket("**/ws", deafen)
    await page.reload()
    await connected(page)
    await page.fill(f"{ANSWER} textarea", "Помогает короткое прощание.")
    await press(page.locator(ANSWER), "Ответить")
    await page.clock.run_for(500)
    await expect(page.locator(ANSWER).get_by_role("button", name="отправляется…")).to_be_visible()
    await page.clock.run_for(16_000)
    await expect(page.locator(f"{ANSWER} .form-problem")).to_have_text(KEPT)
    await expect(page.locator(f"{ANSWER} textarea")).to_have_value("Помогает короткое прощание.")
    deaf = False
    await connected(page)
    await press(page.locator(ANSWER), "Ответить")
    await expect(page.locator('.post[data-seq="2"]')).to_contain_text("короткое прощание")
    await expect(page.locator("#announcer")).to_contain_text("отправлено")
    await expect(page.locator(f"{ANSWER} .form-problem")).to_be_hidden()
    assert len((await site.as_("anna").call("forum.posts", topic_id=topic.id))["items"]) == 2


async def test_a_reply_on_a_lost_line_stays_in_its_form(site: LiveSite, browse: Browse) -> None:
    topic = await site.topic("anna")
    page = await browse("anna", f"/t/{topic.id}-{topic.slug}")
    await connected(page)
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_have_text("нет связи")
    await page.fill(f"{ANSWER} textarea", "Помогает короткое прощание.")
    await press(page.locator(ANSWER), "Ответить")
    await expect(page.locator(f"{ANSWER} .form-problem")).to_contain_text("Нет связи")
    await page.context.set_offline(False)
    await connected(page)
    await press(page.locator(ANSWER), "Ответить")
    await expect(page.locator('.post[data-seq="2"]')).to_contain_text("короткое прощание")


async def test_a_refused_line_goes_back_into_the_box_to_be_changed(site: LiveSite, browse: Browse) -> None:
    await site.person("boris")
    room = await site.room("Учительская")
    page = await browse("boris", f"/r/{room.id}")
    await connected(page)
    await site.person("boris", role="guest")
    await say(page, "Можно мне тоже?")
    failed = line(page, "Можно мне тоже?")
    await expect(failed).to_have_class(re.compile("message-failed"))
    await expect(page.locator("#announcer")).to_contain_text("Не отправлено: Писать здесь могут только участники")
    await press(failed, "Изменить")
    await expect(failed).to_have_count(0)
    await expect(page.locator("#composer textarea")).to_have_value("Можно мне тоже?")
    await expect(page.locator("#composer textarea")).to_be_focused()


async def test_a_lost_line_and_its_return_are_said_once(site: LiveSite, browse: Browse) -> None:
    await site.person("boris")
    page = await browse("boris", "/notices")
    await connected(page)
    await page.clock.install()
    await page.reload()
    await connected(page)
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_have_text("нет связи")
    await expect(page.locator("#announcer")).to_be_empty()
    await page.clock.run_for(6000)
    await expect(page.locator("#announcer")).to_have_text("нет связи")
    await page.context.set_offline(False)
    await connected(page)
    await page.clock.run_for(1000)
    await expect(page.locator("#announcer")).to_have_text("на связи")
