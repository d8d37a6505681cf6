"""Prepared frames, encoded once and written as they are to every listener, and the Uvicorn protocol that takes them.

Without this protocol (another ASGI server) the same frames are sent as text, see `outbox`.
"""

import asyncio
import struct
import weakref
from functools import cached_property
from socket import SO_SNDBUF, SOL_SOCKET
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame as WireFrame
from websockets.http11 import Request
from websockets.protocol import State

EXTENSION = "community.frames"
MOST_BYTES = 256 * 1024
"""The largest message that is read; a larger one is closed with 1009 as soon as its length is known."""
MOST_FRAGMENTS = 64
SEND_BUFFER = 128 * 1024
LINGER_SECONDS = 5.0
QUIET_SECONDS = 0.1
TOO_BIG = 1009


class Frame:
    """One JSON text, and what it looks like on the wire; or several, to be written at once."""

    def __init__(self, *payloads: bytes) -> None:
        self.payloads = payloads

    def __len__(self) -> int:
        return sum(map(len, self.payloads))

    @cached_property
    def texts(self) -> list[str]:
        return [payload.decode() for payload in self.payloads]

    @cached_property
    def wire(self) -> bytes:
        return b"".join(_head(len(payload)) + payload for payload in self.payloads)


def _head(size: int) -> bytes:
    """What stands before an unmasked text frame (RFC 6455, 5.2)."""
    if size < 126:
        return struct.pack("!BB", 0x81, size)
    if size < 1 << 16:
        return struct.pack("!BBH", 0x81, 126, size)
    return struct.pack("!BBQ", 0x81, 127, size)


class FrameProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's protocol, which also writes prepared frames, bounds fragments and never waits for a deaf peer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn.max_message_size = MOST_BYTES
        self._noisy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if (sock := transport.get_extra_info("socket")) is not None:
            sock.setsockopt(SOL_SOCKET, SO_SNDBUF, SEND_BUFFER)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = weakref.ref(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of what holds itself: with thousands of sockets the collector stops the process for too long."""
        super().connection_lost(exc)
        self.conn.parser.close()

    # What the outbox calls.

    @property
    def open(self) -> bool:
        """Whether a frame may be written: after the handshake, before a Close."""
        return self.handshake_complete and self.conn.state is State.OPEN and not self.transport.is_closing()

    @property
    def unsent(self) -> int:
        return self.transport.get_write_buffer_size()

    def write(self, frame: Frame) -> None:
        if self.open:
            self.transport.write(frame.wire)

    def shut(self, code: int) -> None:
        """Close behind everything written; the line is cut when the peer does not answer in time."""
        if not self.open:
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self._linger()

    def _linger(self) -> None:
        """Read on and throw away, or the system answers unread data with a reset that overtakes our Close."""
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    # What Uvicorn calls.

    def handle_cont(self, event: WireFrame) -> None:
        if len(self.frames) < MOST_FRAGMENTS:
            super().handle_cont(event)
        elif not self.close_sent:
            self.conn.fail(TOO_BIG, "too many fragments")
            self.handle_parser_exception()

    def data_received(self, data: bytes) -> None:
        self._noisy = True
        super().data_received(data)

    def handle_parser_exception(self) -> None:
        """A frame that breaks the protocol: say so, then hang up once the peer has stopped sending."""
        if self.close_sent:
            return
        close = self.conn.close_sent
        if close is None:  # nothing can be said any more
            self.transport.close()
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": close.code, "reason": close.reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self._linger()
        self._hang_up_when_quiet()

    def _hang_up_when_quiet(self) -> None:
        if self._noisy:
            self._noisy = False
            self.loop.call_later(QUIET_SECONDS, self._hang_up_when_quiet)
        elif not self.disconnected:
            self.transport.close()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()
