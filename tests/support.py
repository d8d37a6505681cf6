"""What tests tell their stories with: a running site, people who call it, sockets that hear."""

import asyncio
import contextlib
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, NamedTuple

import httpx
import pytest
import websockets
from typer.testing import CliRunner

from community.accounts import passwords
from community.app import App
from community.cli import cli

PASSWORD = "Ромашка-и-лес-7"
HEARS_WITHIN = 10.0
_numbers = itertools.count(1)


@contextlib.contextmanager
def cheap_passwords() -> Iterator[None]:
    """Passwords are hashed for real, but not as slowly as in production."""
    before = passwords.PARAMETERS
    passwords.PARAMETERS = passwords.Parameters(time_cost=1, memory_cost=64, parallelism=1)
    yield
    passwords.PARAMETERS = before


class Row(dict):
    """An object of the API, its fields as attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def rows(value: Any) -> Any:
    if isinstance(value, dict):
        return Row({k: rows(v) for k, v in value.items()})
    return [rows(v) for v in value] if isinstance(value, list) else value


class Refused(Exception):
    """A problem that the server answered."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem)
        self.problem = rows(problem)
        self.kind = problem["kind"]


@contextlib.contextmanager
def refused(kind: str, *fields: str) -> Iterator[Row]:
    """What happens inside is refused with this kind (and names these fields); the problem is filled in."""
    found = Row()
    with pytest.raises(Refused) as caught:
        yield found
    problem = caught.value.problem
    assert problem["kind"] == kind, problem
    assert set(fields) <= set(problem.get("fields", {})), problem
    found.update(problem)


async def refusal(who: Any, operation: str, params: dict[str, Any]) -> str:
    """The kind of problem that a caller or a socket is answered; empty when the operation is carried out."""
    try:
        await who.call(operation, **params)
    except Refused as refused:
        return refused.kind  # type: ignore[no-any-return]
    return ""


def client_id() -> str:
    return f"c{next(_numbers)}"


NEED_CLIENT_ID = {"forum.create_topic", "forum.reply", "chat.send", "consult.ask"}


class Caller:
    """Somebody at the HTTP door: a person with a token, or a visitor."""

    def __init__(self, site: "LiveSite", handle: str, token: str | None, person: Row | None) -> None:
        self._site, self.handle, self.token, self.person = site, handle, token, person

    @property
    def id(self) -> int:
        assert self.person is not None
        return self.person["id"]

    async def call(self, operation: str, /, **params: Any) -> Any:
        if operation in NEED_CLIENT_ID:
            params.setdefault("client_id", client_id())
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        answer = await self._site.http.post(f"/api/{operation}", json=params, headers=headers)
        body = json.loads(answer.content)
        if answer.status_code != 200:
            assert answer.headers["content-type"] == "application/problem+json", answer.text
            assert body["status"] == answer.status_code
            raise Refused(body)
        return rows(body)


