"""The door to the database: `read` runs a query in a snapshot, `write` a command in the writer's next batch."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from community.clock import Clock
from community.db import sqlite
from community.db.checkpoints import Checkpointer
from community.db.transaction import Transaction
from community.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")
UniqueViolation = sqlite3.IntegrityError

READERS = 2
Publish = Callable[[Sequence[Any]], None]


class Database:
    """One SQLite file, opened in a running loop. `publish` receives what committed commands announced, in order."""

    def __init__(self, path: Path, clock: Clock, publish: Publish | None = None) -> None:
        self.path = path
        self.clock = clock
        self.publish = publish
        self.changed_outside: Callable[[], None] | None = None
        self.statements_read = 0
        """Statements of all reads so far, for tests that pin what a page costs."""
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._closed = False
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._writer = sqlite.Writer(path, clock, self._committed, self._outside)
        self._checkpointer = Checkpointer(path, self._writer.log_is_long)
        self._writer.start()
        self._checkpointer.start()

    async def close(self) -> None:
        """Carry out what waits, then let go of the file."""
        self._closed = True
        await asyncio.to_thread(self._writer.stop)
        await asyncio.to_thread(self._checkpointer.stop)
        await asyncio.to_thread(self._readers.shutdown)
        for connection in self._connections:
            connection.close()

    async def write(
        self, command: Callable[Concatenate[Transaction, P], Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The command's result once it is on the disk. A caller that is cancelled leaves; its command goes on."""
        if getattr(sqlite.driving, "command", None):
            raise RuntimeError(f"a write inside {sqlite.driving.command}: call the command itself")
        if kwargs:
            raise TypeError("commands take their arguments by position")
        if self._closed:
            raise Unavailable
        work = sqlite.Work(command, args, self._loop.create_future())
        self._writer.put(work)
        return await work.future  # type: ignore[no-any-return]

    async def read(
        self, query: Callable[Concatenate[Transaction, P], Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The query's result from one snapshot."""
        if kwargs:
            raise TypeError("queries take their arguments by position")
        result, statements = await self._loop.run_in_executor(self._readers, self._snapshot, query, args)
        self.statements_read += statements
        return result  # type: ignore[no-any-return]

    async def peek(
        self, query: Callable[Concatenate[Transaction, P], Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The result of a query of a few index look-ups, carried out at once on the loop's own connection.

        A hop to a reader costs several times such a query. Only for what is bounded however much the database holds:
        the loop does nothing else meanwhile.
        """
        if kwargs:
            raise TypeError("queries take their arguments by position")
        result, statements = self._snapshot(query, args)
        self.statements_read += statements
        return result  # type: ignore[no-any-return]

    def _connection(self) -> sqlite3.Connection:
        """The reading connection of this thread. The loop's own waits for no lock: everybody would wait with it."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = sqlite.connect(self.path, read_only=True)
            if threading.get_ident() == self._loop_thread:
                connection.execute("pragma busy_timeout = 0")
            self._connections.append(connection)
        return connection

    def _snapshot(self, query: Callable[..., Coroutine[Any, Any, Any]], args: tuple[Any, ...]) -> tuple[Any, int]:
        try:
            connection = self._connection()
            connection.execute("begin")
            try:
                transaction = sqlite.SqliteTransaction(connection, self.clock.now(), writes=False)
                return sqlite.drive(
                    query(transaction, *args), getattr(query, "__qualname__", "")
                ), transaction.statements
            finally:
                if connection.in_transaction:
                    connection.execute("commit")
        except sqlite3.OperationalError as error:
            if sqlite.engine_fault(error) and error.sqlite_errorcode != sqlite3.SQLITE_READONLY:
                raise Unavailable from error
            raise  # a query that tries to write is a mistake, not a fault of the engine

    def _committed(self, batch: list[sqlite.Work]) -> None:
        """In the writer's thread: hand the whole batch to the loop in one hop."""
        self._checkpointer.written()
        self._loop.call_soon_threadsafe(self._answer, batch)

    def _outside(self) -> None:
        """In the writer's thread: another process has written to the file."""
        if self.changed_outside is not None:
            self._loop.call_soon_threadsafe(self.changed_outside)

    def _answer(self, batch: list[sqlite.Work]) -> None:
        if self.publish is not None:
            announced = [change for work in batch if work.error is None for change in work.announced]
            if announced:
                self.publish(announced)
        for work in batch:
            if work.future.cancelled():
                continue
            if work.error is not None:
                work.future.set_exception(work.error)
            else:
                work.future.set_result(work.result)
