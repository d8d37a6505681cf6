"""Messages go out, come in, and become one thing however often they are sent."""

from typing import Any

import pytest

from community.chat.commands_messages import post_message
from community.db.once import Once
from community.text.drafts import Draft
from tests.support import LiveSite, refused


async def test_a_message_reaches_everybody_in_the_room(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris", "vera"])
    anna, boris, vera = [await site.socket(who, room) for who in ("anna", "boris", "vera")]
    sent = await anna.call("chat.send", room_id=room.id, body="Кто завтра **дежурит**?")
    assert (sent.seq, sent.html, sent.source) == (
        1, "<p>Кто завтра <strong>дежурит</strong>?</p>", "Кто завтра **дежурит**?"
    )  # fmt: skip
    del sent["source"]
    for socket in (anna, boris, vera):
        heard = await socket.hears("chat.changed")
        assert heard.message == sent
        assert heard.version == sent.version
        assert heard.cause == {"person_id": site.as_("anna").id, "what": "posted"}


async def test_history_and_catching_up_give_the_object_that_was_pushed(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    boris = await site.socket("boris", room)
    await site.as_("anna").call("chat.send", room_id=room.id, body="Принесу карточки")
    pushed = (await boris.hears("chat.changed")).message
    for row in (
        (await boris.call("chat.history", room_id=room.id))["items"][0],
        (await boris.call("chat.catch_up", room_id=room.id, after_version=0))["items"][0],
    ):
        assert row.pop("mine") == []
        assert row == pushed


async def test_the_same_client_id_is_the_same_message(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    anna, boris = await site.socket("anna", room), site.as_("anna")
    first = await anna.call("chat.send", room_id=room.id, body="Один раз", client_id="x1")
    again = await boris.call("chat.send", room_id=room.id, body="Один раз", client_id="x1")
    assert again == first
    assert (await anna.call("chat.history", room_id=room.id))["items"][-1]["seq"] == 1


async def test_the_same_client_id_with_other_words_is_a_conflict(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="Одно", client_id="x1")
    with refused("conflict"):
        await site.as_("anna").call("chat.send", room_id=room.id, body="Другое", client_id="x1")


async def test_a_client_id_is_looked_up_before_the_right_to_write(site: LiveSite) -> None:
    room = await site.room(members=["anna"], visibility="members")
    anna = site.as_("anna")
    sent = await anna.call("chat.send", room_id=room.id, body="Успела", client_id="x1")
    await site.admin.call("chat.remove_member", room_id=room.id, person_id=anna.id)
    assert await anna.call("chat.send", room_id=room.id, body="Успела", client_id="x1") == sent
    with refused("not_found"):
        await anna.call("chat.send", room_id=room.id, body="Поздно", client_id="x2")


async def test_client_ids_of_two_people_do_not_meet(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    one = await site.as_("anna").call("chat.send", room_id=room.id, body="Я", client_id="same")
    other = await site.as_("boris").call("chat.send", room_id=room.id, body="И я", client_id="same")
    assert one.id != other.id


async def test_seqs_have_no_gaps_and_versions_rise(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    sockets = [await site.socket(who) for who in ("anna", "boris")]
    for number in range(6):
        await sockets[number % 2].call("chat.send", room_id=room.id, body=f"Строка {number}")
    with refused("invalid", "body"):
        await sockets[0].call("chat.send", room_id=room.id, body=" ")
    await sockets[0].call("chat.send", room_id=room.id, body="Последняя")
    items = (await site.as_("anna").call("chat.history", room_id=room.id))["items"]
    assert [row.seq for row in items] == [1, 2, 3, 4, 5, 6, 7]
    assert [row.version for row in items] == sorted(row.version for row in items)


async def test_an_answer_names_a_message_that_is_there(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    anna = site.as_("anna")
    first = await anna.call("chat.send", room_id=room.id, body="Вопрос")
    answer = await anna.call("chat.send", room_id=room.id, body="Ответ", reply_to=first.seq)
    assert answer.reply_to == 1
    with refused("invalid", "reply_to"):
        await anna.call("chat.send", room_id=room.id, body="Ответ ни на что", reply_to=99)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", ""), ("body", "я" * 8001), ("body", "нул\x00ь"), ("body", "\u202eзадом"), ("body", 5),
        ("room_id", 0), ("room_id", 2**63), ("room_id", "1"), ("client_id", "с пробелом"), ("client_id", ""),
        ("reply_to", -1), ("nonsense", 1),
    ],
)  # fmt: skip
async def test_bad_parameters_are_named(site: LiveSite, field: str, value: object) -> None:
    room = await site.room(members=["anna"])
    good = {"room_id": room.id, "body": "Слова", "client_id": "x1"}
    with refused("invalid", field):
        await site.as_("anna").call("chat.send", **{**good, field: value})
    assert (await site.as_("anna").call("chat.history", room_id=room.id))["items"] == []


async def test_a_guest_reads_an_open_room_and_does_not_write(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="Добро пожаловать")
    guest = await site.person("guest", role="guest")
    assert len((await guest.call("chat.history", room_id=room.id))["items"]) == 1
    with refused("forbidden"):
        await guest.call("chat.send", room_id=room.id, body="Можно?")
    with refused("forbidden"):
        await guest.call("chat.react", room_id=room.id, seq=1, name="спасибо")


async def test_a_guest_who_was_added_writes(site: LiveSite) -> None:
    await site.person("guest", role="guest")
    room = await site.room("Родители группы", members=["guest"], visibility="members")
    sent = await site.as_("guest").call("chat.send", room_id=room.id, body="Спасибо, что позвали")
    assert sent.seq == 1


async def test_a_visitor_reads_rooms_of_a_public_space_only(site: LiveSite) -> None:
    public = await site.room(space=(await site.space()).id)
    hidden = await site.room(space=(await site.space(visibility="network")).id)
    assert (await site.visitor.call("chat.history", room_id=public.id))["items"] == []
    with refused("not_found"):
        await site.visitor.call("chat.history", room_id=hidden.id)
    with refused("unauthenticated"):
        await site.visitor.call("chat.send", room_id=public.id, body="Здравствуйте")


async def test_typing_is_heard_and_not_kept(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    anna, boris = await site.socket("anna", room), await site.socket("boris", room)
    await anna.call("chat.typing", room_id=room.id)
    heard = await boris.hears("chat.typing")
    assert (heard.person_id, heard.name, "version" in heard) == (site.as_("anna").id, "Anna", False)
    await site.person("guest", role="guest")
    with refused("forbidden"):
        await site.as_("guest").call("chat.typing", room_id=room.id)


async def test_someone_named_is_told_if_the_room_is_theirs_to_read(site: LiveSite) -> None:
    room = await site.room("Учительская", members=["anna", "boris"], visibility="members")
    vera = await site.person("vera")
    boris = await site.socket("boris", "me")
    await site.as_("anna").call("chat.send", room_id=room.id, body="@boris и @vera, зайдите")
    assert (await boris.hears("notify.changed")).unread == 1
    assert (await boris.call("notify.list"))["items"][0].title == "Учительская"
    assert (await vera.call("notify.list"))["items"] == []


async def test_a_message_costs_at_most_six_statements(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    once = Once(site.as_("anna").id, "chat.send", "x1", b"digest")

    async def counted(tx: Any) -> int:
        await post_message(tx, once.person_id, once, room.id, Draft("Слова", "<p>Слова</p>"), None)
        return int(tx.statements)

    assert await site.db.write(counted) <= 6
