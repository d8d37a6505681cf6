"""One server process: Uvicorn with the house's limits, a clean end on SIGTERM, the address printed when ready."""

import asyncio
import contextlib
import resource
import signal
import sys
from asyncio import TimerHandle, Transport
from collections.abc import Iterator
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from community.realtime.frames import FrameProtocol

HEAD_SECONDS = 10
HEAD_BYTES = 32 * 1024
MESSAGE_BYTES = 256 * 1024
DRAIN_SECONDS = 10


class PatientProtocol(HttpToolsProtocol):
    """HTTP whose request heads must arrive within 10 s and 32 KiB, so that nobody holds connections by whispering."""

    _head_timer: TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._head_timer is None and (self.cycle is None or self.cycle.response_complete):
            self._await_head()
        if self._head_timer is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_timer is not None and self._head_bytes > HEAD_BYTES:
            self.send_400_response("The request's head is too large.")

    def on_headers_complete(self) -> None:
        self._head_is_here()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._head_bytes = 0
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _head_is_here(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()


class Server(uvicorn.Server):
    """Uvicorn's server; SIGTERM and SIGINT drain and end with 0, and a second one changes nothing."""

    def __init__(self, config: uvicorn.Config, app: Any) -> None:
        super().__init__(config)
        self._app = app

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Uvicorn raises the signal once more at the end, and the process would end by it instead of with 0.
        before = {sig: signal.signal(sig, self.handle_exit) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            for server in self.servers:
                for sock in server.sockets:
                    host, port = sock.getsockname()[:2]
                    shown = f"[{host}]" if ":" in host else host
                    print(f"http://{shown}:{port}", flush=True)

    async def shutdown(self, sockets: Any = None) -> None:
        await self._app.drain()
        await super().shutdown(sockets)


def raise_open_files() -> None:
    """As many files as the system lets us have: every reader of a room is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def settings(app: Any, host: str, port: int) -> uvicorn.Config:
    """How Uvicorn runs here and in the tests."""
    return uvicorn.Config(
        app, host=host, port=port, loop="uvloop", http=PatientProtocol, ws=FrameProtocol, lifespan="on",
        ws_max_size=MESSAGE_BYTES, ws_per_message_deflate=False, log_config=None, access_log=False,
        proxy_headers=False, server_header=False, timeout_keep_alive=30, timeout_graceful_shutdown=DRAIN_SECONDS,
    )  # fmt: skip


def serve(app: Any, host: str, port: int) -> int:
    """Serve until told to end; the exit code."""
    raise_open_files()
    server = Server(settings(app, host, port), app)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve())
    if not server.started:
        print(f"cannot serve on {host}:{port}", file=sys.stderr)
        return 1
    return 0
