"""Finding by words: in any form, all of them, the last one begun; what matches best first."""

import pytest

from tests.support import LiveSite, refused


async def titles(site: LiveSite, text: str, who: str = "anna", **more: object) -> list[str]:
    found = await site.as_(who).call("search.find", text=text, **more)
    return [item.title for item in found["items"]]


@pytest.fixture
async def sad(site: LiveSite) -> LiveSite:
    """A kindergarten in Perm with a section, a topic, a room, a queue, and Anna who works in it."""
    space = await site.space("Детский сад № 12", slug="sad-12", kind="institution", town="Пермь", region="59")
    await site.person("anna", space=space.id, name="Анна Ковалёва")
    section = await site.section("Адаптация и режим", space=space.id)
    await site.topic("anna", "Плачет каждое утро уже третью неделю", section=section)
    await site.room("Учительская", space=space.id)
    await site.queue("Логопед", space=space.id)
    await site.as_("anna").call(
        "people.update", name="Анна Ковалёва", position="speech_therapist", institution_id=space.id
    )
    return site


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("плачут по утрам", ["Плачет каждое утро уже третью неделю"]),
        ("УТРОМ неделя", ["Плачет каждое утро уже третью неделю"]),
        ("учительскую", ["Учительская"]),
        ("логопеда", ["Логопед", "Анна Ковалёва"]),
        ("лого", ["Логопед", "Анна Ковалёва"]),
        ("адаптацию", ["Адаптация и режим"]),
        ("адаптация ре", ["Адаптация и режим"]),
        ("Ковалева", ["Анна Ковалёва"]),
        ("ковалёвой анны", ["Анна Ковалёва"]),
        ("пермский край", ["Детский сад № 12"]),
        ("сад №12", ["Детский сад № 12", "Анна Ковалёва"]),
        ("логопед пермь", ["Логопед", "Анна Ковалёва"]),
        ("логопед сад 12", ["Логопед", "Анна Ковалёва"]),
        ("speech therapists", ["Анна Ковалёва"]),
    ],
)
async def test_words_are_found_in_any_form(sad: LiveSite, typed: str, found: list[str]) -> None:
    assert await titles(sad, typed) == found


@pytest.mark.parametrize("typed", ["плачет вечером", "лого сад 13", "едагог", "ло утро", "..."])
async def test_what_lacks_one_of_the_words_is_not_found(sad: LiveSite, typed: str) -> None:
    assert await titles(sad, typed) == []


async def test_a_place_alone_does_not_bring_everything_that_stands_in_it(sad: LiveSite) -> None:
    assert await titles(sad, "детский сад") == ["Детский сад № 12", "Анна Ковалёва"]


async def test_found_things_say_what_they_are_and_where_they_stand(sad: LiveSite) -> None:
    topic = (await sad.as_("anna").call("search.find", text="плачет"))["items"][0]
    assert topic.kind == "topic"
    assert topic.note == "Детский сад № 12 › Адаптация и режим"
    assert (await sad.get(topic.href, as_="anna")).status_code == 200
    assert topic.at > 0
    person = (await sad.as_("anna").call("search.find", text="ковалева"))["items"][0]
    assert person.note == "Учитель-логопед · Детский сад № 12"
    space = (await sad.as_("anna").call("search.find", text="пермь"))["items"][0]
    assert space.note == "Организация · Пермь · Пермский край"


async def test_every_found_thing_has_its_address(sad: LiveSite) -> None:
    hrefs = set()
    for text in ("плачет", "учительская", "логопед", "адаптация", "детский сад"):
        hrefs |= {item.href for item in (await sad.as_("anna").call("search.find", text=text))["items"]}
    assert {href.split("/")[1] for href in hrefs} == {"t", "r", "q", "s", "people"}
    for href in hrefs:
        assert (await sad.get(href, as_="anna")).status_code == 200, href


async def test_a_whole_word_stands_before_a_beginning_and_a_name_before_what_describes(site: LiveSite) -> None:
    await site.person("anna", name="Анна Музыкантова")
    await site.person("boris", name="Борис Мельник")
    await site.as_("boris").call("people.update", name="Борис Мельник", position="music_director")
    for title in ("Музыкальные игры", "Музыка", "Музыкантам"):
        await site.space(title)
    assert await titles(site, "музыка", kinds=["space"]) == ["Музыка", "Музыкальные игры", "Музыкантам"]
    assert await titles(site, "музыка", kinds=["person"]) == ["Анна Музыкантова", "Борис Мельник"]


async def test_of_equals_ones_own_come_first(site: LiveSite) -> None:
    await site.person("anna")
    for title in ("Сад «Берёзка»", "Сад «Ромашка»"):
        space = await site.space(title)
        await site.queue("Логопед", space=space.id)
    await site.person("anna", space=space.id)
    found = await site.as_("anna").call("search.find", text="логопед")
    assert [item.note for item in found["items"]] == ["Сад «Ромашка»", "Сад «Берёзка»"]


async def test_newer_topics_stand_before_older_ones(site: LiveSite) -> None:
    section = await site.section()
    for title in ("Сон днём", "Сон летом"):
        await site.topic("anna", title, section=section)
    assert await titles(site, "сна") == ["Сон летом", "Сон днём"]


async def test_a_long_list_goes_on_from_a_place_in_it(site: LiveSite) -> None:
    section = await site.section()
    for number in range(7):
        await site.topic("anna", f"Прогулка {number}", section=section)
        await site.queue(f"Прогулка {number}")
    await site.space("Прогулки")
    whole = await titles(site, "прогулка", limit=100)
    assert len(whole) == 15
    seen: list[str] = []
    after = None
    while after != "end":
        page = await site.as_("anna").call("search.find", text="прогулка", limit=2, after=after)
        seen += [item.title for item in page["items"]]
        after = page.next or "end"
    assert seen == whole


async def test_only_the_kinds_asked_for_are_found(sad: LiveSite) -> None:
    assert await titles(sad, "логопед", kinds=["queue", "topic"]) == ["Логопед"]
    with refused("invalid", "kinds"):
        await titles(sad, "логопед", kinds=["request"])


@pytest.mark.parametrize("text", ["", "я" * 201, "лого\x00пед", "\u202eлогопед"])
async def test_what_is_no_line_of_words_is_refused(site: LiveSite, text: str) -> None:
    with refused("invalid", "text"):
        await site.visitor.call("search.find", text=text)


@pytest.mark.parametrize(
    "text", ["%", "_", "'; drop table people; --", "\u0301", "я" * 200, " ".join("абвгдежзиклмнопрст" * 5), "👶"]
)
async def test_odd_words_find_nothing_and_break_nothing(sad: LiveSite, text: str) -> None:
    assert await titles(sad, text) == []


async def test_fifty_words_are_all_looked_for(site: LiveSite) -> None:
    section = await site.section()
    title = " ".join(f"{number}й" for number in range(50))
    await site.topic("anna", title, section=section)
    assert await titles(site, title) == [title]
    assert await titles(site, title.replace("7й", "99", 1)) == []


async def test_a_cursor_that_is_none_is_refused(site: LiveSite) -> None:
    with refused("invalid", "after"):
        await site.visitor.call("search.find", text="логопед", after="zz")


async def test_searching_has_a_pace(timed_site: LiveSite) -> None:
    for _ in range(120):
        await timed_site.visitor.call("search.find", text="логопед")
    with refused("too_fast"):
        await timed_site.visitor.call("search.find", text="логопед")
    assert (await timed_site.get("/find?q=логопед")).status_code == 429
    assert (await timed_site.get("/find")).status_code == 200
