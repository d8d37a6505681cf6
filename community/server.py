"""One server process: Uvicorn with the house's limits, a clean end on SIGTERM, the address printed when ready."""

import asyncio
import contextlib
import gc
import resource
import signal
import sys
from asyncio import TimerHandle, Transport
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from community.realtime.frames import FrameProtocol

HEAD_SECONDS = 10
REQUEST_SECONDS = 60
HEAD_BYTES = 32 * 1024
MESSAGE_BYTES = 256 * 1024
DRAIN_SECONDS = 10
COLLECT_AFTER = (700, 10, 1000)
"""Python's own, except that a thousand collections of young objects come before one of all."""


class BadHead(Exception):
    """Ends the parsing of a request: Uvicorn answers 400 and hangs up."""


class PatientProtocol(HttpToolsProtocol):
    """HTTP that nobody can hold open by whispering: a head has 10 s and 32 KiB to arrive, the whole request a minute.

    What follows an answer that did not wait for the body is still read and thrown away within that minute: whoever is
    cut off while sending sees a broken connection instead of the answer.
    """

    _deadline: TimerHandle | None = None
    _awaits: float | None = HEAD_SECONDS
    """Seconds that what is being received may take; None between two requests."""
    _head_bytes = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_here()
        super().connection_lost(exc)
        del self.parser  # they hold each other, and who left would wait for the collector

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._awaits is None:
            return self._stay_for_the_next()
        if self._deadline is None:
            self._deadline = self.loop.call_later(self._awaits, self._give_up)
        if self._awaits == HEAD_SECONDS:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.send_400_response("The request's head is too large.")

    def on_message_begin(self) -> None:
        self._awaits, self._head_bytes = HEAD_SECONDS, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._is_here()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES:
            raise BadHead("too large")
        if sum(name == b"host" for name, _ in self.headers) > 1:  # RFC 9112, 3.2: each part of us would believe another
            raise BadHead("more than one Host")
        self._awaits = REQUEST_SECONDS
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        self._is_here()
        super().handle_websocket_upgrade()
        del self.parser

    def on_message_complete(self) -> None:
        self._is_here()
        super().on_message_complete()

    def _is_here(self) -> None:
        self._awaits = None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _stay_for_the_next(self) -> None:
        """Uvicorn waits for the next request from the end of an answer on, and forgets that when more data comes."""
        answered = self.cycle is None or self.cycle.response_complete
        if answered and self.timeout_keep_alive_task is None and self.transport.get_protocol() is self:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _give_up(self) -> None:
        self._deadline = None
        if self.flow.read_paused:  # it is we who do not read: a request before this one is still being answered
            self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)
        elif not self.transport.is_closing():
            self.transport.close()


class Server(uvicorn.Server):
    """Uvicorn's server; SIGTERM and SIGINT drain and end with 0, and a second one changes nothing."""

    def __init__(self, config: uvicorn.Config, app: Any, greet: Callable[[str], None] = lambda _: None) -> None:
        super().__init__(config)
        self._app = app
        self._greet = greet

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
            addresses = [_address(sock) for server in self.servers for sock in server.sockets]
            print("\n".join(addresses), flush=True)
            self._greet(addresses[0])

    async def shutdown(self, sockets: Any = None) -> None:
        for listener in self.servers:  # who comes now waits for the next process, and is not sent away by this one
            listener.close()
        await self._app.drain()
        await super().shutdown(sockets)


def raise_open_files() -> None:
    """As many files as the system lets us have: every reader of a room is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def spare_the_collector() -> None:
    """Leave what the start has made out of the collections, and look through all the rest seldom.

    Ten thousand sockets are a million objects: looking through them stops the process for half a second and more, and
    finds nothing, for what a closed socket leaves is freed at once.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def settings(app: Any, host: str, port: int) -> uvicorn.Config:
    """How Uvicorn runs here and in the tests."""
    return uvicorn.Config(
        app, host=host, port=port, loop="uvloop", http=PatientProtocol, ws=FrameProtocol, lifespan="on",
        ws_max_size=MESSAGE_BYTES, ws_per_message_deflate=False, log_config=None, access_log=False,
        proxy_headers=False, server_header=False, timeout_keep_alive=30, timeout_graceful_shutdown=DRAIN_SECONDS,
    )  # fmt: skip


def _address(sock: Any) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: Any, host: str, port: int, greet: Callable[[str], None]) -> int:
    """Serve until told to end; the exit code. `greet` is called with the address once it answers."""

    def ready(address: str) -> None:
        spare_the_collector()
        greet(address)

    raise_open_files()
    server = Server(settings(app, host, port), app, ready)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner, contextlib.suppress(SystemExit):
        runner.run(server.serve())  # Uvicorn has said what is wrong with the address, and exits
    if not server.started:
        print(f"cannot serve on {host}:{port}", file=sys.stderr)
        return 1
    return 0
