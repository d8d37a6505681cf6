"""How soon a message is heard: 100 a second, evenly, into a room of 200 listeners, from the moment it was due."""

import asyncio
import time

from benchmarks import bare, load
from benchmarks.live.listeners import send
from benchmarks.live.stage import Effort, Row, Stage, percentile

LISTENERS, RATE, SECONDS, ROUNDS = 200, 100, 5.0, 3


class Receipts:
    """Open loop: what is late at the sender's counts as late."""

    def __init__(self) -> None:
        self._due: dict[bytes, float] = {}
        self._sent = 0
        self.waits: list[float] = []
        self.subscribed = 0

    def hear(self, client: load.SocketClient, frame: bytes) -> None:
        at = frame.find(b'"client_id":"l')
        if frame.startswith(b'{"jsonrpc":"2.0","id"'):
            assert b'"error"' not in frame, frame.decode()
            self.subscribed += 1
        elif at > 0:
            self.waits.append(time.perf_counter() - self._due[frame[at + 13 : frame.index(b'"', at + 13)]])

    async def send(self, client: load.SocketClient, room: int) -> None:
        began, loop = time.perf_counter(), asyncio.get_running_loop()
        behind = loop.time() - began
        for number in range(int(RATE * SECONDS)):
            due = began + number / RATE
            if (early := due + behind - loop.time()) > 0:
                await asyncio.sleep(early)
            self._sent += 1
            client_id = f"l{self._sent}"
            self._due[client_id.encode()] = due
            send(client, room, client_id)

    async def all_heard(self) -> None:
        async with asyncio.timeout(30):
            while len(self.waits) < self._sent * LISTENERS:  # noqa: ASYNC110 - counted in a callback
                await asyncio.sleep(0.05)


async def measure(stage: Stage) -> list[Row]:
    receipts, effort, syncs = Receipts(), Effort(), list[float]()
    with stage.running():
        room = stage.rooms(1)[0]
        clients = [await load.socket(stage.server.address, token, receipts.hear) for token in stage.tokens[:LISTENERS]]
        sender = await load.socket(stage.server.address, stage.tokens[0], lambda _, __: None)
        for client in clients:
            client.send(
                f'{{"jsonrpc":"2.0","id":0,"method":"live.subscribe","params":{{"channel":"room:{room}"}}}}'.encode()
            )
        while receipts.subscribed < len(clients):  # noqa: ASYNC110 - counted in a callback
            await asyncio.sleep(0.05)
        for _ in range(ROUNDS):
            syncs += bare.sync_times(stage.folder)
            effort.begin()
            await receipts.send(sender, room)
            await receipts.all_heard()
            effort.end()
        for client in (*clients, sender):
            client.close()
    disk = f"fdatasync of 4 KiB: {percentile(syncs, 0.5) * 1000:.2f} ms"
    return [
        (f"message to receipt, {RATE}/s to {LISTENERS} listeners, median",
         f"{percentile(receipts.waits, 0.5) * 1000:.1f} ms{effort}", disk, "goal 6 ms"),
        ("  its p99", f"{percentile(receipts.waits, 0.99) * 1000:.1f} ms",
         f"its p99: {percentile(syncs, 0.99) * 1000:.2f} ms", "goal 30 ms"),
    ]  # fmt: skip
