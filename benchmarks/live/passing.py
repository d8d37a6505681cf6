"""What part of what a room hears is presence and typing, in bytes: two messages a second, ten people who write, each
telling so every eight seconds, and somebody who comes or goes twice a second."""

import asyncio
import json

from benchmarks import load
from benchmarks.live.listeners import send
from benchmarks.live.stage import Row, Stage

SIZES, WRITING, SECONDS, STEP = (40, 200), 10, 16.0, 0.5
TYPING_EVERY = 8.0


class Heard:
    """Bytes of pushes, by what they tell."""

    def __init__(self) -> None:
        self.passing = self.all = 0

    def hear(self, client: load.SocketClient, frame: bytes) -> None:
        if frame.startswith(b'{"jsonrpc":"2.0","method"'):
            self.all += len(frame)
            self.passing += len(frame) * frame.startswith(
                (b'{"jsonrpc":"2.0","method":"presence.', b'{"jsonrpc":"2.0","method":"chat.typing')
            )


def ask(client: load.SocketClient, method: str, **params: str | int) -> None:
    client.send(json.dumps({"jsonrpc": "2.0", "id": 0, "method": method, "params": params}).encode())


async def share(stage: Stage, room: int, size: int) -> float:
    heard = Heard()
    clients = [await load.socket(stage.server.address, token, heard.hear) for token in stage.tokens[:size]]
    for client in clients:
        ask(client, "live.subscribe", channel=f"room:{room}")
    await asyncio.sleep(2)  # until all are here and have been told so
    heard.passing = heard.all = 0
    restless = clients[0]
    for step in range(int(SECONDS / STEP)):
        ask(restless, f"live.{'un' if step % 2 == 0 else ''}subscribe", channel=f"room:{room}")
        send(clients[1 + step % WRITING], room, f"p{size}-{step}")
        for number in range(WRITING):
            if (step + number) % (TYPING_EVERY / STEP) == 0:
                ask(clients[1 + number], "chat.typing", room_id=room)
        await asyncio.sleep(STEP)
    for client in clients:
        client.close()
    return heard.passing / heard.all


async def measure(stage: Stage) -> list[Row]:
    rows = []
    with stage.running():
        for size, room in zip(SIZES, stage.rooms(len(SIZES)), strict=True):
            found = await share(stage, room, size)
            rows.append((f"presence and typing in what a room of {size} hears", f"{found * 100:.0f} % of the bytes",
                         "2 messages/s, 10 who write, somebody comes or goes twice a second", ""))  # fmt: skip
    return rows
