"""Messages as clients know them: shapes, reactions, history both ways, catching up, read marks."""

import asyncio
from typing import Any

import pytest

from tests.support import LiveSite, Row, refused

MESSAGE = {"id", "seq", "version", "author", "html", "posted_at", "edited_at", "removed_at", "client_id", "reactions"}
NAMES = ["спасибо", "пригодилось", "согласен", "вопрос", "приду"]


@pytest.fixture
async def room(site: LiveSite) -> Row:
    return await site.room(members=["anna", "boris"])


async def send(who: Any, room: Row, body: str, **more: Any) -> Row:
    return await who.call("chat.send", room_id=room.id, body=body, **more)


def row(message: Row) -> Row:
    """What everybody gets of a message, without what depends on who asks."""
    return Row({name: value for name, value in message.items() if name not in ("source", "mine")})


async def test_a_message_is_the_same_object_wherever_it_is_met(site: LiveSite, door: Any, room: Row) -> None:
    anna, boris = await door("anna"), await door("boris")
    listener = await site.socket("boris", room)
    sent = await send(anna, room, "Кто **здесь**?", client_id="mine")
    assert set(sent) >= MESSAGE
    assert (sent.seq, sent.client_id, sent.source) == (1, "mine", "Кто **здесь**?")
    assert (sent.reactions, sent.edited_at, sent.removed_at) == ({}, None, None)
    heard = await listener.hears("chat.changed")
    history = (await boris.call("chat.history", room_id=room.id))["items"][0]
    caught = (await boris.call("chat.catch_up", room_id=room.id, after_version=0))["items"][0]
    assert heard.message == row(sent) == row(history) == row(caught)
    assert history.mine == caught.mine == []


async def test_reactions_are_counted_and_none_is_absent(door: Any, room: Row) -> None:
    anna, boris = await door("anna"), await door("boris")
    await send(anna, room, "Собрание в пять")
    for name in NAMES:
        answered = await anna.call("chat.react", room_id=room.id, seq=1, name=name, on=True)
    assert answered.reactions == dict.fromkeys(NAMES, 1)
    await boris.call("chat.react", room_id=room.id, seq=1, name="приду", on=True)
    twice = await boris.call("chat.react", room_id=room.id, seq=1, name="приду", on=True)
    assert twice.reactions["приду"] == 2
    without = await anna.call("chat.react", room_id=room.id, seq=1, name="вопрос", on=False)
    assert "вопрос" not in without.reactions
    assert (await boris.call("chat.history", room_id=room.id))["items"][0].mine == ["приду"]
    for bad in ("👍", "ура", "", 7):
        with refused("invalid", "name"):
            await anna.call("chat.react", room_id=room.id, seq=1, name=bad, on=True)


async def test_a_removed_message_is_a_tombstone_everywhere(site: LiveSite, door: Any, room: Row) -> None:
    anna = await door("anna")
    await send(anna, room, "Лишнее слово")
    await anna.call("chat.react", room_id=room.id, seq=1, name="вопрос", on=True)
    listener = await site.socket("boris", room)
    removed = await anna.call("chat.remove", room_id=room.id, seq=1)
    heard = (await listener.hears("chat.changed")).message
    history = (await anna.call("chat.history", room_id=room.id))["items"]
    caught = (await anna.call("chat.catch_up", room_id=room.id, after_version=0))["items"]
    assert [row(one) for one in (heard, history[0], caught[0])] == [row(removed)] * 3
    assert (removed.html, removed.reactions, removed.removed_at is not None) == ("", {}, True)
    assert (history[0].mine, caught[0].mine) == ([], [])
    for name, more in (("chat.edit", {"body": "Иное"}), ("chat.react", {"name": "вопрос", "on": True})):
        with refused("gone"):
            await anna.call(name, room_id=room.id, seq=1, **more)


