"""How long and how much the server listens to somebody who does not get to the point, on a raw line."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from community import server
from tests.support import LiveSite, Socket

HOST = b"Host: a.example\r\n"


class Line:
    """A connection without an HTTP client in between."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def says(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def status(self) -> int:
        """Of the next answer, which is read to its end."""
        async with asyncio.timeout(10):
            head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
            await self.reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0))
        return int(head.split()[1])

    async def hung_up(self) -> bytes:
        """What was still said before the server hung up."""
        async with asyncio.timeout(10):
            return await self.reader.read()


@pytest.fixture
async def line(site: LiveSite) -> AsyncIterator[Any]:
    opened = []

    async def call() -> Line:
        made = Line(*await asyncio.open_connection("127.0.0.1", int(site.address.rpartition(":")[2])))
        opened.append(made)
        return made

    yield call
    for made in opened:
        made.writer.close()


async def test_an_answer_that_did_not_wait_for_the_body_arrives_and_the_line_goes_on(line: Any):
    caller = await line()
    for path in (b"/api/nothing", b"/language", b"/nothing"):
        await caller.says(b"POST " + path + b" HTTP/1.1\r\n" + HOST + b"Content-Length: 3000000\r\n\r\n")
        assert await caller.status() in (403, 404)
        for _ in range(30):
            await caller.says(b"x" * 100_000)
    await caller.says(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
    assert await caller.status() == 200


@pytest.mark.parametrize("slowly", [False, True])
async def test_a_head_over_32_kib_is_refused(line: Any, slowly: bool):
    caller = await line()
    head = b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * server.HEAD_BYTES + (b"" if slowly else b"\r\n\r\n")
    await caller.says(head)
    assert (await caller.hung_up()).startswith(b"HTTP/1.1 400")


async def test_two_hosts_are_refused(line: Any):
    caller = await line()
    await caller.says(b"GET / HTTP/1.1\r\n" + HOST + b"Host: b.example\r\n\r\n")
    assert (await caller.hung_up()).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a.example\r\nX: "])
async def test_a_head_that_does_not_come_is_not_waited_for(line: Any, monkeypatch: pytest.MonkeyPatch, said: bytes):
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.05)
    caller = await line()
    await caller.says(said)
    assert await caller.hung_up() == b""


async def test_a_second_head_that_does_not_come_is_not_waited_for(line: Any, monkeypatch: pytest.MonkeyPatch):
    caller = await line()
    await caller.says(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
    assert await caller.status() == 200
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.05)
    await caller.says(b"GET /healthz HTTP/1.1\r\n")
    assert await caller.hung_up() == b""


async def test_a_body_that_does_not_come_is_not_waited_for(line: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.05)
    caller = await line()
    await caller.says(b"POST /api/people.me HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\n{")
    assert await caller.hung_up() == b""


async def test_a_line_that_says_nothing_more_is_given_up_also_after_stray_bytes(
    line: Any, monkeypatch: pytest.MonkeyPatch
):
    made = server.PatientProtocol.connection_made

    def impatient(self: Any, transport: Any) -> None:
        made(self, transport)
        self.timeout_keep_alive = 0.05

    monkeypatch.setattr(server.PatientProtocol, "connection_made", impatient)
    caller = await line()
    await caller.says(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n\r\n")
    assert await caller.status() == 200
    assert await caller.hung_up() == b""


async def test_a_socket_outlives_the_deadlines_of_requests(site: LiveSite, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.05)
    socket: Socket = await site.socket("owner")
    waited = asyncio.get_running_loop().time() + 0.3
    while asyncio.get_running_loop().time() < waited:
        await socket.call("people.me")
