"""What the tests of the look examine pages with sees what is wrong, and nothing in what is right."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.browser import valid

EXAMINE = (Path(__file__).parent / "examine.js").read_text("utf-8")
GOOD = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Чаты</title></head><body><main><h1>Чаты</h1>
<ul><li><a href="/">Дом</a></li></ul><form><label for="f">Имя</label><input id="f" aria-describedby="h"><p id="h">Как
вас зовут</p></form><template><li id="f"><input></li></template></main></body></html>"""


def test_a_good_page_has_no_faults() -> None:
    assert valid.faults(GOOD) == []


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<p><div>Блок в абзаце</div></p>", "Unexpected end tag"),
        ('<p id="a"></p><p id="a"></p>', "stands 2 times"),
        ('<p id="a b"></p>', "a space"),
        ('<label for="nothing">Имя</label>', "names nothing"),
        ('<input name="words">', "has no label"),
        ('<a href="/"><button>Нажать</button></a>', "inside <a"),
        ("<ul><p>Не строка</p></ul>", "directly inside <ul"),
        ("<li>Сама по себе</li>", "directly inside <main"),
        ("<h1>Второй</h1>", "2 of <h1>"),
        ("<img src='/a.png'>", "has no alt"),
        ("<button></button>", "has no words"),
        ("<h2></h2>", "has no words"),
        ("<p style='color: red'>Красный</p>", "written into the page"),
    ],
)  # fmt: skip
def test_faults_of_html_are_seen(inside: str, said: str) -> None:
    faults = valid.faults(GOOD.replace("<main>", f"<main>{inside}"))
    assert any(said in fault for fault in faults), faults


def test_what_is_hidden_may_be_without_words() -> None:
    assert valid.faults(GOOD.replace("<main>", "<main><section hidden><h2></h2></section>")) == []


NARROW = "width: 90px; white-space: nowrap; overflow: hidden"
LONG = "Длинное название темы целиком"
BOTTOM = "position: fixed; bottom: 0; height: 60px"

WRONG = [
    ("tooWide", "<p style='width: 500px'>Широко</p>", "sticks out to 500 of 400"),
    ("tooWide", "<p style='margin-left: -30px'>Слева</p>", "sticks out to -30 of 400"),
    ("tooWide", "<p dir='rtl' style='width: 90px; white-space: nowrap'><b>שם ארוך מאוד, ארוך מן השורה</b></p>", "to -"),
    ("cut", f"<p style='{NARROW}'>{LONG}</p>", "cut at the side"),
    ("cut", f"<p style='{NARROW}; text-overflow: ellipsis'>{LONG}</p>", "nowhere to be read"),
    ("cut", "<div style='height: 20px; overflow: hidden'><p>Раз</p><p>Два</p></div>", "cut below"),
    ("cut", f"<p style='width: 90px; white-space: nowrap'>{LONG}</p>", "sticks out of its box"),
    (
        "overlaps",
        "<p style='width: 20px; white-space: nowrap; float: left; margin: 0'>Одиннадцатого</p><b>Взято</b>",
        "on p",
    ),
    ("overlaps", "<p style='margin: 0'>Раз</p><p style='margin: -12px 0 0'>Два</p>", "on p"),
    ("covered", "<a href='/'>Под</a><i style='position: absolute; inset: 0'></i>", "under i"),
    ("small44", "<button style='height: 30px; width: 90px'>Мал</button>", "90 × 30"),
    ("doubled", "<p id='a'></p><p id='a'></p>", "id a stands twice"),
    ("contrast45", "<p style='color: #888'>Бледно</p>", "3.5 : 1"),
    ("contrast45", "<p style='background: #000; color: rgb(255 255 255 / .3)'>Бледно</p>", "2."),
    ("contrast7", "<p style='color: #666'>Бледно</p>", "5.7 : 1"),
]
"""What is asked, of what, and a part of the answer."""

RIGHT = [
    ("tooWide", "<div style='overflow-x: auto'><p style='width: 500px'>Таблица</p></div>"),
    ("cut", f"<a href='/' style='display: block; {NARROW}; text-overflow: ellipsis'>{LONG}</a>"),
    ("cut", f"<p title='{LONG}' style='{NARROW}; text-overflow: ellipsis'>{LONG}</p>"),
    ("overlaps", "<p style='line-height: 1; font-size: 40px; margin: 0'>Раз<br>Два</p>"),
    ("overlaps", "<p>Раз</p><p style='position: absolute; top: 10px'>Подсказка</p>"),
    (
        "overlaps",
        "<div style='width: 40px; overflow: hidden; white-space: nowrap; float: left'>Длинное имя</div><b>Взято</b>",
    ),
    ("covered", "<a href='/'>Сверху</a><i style='position: absolute; inset: 0; z-index: -1'></i>"),
    ("covered", f"<p style='width: 40px; overflow-wrap: anywhere'>Адрес: <a href='/'>{'адрес' * 200}</a></p>"),
    ("covered", f"<p style='height: 2000px'></p><a href='/'>Внизу</a><i style='{BOTTOM}'></i>"),
    ("contrast45", "<p style='color: #666'>Видно</p>"),
    ("contrast7", "<p style='color: oklch(20% 0 0)'>Видно</p>"),
    ("small44", "<p>Слова и <a href='/'>ссылка</a> среди слов</p>"),
    ("small44", "<a href='/' style='display: inline-block; padding: 14px'>Ссылка</a>"),
    ("small44", "<label style='display: block; padding: 12px'><input type='checkbox'> Согласие</label>"),
]


async def asked(page: Page, question: str, inside: str) -> list[str]:
    await page.set_content(f"<!doctype html><body style='margin: 0'>{inside}")
    await page.evaluate(EXAMINE)
    found: dict[str, list[str]] = await page.evaluate("question => examine.ask([question])", question)
    return found[question]


async def test_what_lies_wrong_on_the_screen_is_seen_and_what_lies_right_is_left_alone(chromium: Browser) -> None:
    page = await chromium.new_page(viewport={"width": 400, "height": 600})
    for question, inside, said in WRONG:
        found = await asked(page, question, inside)
        assert any(said in sentence for sentence in found), (inside, found)
    for question, inside in RIGHT:
        assert await asked(page, question, inside) == [], inside
