"""The two screens after the first: a space with what people need in it, and an invitation to send on."""

import re
from typing import Any

import pytest

from community.admin import console
from community.consult import commands as queues
from community.errors import Conflict
from tests.support import PASSWORD, LiveSite, client_id, refused, text_of

TITLES = {
    "sections-0": "Объявления",
    "sections-1": "Вопросы и опыт",
    "sections-2": "Для родителей",
    "rooms-0": "Учительская",
    "queues-0": "Учитель-логопед",
}


def form(**changes: Any) -> dict[str, Any]:
    """The second screen as it comes, with the title filled in."""
    asked = {"kind": "institution", "title": "Детский сад № 12", "town": "Тверь", "region": "", "answering": "1"}
    return {"client_id": client_id(), **asked, **TITLES, "ticked": list(TITLES), **changes}


async def titles(site: LiveSite, slug: str) -> dict[str, list[str]]:
    space = await site.admin.call("spaces.get", slug=slug)
    found = {
        "sections": await site.admin.call("forum.sections", space_id=space.id),
        "rooms": await site.admin.call("chat.rooms", space_id=space.id),
        "queues": await site.admin.call("consult.queues", space_id=space.id),
    }
    return {part: [row.title for row in page["items"]] for part, page in found.items()}


async def institutions(site: LiveSite) -> list[str]:
    return [space.title for space in (await site.admin.call("spaces.list", kind="institution"))["items"]]


async def test_the_second_screen_offers_what_a_space_begins_with(site: LiveSite) -> None:
    page = await site.get("/setup/space", as_="admin")
    assert "Шаг 2 из 3" in text_of(page)
    assert re.findall(r'name="ticked" type="checkbox" value="([^"]+)"[^>]* checked', page.text) == list(TITLES)
    assert re.findall(r'name="(?:sections|rooms|queues)-\d" value="([^"]+)"', page.text) == list(TITLES.values())


async def test_the_offer_is_in_the_language_of_who_reads_it(site: LiveSite) -> None:
    await site.admin.call("people.set_preferences", locale="en")
    page = await site.get("/setup/space", as_="admin")
    assert 'value="Announcements"' in page.text
    assert "Step 2 of 3" in text_of(page)


async def test_one_press_makes_the_space_its_sections_a_room_and_a_queue(site: LiveSite) -> None:
    made = await site.post("/setup/space", form(), as_="admin")
    assert (made.status_code, made.headers["location"]) == (303, "/setup/invite")
    space = await site.admin.call("spaces.get", slug="detskii-sad-no-12")
    assert (space.kind, space.town, space.visibility, space.joining) == (
        "institution", "Тверь", "network", "invitation",
    )  # fmt: skip
    assert await titles(site, space.slug) == {
        "sections": ["Объявления", "Вопросы и опыт", "Для родителей"], "rooms": ["Учительская"],
        "queues": ["Учитель-логопед"],
    }  # fmt: skip


async def test_each_section_lets_in_whom_its_line_says(site: LiveSite) -> None:
    await site.post("/setup/space", form(), as_="admin")
    space = await site.admin.call("spaces.get", slug="detskii-sad-no-12")
    sections = (await site.admin.call("forum.sections", space_id=space.id))["items"]
    assert [(one.who_starts, one.who_replies) for one in sections] == [
        ("moderator", "member"), ("member", "member"), ("guest", "guest"),
    ]  # fmt: skip


@pytest.mark.parametrize("answering", [True, False])
async def test_questions_come_to_the_administrator_who_says_so(site: LiveSite, answering: bool) -> None:
    await site.post("/setup/space", form(answering="1" if answering else ""), as_="admin")
    space = await site.admin.call("spaces.get", slug="detskii-sad-no-12")
    queue = (await site.admin.call("consult.queues", space_id=space.id))["items"][0]
    found = (await site.admin.call("consult.specialists", queue_id=queue.id))["items"]
    assert [one.person.id for one in found] == ([site.admin.id] if answering else [])
    consent = await site.admin.call("consult.consent", queue_id=queue.id)
    assert consent.text.body.startswith("Я даю согласие")


async def test_lines_not_ticked_or_emptied_are_not_made_and_others_are_named_as_one_likes(site: LiveSite) -> None:
    changed = {"sections-1": "Наши будни", "rooms-0": " ", "ticked": ["sections-1", "rooms-0"]}
    await site.post("/setup/space", form(**changed), as_="admin")
    assert await titles(site, "detskii-sad-no-12") == {"sections": ["Наши будни"], "rooms": [], "queues": []}


