"""What a post and a message cost while 1,000 people are online somewhere else, beside the same with nobody online."""

import asyncio
import itertools
import statistics
import time
from typing import Any

import msgspec

from benchmarks import load
from benchmarks.live.crowd import Crowd
from benchmarks.live.listeners import quiet
from benchmarks.live.stage import BODY, Row, Stage

ONLINE, ACTS, ROUNDS = 1_000, 400, 3


class Author:
    """Acts one after another over a socket, and knows how long each took."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._answered = asyncio.Event()

    async def enter(self, address: str, token: str) -> None:
        self._client = await load.socket(address, token, self._hear)

    def _hear(self, _: load.SocketClient, frame: bytes) -> None:
        if frame:
            assert b'"error"' not in frame, frame.decode()
            self._answered.set()

    async def act(self, method: str, params: dict[str, Any]) -> float:
        """The median of ACTS acts, in seconds."""
        times = []
        for _ in range(ACTS):
            number = next(self._numbers)
            told = {**params, "body": BODY, "client_id": f"o{number}"}
            call = msgspec.json.encode({"jsonrpc": "2.0", "id": number, "method": method, "params": told})
            began = time.perf_counter()
            self._answered.clear()
            self._client.send(call)
            await self._answered.wait()
            times.append(time.perf_counter() - began)
        return statistics.median(times)


async def measure(stage: Stage) -> list[Row]:
    found: dict[tuple[str, int], list[float]] = {}
    author = Author()
    with stage.running():
        room, elsewhere = stage.rooms(2)
        topic = stage.topic()
        acts = (("forum.reply", {"topic_id": topic}), ("chat.send", {"room_id": room}))
        channels = ("me", f"space:{stage.server.network()}", f"room:{elsewhere}")
        await author.enter(stage.server.address, stage.tokens[0])
        for _ in range(ROUNDS):
            for online in (0, ONLINE):
                crowd = Crowd(stage.server.address, period=2)
                await crowd.enter(stage.tokens, online)
                for channel in channels:
                    await crowd.ask("live.subscribe", f'{{"channel":"{channel}"}}')
                await quiet(crowd)
                for method, params in acts:
                    found.setdefault((method, online), []).append(await author.act(method, params))
                await crowd.leave()
    rows: list[Row] = []
    for method, _ in acts:
        none, many = (statistics.median(found[method, online]) * 1000 for online in (0, ONLINE))
        rows.append((f"{method} with {ONLINE:,} people online elsewhere", f"{many:.2f} ms",
                     f"with nobody: {none:.2f} ms", f"{many / none:.2f} of it, goal 1.2"))  # fmt: skip
    return rows