async def test_history_is_ascending_in_every_direction(door: Any, room: Row) -> None:
    anna = await door("anna")
    for number in range(1, 13):
        await send(anna, room, str(number))
    for cursor, seqs, ends in (
        ({}, range(8, 13), False),
        ({"before_seq": 8}, range(3, 8), False),
        ({"before_seq": 6}, range(1, 6), True),
        ({"before_seq": 1}, range(0), True),
        ({"after_seq": 0}, range(1, 6), False),
        ({"after_seq": 7}, range(8, 13), True),
        ({"after_seq": 12}, range(0), True),
    ):
        page = await anna.call("chat.history", room_id=room.id, limit=5, **cursor)
        assert [message.seq for message in page["items"]] == list(seqs)
        assert (page.next is None) == ends
    for bad in ({"limit": 101}, {"limit": 0}, {"before_seq": 0}, {"after_seq": -1}, {"before_seq": "5"}):
        with refused("invalid", *bad):
            await anna.call("chat.history", room_id=room.id, **bad)


async def test_catching_up_pages_by_version_and_says_the_channels(site: LiveSite, door: Any, room: Row) -> None:
    anna = await door("anna")
    for number in range(1, 6):
        await send(anna, room, str(number))
    await anna.call("chat.edit", room_id=room.id, seq=1, body="иначе")
    subscribed = await (await site.socket("boris")).call("live.subscribe", channel=f"room:{room.id}")
    found: list[Row] = []
    after, more = 0, True
    while more:
        page = await anna.call("chat.catch_up", room_id=room.id, after_version=after, limit=2)
        found += page["items"]
        assert page.version == subscribed.version == 6
        after, more = page["items"][-1].version, page.more
    assert [(message.seq, message.version) for message in found] == [(2, 2), (3, 3), (4, 4), (5, 5), (1, 6)]
    await site.admin.call("chat.update_room", room_id=room.id, title="Иначе")
    renamed = await anna.call("chat.catch_up", room_id=room.id, after_version=6)
    assert (renamed["items"], renamed.room.title, renamed.version) == ([], "Иначе", 7)


async def test_read_marks_answer_what_is_unread(door: Any, room: Row) -> None:
    anna, boris = await door("anna"), await door("boris")
    for number in range(5):
        await send(anna, room, str(number))
    for seq, unread in ((3, 2), (5, 0), (1, 0)):
        assert (await boris.call("chat.read_up_to", room_id=room.id, seq=seq)).unread == unread
    with refused("unauthenticated"):
        await (await door("visitor")).call("chat.read_up_to", room_id=room.id, seq=1)


async def test_seqs_have_no_gaps_when_many_write_at_once(site: LiveSite, room: Row) -> None:
    writers = [site.as_("anna"), await site.socket("boris"), site.admin]
    sent = await asyncio.gather(*(send(who, room, str(number)) for number in range(20) for who in writers))
    assert sorted(message.seq for message in sent) == list(range(1, 61))
    assert sorted(message.version for message in sent) == list(range(1, 61))


async def test_the_source_is_for_the_author_and_moderators(door: Any, room: Row) -> None:
    await send(await door("anna"), room, "Кто **здесь**?")
    for who in ("anna", "admin"):
        assert (await (await door(who)).call("chat.source", room_id=room.id, seq=1)).source == "Кто **здесь**?"
    for who, kind in (("boris", "forbidden"), ("visitor", "unauthenticated")):
        with refused(kind):
            await (await door(who)).call("chat.source", room_id=room.id, seq=1)


async def test_a_message_holds_eight_thousand_characters_and_may_answer_another(door: Any, room: Row) -> None:
    anna = await door("anna")
    await send(anna, room, "😀" * 8_000)
    assert (await send(anna, room, "об этом", reply_to=1)).reply_to == 1
    for bad in ("я" * 8_001, "", "  ", "\0", "\u202eкот"):
        with refused("invalid", "body"):
            await send(anna, room, bad)
    with refused("invalid", "reply_to"):
        await send(anna, room, "ни о чём", reply_to=99)
