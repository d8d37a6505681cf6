"""Peers that do not read, do not stop or make no sense: they are let go, memory stays bounded, others do not notice."""

import asyncio
import contextlib
import json
import os
import random
import time
from collections.abc import AsyncIterator

import pytest
from websockets.frames import Opcode

from tests.faults.client import Client
from tests.faults.process import Process
from tests.faults.wire import GREETING, Wire, call, masked

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "3"))
MEMORY = 64 * 2**20
"""Bytes by which the server may grow meanwhile."""
PROMPT = 3.0
WITHIN = 60 + 20 * ROUNDS
DEAF = 30
LONG = "слово " * 1300
FRAMES, PARAGRAPH, BABBLERS = 33_000 * ROUNDS, 50, 8

pytestmark = pytest.mark.faults


class Neighbour:
    """Somebody with a room who goes on sending and reading, and looks at the clock and at the server's memory."""

    def __init__(self, server: Process, token: str, room: int) -> None:
        self.server, self.token, self.room = server, token, room
        self.client = Client(server.address, token, [room])
        self.before, self.most, self.slowest, self.sent = 0, 0, 0.0, 0

    async def send(self, body: str) -> None:
        self.sent += 1
        await self.client.once("chat.send", room_id=self.room, body=body, client_id=f"n{self.sent}")

    async def _live(self) -> None:
        while True:
            started = time.monotonic()
            await self.send("Кто завтра дежурит?")
            assert (await self.server.http.get("/readyz")).status_code == 200
            self.slowest = max(self.slowest, time.monotonic() - started)
            self.most = max(self.most, self.server.memory)

    @contextlib.asynccontextmanager
    async def unharmed(self) -> AsyncIterator[None]:
        await self.send("Доброе утро")
        self.before = self.server.memory
        living = asyncio.create_task(self._live())
        try:
            async with asyncio.timeout(WITHIN):
                yield
                sent = self.sent
                while self.sent < sent + 2 and not living.done():
                    await asyncio.sleep(0)
        finally:
            living.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await living
        assert self.slowest < PROMPT
        assert max(self.most, self.server.memory) - self.before < MEMORY
        assert (self.client.lines, self.client.gaps, self.client.turned_back) == (1, 0, 0)


@pytest.fixture
async def neighbour(server: Process) -> AsyncIterator[Neighbour]:
    token = await server.sign_in()
    network = (await server.call(token, "spaces.list"))["items"][0]["id"]
    room = await server.call(token, "chat.create_room", space_id=network, title="Учительская")
    made = Neighbour(server, token, room["id"])
    yield made
    await made.client.close()


async def sockets(server: Process) -> int:
    figures = (await server.http.get("/metrics")).text
    return int(float(figures.partition("\ncommunity_sockets ")[2].split()[0]))


async def test_readers_who_stop_or_take_a_byte_at_a_time_are_told_and_let_go(server: Process, neighbour: Neighbour):
    listeners = [await Wire.opened(server, neighbour.token, f"room:{neighbour.room}") for _ in range(DEAF)]
    whispering = listeners[::2]
    async with neighbour.unharmed():
        while await sockets(server) > 1:
            await asyncio.gather(*(neighbour.send(LONG) for _ in range(8)))
            for one in whispering:
                await one.reader.readexactly(1)
    for one in listeners:
        if one not in whispering:  # of the others a frame has been begun
            said, code = await one.last_words()
            assert (b'"live.lagged"' in said[-1], code) == (True, 1013)
        one.hang_up()