class Socket:
    """One WebSocket, its answers and what it hears."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._held: list[dict[str, Any]] = []
        self._ids = itertools.count(1)
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for text in self._connection:
                message = json.loads(text)
                if isinstance(message, dict) and "method" in message:
                    self._heard.put_nowait(message)
                elif isinstance(message, dict) and message.get("id") in self._answers:
                    self._answers.pop(message["id"]).set_result(message)
        except websockets.ConnectionClosed:
            pass
        finally:
            for waiting in self._answers.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionError("the socket was closed"))

    async def ask(self, method: str, params: Any = None) -> dict[str, Any]:
        """A call and its whole answer."""
        number = next(self._ids)
        waiting = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._connection.send(
            json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params or {}})
        )
        return await asyncio.wait_for(waiting, HEARS_WITHIN)

    async def call(self, operation: str, /, **params: Any) -> Any:
        if operation in NEED_CLIENT_ID:
            params.setdefault("client_id", client_id())
        answer = await self.ask(operation, params)
        if "error" in answer:
            raise Refused(answer["error"]["data"])
        return rows(answer["result"])

    async def hears(self, method: str, **matching: Any) -> Row:
        """The parameters of the next notification of this method (others are kept for later)."""
        async with asyncio.timeout(HEARS_WITHIN):
            for i, message in enumerate(self._held):
                if message["method"] == method and _fits(message["params"], matching):
                    return rows(self._held.pop(i)["params"])
            while True:
                message = await self._heard.get()
                if message["method"] == method and _fits(message["params"], matching):
                    return rows(message["params"])
                self._held.append(message)

    async def hears_nothing(self, but: tuple[str, ...] = ("presence.changed",)) -> None:
        """Nothing was pushed before the answer to a call made now."""
        await self.ask("people.me")
        while not self._heard.empty():
            self._held.append(self._heard.get_nowait())
        heard = [message for message in self._held if message["method"] not in but]
        assert heard == [], heard

    async def closed_with(self) -> int:
        """Wait for the server to close; the code."""
        await asyncio.wait_for(self._connection.wait_closed(), HEARS_WITHIN)
        return int(self._connection.close_code)

    @property
    def raw(self) -> Any:
        return self._connection

    async def close(self) -> None:
        await self._connection.close()
        self._reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading


def _fits(params: dict[str, Any], matching: dict[str, Any]) -> bool:
    return all(params.get(name) == value for name, value in matching.items())


class LiveSite:
    """The real application on a real socket, over a database of its own."""

    def __init__(self, app: App, address: str) -> None:
        self.app, self.address = app, address
        # Keeps no cookies: who asks is said with each request.
        forgetful = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self.http = httpx.AsyncClient(base_url=address, timeout=30, cookies=forgetful)
        self.visitor = Caller(self, "", None, None)
        self.admin: Caller = self.visitor
        self.engine: Any = None
        self.network_id = 0
        self._people: dict[str, Caller] = {}
        self._sockets: list[Socket] = []

    @property
    def site(self) -> Any:
        return self.app.site

    @property
    def db(self) -> Any:
        return self.app.site.db

    @property
    def clock(self) -> Any:
        return self.app.clock

    async def outside(self, sql: str) -> None:
        """Write to the database as another process, such as the command line."""
        await asyncio.to_thread(self.engine.outside, self.app.database, sql)

    async def set_up(self) -> None:
        """The network and its administrator."""
        answer = await self.post(
            f"/setup?secret={self.app.setup_secret}",
            {"title": "Сеть «Содружество»", "name": "Ольга Админ", "email": "owner@example.org", "password": PASSWORD,
             "locale": "ru", "secret": self.app.setup_secret, "consent": "1"},
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
        self.admin = await self.enter("owner", "owner@example.org")
        spaces = await self.admin.call("spaces.list")
        self.network_id = next(space.id for space in spaces["items"] if space.kind == "network")

    async def enter(self, who: str, email: str, password: str = PASSWORD) -> Caller:
        """Somebody who was here before the test signs in, to be called `who` in it."""
        opened = await self.visitor.call("sessions.open", email=email, password=password)
        self._people[who] = Caller(self, opened.person.handle, opened.token, opened.person)
        return self._people[who]

    async def person(self, who: str, role: str = "member", space: int | None = None, name: str = "") -> Caller:
        """A person who has registered, with a role in the network or (then a guest of the network) in a space."""
        if who not in self._people:
            made = await self.visitor.call(
                "people.register", name=name or who.capitalize(), email=f"{who}@example.org", password=PASSWORD
            )
            self._people[who] = Caller(self, made.person.handle, made.token, made.person)
        caller = self._people[who]
        await self.admin.call("spaces.set_role", space_id=space or self.network_id, person_id=caller.id, role=role)
        return caller

    def as_(self, who: str) -> Caller:
        return self.visitor if who == "visitor" else self._people["owner" if who == "admin" else who]

    async def space(self, title: str = "Детский сад № 12", owner: str = "admin", **changes: Any) -> Row:
        given = {"kind": "community", "slug": f"s{next(_numbers)}", "title": title, "visibility": "public", **changes}
        return await self.as_(owner).call("spaces.create", **given)

    async def room(
        self, title: str = "Учительская", members: Sequence[str] = (), space: int | None = None, **more: Any
    ) -> Row:
        """A room of a space (the network when none is named); `members` are made when they do not exist."""
        room = await self.admin.call("chat.create_room", space_id=space or self.network_id, title=title, **more)
        for who in members:
            if who not in self._people:
                await self.person(who)
            if more.get("visibility") == "members":
                await self.admin.call("chat.add_member", room_id=room.id, person_id=self.as_(who).id)
        return room

    async def section(self, title: str = "Адаптация и режим", space: int | None = None, **more: Any) -> Row:
        return await self.admin.call("forum.create_section", space_id=space or self.network_id, title=title, **more)

    async def topic(
        self, author: str, title: str = "Плачет каждое утро", body: str = "Что помогает?", section: Row | None = None
    ) -> Row:
        if author not in self._people:
            await self.person(author)
        section = section or await self.section()
        return await self.as_(author).call("forum.create_topic", section_id=section.id, title=title, body=body)

    async def queue(self, title: str = "Логопед", specialists: Sequence[str] = (), **more: Any) -> Row:
        queue = await self.admin.call(
            "consult.create_queue", space_id=more.pop("space", self.network_id), title=title, **more
        )
        for who in specialists:
            if who not in self._people:
                await self.person(who)
            await self.admin.call("consult.add_specialist", queue_id=queue.id, person_id=self.as_(who).id)
        return queue

    async def socket(self, who: str, *channels: Any, **options: Any) -> Socket:
        """A socket signed in by token, listening to channels (`"room:12"`, or a room's row)."""
        token = self.as_(who).token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers.update(options.pop("headers", {}))
        url = self.address.replace("http", "ws", 1) + "/ws"
        made = Socket(
            await websockets.connect(url, additional_headers=headers, compression=None, proxy=None, **options)
        )
        self._sockets.append(made)
        for channel in channels:
            name = channel if isinstance(channel, str) else f"room:{channel['id']}"
            await made.call("live.subscribe", channel=name)
        return made

    def _cookies(self, who: str | None) -> dict[str, str]:
        token = self.as_(who).token if who else None
        return {"cookie": f"session={token}"} if token else {}

    async def get(self, path: str, as_: str | None = None, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers={**self._cookies(as_), "accept-language": "ru", **headers})

    async def post(self, path: str, data: dict[str, Any], as_: str | None = None, **headers: str) -> httpx.Response:
        return await self.http.post(
            path, data=data, headers={"origin": self.address, **self._cookies(as_), "accept-language": "ru", **headers}
        )

    async def statements(self, path: str, as_: str | None = None) -> int:
        """How many statements a page costs, once everything that is cached for ever is cached."""
        await self.get(path, as_=as_)
        before = self.db.statements_read
        answer = await self.get(path, as_=as_)
        assert answer.status_code == 200, answer.status_code
        return int(self.db.statements_read - before)

    async def close(self) -> None:
        for socket in self._sockets:
            await socket.close()
        await self.http.aclose()


class Said(NamedTuple):
    """What a command said, and how it ended."""

    exit_code: int
    stdout: str
    stderr: str


def community(*arguments: str, given: str = "", database: str = "") -> Said:
    """A command line; `serve` in a process of its own, because it sets up the log of the whole process."""
    environ = {"COMMUNITY_DATABASE__URL": database}
    if arguments[0] == "serve":
        done = subprocess.run(
            [sys.executable, "-m", "community", *arguments], env={**os.environ, **environ}, input=given, text=True,
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)
    found = CliRunner().invoke(cli, list(arguments), given, env=environ)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return Said(found.exit_code, found.stdout, found.stderr)


def text_of(answer: httpx.Response) -> str:
    """A page's words without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))