async def test_a_community_is_joined_freely(site: LiveSite) -> None:
    await site.post("/setup/space", form(kind="community", title="Логопеды Сибири"), as_="admin")
    space = await site.admin.call("spaces.get", slug="logopedy-sibiri")
    assert (space.kind, space.joining) == ("community", "open")


async def test_pressing_twice_makes_one_space(site: LiveSite) -> None:
    typed = form()
    for _ in range(2):
        assert (await site.post("/setup/space", typed, as_="admin")).headers["location"] == "/setup/invite"
    assert await institutions(site) == ["Детский сад № 12"]
    assert (await titles(site, "detskii-sad-no-12"))["rooms"] == ["Учительская"]


async def test_who_comes_back_finds_what_was_made(site: LiveSite) -> None:
    typed = form()
    await site.post("/setup/space", typed, as_="admin")
    page = await site.get("/setup/space", as_="admin")
    assert 'href="/s/detskii-sad-no-12"' in page.text
    assert 'name="title"' not in page.text
    for title in TITLES.values():
        assert title in text_of(page)
    changed = await site.post("/setup/space", {**typed, "title": "Детский сад № 13"}, as_="admin")
    assert changed.status_code == 409
    assert 'href="/s/detskii-sad-no-12"' in changed.text
    assert await institutions(site) == ["Детский сад № 12"]


async def test_a_refused_second_screen_keeps_what_was_typed_and_makes_nothing(site: LiveSite) -> None:
    typed = form(title="", **{"sections-0": "Наши новости"}, ticked=["sections-0"])
    answer = await site.post("/setup/space", typed, as_="admin")
    assert answer.status_code == 422
    assert 'value="Наши новости"' in answer.text
    assert re.findall(r'name="ticked" type="checkbox" value="([^"]+)"[^>]* checked', answer.text) == ["sections-0"]
    assert await institutions(site) == []


async def test_a_space_is_never_half_made(site: LiveSite, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: Any) -> None:
        raise Conflict

    monkeypatch.setattr(queues, "create_queue", fails)
    assert (await site.post("/setup/space", form(), as_="admin")).status_code == 409
    assert await institutions(site) == []


LINK = {"role": "member", "term": "14", "count": "30"}


async def test_the_third_screen_gives_a_link_and_a_message_to_send_on(site: LiveSite) -> None:
    await site.post("/setup/space", form(), as_="admin")
    page = await site.post("/setup/invite", {"client_id": client_id(), **LINK}, as_="admin")
    assert "Шаг 3 из 3" in text_of(page)
    link = re.search(r'<p class="secret" id="link">([^<]+)</p>', page.text)
    message = re.search(r'<textarea class="input" id="message"[^>]*>([^<]+)</textarea>', page.text)
    assert link is not None and message is not None
    assert link[1] in message[1] and "Детский сад № 12" in message[1]
    assert "Детский сад № 12" in text_of(await site.http.get(link[1]))
    space = await site.admin.call("spaces.get", slug="detskii-sad-no-12")
    made = (await site.admin.call("spaces.invitations", space_id=space.id))["items"]
    assert [(one.role, one.uses_left) for one in made] == [("member", 30)]


async def test_a_link_asked_for_twice_is_made_once(site: LiveSite) -> None:
    asked = {"client_id": client_id(), **LINK}
    await site.post("/setup/invite", asked, as_="admin")
    again = await site.post("/setup/invite", asked, as_="admin")
    assert "не хранится" in text_of(again)
    assert len((await site.admin.call("spaces.invitations", space_id=site.network_id))["items"]) == 1


async def test_without_a_space_colleagues_are_invited_to_the_network(site: LiveSite) -> None:
    assert "Сеть «Содружество»" in text_of(await site.get("/setup/invite", as_="admin"))
    await site.post("/setup/invite", {"client_id": client_id(), **LINK}, as_="admin")
    assert len((await site.admin.call("spaces.invitations", space_id=site.network_id))["items"]) == 1


async def test_a_pasted_list_gives_each_address_a_link(site: LiveSite) -> None:
    asked = {"client_id": client_id(), "emails": "anna@example.org\nне адрес", "role": "member", "term": "14"}
    page = await site.post("/setup/invite/list", asked, as_="admin")
    assert "anna@example.org" in text_of(page)
    assert page.text.count('<p class="secret"') == 1


