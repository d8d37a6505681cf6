"""Who is in a room, as those in it are told."""

import asyncio
import json

import msgspec
import pytest

from community.operations import Viewer
from community.realtime.changes import PersonChanged
from community.realtime.presence import MOST_NAMES, Presence, named
from tests.realtime.stage import WITHIN


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


def people(count):
    return [Viewer(id=number, name=f"{number:03}", handle=f"p{number}") for number in range(1, count + 1)]


class Told(list):
    """What a Presence has said to all: how many are here, and when by the loop's clock."""

    def __call__(self, channel, frame):
        said = json.loads(frame.payloads[0])
        assert (said["method"], said["params"]["channel"]) == ("presence.changed", channel)
        self.append((asyncio.get_running_loop().time(), said["params"]["count"]))

    async def until(self, count):
        async with asyncio.timeout(WITHIN):
            while len(self) < count:
                await asyncio.sleep(0)


def nobody(newcomer, frame):
    raise AssertionError("a newcomer is told with all others where that is soon")


async def test_many_comings_and_goings_are_told_once():
    told = Told()
    presence = Presence(lambda channel: people(1), told, nobody, 0)
    for _ in range(100):
        presence.moved("room:1")
    await told.until(1)
    await asyncio.sleep(0)
    assert [count for _, count in told] == [1]


@pytest.mark.parametrize(("count", "pauses"), [(2, 1), (12, 4), (48, 16), (51, 1)])
async def test_the_more_there_is_to_tell_the_seldomer_it_is_told(count, pauses):
    told, pause = Told(), 0.02
    presence = Presence(lambda channel: people(count), told, nobody, pause)
    presence.moved("room:1")
    await told.until(1)
    presence.moved("room:1")
    await told.until(2)
    (first, _), (second, _) = told
    assert second - first >= pauses * pause * 0.99


async def test_newcomers_do_not_wait_for_the_next_telling():
    told, heard = Told(), asyncio.get_running_loop().create_future()

    def greet(newcomer, frame):
        heard.set_result((newcomer, json.loads(frame.payloads[0])["params"]["count"]))

    presence = Presence(lambda channel: people(2), told, greet, 1.0)
    presence.moved("room:1")
    await told.until(1)
    presence.moved("room:1", "anna")
    async with asyncio.timeout(WITHIN):
        assert await heard == ("anna", 2)
    assert len(told) == 1
    presence.stop()


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
