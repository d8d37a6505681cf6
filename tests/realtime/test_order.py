"""Pushes of a channel in the order of its versions, whatever order commits are told in."""

import asyncio
import random
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.realtime.bus import Publisher
from community.realtime.changes import Change, Push
from community.realtime.order import InOrder
from tests.support import LiveSite


async def sent_of(versions: list[int], channel: str = "room:1", seconds: float = 60) -> list[int]:
    sent: list[int] = []
    order = InOrder(seconds)
    for version in versions:
        order.put(channel, version, partial(sent.append, version))
    order.forget(channel)
    return sent


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ([5, 6, 7], [5, 6, 7]),
        ([5, 7, 6, 8], [5, 6, 7, 8]),
        ([5, 9, 8, 7, 6, 10], [5, 6, 7, 8, 9, 10]),
        ([5, 6, 6, 7], [5, 6, 6, 7]),
        ([5, 7, 7, 6], [5, 6, 7, 7]),
        ([5, 4, 3, 6], [5, 6]),
        ([5, 8], [5]),
    ],
)
async def test_a_version_waits_for_its_predecessor_and_none_goes_back(told: list[int], sent: list[int]) -> None:
    assert await sent_of(told) == sent


@given(st.permutations(range(2, 30)))
def test_any_order_becomes_the_right_one(told: list[int]) -> None:
    async def run() -> None:
        assert await sent_of([1, *told]) == list(range(1, 30))

    asyncio.run(run())


async def test_a_predecessor_that_never_comes_is_not_waited_for_long() -> None:
    sent: list[int] = []
    last = asyncio.Event()
    order = InOrder(0.01)
    order.put("room:1", 5, partial(sent.append, 5))
    order.put("room:1", 9, last.set)
    order.put("room:1", 7, partial(sent.append, 7))
    await asyncio.wait_for(last.wait(), 5)
    order.put("room:1", 6, partial(sent.append, 6))
    order.put("room:1", 10, partial(sent.append, 10))
    assert sent == [5, 7, 10]


async def test_channels_do_not_wait_for_each_other() -> None:
    sent: list[Any] = []
    order = InOrder(60)
    for channel, version in (("a", 1), ("b", 7), ("a", 3), ("b", 8), ("a", 2)):
        order.put(channel, version, partial(sent.append, (channel, version)))
    assert sent == [("a", 1), ("b", 7), ("b", 8), ("a", 2), ("a", 3)]


class Changed(Change, frozen=True):
    version: int

    def channels(self) -> tuple[str, ...]:
        return ("room:1",)

    def push(self, channel: str) -> Push:
        return Push("chat.changed", {}, self.version)


class Listeners:
    """A bus that notes what is delivered."""

    def __init__(self) -> None:
        self.listening, self.heard = True, 0

    def wants(self, channel: str) -> bool:
        return self.listening

    def deliver(self, channel: str, frame: Any) -> None:
        self.heard += 1


async def test_what_nobody_listens_to_is_not_remembered() -> None:
    bus = Listeners()
    publisher = Publisher(bus, lambda stamps: None, InOrder(60))  # type: ignore[arg-type]
    publisher.publish([Changed(1), Changed(2)])
    bus.listening = False
    publisher.publish([Changed(version) for version in range(3, 9)])
    bus.listening = True
    publisher.publish([Changed(9)])  # no gap for who has just come
    assert bus.heard == 3


async def test_a_room_full_of_writers_is_heard_in_the_order_of_its_versions(site: LiveSite) -> None:
    names = ["anna", "boris", "clara", "dina"]
    room = await site.room(members=names)
    listener = await site.socket("anna", room)
    sockets = [await site.socket(name) for name in names for _ in range(3)]
    shuffled = random.Random(5)

    async def write(socket: Any) -> None:
        for _ in range(8):
            sent = await socket.call("chat.send", room_id=room.id, body="строка")
            if shuffled.random() < 0.5:
                await socket.call("chat.react", room_id=room.id, seq=sent.seq, name="спасибо", on=True)

    await asyncio.gather(*(write(socket) for socket in sockets))
    last = (await listener.call("chat.catch_up", room_id=room.id, after_version=0)).version
    heard = []
    while not heard or heard[-1] < last:
        heard.append((await listener.hears("chat.changed")).version)
    assert heard == list(range(heard[0], last + 1))
