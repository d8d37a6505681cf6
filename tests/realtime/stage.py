"""A small stage for sockets: the real endpoint, hub, publisher and database, with rooms of notes for features."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import uvicorn
import websockets
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from community import operations
from community.address import Address
from community.clock import Clock
from community.config import Config
from community.db import Database, Transaction
from community.errors import NotFound, Unauthenticated
from community.fields import Id, text
from community.operations import Context, Nothing, Params, Rate, Site, Viewer, channel, operation
from community.realtime import operations as live_operations
from community.realtime.bus import Publisher
from community.realtime.changes import Change, Push
from community.realtime.frames import FrameProtocol
from community.realtime.hub import Hub
from community.realtime.socket import Door

WITHIN = 10.0


class NoteWritten(Change, frozen=True):
    room_id: int
    version: int
    body: str

    def channels(self) -> tuple[str, ...]:
        return (f"room:{self.room_id}",)

    def push(self, channel: str) -> Push:
        return Push("note.changed", {"body": self.body}, self.version)

    def stamps(self) -> tuple[str, ...]:
        return (f"room:{self.room_id}",)


class Write(Params):
    room_id: Id
    body: Annotated[str, text(1, 300_000)]


class Token(Params):
    token: str


class Signal(Params):
    name: str


async def write_note(tx: Transaction, person_id: int, room_id: int, body: str) -> int:
    if not await tx.value("select 1 from members where room_id = :r and person_id = :p", r=room_id, p=person_id):
        raise NotFound
    await tx.run("update rooms set version = version + 1 where id = :r", r=room_id)
    version = int(await tx.value("select version from rooms where id = :r", r=room_id))
    await tx.run("insert into notes values (:r, :v, :b)", r=room_id, v=version, b=body)
    tx.announce(NoteWritten(room_id, version, body))
    return version


async def notes_of(tx: Transaction, room_id: int) -> list[str]:
    return [row[0] for row in await tx.rows("select body from notes where room_id = :r order by version", r=room_id)]


async def announce(tx: Transaction, *changes: Change) -> None:
    for change in changes:
        tx.announce(change)


class NoLimits:
    def spend(self, key: tuple[str, str], allowed: int, per: float) -> float:
        return 0.0


class Client:
    """One socket: `ask` for an answer, `hears` what is pushed; everything that came stays in `log` in its order."""

    def __init__(self, connection: Any) -> None:
        self.raw = connection
        self.log: list[Any] = []
        self._came = asyncio.Event()
        self._ids = itertools.count(1)
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for message in self.raw:
                self.log.append(json.loads(message))
                self._came.set()

    async def first(self, fits: Any) -> Any:
        """The first message that fits, waited for if need be; it is taken out of the log."""
        async with asyncio.timeout(WITHIN):
            while True:
                for i, message in enumerate(self.log):
                    if fits(message):
                        return self.log.pop(i)
                self._came.clear()
                await self._came.wait()

    async def send(self, method: str, call_id: Any = None, **params: Any) -> Any:
        call_id = call_id or f"n{next(self._ids)}"
        await self.raw.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": call_id}))
        return call_id

    async def answer(self, call_id: Any) -> Any:
        return await self.first(lambda m: isinstance(m, dict) and "method" not in m and m["id"] == call_id)

    async def ask(self, method: str, **params: Any) -> Any:
        return await self.answer(await self.send(method, **params))

    async def call(self, method: str, **params: Any) -> Any:
        answer = await self.ask(method, **params)
        assert "result" in answer, answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        answer = await self.ask(method, **params)
        return str(answer["error"]["data"]["kind"])

    async def says(self, text: str | bytes) -> Any:
        """The next answer (not a push) to a raw frame."""
        await self.raw.send(text)
        return await self.first(lambda m: isinstance(m, list) or "method" not in m)

    async def hears(self, method: str) -> Any:
        return (await self.first(lambda m: isinstance(m, dict) and m.get("method") == method))["params"]

    async def heard(self, method: str = "note.changed") -> list[Any]:
        """What has been pushed before the answer to a call made now."""
        await self.ask("stage.me")
        return [m["params"] for m in self.log if isinstance(m, dict) and m.get("method") == method]

    async def closed(self) -> int:
        await asyncio.wait_for(self.raw.wait_closed(), WITHIN)
        return int(self.raw.close_code)


class Stage:
    """People and their sockets. Tokens are the people's names in small letters."""

    def __init__(self, site: Site, hub: Hub, door: Door) -> None:
        self.site, self.hub, self.door, self.db = site, hub, door, site.db
        self.people: dict[str, Viewer] = {}
        self.stamps: list[str] = []
        self.signals: dict[str, asyncio.Event] = {}
        self.reached: dict[str, asyncio.Event] = {}
        self.looked_up: list[str] = []
        self.port = 0
        self._clients: list[Client] = []

    async def identify(self, token: str) -> Viewer | None:
        self.looked_up.append(token)
        return self.people.get(token)

    def person(self, who: str) -> Viewer:
        number = len(self.people) + 1
        return self.people.setdefault(
            who, Viewer(id=number, handle=who, name=who.capitalize(), session_id=100 + number)
        )

    async def room(self, number: int, *members: str) -> None:
        ids = [self.person(who).id for who in members]

        async def make(tx: Transaction) -> None:
            await tx.run("insert into rooms values (:n, 0) on conflict do nothing", n=number)
            for person in ids:
                await tx.run("insert into members values (:n, :p)", n=number, p=person)

        await self.db.write(make)

    async def removed(self, number: int, who: str, *changes: Change) -> None:
        async def remove(tx: Transaction) -> None:
            await tx.run("delete from members where room_id = :n and person_id = :p", n=number, p=self.people[who].id)
            await announce(tx, *changes)

        await self.db.write(remove)

    async def announced(self, *changes: Change) -> None:
        await self.db.write(announce, *changes)

    async def write(self, number: int, who: str, body: str) -> int:
        return await self.db.write(write_note, self.people[who].id, number, body)

    async def open(
        self, who: str = "", *channels: str, headers: dict[str, str] | None = None, **options: Any
    ) -> Client:
        """A socket of a person (by bearer token) or, without a name, of a visitor."""
        sent = {**({"Authorization": f"Bearer {who}"} if who else {}), **(headers or {})}
        url = f"ws://127.0.0.1:{self.port}/ws"
        client = Client(await websockets.connect(url, additional_headers=sent, compression=None, proxy=None, **options))
        self._clients.append(client)
        for name in channels:
            await client.call("live.subscribe", channel=name)
        return client

    def signal(self, name: str) -> asyncio.Event:
        return self.signals.setdefault(name, asyncio.Event())

    def at(self, name: str) -> asyncio.Event:
        """Set when a call has come to wait for the signal."""
        return self.reached.setdefault(name, asyncio.Event())

    async def leave(self) -> None:
        for event in self.signals.values():
            event.set()
        for client in self._clients:
            await client.raw.close()

    def register_channels(self) -> None:
        @channel("room")
        async def room(tx: Transaction, viewer: Viewer, number: int) -> int:
            found = await tx.value(
                "select r.version from rooms r join members m on m.room_id = r.id where r.id = :r and m.person_id = :p",
                r=number, p=viewer.id,
            )  # fmt: skip
            if found is None:
                raise NotFound
            return int(found)

        @channel("space")
        async def space(tx: Transaction, viewer: Viewer, number: int) -> int:
            return int(await tx.value("select :n * 10", n=number))

        @channel("me")
        async def me(tx: Transaction, viewer: Viewer, number: int) -> int:
            assert viewer.id == number
            return 0

    def register_operations(self) -> None:
        @operation("stage.write", Write, returns=int)
        async def write(ctx: Context, params: Write) -> int:
            return await ctx.db.write(write_note, ctx.person.id, params.room_id, params.body)

        @operation("stage.notes", Write, returns=list[str], reads=True)
        async def notes(ctx: Context, params: Write) -> list[str]:
            return await ctx.db.read(notes_of, params.room_id)

        @operation("stage.me", Nothing, returns=str, reads=True, visitors=True)
        async def name(ctx: Context, params: Nothing) -> str:
            return ctx.viewer.name

        @operation("stage.read_slowly", Signal, returns=None, reads=True)
        async def read_slowly(ctx: Context, params: Signal) -> None:
            self.at(params.name).set()
            await self.signal(params.name).wait()

        @operation("stage.write_slowly", Signal, returns=None)
        async def write_slowly(ctx: Context, params: Signal) -> None:
            self.at(params.name).set()
            await self.signal(params.name).wait()

        @operation("stage.fail", Nothing, returns=None)
        async def fail(ctx: Context, params: Nothing) -> None:
            raise KeyError("a secret of the house")

        @operation("stage.large", Nothing, returns=str, reads=True)
        async def large(ctx: Context, params: Nothing) -> str:
            return "я" * 400_000

    def register_sign_in(self) -> None:
        @operation("sessions.resume", Token, returns=str, visitors=True)
        async def resume(ctx: Context, params: Token) -> str:
            if ctx.adopt is None:
                raise Unauthenticated
            await ctx.db.read(notes_of, 1)  # a while, as in life
            await ctx.adopt(params.token)
            return params.token


