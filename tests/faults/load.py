"""People who go on writing and listening whatever happens to the server, and what must be true afterwards."""

import asyncio
import contextlib
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.faults.client import Client, Refusal, without_reader
from tests.faults.process import PASSWORD, Process

STEP_WITHIN = 15.0
ANSWERS_WITHIN = 12.0
REACTIONS = ("спасибо", "пригодилось", "согласен")


@dataclass
class Said:
    """A message as its author was last told it is."""

    room: int
    seq: int
    first: str
    body: str
    removed: bool = False


class Writer:
    """A person who sends, edits, removes and reacts in one room, each act until it is acknowledged, and follows all."""

    def __init__(self, load: "Load", number: int, client: Client) -> None:
        self._load, self.number, self.client = load, number, client
        self.said: dict[str, Said] = {}
        self.reacted: dict[tuple[int, int, str], bool] = {}
        self._random = random.Random(number)

    async def write(self, room: int) -> None:
        while not self._load.ending.is_set():
            standing = [said for said in self.said.values() if not said.removed]
            others = list(self.client.rooms[room].rows)
            lot = self._random.random()
            if lot < 0.6 or not standing or not others:
                await self._send(room)
            elif lot < 0.75:
                await self._edit(self._random.choice(standing))
            elif lot < 0.82:
                await self._remove(self._random.choice(standing))
            else:
                await self._react(room, self._random.choice(others))
            await self._load.told()

    async def _send(self, room: int) -> None:
        client_id = f"k{self.number}-{len(self.said)}"
        body = f"{client_id}."
        answer = await self.client.act("chat.send", room_id=room, body=body, client_id=client_id)
        self.said[client_id] = Said(room, answer["seq"], body, body)

    async def _edit(self, said: Said) -> None:
        body = f"{said.first} {self._random.random()}."
        await self.client.act("chat.edit", room_id=said.room, seq=said.seq, body=body)
        said.body = body

    async def _remove(self, said: Said) -> None:
        await self.client.act("chat.remove", room_id=said.room, seq=said.seq)
        said.removed = True

    async def _react(self, room: int, seq: int) -> None:
        name, on = self._random.choice(REACTIONS), self._random.random() < 0.7
        try:
            await self.client.act("chat.react", room_id=room, seq=seq, name=name, on=on)
            self.reacted[room, seq, name] = on
        except Refusal as refusal:
            if refusal.kind != "gone":  # its author removed it meanwhile
                raise


