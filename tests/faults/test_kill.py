"""A server that is killed in the middle of its work loses nothing that it has acknowledged."""

import asyncio
import os
import random

import pytest
import websockets

from tests.faults.load import Load
from tests.faults.process import Process

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "3"))

pytestmark = pytest.mark.faults


async def test_killed_under_load_it_loses_no_acknowledged_act_and_makes_none_twice(server: Process):
    load = await Load.on(server)
    moments = random.Random(ROUNDS)
    try:
        async with load.going_on():
            for _ in range(ROUNDS):
                await load.more(moments.randrange(40, 250))
                await asyncio.to_thread(server.kill)
                await server.start()
            await load.more(100)
        await load.nothing_is_lost()
        assert min(writer.client.lines for writer in load.writers) > 1
        assert sum(writer.client.gaps for writer in load.writers) == 0
        assert await asyncio.to_thread(server.terminate) == 0
    finally:
        await load.close()


async def test_sigterm_ends_with_0_and_a_second_one_changes_nothing(server: Process):
    headers = {"Authorization": f"Bearer {await server.sign_in()}"}
    url = f"ws://127.0.0.1:{server.port}/ws"
    async with websockets.connect(url, additional_headers=headers, proxy=None) as line:
        code = await asyncio.to_thread(server.terminate)
        with pytest.raises(websockets.ConnectionClosed):
            await line.recv()
        assert line.close_code == 1012
    assert code == 0
