"""Whatever people do, whatever is done to them and to their lines: who may read a room knows its table, others nothing.

A plan is drawn whole before anything is done: so it is shrunk, and tried again, without regard to what came when. One
server is enough for all plans; each has a space of its own.
"""

import asyncio
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.house import PEOPLE, ROOMS, House, Weather
from tests.support import LiveSite

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "3"))
PLANS_A_ROUND = 36
WITHIN = 60
SHORT = ROUNDS <= 3

pytestmark = pytest.mark.faults

who, room, nth = st.sampled_from(PEOPLE), st.sampled_from(ROOMS), st.integers(0, 7)


def act(name: str, *given: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(st.just(name), *given)


send, weather = act("send", who, room), act("weather", who, st.sampled_from(Weather.KINDS))
at_once = st.lists(
    st.one_of(
        send, send, act("edit", room, nth), act("remove", room, nth),
        act("react", room, nth, who, st.booleans()), act("join", who, room), act("cut", who),
    ),
    min_size=1, max_size=8,
)  # fmt: skip
kick = act("kick", who, room)
personal = st.one_of(
    kick, act("add", who, room), act("put_out", who), act("suspend", who), act("let_back", who),
    act("role", who, st.sampled_from(["guest", "member"])),
)  # fmt: skip
storm = act("storm", st.one_of(kick, personal), st.lists(who, min_size=2, max_size=6), st.integers(0, 200))
alone = st.one_of(weather, personal, storm, storm, act("shut", room, st.booleans()), act("narrow", room))
plans = st.lists(st.one_of(at_once, alone), min_size=4, max_size=24)
weathers = st.fixed_dictionaries({name: st.sampled_from(Weather.KINDS) for name in PEOPLE})


# The same plans every time in a short round; chance in a long one, which says how to repeat what it finds.
@settings(
    max_examples=PLANS_A_ROUND * ROUNDS, derandomize=SHORT, print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(weathers, plans)
async def test_who_may_read_a_room_knows_its_table_and_the_others_nothing(site: LiveSite, weathers: dict, plan: list):
    house = House(site)
    try:
        async with asyncio.timeout(WITHIN):
            await house.open()
            for name, kind in weathers.items():
                await house.weather(name, kind)
            for step in plan:
                await (house.at_once(step) if isinstance(step, list) else house.alone(*step))
            await house.everybody_knows_the_table()
    finally:
        await house.close()


async def test_kicked_and_let_in_again_in_the_middle_of_what_others_send(site: LiveSite):
    """The moment at which rights are looked up again lies somewhere in it: every moment is tried."""
    house = House(site)
    try:
        await house.open()
        for turns in range(0, 30 * ROUNDS, 3):
            await house.alone("storm", ("kick", "anna", "narrow"), ["boris", "vera", "gleb", "boris", "vera"], turns)
            await house.alone("storm", ("add", "anna", "narrow"), ["boris", "vera", "gleb"], turns)
        await house.everybody_knows_the_table()
    finally:
        await house.close()
