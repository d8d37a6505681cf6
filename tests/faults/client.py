"""A person's program: its line is made again when it is lost, rooms are followed by the rule of docs/live.md."""

import asyncio
import contextlib
import itertools
import json
import random
import time
from collections.abc import Callable, Iterable
from typing import Any

import websockets

Message = dict[str, Any]
Weather = Callable[[Message], Iterable[Message]]
"""What a line makes of a notification: nothing, the same, several."""

SESSION_ENDED = 4401
JITTER = (0.01, 0.2)
"""Seconds before a lost line is made again or a call is repeated."""


class LineLost(Exception):
    """The line broke before the answer: nobody knows whether the call was carried out."""


class Refusal(Exception):
    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem)
        self.kind, self.retry_after = problem["kind"], problem.get("retry_after")


async def pause() -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), random.uniform(*JITTER))


class Followed:
    """A room as one client knows it: the newest version known, the rows by seq, and the room's own row."""

    def __init__(self, room_id: int) -> None:
        self.room_id, self.last = room_id, 0
        self.rows: dict[int, Message] = {}
        self.itself: Message = {}
        self.turn = asyncio.Lock()

    def apply(self, params: Message) -> None:
        """A push that follows what is known, or what a push would carry now."""
        self.last = params["version"]
        self._keep(params.get("message"), params.get("room"))

    def _keep(self, message: Message | None, room: Message | None) -> None:
        if message is not None:
            self.rows[message["seq"]] = without_reader(message)
        if room is not None:
            self.itself = {name: room[name] for name in ("title", "visibility", "closed_at")}


def without_reader(row: Message) -> Message:
    return {name: value for name, value in row.items() if name != "mine"}


class Client:
    """One person's line, what came over it and what is known of the rooms followed."""

    def __init__(
        self, address: str, token: str, rooms: Iterable[int] = (), weather: Weather = lambda one: (one,)
    ) -> None:
        self.url, self.weather = address.replace("http", "ws", 1) + "/ws", weather
        self.rooms = {room_id: Followed(room_id) for room_id in rooms}
        self.heard: list[tuple[str, int | None]] = []
        """Channel and version of everything that came, in its order, whatever the weather made of it."""
        self.lines = self.gaps = self.turned_back = self.unavailable = 0
        self.slowest = 0.0
        self._newest: dict[str, int] = {}
        self._ids = itertools.count(1)
        self._line: Any = None
        self._up, self._signed_in, self._signed_out = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._pushes: asyncio.Queue[Message] = asyncio.Queue()
        self.sign_in(token)
        self._tasks = [asyncio.create_task(self._stay()), asyncio.create_task(self._listen())]

    # The line.

    def sign_in(self, token: str) -> None:
        self.token = token
        self._signed_out.clear()
        self._signed_in.set()

    def cut(self) -> None:
        """The cable is pulled: no Close, what was on its way is lost."""
        if self._line is not None:
            self._line.transport.abort()

    async def signed_out(self) -> None:
        """The server has closed the line, or refused the next, because the session is over."""
        await self._signed_out.wait()

    async def _stay(self) -> None:
        while True:
            await self._signed_in.wait()
            token = self.token
            try:
                await self._hold(token)
            except (OSError, TimeoutError, EOFError, websockets.WebSocketException) as lost:
                refused = lost.response.status_code if isinstance(lost, websockets.InvalidStatus) else None
                ended = lost.rcvd.code if isinstance(lost, websockets.ConnectionClosed) and lost.rcvd else None
                if token == self.token and (refused == 401 or ended == SESSION_ENDED):
                    self._signed_in.clear()
                    self._signed_out.set()
            await pause()

    async def _hold(self, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        async with websockets.connect(
            self.url, additional_headers=headers, compression=None, proxy=None, max_queue=None, close_timeout=1
        ) as line:
            self._line = line
            self._newest.clear()
            self.lines += 1
            self._up.set()
            subscribing = asyncio.create_task(self._subscribe())
            try:
                while True:
                    self._take(json.loads(await line.recv()))
            finally:
                self._up.clear()
                self._line = None
                subscribing.cancel()
                answers, self._answers = self._answers, {}
                for waiting in answers.values():
                    if not waiting.done():
                        waiting.set_exception(LineLost())

    def _take(self, message: Message) -> None:
        if "method" not in message:
            waiting = self._answers.pop(message["id"], None)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)
            return
        channel, version = message["params"].get("channel", ""), message["params"].get("version")
        self.heard.append((channel, version))
        if version is not None:
            before = self._newest.get(channel, version - 1)
            self.gaps += version > before + 1
            self.turned_back += version <= before
            self._newest[channel] = version
        for arrived in self.weather(message):
            self._pushes.put_nowait(arrived)

    # Calls.

    async def once(self, operation: str, /, **params: Any) -> Any:
        """Ask on the line there is, or on the next; LineLost when it breaks before the answer."""
        await self._up.wait()
        started, number = time.monotonic(), next(self._ids)
        waiting = self._answers[number] = asyncio.get_running_loop().create_future()
        call = {"jsonrpc": "2.0", "id": number, "method": operation, "params": params}
        try:
            await self._line.send(json.dumps(call))
        except websockets.ConnectionClosed:
            waiting.cancel()
            raise LineLost from None
        answer = await waiting
        self.slowest = max(self.slowest, time.monotonic() - started)
        if "error" in answer:
            raise Refusal(answer["error"]["data"])
        return answer["result"]

    async def act(self, operation: str, /, **params: Any) -> Any:
        """Ask until there is an answer, the same again each time."""
        while True:
            try:
                return await self.once(operation, **params)
            except Refusal as refusal:
                if refusal.kind != "unavailable" or not refusal.retry_after:
                    raise
                self.unavailable += 1
            except LineLost:
                pass
            await pause()

    # Rooms.

    async def follow(self, room_id: int) -> None:
        """Subscribe first, then page past what is known: nothing can fall between the two."""
        channel = f"room:{room_id}"
        version = (await self.once("live.subscribe", channel=channel))["version"]
        followed = self.rooms.setdefault(room_id, Followed(room_id))
        async with followed.turn:
            if version > followed.last:
                await self._catch_up(followed)

    async def _subscribe(self) -> None:
        for room_id in list(self.rooms):
            while True:
                try:
                    await self.follow(room_id)
                except Refusal as refusal:
                    if refusal.kind == "unavailable":
                        await pause()
                        continue
                except LineLost:
                    return
                break

    async def _listen(self) -> None:
        """One push after another, as they came."""
        while True:
            params = (await self._pushes.get())["params"]
            kind, _, number = params.get("channel", "").partition(":")
            if kind == "room" and params.get("version") is not None:
                with contextlib.suppress(LineLost, Refusal):  # the next line, or the next push, makes up for it
                    await self._hear(self.rooms[int(number)], params)

    async def _hear(self, followed: Followed, params: Message) -> None:
        """The next version is applied, a gap is caught up, the rest is old."""
        async with followed.turn:
            if params["version"] == followed.last + 1:
                followed.apply(params)
            elif params["version"] > followed.last:
                await self._catch_up(followed)

    async def _catch_up(self, followed: Followed) -> None:
        more = True
        while more:
            page = await self.once(
                "live.catch_up", channel=f"room:{followed.room_id}", after_version=followed.last, limit=20
            )
            for item in page["items"]:
                followed.apply(item)
            more = page["more"]
            if not more:
                followed.last = page["version"]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
