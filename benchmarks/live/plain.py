"""The references: one frame to every open socket, by bare transports of an asyncio loop or by Starlette's `send_text`.

`GET /go?SECONDS` sets it going. The transports shake hands like a WebSocket, so that the same crowd listens.
"""

import asyncio
import sys
import time
from pathlib import Path

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from community.realtime.frames import Frame

AT_ONCE = 500
"""Writes before the loop may do something else, as in our hub."""
MOST_UNSENT = 512 * 1024


def starlette(port: int, payload: bytes) -> None:
    """What an application would be without us, under Uvicorn set as ours is."""
    sockets: set[WebSocket] = set()
    text = payload.decode()

    async def listen(socket: WebSocket) -> None:
        await socket.accept()
        sockets.add(socket)
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            sockets.discard(socket)

    async def send(seconds: float) -> None:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            for number, socket in enumerate(list(sockets), 1):
                await socket.send_text(text)
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(0)

    async def go(request: Request) -> Response:
        app.state.sending = asyncio.create_task(send(float(request.url.query)))
        return Response()

    async def healthy(_: Request) -> Response:
        return Response()

    app = Starlette(routes=[WebSocketRoute("/ws", listen), Route("/go", go), Route("/healthz", healthy)])
    uvicorn.run(
        app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", ws="websockets-sansio",
        ws_per_message_deflate=False, log_config=None, access_log=False,
    )  # fmt: skip


class Transports(asyncio.Protocol):
    """One connection: an open socket after it has asked for `/ws`."""

    def __init__(self, frame: bytes, opened: dict[asyncio.Transport, None]) -> None:
        self._frame = frame
        self._opened = opened
        self._sending: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET /ws"):
            self._opened[self._transport] = None
            self._transport.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        elif data.startswith(b"GET /"):
            if data.startswith(b"GET /go?"):
                self._sending = asyncio.create_task(self._send(float(data[8 : data.find(b" ", 8)])))
            self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._opened.pop(self._transport, None)

    async def _send(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        frame = self._frame
        while time.perf_counter() < until:
            for number, transport in enumerate(list(self._opened), 1):
                transport.write(frame)
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert all(transport.get_write_buffer_size() < MOST_UNSENT for transport in self._opened)


async def transports(port: int, payload: bytes) -> None:
    frame, opened = Frame(payload).wire, dict[asyncio.Transport, None]()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Transports(frame, opened), "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


def main(kind: str, port: int, file: str) -> None:
    payload = Path(file).read_bytes()
    if kind == "starlette":
        starlette(port, payload)
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(transports(port, payload))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
