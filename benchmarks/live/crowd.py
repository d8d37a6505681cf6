"""Many listening sockets in one process at little cost: read in sweeps, several frames at a time, and only counted.

A loop's callback a frame would cost as much as the server spends on writing it. What is late by a sweep does not matter
where deliveries are counted; latencies are measured by `load.SocketClient`.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Sequence
from urllib.parse import urlsplit

AT_ONCE = 64
CHUNK = 250
"""Sockets read before the loop may do something else."""
LOST = 1006
ANSWER = 18
"""Where the payloads differ: `{"jsonrpc":"2.0","id"…` is an answer, `{"jsonrpc":"2.0","method"…` a push."""


class Listener:
    __slots__ = ("code", "rest", "sock", "stopped")

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.rest = b""
        self.code = 0
        self.stopped = False


class Crowd:
    """`frames` counts pushes and `answers` answers of all sockets since the beginning. A refusal is raised."""

    def __init__(self, address: str, period: float = 0.02) -> None:
        parts = urlsplit(address)
        self._host, self._at = parts.netloc, (parts.hostname, parts.port)
        self.period = period
        self.listeners: list[Listener] = []
        self.frames = 0
        self.answers = 0
        self._buffer = bytearray(1 << 18)
        self._view = memoryview(self._buffer)
        self._sweeping: asyncio.Task[None] | None = None

    async def enter(self, tokens: Sequence[str], count: int, receive_buffer: int = 0) -> None:
        """Open `count` sockets more, for each token in turn."""
        numbers = iter(range(count))

        async def some() -> None:
            for number in numbers:
                self.listeners.append(await self._open(tokens[number % len(tokens)], receive_buffer))

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))
        if self._sweeping is None:
            self._sweeping = asyncio.create_task(self._sweep_on())

    async def _open(self, token: str, receive_buffer: int) -> Listener:
        loop = asyncio.get_running_loop()
        sock = socket.socket()
        sock.setblocking(False)
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        await loop.sock_connect(sock, self._at)
        head = (
            f"GET /ws HTTP/1.1\r\nhost: {self._host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            f"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"authorization: Bearer {token}\r\n\r\n"
        )
        await loop.sock_sendall(sock, head.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            more = await loop.sock_recv(sock, 4096)
            answer += more
            if not more or not answer.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(answer[:300])
        listener = Listener(sock)
        listener.rest = answer[answer.find(b"\r\n\r\n") + 4 :]
        return listener

    async def ask(self, method: str, params: str) -> None:
        """Every socket asks the same; returns when all are answered."""
        payload = f'{{"jsonrpc":"2.0","id":0,"method":"{method}","params":{params}}}'.encode()
        frame = b"\x81" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload
        for start in range(0, len(self.listeners), CHUNK):
            some = self.listeners[start : start + CHUNK]
            due = self.answers + len(some)
            for listener in some:
                listener.sock.send(frame)
            while self.answers < due:
                for listener in some:
                    self._read(listener)
                await asyncio.sleep(0.001)

    async def _sweep_on(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(self.period)

    async def sweep(self) -> None:
        """Read whatever has arrived."""
        for number, listener in enumerate(self.listeners, 1):
            if not listener.stopped:
                self._read(listener)
            if number % CHUNK == 0:
                await asyncio.sleep(0)
        await asyncio.sleep(0)

    def _read(self, listener: Listener) -> None:
        try:
            if listener.rest:
                held = len(listener.rest)
                self._buffer[:held] = listener.rest
                size = held + listener.sock.recv_into(self._view[held:])
            else:
                size = listener.sock.recv_into(self._buffer)
        except BlockingIOError:
            return
        except ConnectionResetError:
            size = 0
        if size == len(listener.rest):
            listener.code = listener.code or LOST
            listener.stopped = True
            return
        end = self._count(listener, size)
        listener.rest = bytes(self._view[end:size]) if end < size else b""

    def _count(self, listener: Listener, size: int) -> int:
        """Count the whole frames at the beginning of the buffer; where the first that is not whole begins."""
        buffer, start, pushes = self._buffer, 0, 0
        while start + 2 <= size:
            length, payload = buffer[start + 1], start + 2
            if length == 126:
                length, payload = struct.unpack_from(">H", buffer, start + 2)[0], start + 4
            elif length == 127:
                length, payload = struct.unpack_from(">Q", buffer, start + 2)[0], start + 10
            end = payload + length
            if end > size:
                break
            if buffer[start] != 0x81:
                self._control(listener, buffer[start] & 15, bytes(buffer[payload:end]))
            elif length > ANSWER and buffer[payload + ANSWER] == 0x69:  # "i"
                if buffer.find(b'"error"', payload, end) >= 0:
                    raise AssertionError(buffer[payload:end].decode())
                self.answers += 1
            else:
                pushes += 1
            start = end
        self.frames += pushes
        return start

    def _control(self, listener: Listener, kind: int, payload: bytes) -> None:
        if kind == 9:  # a ping wants its pong
            listener.sock.send(b"\x8a" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload)
        elif kind == 8:
            listener.code = int.from_bytes(payload[:2], "big")

    @property
    def closed(self) -> list[int]:
        """The codes by which sockets were closed."""
        return [listener.code for listener in self.listeners if listener.code]

    async def leave(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeping
            self._sweeping = None
        for listener in self.listeners:
            listener.sock.close()
        self.listeners.clear()
