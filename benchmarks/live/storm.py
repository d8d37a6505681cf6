"""The server ends and starts again while 5,000 people listen and messages are sent: until all of them are in step.

The clients do what `static/live.js` does: pauses that grow until the server has answered, half of each left to chance;
then they listen to their channels anew and catch up by version.
"""

import asyncio
import contextlib
import itertools
import random
import signal
import statistics
import time
from subprocess import Popen
from typing import Any

import msgspec

from benchmarks import load
from benchmarks.live.listeners import send
from benchmarks.live.stage import Effort, Row, Stage

CLIENTS, ROOMS, RATE = 5_000, 50, 20
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
PATIENCE = 90.0
SESSION_ENDED = 4401


class Member:
    """One person's page: a socket that listens to `me` and to one room, and the version it has reached there."""

    def __init__(self, storm: "Storm", token: str, room: int) -> None:
        self._storm = storm
        self._token = token
        self.room = room
        self.version = 0
        self._newest = 0
        self._catching = False
        self._tries = 0
        self.client: load.SocketClient | None = None
        self.in_step_at = 0.0
        """When it last came to know everything it had been told of; 0 while it does not."""

    async def live(self) -> None:
        while True:
            try:
                self.client = await load.socket(self._storm.address, self._token, self._hear)
            except OSError as error:
                self._storm.failed(error)
            else:
                self._storm.shaken_hands()
                self._call("room", "live.subscribe", channel=f"room:{self.room}")
                self._call("me", "live.subscribe", channel="me")
                code = await self.client.gone
                self.client, self._catching, self.in_step_at = None, False, 0.0
                self._storm.closed(code)
                if code == SESSION_ENDED:
                    return
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**self._tries)
            self._tries += 1
            await asyncio.sleep(pause * (0.5 + random.random() / 2))

    def _call(self, id: str, method: str, **params: Any) -> None:
        assert self.client is not None
        self.client.send(msgspec.json.encode({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))

    def _hear(self, _: load.SocketClient, frame: bytes) -> None:
        if not frame or self.client is None:
            return
        self._tries = 0
        told = msgspec.json.decode(frame)
        if "error" in told:
            self._storm.refused(told["id"], told["error"])
        elif told.get("method") == "chat.changed":
            self._pushed(told["params"]["version"])
        elif told.get("id") == "room":
            self._newest = max(self._newest, told["result"]["version"])
            self._catch_up()
        elif told.get("id") == "me":
            self._call("unread", "notify.unread")
        elif told.get("id") == "missed":
            self._caught_up(told["result"])

    def _pushed(self, version: int) -> None:
        self._newest = max(self._newest, version)
        if not self._catching and version == self.version + 1 and self.in_step_at:
            self.version = version
        elif version > self.version and self.in_step_at:
            self._catch_up()

    def _catch_up(self) -> None:
        if self._newest <= self.version:
            self.in_step_at = self.in_step_at or time.perf_counter()
        elif not self._catching:
            self._catching = True
            self._call("missed", "chat.catch_up", room_id=self.room, after_version=self.version)

    def _caught_up(self, found: dict[str, Any]) -> None:
        self._catching = False
        self.version = found["items"][-1]["version"] if found["more"] else found["version"]
        self._newest = max(self._newest, self.version)
        self._catch_up()


class Storm:
    """All members, and what they met."""

    def __init__(self, address: str, tokens: list[str], rooms: list[int]) -> None:
        self.address = address
        self.members = [
            Member(self, tokens[number % len(tokens)], rooms[number % len(rooms)]) for number in range(CLIENTS)
        ]
        self.hands: list[float] = []
        self.refusals: list[Any] = []
        self.lost: dict[int, int] = {}
        self._numbers = itertools.count(1)
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Let them in, a thousand a second, until all are in step."""
        for number, member in enumerate(self.members, 1):
            self._tasks.append(asyncio.create_task(member.live()))
            if number % 50 == 0:
                await asyncio.sleep(0.05)
        await self.all_in_step()

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for member in self.members:
            if member.client is not None:
                member.client.close()

    def shaken_hands(self) -> None:
        self.hands.append(time.perf_counter())

    def failed(self, error: OSError) -> None:
        """No server there, or one that answers the handshake with a refusal."""
        if b"HTTP/1.1" in (error.args[0] if isinstance(error.args[0], bytes) else b""):
            self.refusals.append(error)

    def refused(self, call: str | int, error: Any) -> None:
        """A message that a server on its way out does not take is sent again by `static/outbox.js`; here it is not."""
        if isinstance(call, str):
            self.refusals.append(error)

    def closed(self, code: int) -> None:
        self.lost[code] = self.lost.get(code, 0) + 1

    async def keep_sending(self) -> None:
        """Somebody whose line is there says something, RATE times a second."""
        while True:
            member = random.choice(self.members)
            if member.client is not None and not member.client.gone.done():
                send(member.client, member.room, f"w{next(self._numbers)}")
            await asyncio.sleep(1 / RATE)

    async def all_in_step(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while not all(member.in_step_at for member in self.members):  # noqa: ASYNC110 - counted in callbacks
                await asyncio.sleep(0.05)

    def missing(self, stage: Stage) -> int:
        """How many do not know the newest of their room."""
        call, admin = stage.server.call, stage.server.admin
        newest = {
            room: call(admin, "chat.catch_up", room_id=room, after_version=0, limit=1)["version"]
            for room in {member.room for member in self.members}
        }
        return sum(member.version < newest[member.room] for member in self.members)


async def measure(stage: Stage) -> list[Row]:
    rows: list[Row] = []
    with contextlib.ExitStack() as running:
        process = running.enter_context(stage.running())
        rooms = stage.rooms(ROOMS)
        storm = Storm(stage.server.address, stage.tokens, rooms)
        sending = asyncio.create_task(storm.keep_sending())
        await storm.begin()
        for name, number in (("SIGTERM", signal.SIGTERM), ("kill -9", signal.SIGKILL)):
            found, process = await _blow(storm, stage, running, process, number, name)
            rows += found
        sending.cancel()
        await asyncio.sleep(1)
        missing = await asyncio.to_thread(storm.missing, stage)
        await storm.end()
    return [*rows, ("  without the newest message in the end", f"{missing}", "", "goal none")]


async def _blow(
    storm: Storm, stage: Stage, running: contextlib.ExitStack, process: "Popen[bytes]", number: int, name: str
) -> tuple[list[Row], "Popen[bytes]"]:
    """End the server by this signal and start it again; what was seen, and the new process."""
    storm.hands.clear()
    storm.refusals.clear()
    storm.lost.clear()
    effort = Effort()
    effort.begin()
    began = time.perf_counter()
    process.send_signal(number)
    await asyncio.to_thread(process.wait)
    ended = time.perf_counter() - began
    process = await asyncio.to_thread(running.enter_context, stage.running())
    ready = time.perf_counter() - began
    await storm.all_in_step()
    effort.end()
    times = [member.in_step_at - began for member in storm.members]
    rate = _busiest_second(storm.hands)
    return [
        (
            f"{CLIENTS:,} clients in step after {name}",
            f"{max(times):.1f} s{effort}",
            f"server gone after {ended:.1f} s, back after {ready:.1f} s",
            "goal 15 s",
        ),
        ("  half of them", f"{statistics.median(times):.1f} s", f"refused: {len(storm.refusals)}", "goal none"),
        ("  handshakes in the busiest second", f"{rate:,}/s", f"closed with {storm.lost}", ""),
    ], process


def _busiest_second(moments: list[float]) -> int:
    most, first = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] < moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most
