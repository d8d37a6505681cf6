"""How many messages a second are posted, each on the disk before it is acknowledged."""

import asyncio
import itertools
import statistics
import time
from pathlib import Path

from benchmarks import bare, load
from benchmarks.site import Server

SENDERS, ROOMS, SECONDS, ROUNDS = 64, 16, 4.0, 3
BODY = "Коллеги, завтра семинар в 15:00 в музыкальном зале."


class Senders:
    """Closed loops: each sends the next message when the last one is acknowledged."""

    def __init__(self, rooms: list[int]) -> None:
        self._rooms = rooms
        self.until = 0.0
        self.acknowledged = 0
        self.heard = 0
        self.waits: list[float] = []
        self._sent_at: dict[int, float] = {}
        self._room_of: dict[int, int] = {}
        self.finished = asyncio.Event()
        self._sending = 0

    def hear(self, client: load.SocketClient, frame: bytes) -> None:
        if frame.startswith(b'{"jsonrpc":"2.0","method"'):
            self.heard += 1
            return
        if b'"result"' not in frame or id(client) not in self._sent_at:
            assert b'"error"' not in frame, frame
            return
        now = time.perf_counter()
        self.acknowledged += 1
        self.waits.append(now - self._sent_at.pop(id(client)))
        if now < self.until:
            self.send(client)
        else:
            self._sending -= 1
            if self._sending == 0:
                self.finished.set()

    def send(self, client: load.SocketClient) -> None:
        number = next(client.numbers)
        self._sent_at[id(client)] = time.perf_counter()
        text = (
            f'{{"jsonrpc":"2.0","id":{number},"method":"chat.send","params":{{"room_id":{self._room_of[id(client)]},'
            f'"body":"{BODY}","client_id":"b{number}"}}}}'
        )
        client.send(text.encode())

    async def run(self, clients: list[load.SocketClient]) -> float:
        """Messages acknowledged in a second."""
        self.acknowledged, self.heard, self.waits = 0, 0, []
        self.finished.clear()
        self._sending = len(clients)
        started = time.perf_counter()
        self.until = started + SECONDS
        for client in clients:
            self.send(client)
        await self.finished.wait()
        return self.acknowledged / (time.perf_counter() - started)

    def enter(self, client: load.SocketClient, number: int) -> None:
        """Give the client its room, to send to and not to listen."""
        self._room_of[id(client)] = self._rooms[number % len(self._rooms)]

    def join(self, client: load.SocketClient, number: int) -> None:
        self.enter(client, number)
        channel = f"room:{self._room_of[id(client)]}"
        client.send(f'{{"jsonrpc":"2.0","id":0,"method":"live.subscribe","params":{{"channel":"{channel}"}}}}'.encode())


async def measure(folder: Path) -> list[tuple[str, str, str, str]]:
    server = Server(folder / "chat")
    server.prepare()
    syncs, rates, waits, heard, silent = [], [], [], [], []
    with server.running():
        network = server.network()
        rooms = [
            server.call(server.admin, "chat.create_room", space_id=network, title=f"Комната {n}")["id"]
            for n in range(ROOMS)
        ]
        senders = Senders(rooms)
        numbers = itertools.count(1)
        for _ in range(ROUNDS):
            syncs.append(bare.syncs_per_second(folder))
            for begin in (senders.join, senders.enter):
                clients = [await load.socket(server.address, token, senders.hear) for token in server.people(SENDERS)]
                for number, client in enumerate(clients):
                    client.numbers = numbers
                    begin(client, number)
                rate = await senders.run(clients)
                if begin == senders.enter:
                    silent.append(rate)
                else:
                    rates.append(rate)
                    waits.append(statistics.median(senders.waits) * 1000)
                    heard.append(senders.heard / SECONDS)
                for client in clients:
                    client.close()
    reference = f"fdatasync of 4 KiB: {statistics.median(syncs):,.0f}/s"
    return [
        (
            f"chat.send, {SENDERS} senders, {ROOMS} rooms",
            f"{statistics.median(rates):,.0f}/s",
            reference,
            "goal 2,000/s",
        ),
        ("  its acknowledgement, median", f"{statistics.median(waits):.1f} ms", "", ""),
        ("  pushes heard meanwhile", f"{statistics.median(heard):,.0f}/s", "", ""),
        ("  the same with nobody listening", f"{statistics.median(silent):,.0f}/s", reference, "goal 2,500/s"),
    ]
