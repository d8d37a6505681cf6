"""Somebody who sees badly reads a topic and asks a specialist: white on black, the largest letters, no pictures."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.stories import NARROW, Browse, Picture, connected, fits, follow, go, press
from tests.support import LiveSite

_LOOK = """() => {
  const page = getComputedStyle(document.body), words = getComputedStyle(document.querySelector("main p"));
  return [page.backgroundColor, page.color, parseFloat(words.fontSize)];
}"""
TOPIC = "Как вы прощаетесь у двери? По одному ритуалу от каждого"


async def chooses(page: Page, picture: Picture, size: str) -> None:
    """From the foot of the page to the panel that then stands at the head of every page."""
    await page.locator("footer [name=theme][value=low-vision]").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "low-vision")
    await press(page.locator(".vision"), "Белым по чёрному")
    await expect(page.locator("html")).to_have_attribute("data-theme", "low-dark")
    await press(page.locator(".vision"), "Без изображений")
    await expect(page.locator("html")).to_have_attribute("data-pictures", "off")
    await follow(page.locator(".vision"), "Буквы и расстояния")
    await page.locator("[name=letters]").last.check()
    await page.locator("[name=spacing]").last.check()
    await press(page.locator("main"), "Сохранить")
    await expect(page.locator(".flash-good")).to_be_visible()
    await fits(page, NARROW)
    await picture(page, f"story-low-vision-look-{size}")
    await follow(page.locator("main"), "Вернуться на страницу")
    await expect(page.locator("h1")).to_have_text(TOPIC)


async def looks_so(page: Page) -> None:
    """White letters on black, of the largest size, and no pictures of people."""
    ground, letters, size = await page.evaluate(_LOOK)
    assert size >= 24
    assert (ground, letters) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    await expect(page.locator("main .avatar:visible")).to_have_count(0)
    await fits(page, NARROW)


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
async def test_a_topic_is_read_and_a_specialist_asked(
    demo: LiveSite, visit: Browse, picture: Picture, narrow: bool
) -> None:
    size = "390" if narrow else "1280"
    page = await visit("alyona", "/find?q=прощаетесь", narrow=narrow)
    await follow(page.locator("main"), TOPIC)
    await chooses(page, picture, size)
    await looks_so(page)
    await picture(page, f"story-low-vision-topic-{size}")

    await go(page, "Консультации")
    await follow(page.locator("main"), "Педагог-психолог")
    await looks_so(page)
    await page.fill("#f-subject", "Стесняется петь при всех")
    await page.fill("#f-body", "Дома поёт, в зале молчит и смотрит в пол. Звать к себе или не замечать?")
    await press(page.locator("main"), "Задать вопрос")
    await expect(page.locator("#f-consent-error")).to_be_visible()
    await page.check("#f-consent")
    await looks_so(page)
    await picture(page, f"story-low-vision-ask-{size}")
    await press(page.locator("main"), "Задать вопрос")
    await expect(page.locator(".waiting")).to_contain_text("перед вами")
    await connected(page)
    await looks_so(page)
    await picture(page, f"story-low-vision-waits-{size}")
    await press(page.locator(".vision"), "Обычная версия")
    await expect(page.locator(".vision")).to_have_count(0)
    await expect(page.locator(".waiting")).to_be_visible()
