"""Many people at the same moment: numbers without gaps, one message for one client_id, marks that never go back."""

import asyncio

from tests.support import LiveSite, refused


async def test_sixty_four_sendings_of_one_client_id_are_one_message(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    anna = site.as_("anna")
    given = {"room_id": room.id, "body": "Один раз", "client_id": "once"}
    sent = await asyncio.gather(*(anna.call("chat.send", **given) for _ in range(64)))
    assert len({(message.id, message.seq, message.version) for message in sent}) == 1
    assert [row.seq for row in (await anna.call("chat.history", room_id=room.id))["items"]] == [1]
    with refused("conflict"):
        await anna.call("chat.send", **given | {"body": "Другое"})


async def test_what_happens_at_once_is_numbered_without_gaps(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris", "vera"])
    people = [site.as_(who) for who in ("anna", "boris", "vera")]
    heard = await site.socket("owner", room)
    first = await people[0].call("chat.send", room_id=room.id, body="Начали")
    acts = [person.call("chat.send", room_id=room.id, body=f"Строка {n}") for person in people for n in range(8)]
    acts += [person.call("chat.react", room_id=room.id, seq=first.seq, name="согласен") for person in people * 2]
    await asyncio.gather(*acts)
    pushed = [(await heard.hears("chat.changed")).version for _ in range(1 + 24 + 3)]
    assert pushed == list(range(1, 29))
    items = (await people[0].call("chat.catch_up", room_id=room.id, after_version=0, limit=100))["items"]
    assert sorted(row.seq for row in items) == list(range(1, 26))
    assert next(row.reactions for row in items if row.seq == 1) == {"согласен": 3}


async def test_of_marks_set_at_once_the_furthest_stays(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    for number in range(9):
        await site.as_("boris").call("chat.send", room_id=room.id, body=f"Строка {number}")
    anna = site.as_("anna")
    await asyncio.gather(*(anna.call("chat.read_up_to", room_id=room.id, seq=seq) for seq in (3, 7, 1, 5, 2)))
    assert (await anna.call("chat.read_up_to", room_id=room.id, seq=1)).unread == 2


async def test_a_reaction_set_and_taken_back_many_times_counts_once(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="Спасибо всем")
    boris, given = site.as_("boris"), {"room_id": room.id, "seq": 1, "name": "спасибо"}
    set_on = await asyncio.gather(*(boris.call("chat.react", **given) for _ in range(5)))
    assert {(message.version, message.reactions["спасибо"]) for message in set_on} == {(2, 1)}
    taken = await asyncio.gather(*(boris.call("chat.react", on=False, **given) for _ in range(5)))
    assert {(message.version, len(message.reactions)) for message in taken} == {(3, 0)}
