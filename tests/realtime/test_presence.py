"""Who is in a room, as those in it are told."""

import asyncio

import msgspec

from community.operations import Viewer
from community.realtime.changes import PersonChanged
from community.realtime.presence import MOST_NAMES, Presence, named


async def names(socket, *expected):
    """Wait until the socket is told that exactly these are here."""
    while True:
        told = await socket.hears("presence.changed")
        assert told["channel"] == "room:1"
        if [person["name"] for person in told["here"]] == list(expected):
            assert told["count"] == len(expected)
            return


async def test_those_in_a_room_learn_who_comes_and_goes(either_stage):
    stage = either_stage
    await stage.room(1, "anna", "boris")
    anna = await stage.open("anna", "room:1")
    await names(anna, "Anna")
    boris = await stage.open("boris", "room:1")
    await names(anna, "Anna", "Boris")
    await names(boris, "Anna", "Boris")
    await boris.raw.close()
    await names(anna, "Anna")
    assert [viewer.name for viewer in stage.hub.viewers("room:1")] == ["Anna"]


async def test_a_person_with_two_sockets_is_here_once_until_both_have_left(stage):
    await stage.room(1, "anna", "boris")
    anna = await stage.open("anna", "room:1")
    first, second = await stage.open("boris", "room:1"), await stage.open("boris", "room:1")
    await names(second, "Anna", "Boris")
    await first.call("live.unsubscribe", channel="room:1")
    assert len(stage.hub.viewers("room:1")) == 2
    await second.call("live.unsubscribe", channel="room:1")
    await names(anna, "Anna")


async def test_only_rooms_tell_who_is_there(stage):
    stage.person("anna")
    anna = await stage.open("anna", "space:1", "me")
    await asyncio.sleep(0)
    assert await anna.heard("presence.changed") == []


async def test_many_comings_and_goings_are_told_once():
    told = []
    done = asyncio.Event()

    def tell(channel, method, params):
        told.append((channel, method, params))
        done.set()

    here = [Viewer(id=1, name="Anna", handle="anna")]
    presence = Presence(lambda channel: here, tell, 0)
    for _ in range(100):
        presence.moved("room:1")
    await done.wait()
    assert told == [("room:1", "presence.changed", {"here": [{"id": 1, "handle": "anna", "name": "Anna"}], "count": 1})]


async def test_comings_that_go_on_are_told_at_intervals_and_the_last_of_them_too():
    told, here = [], []
    presence = Presence(lambda channel: list(here), lambda *said: told.append(said[2]["count"]), 0.2)
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() < began + 0.5:
        here.append(Viewer(id=len(here) + 1, name="Anna"))
        presence.moved("room:1")
        await asyncio.sleep(0)
    while told[-1] != len(here):
        await asyncio.sleep(0)
    assert len(told) <= 1 + (loop.time() - began) / 0.2


async def test_of_a_crowd_only_the_number_is_told(stage):
    assert len(named([Viewer(id=number, name=f"{number:03}") for number in range(MOST_NAMES, 0, -1)])) == MOST_NAMES
    assert named([Viewer(id=number, name=f"{number:03}") for number in range(MOST_NAMES + 1)]) == []
    await stage.room(1, *(f"p{number}" for number in range(MOST_NAMES + 1)))
    sockets = [await stage.open(f"p{number}", "room:1") for number in range(MOST_NAMES + 1)]
    while (told := await sockets[0].hears("presence.changed"))["count"] <= MOST_NAMES:
        assert len(told["here"]) == told["count"]
    assert told == {"channel": "room:1", "here": [], "count": MOST_NAMES + 1}


async def test_who_wants_to_be_invisible_is_neither_named_nor_counted_from_the_next_moment_on(stage):
    await stage.room(1, "anna", "boris")
    anna = await stage.open("anna", "room:1")
    await stage.open("boris", "room:1")
    await names(anna, "Anna", "Boris")
    boris = stage.people["boris"]
    stage.people["boris"] = msgspec.structs.replace(boris, invisible=True)
    await stage.announced(PersonChanged(boris.id))
    await names(anna, "Anna")


def test_people_are_named_by_alphabet():
    people = [Viewer(id=3, name="яна"), Viewer(id=2, name="Борис"), Viewer(id=1, name="анна")]
    assert [person["name"] for person in named(people)] == ["анна", "Борис", "яна"]
