"""People who go on writing and listening whatever happens to the database, and what must be true afterwards."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import websockets

from tests.faults.process import Process

STEP_WITHIN = 15.0
ANSWERS_WITHIN = 12.0
AGAIN_AFTER = 0.05


class Load:
    """Senders in several rooms, each message sent until it is acknowledged; a listener a room that keeps in step."""

    def __init__(self, server: Process, token: str, rooms: list[int], senders: int = 8) -> None:
        self.server, self.token, self.rooms = server, token, rooms
        self.acknowledged: dict[str, tuple[int, int]] = {}
        self.refused = 0
        self.slowest = 0.0
        self.last: dict[int, int] = dict.fromkeys(rooms, 0)
        self.ending = asyncio.Event()
        self._senders, self._numbers = senders, itertools.count(1)
        self._moved = asyncio.Condition()
        self._http = httpx.AsyncClient(base_url=server.address, timeout=30, limits=httpx.Limits(max_connections=100))

    async def ask(self, operation: str, **params: Any) -> httpx.Response:
        """An answer, within bounds: 200, or 503 that says that it is not known to be stored."""
        started = time.monotonic()
        answer = await self._http.post(
            f"/api/{operation}", json=params, headers={"authorization": f"Bearer {self.token}"}
        )
        self.slowest = max(self.slowest, time.monotonic() - started)
        assert answer.status_code in (200, 503), answer.text
        return answer

    async def _send(self, room: int) -> None:
        while not self.ending.is_set():
            client_id = f"k{next(self._numbers)}"
            while client_id not in self.acknowledged:
                with contextlib.suppress(httpx.TransportError):  # the process was killed: once more, when it is back
                    answer = await self.ask("chat.send", room_id=room, body=client_id, client_id=client_id)
                    if answer.status_code == 200:
                        self.acknowledged[client_id] = room, answer.json()["seq"]
                        async with self._moved:
                            self._moved.notify_all()
                        continue
                    self.refused += 1
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.Event().wait(), AGAIN_AFTER)

    async def _listen(self, room: int) -> None:
        url = self.server.address.replace("http", "ws", 1) + "/ws"
        headers = {"Authorization": f"Bearer {self.token}"}
        while True:
            with contextlib.suppress(OSError, websockets.WebSocketException, httpx.TransportError):
                async with websockets.connect(url, additional_headers=headers, compression=None, proxy=None) as line:
                    await line.send(_call("live.subscribe", channel=f"room:{room}"))
                    async for text in line:
                        await self._hear(room, json.loads(text))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), AGAIN_AFTER)

    async def _hear(self, room: int, message: dict[str, Any]) -> None:
        """As a browser does: the next version is taken, what a gap says was missed is fetched, the rest is old."""
        if "error" in message:
            raise OSError("not subscribed: once more")
        if "result" in message:
            version = message["result"]["version"]
        elif message["method"] == "live.lagged":
            return
        else:
            version = message["params"].get("version", 0)
        if version == self.last[room] + 1:
            self.last[room] = version
        elif version > self.last[room]:
            await self._catch_up(room)

    async def _catch_up(self, room: int) -> None:
        while True:
            page = await self.ask("chat.catch_up", room_id=room, after_version=self.last[room], limit=100)
            if page.status_code != 200:
                raise OSError("once more, from the beginning")
            found = page.json()
            self.last[room] = found["items"][-1]["version"] if found["more"] else found["version"]
            if not found["more"]:
                return

    @contextlib.asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """The load, until the block ends; then everybody has been answered."""
        sending = [
            asyncio.create_task(self._send(self.rooms[number % len(self.rooms)])) for number in range(self._senders)
        ]
        listening = [asyncio.create_task(self._listen(room)) for room in self.rooms]
        try:
            yield
            self.ending.set()
            await asyncio.wait_for(asyncio.gather(*sending), 60)
            await self._in_step()
        finally:
            for task in (*sending, *listening):
                task.cancel()
            await asyncio.gather(*sending, *listening, return_exceptions=True)

    async def more(self, count: int) -> None:
        """That many more messages are acknowledged, after what has just happened as soon as everybody may expect."""
        wanted = len(self.acknowledged) + count
        async with asyncio.timeout(STEP_WITHIN + ANSWERS_WITHIN), self._moved:
            await self._moved.wait_for(lambda: len(self.acknowledged) >= wanted)

    async def _in_step(self) -> None:
        async with asyncio.timeout(STEP_WITHIN):
            for room in self.rooms:
                while True:
                    now = await self.ask("chat.catch_up", room_id=room, after_version=0, limit=1)
                    if now.status_code == 200 and self.last[room] >= now.json()["version"]:
                        break

    async def reads(self) -> list[int]:
        """The statuses of what others ask for meanwhile, each answered in time."""
        statuses = []
        for path in ("/healthz", "/readyz", "/", "/sign-in", "/static/app.js"):
            started = time.monotonic()
            statuses.append((await self._http.get(path)).status_code)
            assert time.monotonic() - started < ANSWERS_WITHIN, path
        assert set(statuses) <= {200, 303, 503}, statuses
        return statuses

    async def nothing_is_lost(self) -> None:
        """Every acknowledged message is there once, at its number; numbers and versions have no gap."""
        assert self.slowest < ANSWERS_WITHIN
        for room in self.rooms:
            found: list[dict[str, Any]] = []
            more = True
            while more:
                after = found[-1]["version"] if found else 0
                page = (await self.ask("chat.catch_up", room_id=room, after_version=after, limit=100)).json()
                found += page["items"]
                more = page["more"]
            kept = {message["client_id"]: message["seq"] for message in found}
            mine = {client_id: seq for client_id, (where, seq) in self.acknowledged.items() if where == room}
            assert len(kept) == len(found)
            assert kept == mine
            assert sorted(kept.values()) == list(range(1, len(kept) + 1))
            versions = [message["version"] for message in found]
            assert versions == list(range(versions[0], versions[0] + len(versions)))
            assert self.last[room] == versions[-1]

    async def close(self) -> None:
        await self._http.aclose()


def _call(method: str, **params: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
