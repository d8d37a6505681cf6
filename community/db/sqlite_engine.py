"""SQLite behind the door: the writer's thread, a small pool of readers, the loop's own connection for short looks."""

import asyncio
import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from community.db import sqlite
from community.db.checkpoints import Checkpointer
from community.db.engine import Command, Owner, Size, Work, answer
from community.errors import Unavailable

READERS = 2


class SqliteEngine:
    """One file, opened in a running loop."""

    in_order = True

    def __init__(self, path: Path, owner: Owner) -> None:
        self._path = path
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self.writer = sqlite.Writer(path, owner.clock, self._committed, self._outside)
        self.checkpointer = Checkpointer(path, self.writer.log_is_long)
        self.writer.start()
        self.checkpointer.start()

    async def close(self) -> None:
        """Carry out what waits, then let go of the file."""
        await asyncio.to_thread(self.writer.stop)
        await asyncio.to_thread(self.checkpointer.stop)
        await asyncio.to_thread(self._readers.shutdown)
        for connection in self._connections:
            connection.close()

    @property
    def waiting(self) -> int:
        return self.writer.waiting()

    async def write(self, command: Command, args: tuple[Any, ...]) -> Any:
        work = Work(command, args, self._loop.create_future())
        self.writer.put(work)
        return await work.future

    async def read(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]:
        return await self._loop.run_in_executor(self._readers, self._snapshot, query, args)

    async def peek(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]:
        return self._snapshot(query, args)

    async def opened(self) -> None:
        """The command line holds the file's lock."""

    async def size(self) -> Size:
        wal = self._path.with_name(self._path.name + "-wal")
        free = shutil.disk_usage(self._path.parent).free
        return Size(self._path.stat().st_size, wal.stat().st_size if wal.exists() else 0, free)

    def _connection(self) -> sqlite3.Connection:
        """The reading connection of this thread. The loop's own waits for no lock: everybody would wait with it."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = sqlite.connect(self._path, read_only=True)
            if threading.get_ident() == self._loop_thread:
                connection.execute("pragma busy_timeout = 0")
            self._connections.append(connection)
        return connection

    def _snapshot(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]:
        try:
            connection = self._connection()
            connection.execute("begin")
            try:
                transaction = sqlite.SqliteTransaction(connection, self._owner.clock.now(), writes=False)
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

    def _committed(self, batch: list[Work]) -> None:
        """In the writer's thread: hand the whole batch to the loop in one hop."""
        self.checkpointer.written()
        self._loop.call_soon_threadsafe(answer, self._owner, batch)

    def _outside(self) -> None:
        """In the writer's thread: another process has written to the file."""
        self._loop.call_soon_threadsafe(self._owner.outside)
