"""The server ends and starts again while 5,000 people listen and messages are sent: until all of them are in step.

The clients do what `static/live.js` does: pauses that grow until the server has answered, four times as long for those
whom it has sent away, most of each left to chance; then they listen to their channels anew and catch up by version.
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
SENT_AWAY = (1012, 1013)
PATIENCE = 90.0
SESSION_ENDED = 4401


class Listening:
    """One channel of a page: the version it has reached, and the newest it has been told of."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.version = self.newest = 0
        self.known = self.catching = False
        """Whether the server has said since the line is there how far the channel is; whether it was asked what is."""

    @property
    def in_step(self) -> bool:
        return self.known and self.version >= self.newest

    def lost(self) -> None:
        self.known = self.catching = False


class Member:
    """One person's page: a socket that listens to `me` and to one room."""

    def __init__(self, storm: "Storm", token: str, room: int) -> None:
        self._storm = storm
        self._token = token
        self.room = room
        self._channels = {channel: Listening(channel) for channel in ("me", f"room:{room}")}
        self._tries = 0
        self.client: load.SocketClient | None = None
        self.in_step_at = 0.0
        """When it came to know everything it had been told of since the line is there; 0 while it does not."""

    @property
    def version(self) -> int:
        return self._channels[f"room:{self.room}"].version

    async def live(self) -> None:
        while True:
            times = 1
            try:
                self.client = await load.socket(self._storm.address, self._token, self._hear)
            except OSError as error:
                self._storm.failed(error)
            else:
                self._storm.shaken_hands()
                for channel in self._channels:
                    self._call(f"s{channel}", "live.subscribe", channel=channel)
                code = await self.client.gone
                self.client, self.in_step_at = None, 0.0
                for listening in self._channels.values():
                    listening.lost()
                self._storm.closed(code)
                if code == SESSION_ENDED:
                    return
                times = 4 if code in SENT_AWAY else 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * times * 2**self._tries)
            self._tries += 1
            await asyncio.sleep(pause * (0.2 + 0.8 * random.random()))

    def _call(self, name: str, method: str, **params: Any) -> None:
        assert self.client is not None
        self.client.send(msgspec.json.encode({"jsonrpc": "2.0", "id": name, "method": method, "params": params}))

    def _hear(self, _: load.SocketClient, frame: bytes) -> None:
        if not frame or self.client is None:
            return
        self._tries = 0
        told = msgspec.json.decode(frame)
        call = told.get("id")
        if "error" in told:
            self._storm.refused(call, told["error"])
        elif "method" in told:
            self._pushed(self._channels[told["params"]["channel"]], told["params"].get("version"))
        elif isinstance(call, str):
            listening = self._channels[call[1:]]
            if call[0] == "s":
                listening.known = True
                listening.newest = max(listening.newest, told["result"]["version"])
            else:
                self._caught_up(listening, told["result"])
            self._catch_up(listening)

    def _pushed(self, listening: Listening, version: int | None) -> None:
        if version is None or version <= listening.version:
            return
        listening.newest = max(listening.newest, version)
        if listening.catching or version > listening.version + 1:
            self._catch_up(listening)
        else:
            listening.version = version

    def _catch_up(self, listening: Listening) -> None:
        if listening.version < listening.newest and not listening.catching:
            listening.catching = True
            channel, version = listening.channel, listening.version
            self._call(f"m{channel}", "live.catch_up", channel=channel, after_version=version)
        if not self.in_step_at and all(each.in_step for each in self._channels.values()):
            self.in_step_at = time.perf_counter()

    def _caught_up(self, listening: Listening, found: dict[str, Any]) -> None:
        listening.catching = False
        listening.version = found["items"][-1]["version"] if found["more"] else found["version"]
        listening.newest = max(listening.newest, listening.version)


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