async def test_a_flood_of_calls_whose_answers_nobody_reads_is_read_no_further(server: Process, neighbour: Neighbour):
    for _ in range(30):
        await neighbour.send(LONG)
    wire = await Wire.opened(server, neighbour.token)
    asked = 0
    request = {"jsonrpc": "2.0", "id": 1, "method": "chat.history", "params": {"room_id": neighbour.room}}
    async with neighbour.unharmed():
        while True:
            wire.writer.write(masked(json.dumps(request).encode() + b" " * 100_000))
            asked += 1
            sent = neighbour.sent
            draining = asyncio.create_task(wire.writer.drain())
            while not draining.done() and neighbour.sent < sent + 20:
                await asyncio.sleep(0)
            if not draining.done():  # the neighbour has been answered twenty times, and of this not a byte was taken
                break
        answered = 0
        while answered < asked:
            opcode, payload = await wire.frame()
            answered += opcode is Opcode.TEXT and b'"result"' in payload
        await draining
    wire.hang_up()


BREAKING = (
    b"\x83\x80\x00\x00\x00\x00",  # an opcode that does not exist
    b"\xf1\x80\x00\x00\x00\x00",  # reserved bits
    b"\x81\x05hello",  # not masked
    b"\x89\xfe\x00\x7e" + b"\x00" * 130,  # a ping that is too long
    b"\x81\xff" + b"\xff" * 12,  # longer than anything can be
    masked(b"", Opcode.CONT),  # goes on with nothing
    masked(b"\x00", Opcode.BINARY),
    masked(b"\xff\xfe"),  # not UTF-8
)
"""Frames after which a line must end."""


def garbage(chance: random.Random) -> bytes:
    lot = chance.random()
    if lot < 0.5:
        return masked("".join(chance.choices('{}[]":,0189еnulltrue\\u', k=chance.randrange(200))).encode())
    if lot < 0.8:
        return masked(b'{"jsonrpc":"2.0","method":' + chance.randbytes(30).hex().encode())
    return masked(b"[" * chance.randrange(1000))


async def test_frames_without_sense_harm_nobody(server: Process, neighbour: Neighbour):
    """Whoever babbles is answered that it is no call, and answered a call; a frame that breaks the line ends it."""
    seed = random.randrange(2**32) if ROUNDS > 3 else 7
    print(f"seed {seed}")
    chance = random.Random(seed)

    async def babble(paragraphs: int) -> None:
        wire = await Wire.opened(server, neighbour.token)
        for number in range(paragraphs):
            await wire.says(b"".join(garbage(chance) for _ in range(PARAGRAPH)) + call("people.me", 77))
            while b'"id":77,"result"' not in (await wire.frame())[1]:
                pass
            if number % 5 == 0:
                wire.writer.write(chance.choice(BREAKING))
                assert (await wire.last_words())[1] in (1002, 1003, 1007, 1009)
                wire.hang_up()
                wire = await Wire.opened(server, neighbour.token)
        wire.hang_up()

    async with neighbour.unharmed():
        await asyncio.gather(*(babble(FRAMES // PARAGRAPH // BABBLERS) for _ in range(BABBLERS)))
    while await sockets(server) > 1:
        pass


async def test_a_message_of_endless_empty_fragments_is_closed_early(server: Process, neighbour: Neighbour):
    async with neighbour.unharmed():
        for opening in (masked(b"", fin=False), masked(b'{"jsonrpc":', fin=False)):
            wire = await Wire.opened(server, neighbour.token)
            closing = asyncio.create_task(wire.last_words())
            crumbs, said = masked(b"", Opcode.CONT, fin=False) * 1000, 0
            wire.writer.write(opening)
            with contextlib.suppress(ConnectionError):
                while said < 400_000:
                    await wire.says(crumbs)
                    said += 1000
            assert (await closing)[1] == 1009
            wire.hang_up()


async def test_heads_that_never_end_are_cut_off(server: Process, neighbour: Neighbour):
    head = GREETING.format(token=neighbour.token).encode()
    lines = [await Wire.to(server) for _ in range(200)]
    started = time.monotonic()
    async with neighbour.unharmed():
        for number, one in enumerate(lines):
            await one.says(head[: number % len(head)])
        async with asyncio.timeout(20):
            assert {await one.reader.read() for one in lines} == {b""}
        assert time.monotonic() - started > 5
    for one in lines:
        one.hang_up()
