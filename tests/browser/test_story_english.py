"""A teacher who reads English: the language changes in place, and nothing that was being written is lost."""

import re

from playwright.async_api import Page, expect

from tests.browser.stories import Browse, Picture, connected, fits, follow, press
from tests.support import LiveSite

TOPIC = "Два языка в группе: мешаю или помогаю, когда говорю с ним на его языке?"
BEGUN = "We read every book twice, once in each language, and"


async def in_english(page: Page) -> None:
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def asks_a_specialist(page: Page, picture: Picture) -> None:
    await follow(page.locator(".side"), "Consultations")
    await expect(page.locator("h1")).to_have_text("Consultations")
    await follow(page.locator("main"), "Педагог-психолог")
    await expect(page.locator("main")).to_contain_text("What is a consultation queue?")
    await page.fill("#f-subject", "A boy who answers in another language")
    await page.fill("#f-body", "He is shy of the others when they laugh. Say something, or wait?")
    await press(page.locator("main"), "Ask")
    await expect(page.locator("#f-consent-error")).to_be_visible()
    await page.check("#f-consent")
    await fits(page)
    await press(page.locator("main"), "Ask")
    await expect(page.locator("h1")).to_have_text("Your question is in the queue")
    await expect(page.locator(".waiting")).to_contain_text("ahead of you")
    await fits(page)
    await picture(page, "story-english-waits-1280")


async def test_a_day_in_english(demo: LiveSite, visit: Browse, picture: Picture) -> None:
    """A visitor whose browser is English, then an account that was Russian."""
    visitor = await visit(None, "/s/rodnichok", narrow=True, locale="en-GB")
    await in_english(visitor)
    await expect(visitor.locator("main")).to_contain_text("Institution")
    await fits(visitor)
    await picture(visitor, "story-english-visitor-390")

    sayana = await visit("sayana", "/find?q=два+языка")
    await follow(sayana.locator("main"), TOPIC)
    await connected(sayana)
    at = sayana.url
    await sayana.fill("form[data-answer] textarea", BEGUN)
    await expect(sayana.locator("form[data-answer] [data-draft-state]")).not_to_be_empty()
    await press(sayana.locator("footer"), "English")
    await in_english(sayana)
    assert sayana.url.partition("#")[0].partition("?")[0] == at.partition("#")[0].partition("?")[0]
    await expect(sayana.locator("h1")).to_have_text(TOPIC)
    await expect(sayana.locator("form[data-answer] textarea")).to_have_value(BEGUN)
    await fits(sayana)
    await picture(sayana, "story-english-topic-1280")
    await connected(sayana)
    await sayana.fill("form[data-answer] textarea", f"{BEGUN} the child chooses which comes first.")
    await press(sayana.locator("form[data-answer]"), "Reply")
    mine = sayana.locator(".post", has_text="chooses which comes first")
    await expect(mine.locator(".post-about")).to_contain_text("preschool teacher")
    await expect(sayana.locator("#replies")).to_have_text(re.compile(r"^\d+ repl(y|ies)$"))
    await asks_a_specialist(sayana, picture)

    again = await visit("sayana", "/", narrow=True)
    await in_english(again)
    await expect(again.locator("h1")).to_have_text("Home")
    await fits(again)
    await press(again.locator("footer"), "Русский")
    await expect(again.locator("h1")).to_have_text("Главная")
