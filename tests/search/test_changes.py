"""The index follows what happens: new names, other places, what is gone."""

from typing import Any

import pytest

from tests.support import LiveSite


async def found(site: LiveSite, text: str, who: str = "anna") -> list[tuple[str, str]]:
    items = (await site.as_(who).call("search.find", text=text))["items"]
    return [(item.title, item.note) for item in items]


@pytest.fixture
async def people(site: LiveSite) -> LiveSite:
    await site.person("anna", name="Анна Ковалёва")
    await site.person("keeper", role="moderator")
    return site


@pytest.mark.parametrize(
    ("make", "rename"),
    [
        ("section", ("forum.update_section", "section_id")),
        ("room", ("chat.update_room", "room_id")),
        ("queue", ("consult.update_queue", "queue_id")),
        ("space", ("spaces.update", "space_id")),
    ],
)
async def test_what_is_renamed_is_found_by_its_new_name_only(people: LiveSite, make: str, rename: Any) -> None:
    made = await getattr(people, make)("Старая ромашка")
    operation, key = rename
    await people.admin.call(operation, **{key: made.id}, title="Новый василёк")
    assert [title for title, _ in await found(people, "васильки")] == ["Новый василёк"]
    assert await found(people, "ромашка") == []


async def test_a_topic_is_found_by_its_new_title_and_in_its_new_section(people: LiveSite) -> None:
    topic = await people.topic("anna", "Плачет утром", section=await people.section("Адаптация"))
    await people.as_("anna").call("forum.edit_title", topic_id=topic.id, title="Не хочет уходить домой")
    assert await found(people, "утро") == []
    assert (await found(people, "уходит домой"))[0][1].endswith("› Адаптация")
    elsewhere = await people.section("Возвращение")
    await people.as_("keeper").call("forum.move", topic_id=topic.id, section_id=elsewhere.id)
    assert (await found(people, "уходит домой"))[0][1].endswith("› Возвращение")


async def test_a_topic_of_which_nothing_is_left_is_not_found(people: LiveSite) -> None:
    topic = await people.topic("anna", "Плачет утром")
    await people.as_("anna").call("forum.remove", post_id=topic.post.id)
    assert await found(people, "плачет") == []


async def test_when_a_space_is_renamed_its_parts_and_people_are_found_by_the_new_title(people: LiveSite) -> None:
    space = await people.space("Сад «Ромашка»", kind="institution", town="Омск")
    await people.person("anna", space=space.id)
    await people.as_("anna").call("people.update", name="Анна Ковалёва", institution_id=space.id)
    await people.section("Новости", space=space.id)
    await people.room("Учительская", space=space.id)
    await people.queue("Логопед", space=space.id)
    await people.admin.call("spaces.update", space_id=space.id, title="Сад «Василёк»", town="Томск")
    for word in ("новости", "учительская", "логопед", "анна"):
        assert len(await found(people, f"василёк томск {word}")) == 1, word
        assert await found(people, f"{word} ромашка") == [], word
        assert await found(people, f"{word} омск") == [], word


async def test_a_person_is_found_by_what_the_profile_says_now(people: LiveSite) -> None:
    anna = people.as_("anna")
    await anna.call("people.update", name="Анна Мельник", specialties=["psychologist"])
    assert await found(people, "психолог") == [("Анна Мельник", "")]
    assert await found(people, "ковалёва") == []
    await anna.call("people.update", name="Анна Мельник")
    assert await found(people, "психолог") == []


async def test_who_has_left_an_institution_is_not_found_by_it(people: LiveSite) -> None:
    space = await people.space("Сад «Ромашка»", kind="institution")
    anna = await people.person("anna", space=space.id)
    await anna.call("people.update", name="Анна Ковалёва", institution_id=space.id)
    assert ("Анна Ковалёва", "Сад «Ромашка»") in await found(people, "ромашка")
    await anna.call("spaces.leave", space_id=space.id)
    assert ("Анна Ковалёва", "") not in await found(people, "ромашка")


async def test_what_is_closed_is_found_and_says_so(people: LiveSite) -> None:
    room = await people.room("Учительская")
    await people.admin.call("chat.close_room", room_id=room.id)
    assert (await people.as_("anna").call("search.find", text="учительская"))["items"][0].closed
    page = await people.get("/find?q=учительская", as_="anna")
    assert "закрыто" in page.text


async def test_the_first_administrator_and_the_network_are_found(site: LiveSite) -> None:
    assert [title for title, _ in await found(site, "содружество", "admin")] == ["Сеть «Содружество»"]
    assert [title for title, _ in await found(site, "ольга", "admin")] == ["Ольга Админ"]