async def test_a_refused_invitation_says_what_is_wrong(site: LiveSite) -> None:
    page = await site.post("/setup/invite", {"client_id": client_id(), **LINK, "count": "0"}, as_="admin")
    assert page.status_code == 422
    assert "Шаг 3 из 3" in text_of(page)
    assert "field-error" in page.text


SCREENS = ("/setup/space", "/setup/invite")
FORMS = (*SCREENS, "/setup/invite/list", "/setup/done")


async def test_only_administrators_go_through_them(site: LiveSite) -> None:
    await site.person("anna")
    for path in SCREENS:
        assert (await site.get(path)).headers["location"].startswith("/sign-in?next=%2Fsetup%2F")
        assert (await site.get(path, as_="anna")).status_code == 403
    for path in FORMS:
        sent = {"client_id": client_id()} if path == "/setup/done" else form()
        assert (await site.post(path, sent)).status_code == 401
        assert (await site.post(path, sent, as_="anna")).status_code == 403
    assert await institutions(site) == []
    with refused("forbidden"):
        await site.as_("anna").call("site.finish_setup")
    with refused("unauthenticated"):
        await site.visitor.call("site.finish_setup")


async def test_they_are_open_until_the_network_is_opened(site: LiveSite) -> None:
    assert (await site.get("/setup", as_="admin")).headers["location"] == "/setup/space"
    for _ in range(2):
        opened = await site.post("/setup/done", {"client_id": client_id()}, as_="admin")
        assert (opened.status_code, opened.headers["location"]) == (303, "/")
    for path in ("/setup", *SCREENS):
        assert (await site.get(path, as_="admin")).status_code == 410
    for path in FORMS[:-1]:
        assert (await site.post(path, form(), as_="admin")).status_code == 410
    assert await institutions(site) == []


async def test_a_network_made_by_the_command_line_has_them_too(make_site: Any) -> None:
    site = await make_site(set_up=False)
    await console.create_administrator(site.db, site.app.config, "Ольга Лад", "olga@example.org", PASSWORD)
    entered = await site.visitor.call("sessions.open", email="olga@example.org", password=PASSWORD)
    page = await site.get("/setup/space", cookie=f"session={entered.token}")
    assert "Шаг 2 из 3" in text_of(page)


# spaces.furnish, through the doors for programs.

GIVEN: dict[str, Any] = {
    "kind": "community",
    "title": "Музыка",
    "visibility": "public",
    "sections": [{"title": "Песни", "who_starts": "guest"}],
    "rooms": [{"title": "Хор", "visibility": "members"}],
    "queues": [{"title": "Методист", "answering": True}],
}


async def test_a_member_founds_a_community_with_all_that_is_in_it(site: LiveSite) -> None:
    anna = await site.person("anna")
    made = await anna.call("spaces.furnish", **GIVEN, client_id="once")
    assert (made.space.title, [one.title for one in made.sections]) == ("Музыка", ["Песни"])
    assert [(one.title, one.visibility) for one in made.rooms] == [("Хор", "members")]
    again = await (await site.socket("anna")).call("spaces.furnish", **GIVEN, client_id="once")
    assert (again.space.id, [one.id for one in again.queues]) == (made.space.id, [one.id for one in made.queues])
    with refused("conflict"):
        await anna.call("spaces.furnish", **{**GIVEN, "title": "Другое"}, client_id="once")


async def test_who_may_not_make_such_a_space_furnishes_none(site: LiveSite) -> None:
    anna, guest = await site.person("anna"), await site.person("guest", role="guest")
    with refused("forbidden"):
        await anna.call("spaces.furnish", **{**GIVEN, "kind": "institution"})
    with refused("forbidden"):
        await guest.call("spaces.furnish", **GIVEN)
    with refused("unauthenticated"):
        await site.visitor.call("spaces.furnish", **GIVEN)


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        ("sections", [{"title": "а" * 121}]),
        ("sections", [{"title": "\u2060"}]),
        ("rooms", [{"title": "Хор", "colour": "red"}]),
        ("queues", [{"title": "Логопед"}] * 21),
    ],
)
async def test_the_part_at_fault_is_named(site: LiveSite, part: str, rows: list[dict[str, Any]]) -> None:
    with refused("invalid", part):
        await site.admin.call("spaces.furnish", **{**GIVEN, part: rows})
