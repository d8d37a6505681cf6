"""Clients over bare asyncio protocols, so that the client's own cost stays small beside the server's."""

import asyncio
import itertools
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit


class HttpClient(asyncio.Protocol):
    """One kept-alive connection that asks for the same thing again as soon as it is answered."""

    def __init__(self, request: bytes, until: float, counts: list[int]) -> None:
        self._request, self._until, self._counts = request, until, counts
        self._buffer = b""
        self.done = asyncio.get_running_loop().create_future()
        self.status = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self._buffer.find(b"content-length: ")
        length = int(self._buffer[at + 16 : self._buffer.find(b"\r\n", at)])
        if len(self._buffer) < head + 4 + length:
            return
        self.status = self._buffer[9:12]
        self._buffer = b""
        self._counts[0] += 1
        if time.perf_counter() < self._until:
            self._transport.write(self._request)
        else:
            self._transport.close()
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError(str(error)))


async def requests_per_second(
    address: str, path: str, headers: str = "", seconds: float = 3, connections: int = 16
) -> float:
    """How often the path is answered with 200 in a second over kept-alive connections."""
    parts = urlsplit(address)
    request = f"GET {path} HTTP/1.1\r\nhost: {parts.netloc}\r\naccept-language: ru\r\n{headers}\r\n".encode()
    counts = [0]
    until = time.perf_counter() + seconds
    started = time.perf_counter()
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: HttpClient(request, until, counts), parts.hostname, parts.port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.done for client in clients))
    assert all(client.status == b"200" for client in clients), [client.status for client in clients]
    return counts[0] / (time.perf_counter() - started)


class SocketClient(asyncio.Protocol):
    """A WebSocket that hands every text frame to `heard`. The masking key is zero: allowed, and free."""

    def __init__(self, host: str, token: str, heard: Callable[["SocketClient", bytes], None]) -> None:
        self._head = (
            f"GET /ws HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            f"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"authorization: Bearer {token}\r\n\r\n"
        ).encode()
        self._heard = heard
        self._buffer = bytearray()
        self.open = asyncio.get_running_loop().create_future()
        self.gone = asyncio.get_running_loop().create_future()
        """Done when the line is lost; the code of the Close that was heard before, or 1006."""
        self.numbers = itertools.count(1)
        self._code = 1006

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(self._head)

    def send(self, payload: bytes) -> None:
        length = len(payload)
        size = bytes([0x80 | length]) if length < 126 else bytes([0x80 | 126]) + struct.pack(">H", length)
        self._transport.write(b"\x81" + size + b"\0\0\0\0" + payload)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.open.done():
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            if not self._buffer.startswith(b"HTTP/1.1 101"):
                self.open.set_exception(ConnectionError(bytes(self._buffer[:200])))
                self._transport.close()
                return
            del self._buffer[: head + 4]
            self.open.set_result(None)
        while (frame := self._frame()) is not None:
            self._heard(self, frame)

    def _frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1], 2
        if length == 126:
            if len(buffer) < 4:
                return None
            length, start = struct.unpack_from(">H", buffer, 2)[0], 4
        elif length == 127:
            if len(buffer) < 10:
                return None
            length, start = struct.unpack_from(">Q", buffer, 2)[0], 10
        if len(buffer) < start + length:
            return None
        kind, payload = buffer[0] & 15, bytes(buffer[start : start + length])
        del buffer[: start + length]
        if kind == 9:  # a ping wants its pong
            self._transport.write(b"\x8a" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload)
            return b""
        if kind == 8:
            self._code = int.from_bytes(payload[:2], "big")
            self._transport.close()
        return payload if kind == 1 else b""

    def connection_lost(self, error: Exception | None) -> None:
        if not self.open.done():
            self.open.set_exception(ConnectionError("lost before the handshake"))
        if not self.gone.done():  # whoever waited for it may have been cancelled
            self.gone.set_result(self._code)

    def close(self) -> None:
        self._transport.close()


async def socket(address: str, token: str, heard: Callable[[SocketClient, bytes], None]) -> SocketClient:
    parts = urlsplit(address)
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(
        lambda: SocketClient(parts.netloc, token, heard), parts.hostname, parts.port
    )
    await client.open
    return client


def cores() -> list[int]:
    """The cores of this machine that we may use, whichever this process keeps to (a child begins on its parent's)."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    found = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, mine)
    return found


def stay_on_core(number: int, process: int = 0) -> None:
    """Server and client each on a core of their own, where there are two. `process` 0 is this one, all its threads."""
    found = cores()
    for task in Path(f"/proc/{process or os.getpid()}/task").iterdir():
        os.sched_setaffinity(int(task.name), {found[number % len(found)]})
