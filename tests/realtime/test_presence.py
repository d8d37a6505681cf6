"""Who is in a room, as those in it are told."""

import asyncio

from community.operations import Viewer
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
    assert stage.hub.present("room:1") == [stage.people["anna"].id]


async def test_a_person_with_two_sockets_is_here_once_until_both_have_left(stage):
    await stage.room(1, "anna", "boris")
    anna = await stage.open("anna", "room:1")
    first, second = await stage.open("boris", "room:1"), await stage.open("boris", "room:1")
    await names(second, "Anna", "Boris")
    await first.call("live.unsubscribe", channel="room:1")
    assert len(stage.hub.present("room:1")) == 2
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


def test_fifty_names_at_most_are_told_by_alphabet():
    people = [Viewer(id=number, name=f"{number:03}") for number in range(200, 0, -1)]
    found = named(people)
    assert len(found) == MOST_NAMES
    assert [person["id"] for person in found] == list(range(1, 51))