TABLES = (
    "create table rooms (id integer primary key, version integer not null)",
    "create table members (room_id integer not null, person_id integer not null)",
    "create table notes (room_id integer not null, version integer not null, body text not null)",
)


async def make_tables(tx: Transaction) -> None:
    for table in TABLES:
        await tx.run(table)


@contextlib.asynccontextmanager
async def staged(
    monkeypatch: Any, place: Address, *, config: Config | None = None, prepared: bool = True
) -> AsyncIterator[Stage]:
    """A stage served by Uvicorn in this loop, with prepared frames or with plain text."""
    kept = {name: found for name, found in operations.OPERATIONS.items() if name.startswith("live.")}
    monkeypatch.setattr(operations, "OPERATIONS", kept)
    monkeypatch.setattr(operations, "CHANNELS", {})
    monkeypatch.setattr(live_operations, "LISTENED", {})
    monkeypatch.setattr(operations, "RATES", {**operations.RATES, "read": Rate(1, 1), "write": Rate(1, 1)})
    config = config or Config()
    db = Database(place, Clock(), alone=True)
    await db.write(make_tables)

    async def identify(token: str) -> Viewer | None:
        return await stage.identify(token)

    hub = Hub(db, identify, config, presence_pause=0)

    async def offload(work: Any, *args: Any) -> Any:
        return work(*args)

    site = Site(config, Clock(), db, NoLimits(), hub, offload)
    stage = Stage(site, hub, Door(site, hub, identify))
    db.publish = Publisher(hub, stage.stamps.extend).publish
    stage.register_channels()
    stage.register_operations()
    stage.register_sign_in()
    app = Starlette(routes=[WebSocketRoute("/ws", stage.door)])
    ws: Any = FrameProtocol if prepared else "websockets-sansio"
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, ws=ws, loop="none", lifespan="off", log_config=None,
                       ws_per_message_deflate=False, ws_max_size=256 * 1024)
    )  # fmt: skip
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    stage.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield stage
    finally:
        await stage.leave()
        await hub.drain()
        server.should_exit = True
        await serving
        await db.close()
