"""The calls of one socket: writing ones in the order they came, reads beside them, a bounded number at a time."""

import asyncio
from collections import deque
from typing import Final

from community import operations
from community.errors import Conflict, Problem
from community.operations import Site
from community.realtime import protocol
from community.realtime.connection import RESTART, Connection
from community.realtime.frames import Frame
from community.realtime.hub import Hub
from community.realtime.operations import SocketContext
from community.realtime.protocol import Batch, Call, Fault
from community.web.problems import problem_object, unexpected
from community.words import N_

MOST_UNFINISHED: Final = 32
"""Calls taken from a socket and not answered; its next frame is read when one is."""
MOST_READS: Final = 8
"""Reads of a socket that are carried out at once; more wait for one of them."""
SIGNS_IN: Final = frozenset({"sessions.open", "sessions.resume"})
CODES: Final = {"invalid": protocol.INVALID_PARAMS, "internal": protocol.INTERNAL_ERROR}


class Calls:
    """Takes frames from the reader, which waits while too much is unfinished, and puts answers into the outbox."""

    def __init__(self, site: Site, hub: Hub, connection: Connection, *, locale: str, address: str, agent: str) -> None:
        self._site = site
        self._hub = hub
        self._connection = connection
        self._locale = locale
        self._address = address
        self._agent = agent
        self._writes: deque[Call | Batch] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._reads: set[asyncio.Task[None]] = set()
        self._later: deque[Call] = deque()
        self._unfinished = 0
        self._room = asyncio.Event()

    async def take(self, text: str) -> None:
        """Begin what a frame asks for; returns when the next frame may be read."""
        asked = protocol.parse(text)
        if isinstance(asked, Fault):
            return await self._tell(protocol.error(asked.code, asked.id))
        self._unfinished += 1
        if isinstance(asked, Call) and _beside(asked):
            self._later.append(asked)
            self._begin_reads()
        else:
            self._writes.append(asked)
            if self._writer is None:
                self._writer = asyncio.get_running_loop().create_task(self._write())
            if not self._connection.token and _signs_in(asked):  # what follows is already the person's
                await asyncio.wait([self._writer])
        while self._unfinished >= MOST_UNFINISHED:
            self._room.clear()
            await self._room.wait()

    def _begin_reads(self) -> None:
        while self._later and len(self._reads) < MOST_READS:
            task = asyncio.get_running_loop().create_task(self._carry_out(self._later.popleft()))
            self._reads.add(task)
            task.add_done_callback(self._read)

    def _read(self, task: asyncio.Task[None]) -> None:
        self._reads.discard(task)
        self._begin_reads()

    async def finish(self) -> None:
        """The peer has left: its reads are of no use to anybody, what it wrote is still carried out."""
        self._later.clear()
        for task in self._reads:
            task.cancel()
        if self._writer is not None:
            await asyncio.wait([self._writer])

    async def _write(self) -> None:
        connection = self._connection
        connection.answering = True
        try:
            while self._writes and not (connection.ended or self._hub.draining):
                await self._carry_out(self._writes.popleft())
        finally:
            self._writer = None
            connection.answering = False
            if connection.ended:
                self._writes.clear()
                connection.end()
            elif self._hub.draining:  # what was not begun is sent again, to the next process
                self._writes.clear()
                connection.close(RESTART)

    async def _carry_out(self, asked: Call | Batch) -> None:
        try:
            answer = await self._batch(asked) if isinstance(asked, Batch) else await self._one(asked)
            if answer is not None:
                await self._tell(answer)
        finally:
            self._unfinished -= 1
            self._room.set()

    async def _tell(self, answer: bytes) -> None:
        await self._connection.outbox.calm()
        self._connection.tell(Frame(answer))

    async def _batch(self, batch: Batch) -> bytes | None:
        answers = [answer for item in batch.items if (answer := await self._one(item)) is not None]
        return protocol.array(answers) if answers else None

    async def _one(self, call: Call | Fault) -> bytes | None:
        if isinstance(call, Fault):
            return protocol.error(call.code, call.id)
        if call.method not in operations.OPERATIONS:
            return None if call.silent else protocol.error(protocol.METHOD_NOT_FOUND, call.id)
        problem: Problem
        try:
            answer = protocol.result(call.id, await self._call(call))
        except Problem as found:
            problem = found
        except Exception as error:  # noqa: BLE001 - logged under a reference by `unexpected`
            problem = unexpected(error, f"socket {call.method}")
        else:
            return None if call.silent else answer
        return None if call.silent else self._refusal(call, problem)

    async def _call(self, call: Call) -> object:
        connection = self._connection
        if connection.known != connection.doubt:
            await self._hub.refresh(connection)
        if connection.token and call.method in SIGNS_IN:
            raise Conflict(N_("Somebody is signed in on this socket already"))
        viewer = connection.viewer
        ctx = SocketContext(
            self._site, viewer, viewer.locale if viewer.signed_in else self._locale, "socket", self._address,
            agent=self._agent, adopt=self._adopt, hub=self._hub, connection=connection,
        )  # fmt: skip
        if not operations.OPERATIONS[call.method].reads:
            return await operations.call(ctx, call.method, call.params)
        async with self._hub.admission.reads:
            return await operations.call(ctx, call.method, call.params)

    async def _adopt(self, token: str) -> None:
        await self._hub.adopt(self._connection, token)

    def _refusal(self, call: Call, problem: Problem) -> bytes:
        viewer = self._connection.viewer
        told = problem_object(problem, viewer.locale if viewer.signed_in else self._locale)
        code = CODES.get(problem.kind, protocol.PROBLEM)
        return protocol.error(code, call.id, protocol.MEANINGS.get(code) or told["title"], told)


def _beside(call: Call) -> bool:
    found = operations.OPERATIONS.get(call.method)
    return found is None or found.reads


def _signs_in(asked: Call | Batch) -> bool:
    items = asked.items if isinstance(asked, Batch) else (asked,)
    return any(isinstance(item, Call) and item.method in SIGNS_IN for item in items)