class Load:
    """Writers spread over several rooms, who all follow every room by the rule of docs/live.md."""

    def __init__(self, server: Process, token: str, rooms: list[int]) -> None:
        self.server, self.token, self.rooms = server, token, rooms
        self.writers: list[Writer] = []
        self.ending = asyncio.Event()
        self.done = 0
        self._moved = asyncio.Condition()
        self._slowest = 0.0
        self._http = httpx.AsyncClient(base_url=server.address, timeout=30)

    @classmethod
    async def on(cls, server: Process, rooms: int = 3, writers: int = 8) -> "Load":
        """Rooms and people on a server that has only its administrator."""
        token = await server.sign_in()
        network = (await server.call(token, "spaces.list"))["items"][0]["id"]
        made = [
            await server.call(token, "chat.create_room", space_id=network, title=f"Комната {n}") for n in range(rooms)
        ]
        load = cls(server, token, [room["id"] for room in made])
        for number in range(writers):
            person = await server.call(
                "", "people.register", name=f"Анна {number}", email=f"a{number}@example.org", password=PASSWORD
            )
            await server.call(
                token, "spaces.set_role", space_id=network, person_id=person["person"]["id"], role="member"
            )
            client = Client(server.address, person["token"], load.rooms)
            load.writers.append(Writer(load, number, client))
        return load

    @property
    def acknowledged(self) -> dict[str, Said]:
        return {client_id: said for writer in self.writers for client_id, said in writer.said.items()}

    @property
    def refused(self) -> int:
        """How often somebody was told that the database cannot answer."""
        return sum(writer.client.unavailable for writer in self.writers)

    @property
    def slowest(self) -> float:
        return max(self._slowest, *(writer.client.slowest for writer in self.writers))

    async def told(self) -> None:
        self.done += 1
        async with self._moved:
            self._moved.notify_all()

    async def ask(self, operation: str, **params: Any) -> httpx.Response:
        """An answer over HTTP, within bounds: 200, or 503 that says that it is not known to be stored."""
        started = time.monotonic()
        answer = await self._http.post(
            f"/api/{operation}", json=params, headers={"authorization": f"Bearer {self.token}"}
        )
        self._slowest = max(self._slowest, time.monotonic() - started)
        assert answer.status_code in (200, 503), answer.text
        return answer

    @contextlib.asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """The load, until the block ends; then everybody has been answered and has come into step."""
        rooms = itertools.cycle(self.rooms)
        writing = [asyncio.create_task(writer.write(next(rooms))) for writer in self.writers]
        try:
            yield
            self.ending.set()
            await asyncio.wait_for(asyncio.gather(*writing), 60)
            await self._in_step()
        finally:
            for task in writing:
                task.cancel()
            await asyncio.gather(*writing, return_exceptions=True)

    async def more(self, count: int) -> None:
        """That many more acts are acknowledged, after what has just happened as soon as everybody may expect."""
        wanted = self.done + count
        async with asyncio.timeout(STEP_WITHIN + ANSWERS_WITHIN), self._moved:
            await self._moved.wait_for(lambda: self.done >= wanted)

    async def _in_step(self) -> None:
        """Nobody writes any more: a line that has just been made may still be catching up."""
        async with asyncio.timeout(STEP_WITHIN):
            for room in self.rooms:
                now = await self.ask("chat.catch_up", room_id=room, after_version=0, limit=1)
                while now.status_code != 200:
                    now = await self.ask("chat.catch_up", room_id=room, after_version=0, limit=1)
                for writer in self.writers:
                    while writer.client.rooms[room].last < now.json()["version"]:
                        await asyncio.sleep(0)

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
        """Every act is there once, sent again it makes nothing new, and everybody knows the same as the table."""
        assert self.slowest < ANSWERS_WITHIN
        for writer in self.writers:
            for client_id, said in writer.said.items():
                again = await writer.client.act("chat.send", room_id=said.room, body=said.first, client_id=client_id)
                assert again["seq"] == said.seq
        for room in self.rooms:
            rows, version = await self._table(room)
            self._everything_is_there(room, rows)
            assert list(rows) == list(range(1, len(rows) + 1))
            for writer in self.writers:
                known = writer.client.rooms[room]
                assert (known.last, known.rows) == (version, rows), writer.number
        assert sum(writer.client.turned_back for writer in self.writers) == 0

    async def _table(self, room: int) -> tuple[dict[int, Any], int]:
        """The rows by seq, read as history, and the channel's version: none is given to two rows."""
        rows: dict[int, Any] = {}
        after: int | None = 0
        while after is not None:
            page = (await self.ask("chat.history", room_id=room, after_seq=after, limit=100)).json()
            rows |= {row["seq"]: without_reader(row) for row in page["items"]}
            after = page["next"]
        version = (await self.ask("chat.catch_up", room_id=room, after_version=0, limit=1)).json()["version"]
        given = {row["version"] for row in rows.values()}
        assert len(given) == len(rows) and max(given) <= version
        return rows, version

    def _everything_is_there(self, room: int, rows: dict[int, Any]) -> None:
        said = {client_id: said for client_id, said in self.acknowledged.items() if said.room == room}
        assert {row["client_id"]: seq for seq, row in rows.items()} == {key: said[key].seq for key in said}
        reactions: dict[int, Counter[str]] = {seq: Counter() for seq in rows}
        for writer in self.writers:
            for (where, seq, name), on in writer.reacted.items():
                if where == room and on:
                    reactions[seq][name] += 1
        for one in said.values():
            row = rows[one.seq]
            assert (row["removed_at"] is not None) == one.removed
            assert row["html"] == ("" if one.removed else f"<p>{one.body}</p>"), (row, one)
            assert row["reactions"] == ({} if one.removed else dict(reactions[one.seq])), row

    async def reads_go_on(self) -> None:
        """History, and versions to catch up with, are answered at once to those who ask on their lines."""
        for room in self.rooms:
            for operation, params in (("chat.history", {}), ("chat.catch_up", {"after_version": 0})):
                started = time.monotonic()
                assert (await self.ask(operation, room_id=room, **params)).status_code == 200
                await self.writers[0].client.once(operation, room_id=room, **params)
                assert time.monotonic() - started < STEP_WITHIN / 5

    async def close(self) -> None:
        for writer in self.writers:
            await writer.client.close()
        await self._http.aclose()
