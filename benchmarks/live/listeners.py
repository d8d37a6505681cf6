"""Durable messages delivered to a room with 1,000 and 10,000 listeners, beside bare transports and `send_text`."""

import asyncio
import contextlib
import itertools
import statistics
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import load
from benchmarks.live.crowd import Crowd
from benchmarks.live.stage import BODY, Effort, Row, Stage, percentile, raise_open_files
from benchmarks.site import free_port, process

SECONDS, ROUNDS, SENDERS = 2.0, 3, 64
AHEAD = 32_000
"""Deliveries due at any time: enough that there is always a message to be told on, few enough to end soon."""
FILES = 19_000
"""Sockets that one process may have open, where the system allows 20,000 files."""


class Senders:
    """Sockets that listen to nothing and send in turn, 8 to 64 messages (by AHEAD) before what has been heard."""

    _numbers = itertools.count(1)

    def __init__(self, clients: list[load.SocketClient], room: int, crowd: Crowd) -> None:
        self._clients = itertools.cycle(clients)
        self._room = room
        self._crowd = crowd
        self.sent = 0

    async def keep_sending(self) -> None:
        before, listeners = self._crowd.frames, len(self._crowd.listeners)
        ahead = min(64, max(8, AHEAD // listeners))
        while True:
            heard = (self._crowd.frames - before) // listeners
            while self.sent - heard < ahead:
                self.sent += 1
                send(next(self._clients), self._room, f"s{next(self._numbers)}")
            await asyncio.sleep(0.005)


def send(client: load.SocketClient, room: int, client_id: str) -> None:
    client.send(
        f'{{"jsonrpc":"2.0","id":{next(client.numbers)},"method":"chat.send","params":{{"room_id":{room},'
        f'"body":"{BODY}","client_id":"{client_id}"}}}}'.encode()
    )


def answered(client: load.SocketClient, frame: bytes) -> None:
    assert b'"error"' not in frame, frame.decode()


@contextlib.contextmanager
def plain(kind: str, frame: Path) -> Iterator[tuple[str, int]]:
    """Address and process of a reference server that tells `frame`."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = (sys.executable, "-m", "benchmarks.live.plain", kind, str(port), str(frame))
    with process(*command, ready=address + "/healthz") as running:
        yield address, running.pid


class Told(NamedTuple):
    """Deliveries a second, and how long a message to another room took meanwhile until it was answered, in seconds."""

    rate: float
    waits: list[float]


async def told(crowd: Crowd, effort: Effort, seconds: float = SECONDS) -> float:
    """Deliveries a second, after a moment in which whoever tells has come to his pace."""
    await asyncio.sleep(0.7)
    await crowd.sweep()
    effort.begin()
    before, began = crowd.frames, time.perf_counter()
    await asyncio.sleep(seconds)
    await crowd.sweep()
    effort.end()
    return (crowd.frames - before) / (time.perf_counter() - began)


async def told_by_reference(address: str, crowd: Crowd, effort: Effort) -> float:
    go = f"{address}/go?{SECONDS + 1}"
    await asyncio.to_thread(lambda: urllib.request.urlopen(go, timeout=30).read())
    rate = await told(crowd, effort)
    await quiet(crowd)
    return rate


async def quiet(crowd: Crowd) -> None:
    """Until nothing has been heard for a while."""
    seen = -1
    while seen != crowd.frames:
        seen = crowd.frames
        await asyncio.sleep(0.5)


async def told_by_us(senders: Senders, crowd: Crowd, aside: "Aside", effort: Effort) -> Told:
    before = crowd.frames
    senders.sent = 0
    sending = asyncio.create_task(senders.keep_sending())
    asking = asyncio.create_task(aside.keep_asking())
    rate = await told(crowd, effort)
    asking.cancel()
    sending.cancel()
    due = before + senders.sent * len(crowd.listeners)
    async with asyncio.timeout(60):  # every message reaches everybody
        while crowd.frames < due:  # noqa: ASYNC110 - counted while sweeping
            await asyncio.sleep(0.05)
    assert crowd.frames == due, crowd.frames - due
    return Told(rate, aside.waits)


class Aside:
    """One person in a room of their own, who sends a message and waits for its answer, 50 times a second at most."""

    _numbers = itertools.count(1)

    def __init__(self, room: int) -> None:
        self._room = room
        self._answered = asyncio.Event()
        self.waits: list[float] = []

    async def enter(self, address: str, token: str) -> None:
        self._client = await load.socket(address, token, self._hear)

    def _hear(self, client: load.SocketClient, frame: bytes) -> None:
        if b'"result"' in frame:
            self._answered.set()
        else:
            answered(client, frame)

    async def keep_asking(self) -> None:
        self.waits = []
        while True:
            began = time.perf_counter()
            self._answered.clear()
            send(self._client, self._room, f"a{next(self._numbers)}")
            await self._answered.wait()
            self.waits.append(time.perf_counter() - began)
            await asyncio.sleep(0.02)


async def a_frame(stage: Stage, room: int) -> Path:
    """A push of this room as it is heard, in a file."""
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    client = await load.socket(stage.server.address, stage.tokens[0], lambda _, frame: heard.put_nowait(frame))
    client.send(f'{{"jsonrpc":"2.0","id":1,"method":"live.subscribe","params":{{"channel":"room:{room}"}}}}'.encode())
    while b'"result"' not in await heard.get():
        pass
    send(client, room, f"first{room}")
    while b'"chat.changed"' not in (frame := await heard.get()):
        pass
    client.close()
    file = stage.folder / "frame"
    file.write_bytes(frame)
    return file


async def measure(stage: Stage) -> list[Row]:
    raise_open_files()
    rows: list[Row] = []
    for count, share in ((1_000, 0.75), (10_000, 0.7)):
        with stage.running():
            rows += await _with(stage, count, share)
    return rows


async def _with(stage: Stage, count: int, share: float) -> list[Row]:
    room, other = stage.rooms(2)
    file = await a_frame(stage, room)
    ours, theirs, effort = Crowd(stage.server.address), [], Effort()
    clients = [await load.socket(stage.server.address, token, answered) for token in stage.tokens[:SENDERS]]
    aside = Aside(other)
    await aside.enter(stage.server.address, stage.tokens[0])
    await ours.enter(stage.tokens, count)
    await ours.ask("live.subscribe", f'{{"channel":"room:{room}"}}')
    await quiet(ours)  # who is here has been told
    kinds = ("transports", "starlette") if count <= 1_000 else ("transports",)
    rates: dict[str, list[float]] = {"ours": [], **{kind: [] for kind in kinds}}
    waits: list[float] = []
    with contextlib.ExitStack() as running:
        addresses = [running.enter_context(plain(kind, file))[0] for kind in kinds]
        for address in addresses:
            theirs.append(Crowd(address))
            await theirs[-1].enter([""], min(count, FILES - count))
        senders = Senders(clients, room, ours)
        for _ in range(ROUNDS):
            found = await told_by_us(senders, ours, aside, effort)
            rates["ours"].append(found.rate)
            waits += found.waits
            for kind, address, crowd in zip(kinds, addresses, theirs, strict=True):
                rates[kind].append(await told_by_reference(address, crowd, effort))
        for crowd in (ours, *theirs):
            await crowd.leave()
    return _rows(count, share, {kind: statistics.median(found) for kind, found in rates.items()}, waits, effort)


def _rows(count: int, share: float, rates: dict[str, float], waits: list[float], effort: Effort) -> list[Row]:
    bare = rates["transports"]
    rows: list[Row] = [
        (f"messages told to {count:,} listeners", f"{rates['ours']:,.0f}/s{effort}",
         f"bare asyncio transports: {bare:,.0f}/s", f"{rates['ours'] / bare:.2f} of it, goal {share:.2f}"),
    ]  # fmt: skip
    if "starlette" in rates:
        rows.append(("  one send_text a listener, plain Starlette", f"{rates['starlette']:,.0f}/s", "", ""))
    rows.append((
        "  a message in another room meanwhile", f"{percentile(waits, 0.5) * 1000:.1f} ms", "until its answer",
        f"p99 {percentile(waits, 0.99) * 1000:.0f} ms, goal {'60 ms' if count > 1_000 else 'none'}",
    ))  # fmt: skip
    return rows
