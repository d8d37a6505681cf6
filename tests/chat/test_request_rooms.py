"""The room of a request: for those it was made for, whatever anybody's role; every reading through any door is kept."""

import pytest

from community.chat import commands
from community.db import Transaction
from tests.support import LiveSite, refused


async def openings(tx: Transaction, room_id: int) -> list[tuple[int, str]]:
    return [
        (person_id, door)
        for person_id, door in await tx.rows(
            "select person_id, door from room_openings where room_id = :room order by id", room=room_id
        )
    ]


@pytest.fixture
async def room_id(site: LiveSite) -> int:
    """A parent's request that a speech therapist has taken."""
    members = [(await site.person(who)).id for who in ("parent", "therapist")]
    made: int = await site.db.write(commands.make_request_room, members, "Обращение № 7", "/c/7")
    return made


async def test_only_those_it_was_made_for_read_and_write(site: LiveSite, room_id: int) -> None:
    await site.as_("parent").call("chat.send", room_id=room_id, body="Не выговаривает Р")
    history = await site.as_("therapist").call("chat.history", room_id=room_id)
    assert [row.html for row in history["items"]] == ["<p>Не выговаривает Р</p>"]
    await site.person("stranger", role="moderator")
    for who in ("stranger", "owner"):
        with refused("not_found"):
            await site.as_(who).call("chat.history", room_id=room_id)
        with refused("not_found"):
            await site.as_(who).call("chat.send", room_id=room_id, body="А что там?")
    for operation in ("add_member", "remove_member"):
        with refused("not_found"):
            await site.as_("therapist").call(f"chat.{operation}", room_id=room_id, person_id=site.admin.id)
    with refused("not_found"):
        await site.as_("therapist").call("chat.close_room", room_id=room_id)


async def test_every_reading_is_kept_with_its_door(site: LiveSite, room_id: int) -> None:
    await site.as_("parent").call("chat.send", room_id=room_id, body="Здравствуйте")
    assert await site.db.read(openings, room_id) == []
    therapist, parent = site.as_("therapist").id, site.as_("parent").id
    await site.as_("therapist").call("chat.history", room_id=room_id)
    await (await site.socket("therapist")).call("chat.catch_up", room_id=room_id, after_version=0)
    await site.as_("parent").call("chat.source", room_id=room_id, seq=1)
    assert await site.db.read(openings, room_id) == [(therapist, "http"), (therapist, "socket"), (parent, "http")]
    await site.as_("therapist").call("chat.history", room_id=room_id)
    assert len(await site.db.read(openings, room_id)) == 3
    with refused("not_found"):
        await site.admin.call("chat.history", room_id=room_id)
    assert len(await site.db.read(openings, room_id)) == 3


async def test_a_reaction_answers_with_the_message_and_so_is_a_reading(site: LiveSite, room_id: int) -> None:
    await site.as_("parent").call("chat.send", room_id=room_id, body="Не выговаривает Р")
    answered = await site.as_("therapist").call("chat.react", room_id=room_id, seq=1, name="вопрос")
    assert answered.html == "<p>Не выговаривает Р</p>"
    assert await site.db.read(openings, room_id) == [(site.as_("therapist").id, "http")]


async def test_a_transfer_lets_the_next_in_and_the_former_out(site: LiveSite, room_id: int) -> None:
    former, following = await site.socket("therapist", f"room:{room_id}"), await site.person("psychologist")
    await site.db.write(commands.remove_from_room, room_id, site.as_("therapist").id)
    await site.db.write(commands.add_to_room, room_id, following.id)
    await site.as_("parent").call("chat.send", room_id=room_id, body="Кто теперь со мной?")
    await former.hears_nothing()
    assert len((await following.call("chat.history", room_id=room_id))["items"]) == 1


async def test_a_closed_request_is_read_until_it_is_opened_again(site: LiveSite, room_id: int) -> None:
    parent = site.as_("parent")
    await site.db.write(commands.close_request_room, room_id, None)
    with refused("forbidden"):
        await parent.call("chat.send", room_id=room_id, body="Ещё вопрос")
    assert (await parent.call("chat.history", room_id=room_id))["items"] == []
    await site.db.write(commands.open_request_room, room_id)
    await parent.call("chat.send", room_id=room_id, body="Ещё вопрос")


async def test_a_notice_of_a_message_says_nothing_of_its_content(site: LiveSite, room_id: int) -> None:
    await site.as_("parent").call("chat.send", room_id=room_id, body="Тайна")
    notice = (await site.as_("therapist").call("notify.list"))["items"][0]
    assert (notice.kind, notice.title, notice.href) == ("request_message", "Обращение № 7", "/c/7")
    assert "Тайна" not in str(notice)


async def test_who_asked_under_another_name_is_known_by_it_only(site: LiveSite) -> None:
    parent, therapist = await site.person("parent", name="Мария Петрова"), await site.person("therapist")
    room_id = await site.db.write(
        commands.make_request_room, [parent.id, therapist.id], "Обращение № 8", "/c/8", {parent.id: "Аноним"}
    )
    socket = await site.socket("therapist", f"room:{room_id}")
    await parent.call("chat.send", room_id=room_id, body="Спрашиваю анонимно")
    heard = await socket.hears("chat.changed")
    assert heard.message.author == {"id": 0, "handle": "", "name": "Аноним"}
    assert heard.cause.person_id == 0
    await parent.call("chat.typing", room_id=room_id)
    assert (await socket.hears("chat.typing")).name == "Аноним"
    shown = [heard, await therapist.call("chat.history", room_id=room_id), await therapist.call("notify.list")]
    assert "Мария" not in str(shown)
    assert await parent.call("chat.edit", room_id=room_id, seq=1, body="Своё меняю")


async def test_the_room_of_a_request_stands_on_the_requests_page(site: LiveSite, room_id: int) -> None:
    sent = await site.as_("parent").call("chat.send", room_id=room_id, body="Вопрос")
    for path, target in ((f"/r/{room_id}", "/c/7"), (f"/m/{sent.id}", "/c/7?at=1#message-1")):
        answer = await site.get(path, as_="parent")
        assert (answer.status_code, answer.headers["location"]) == (303, target)
        assert (await site.get(path, as_="admin")).status_code == 404
    assert room_id not in [row.id for row in (await site.as_("parent").call("chat.rooms"))["items"]]
