"""What one listener of 200 who has stopped reading costs the others, and the server's memory."""

import asyncio
import statistics
import time

from benchmarks import load
from benchmarks.live.crowd import Crowd
from benchmarks.live.listeners import SENDERS, Senders, answered, quiet
from benchmarks.live.stage import Effort, Row, Stage, resident

LISTENERS, SECONDS, ROUNDS = 200, 4.0, 3
SMALL = 128 * 1024
"""Bytes that the deaf one's system takes for it. Much less, and TCP would drip when it reads again."""


class Round:
    """Deliveries a second to those who listen, and how much memory the server has taken meanwhile."""

    def __init__(self, stage: Stage, pid: int, room: int, senders: list[load.SocketClient]) -> None:
        self._stage, self._pid, self._room, self._senders = stage, pid, room, senders
        self.effort = Effort()
        self.codes: list[int] = []

    async def measure(self, deaf: bool) -> tuple[float, int]:
        crowd, other = Crowd(self._stage.server.address), Crowd(self._stage.server.address)
        await crowd.enter(self._stage.tokens, LISTENERS - 1)
        await other.enter(self._stage.tokens, 1, SMALL)
        for each in (crowd, other):
            await each.ask("live.subscribe", f'{{"channel":"room:{self._room}"}}')
        await quiet(crowd)
        other.listeners[0].stopped = deaf
        sending = asyncio.create_task(Senders(self._senders, self._room, crowd).keep_sending())
        before, frames, began, most = resident(self._pid), crowd.frames, time.perf_counter(), 0
        self.effort.begin()
        while time.perf_counter() - began < SECONDS:
            await asyncio.sleep(0.1)
            most = max(most, resident(self._pid) - before)
        await crowd.sweep()
        rate = (crowd.frames - frames) / (time.perf_counter() - began)
        self.effort.end()
        sending.cancel()
        await quiet(crowd)
        if deaf:
            self.codes.append(await _code(other))
        await crowd.leave()
        await other.leave()
        return rate, most


async def _code(deaf: Crowd) -> int:
    """By which code it was closed, when it reads again; 0 when it was not."""
    deaf.listeners[0].stopped = False
    await quiet(deaf)
    return deaf.listeners[0].code


async def measure(stage: Stage) -> list[Row]:
    rates: dict[bool, list[float]] = {False: [], True: []}
    grown: dict[bool, list[int]] = {False: [], True: []}
    with stage.running() as process:
        room = stage.rooms(1)[0]
        clients = [await load.socket(stage.server.address, token, answered) for token in stage.tokens[:SENDERS]]
        each = Round(stage, process.pid, room, clients)
        await each.measure(False)  # what grows once has grown
        for _ in range(ROUNDS):
            for deaf in (False, True):
                rate, most = await each.measure(deaf)
                rates[deaf].append(rate)
                grown[deaf].append(most)
        for client in clients:
            client.close()
    usual, beside = statistics.median(rates[False]), statistics.median(rates[True])
    memory = (statistics.median(grown[True]) - statistics.median(grown[False])) / 1e6
    let_go = f"{sum(code == 1013 for code in each.codes)} of {ROUNDS} let go with 1013"
    return [
        (f"told to the others of {LISTENERS} beside a deaf one", f"{beside:,.0f}/s{each.effort}",
         f"without: {usual:,.0f}/s", f"{beside / usual:.3f} of it, goal 0.95"),
        ("  memory that it takes", f"{memory:.2f} MB", let_go, "goal 1 MB"),
    ]  # fmt: skip
