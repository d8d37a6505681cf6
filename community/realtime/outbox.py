"""What one socket has yet to be told, bounded: nobody waits for a slow reader, and one too slow is let go."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from starlette.types import Scope, Send

from community.realtime.frames import EXTENSION, LINGER_SECONDS, Frame, FrameProtocol

MOST_UNSENT = 512 * 1024
GONE = 1006
CALM = 64 * 1024
"""Bytes waiting below which the answer to one more call may be added."""


class Outbox(Protocol):
    """Takes frames in order. A frame of any size is taken as long as what already waits is within bounds."""

    def put(self, frame: Frame) -> bool:
        """False when the reader lags behind and the frame was not taken."""
        ...

    async def calm(self) -> None:
        """Wait until little is waiting: answers are paced by it, pushes are not."""
        ...

    def close(self, code: int, last: Frame | None = None) -> None:
        """Say `last`, then close. Nothing is taken afterwards."""
        ...


def outbox(scope: Scope, send: Send, cut: Callable[[], object]) -> Outbox:
    """Prepared frames where the server takes them, text elsewhere."""
    protocol = scope.get("extensions", {}).get(EXTENSION, lambda: None)()
    return PreparedOutbox(protocol) if protocol is not None else TextOutbox(send, cut)


class PreparedOutbox:
    """Writes the same bytes for every listener straight to the transport, which keeps what the peer has not taken."""

    def __init__(self, protocol: FrameProtocol) -> None:
        self._protocol = protocol

    def put(self, frame: Frame) -> bool:
        if self._protocol.unsent > MOST_UNSENT:
            return False
        self._protocol.write(frame)
        return True

    async def calm(self) -> None:
        while not self._protocol.writable.is_set():  # of all who waited the first may have filled it again
            await self._protocol.writable.wait()

    def close(self, code: int, last: Frame | None = None) -> None:
        if last is not None:
            self._protocol.write(last)
        self._protocol.shut(code)


class TextOutbox:
    """Sends by ASGI messages, with a queue and a task that writes while there is something to write.

    `cut` ends a socket whose peer takes nothing any more, not even the Close.
    """

    def __init__(self, send: Send, cut: Callable[[], object]) -> None:
        self._send = send
        self._cut = cut
        self._waiting: deque[Frame] = deque()
        self._bytes = 0
        self._code: int | None = None
        self._writer: asyncio.Task[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._calm = asyncio.Event()
        self._calm.set()

    def put(self, frame: Frame) -> bool:
        if self._bytes > MOST_UNSENT:
            return False
        if self._code is None:
            self._add(frame)
        return True

    async def calm(self) -> None:
        while not self._calm.is_set():
            await self._calm.wait()

    def close(self, code: int, last: Frame | None = None) -> None:
        if self._code is not None:
            return
        if last is not None:  # it lags: what it missed it catches up by version
            self._waiting.clear()
            self._add(last)
        self._code = code
        self._deadline = asyncio.get_running_loop().call_later(LINGER_SECONDS, self._give_up)
        self._start()

    def _add(self, frame: Frame) -> None:
        self._waiting.append(frame)
        self._bytes += len(frame)
        if self._bytes > CALM:
            self._calm.clear()
        self._start()

    def _start(self) -> None:
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                frame = self._waiting.popleft()
                for text in frame.texts:
                    await self._send({"type": "websocket.send", "text": text})
                self._bytes -= len(frame)
                if self._bytes <= CALM:
                    self._calm.set()
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": self._code})
        except (OSError, RuntimeError):  # the peer has left
            self._code = self._code or GONE
            self._waiting.clear()
        finally:
            self._calm.set()
            self._writer = None
            if self._deadline is not None:
                self._deadline.cancel()

    def _give_up(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
        self._cut()
