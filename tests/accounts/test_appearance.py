"""How pages look to somebody: chosen by anybody on any page, and kept."""

import re

from hypothesis import given
from hypothesis import strategies as st

from community.web.appearance import Look, look_of
from tests.support import LiveSite, refused


def page_look(html: str) -> dict[str, str]:
    """What the page's root says of its look."""
    root = re.search(r"<html[^>]*>", html)
    assert root is not None
    return dict(re.findall(r'data-(\w+)="([\w-]+)"', root[0]))


def cookie_of(answer: object) -> str:
    return answer.headers["set-cookie"].partition(";")[0]  # type: ignore[attr-defined]


async def test_a_visitor_chooses_the_version_for_the_visually_impaired_on_any_page(site: LiveSite) -> None:
    assert "Для слабовидящих" in (await site.get("/policy")).text
    answer = await site.post("/theme", {"theme": "low-vision", "back": "/policy"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/policy")
    shown = await site.get("/policy", cookie=cookie_of(answer))
    assert page_look(shown.text) == {"theme": "low-vision"}
    for offered in ("Белым по чёрному", "Тёмно-синим по голубому", "Без изображений", "Обычная версия"):
        assert offered in shown.text


async def test_what_is_chosen_later_adds_to_what_was_chosen_before(site: LiveSite) -> None:
    first = cookie_of(await site.post("/theme", {"theme": "low-dark"}))
    second = cookie_of(await site.post("/theme", {"pictures": "off"}, cookie=first))
    third = cookie_of(await site.post("/theme", {"letters": "largest", "spacing": "wide"}, cookie=second))
    shown = await site.get("/", cookie=third)
    assert page_look(shown.text) == {
        "theme": "low-dark", "pictures": "off", "letters": "largest", "spacing": "wide",
    }  # fmt: skip
    usual = cookie_of(await site.post("/theme", {"theme": "auto", "pictures": "on"}, cookie=third))
    assert page_look((await site.get("/", cookie=usual)).text) == {"letters": "largest", "spacing": "wide"}


async def test_a_person_finds_the_look_again_elsewhere(site: LiveSite) -> None:
    anna = await site.person("anna")
    await site.post("/theme", {"theme": "low-blue", "letters": "larger"}, as_="anna")
    assert (await anna.call("people.me")).theme == "low-blue.larger"
    shown = await site.get("/appearance", as_="anna")
    assert page_look(shown.text) == {"theme": "low-blue", "letters": "larger"}
    assert len(re.findall(r'value="(?:low-blue|larger)" checked', shown.text)) == 2


async def test_the_usual_version_is_a_way_out_whatever_the_browser_had_kept(site: LiveSite) -> None:
    """The look was chosen before signing in, so the browser's cookie has it too."""
    signed_in = f"session={(await site.person('anna')).token}"
    assert page_look((await site.get("/", cookie=f"{signed_in}; theme=low-vision")).text) == {"theme": "low-vision"}
    answer = await site.post("/theme", {"theme": "auto"}, cookie=f"{signed_in}; theme=low-vision")
    assert page_look((await site.get("/", cookie=f"{signed_in}; {cookie_of(answer)}")).text) == {}


async def test_a_look_there_is_not_is_refused_and_in_a_cookie_is_none(site: LiveSite) -> None:
    anna = await site.person("anna")
    assert (await site.post("/theme", {"theme": "pink"})).status_code == 422
    assert (await site.post("/theme", {"letters": "5"}, as_="anna")).status_code == 422
    with refused("invalid", "spacing"):
        await anna.call("people.set_preferences", spacing="tight")
    assert page_look((await site.get("/", cookie="theme=pink.huge.no-pictures.x")).text) == {"pictures": "off"}


@given(
    st.sampled_from(["", "light", "dark", "low-vision", "low-dark", "low-blue"]),
    st.sampled_from(["usual", "larger", "largest"]),
    st.sampled_from(["usual", "wide", "wider"]),
    st.sampled_from(["on", "off"]),
)
def test_every_look_is_kept_whole_in_its_word(theme: str, letters: str, spacing: str, pictures: str) -> None:
    look = Look(theme, letters, spacing, pictures)
    assert look_of(look.word) == look


@given(st.text(max_size=200))
def test_any_word_is_some_look(word: str) -> None:
    assert look_of(look_of(word).word) == look_of(word)
