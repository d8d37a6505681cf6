"""A server that is killed in the middle of its work loses nothing that it has acknowledged."""

import asyncio
import itertools
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
import websockets

from community.address import PostgresUrl
from tests.engines import Engine
from tests.faults.process import PASSWORD, Process

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "3"))
SENDS, SENDERS = 200, 8

pytestmark = pytest.mark.faults


@pytest.fixture
async def server(tmp_path: Path, engine: Engine):
    place = engine.bare()
    made = Process(tmp_path, database=place.url if isinstance(place, PostgresUrl) else "")
    made.community("create-admin", "--name", "Ольга", "--email", "o@example.org", "--password-stdin", given=PASSWORD)
    await made.start()
    yield made
    made.kill()
    await made.hang_up()
    engine.drop(place)


async def _send(server: Process, token: str, room_id: int, numbers: Any, acknowledged: dict[str, int]) -> None:
    """Send one message after another until all are sent or the line is cut."""
    headers = {"Authorization": f"Bearer {token}"}
    url = f"ws://127.0.0.1:{server.port}/ws"
    try:
        async with websockets.connect(url, additional_headers=headers, compression=None, proxy=None) as line:
            for number in numbers:
                params = {"room_id": room_id, "body": f"строка {number}", "client_id": f"k{number}"}
                await line.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": "chat.send", "params": params}))
                answer = json.loads(await line.recv())
                acknowledged[params["client_id"]] = answer["result"]["seq"]
    except (websockets.ConnectionClosed, OSError):
        return


async def _history(server: Process, token: str, room_id: int) -> list[dict[str, Any]]:
    found, after = [], 0
    while True:
        page = await server.call(token, "chat.history", room_id=room_id, after_seq=after, limit=100) if after else (
            await server.call(token, "chat.catch_up", room_id=room_id, after_version=0, limit=100)
        )  # fmt: skip
        if not page["items"]:
            return found
        found += page["items"]
        after = found[-1]["seq"]


@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_a_kill_in_the_middle_of_200_sends_loses_no_acknowledged_message(server: Process, round_: int):
    opened = await server.call("", "sessions.open", email="o@example.org", password=PASSWORD)
    token = opened["token"]
    spaces = await server.call(token, "spaces.list")
    room = await server.call(token, "chat.create_room", space_id=spaces["items"][0]["id"], title="Учительская")
    acknowledged: dict[str, int] = {}
    numbers = itertools.count(1)
    batches = [[next(numbers) for _ in range(SENDS // SENDERS)] for _ in range(SENDERS)]
    sending = [asyncio.create_task(_send(server, token, room["id"], batch, acknowledged)) for batch in batches]
    deadline = random.Random(round_).randrange(20, SENDS - 20)
    while len(acknowledged) < deadline and not all(task.done() for task in sending):
        await asyncio.sleep(0)
    server.kill()
    await asyncio.gather(*sending)
    await server.hang_up()
    assert 0 < len(acknowledged) < SENDS

    await server.start()
    kept = {message["client_id"]: message["seq"] for message in await _history(server, token, room["id"])}
    assert acknowledged.items() <= kept.items()
    for number in range(1, SENDS + 1):  # whoever was not answered sends again, with the same client_id
        await server.call(token, "chat.send", room_id=room["id"], body=f"строка {number}", client_id=f"k{number}")
    history = await _history(server, token, room["id"])
    assert sorted(message["client_id"] for message in history) == sorted(f"k{n}" for n in range(1, SENDS + 1))
    assert sorted(message["seq"] for message in history) == list(range(1, SENDS + 1))
    assert acknowledged.items() <= {m["client_id"]: m["seq"] for m in history}.items()


async def test_sigterm_ends_with_0_and_a_second_one_changes_nothing(server: Process):
    opened = await server.call("", "sessions.open", email="o@example.org", password=PASSWORD)
    headers = {"Authorization": f"Bearer {opened['token']}"}
    url = f"ws://127.0.0.1:{server.port}/ws"
    async with websockets.connect(url, additional_headers=headers, proxy=None) as line:
        code = await asyncio.to_thread(server.terminate)
        with pytest.raises(websockets.ConnectionClosed):
            await line.recv()
        assert line.close_code == 1012
    assert code == 0
