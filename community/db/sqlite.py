"""SQLite: a writer thread that carries out waiting commands in one transaction with one fsync, readers with snapshots.

The writer is a thread over the standard library's driver: a batch is driven from BEGIN to COMMIT in one hop, each
command in a savepoint of its own. Nothing but commands uses the writer's connection.
"""

import sqlite3
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from community.clock import Clock
from community.db import sql as text
from community.db.engine import ForeignKeyViolation, UniqueViolation, Work, driving
from community.errors import Problem, Unavailable

T = TypeVar("T")

MOST_IN_A_BATCH = 256
BUSY_MILLISECONDS = 2000
LOOK_ROUND_SECONDS = 1.0
LOG_KEPT = 16 * 1024 * 1024
"""What the log's file shrinks to once all of it has been moved into the database."""
WAITS_FOR_READERS = 20
"""Milliseconds that writing stands still for readers of an old snapshot when the log is to begin anew."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection with the house's settings: WAL, full synchronisation, foreign keys, no implicit transactions."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")
    if read_only:
        connection.execute("pragma query_only = 1")
        return connection
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma wal_autocheckpoint = 0")
    connection.execute(f"pragma journal_size_limit = {LOG_KEPT}")
    return connection


class SqliteTransaction:
    """A transaction on one connection in one thread. Every method answers at once, so a command never suspends."""

    skip_locked = ""

    def __init__(self, connection: sqlite3.Connection, now: int, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        self.now = now
        self.announced: list[Any] = []
        self.statements = 0

    def _execute(self, sql: str, params: dict[str, Any]) -> sqlite3.Cursor:
        self.statements += 1
        return self._connection.execute(*text.bind(sql, params))

    async def all(self, into: type[T], sql: str, /, **params: Any) -> list[T]:
        cursor = self._execute(sql, params)
        names = tuple(column[0] for column in cursor.description)
        return [text.to_struct(into, names, row) for row in cursor]

    async def one(self, into: type[T], sql: str, /, **params: Any) -> T | None:
        cursor = self._execute(sql, params)
        row = cursor.fetchone()
        names = tuple(column[0] for column in cursor.description)
        cursor.close()  # or the statement stays open and holds the snapshot
        found: T | None = None if row is None else text.to_struct(into, names, row)
        return found

    async def rows(self, sql: str, /, **params: Any) -> list[tuple[Any, ...]]:
        return self._execute(sql, params).fetchall()

    async def value(self, sql: str, /, **params: Any) -> Any:
        cursor = self._execute(sql, params)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else row[0]

    async def run(self, sql: str, /, **params: Any) -> int:
        return self._execute(sql, params).rowcount

    def announce(self, change: Any) -> None:
        if not self._writes:
            raise RuntimeError("a query announces nothing")
        self.announced.append(change)


def drive(coroutine: Coroutine[Any, Any, T], name: str) -> T:
    """Carry a command to its end without a loop; one that waits for anything but its transaction is an error."""
    inside = driving.set(name)
    try:
        coroutine.send(None)
    except StopIteration as finished:
        return finished.value  # type: ignore[no-any-return]
    finally:
        driving.reset(inside)
    coroutine.close()
    raise RuntimeError(f"{name} waited for something that is not its transaction")


class _BatchLost(Exception):
    """The engine has rolled the whole transaction back, savepoints and all."""


class Writer(threading.Thread):
    """The one writer of a SQLite file. `done` is called in this thread, batch by batch, in commit order."""

    def __init__(
        self, path: Path, clock: Clock, done: Callable[[list[Work]], None], outside: Callable[[], None]
    ) -> None:
        super().__init__(name="sqlite-writer", daemon=True)
        self._path = path
        self._clock = clock
        self._done = done
        self._outside = outside
        self._data_version = 0
        self._log_is_long = threading.Event()
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._connection = connect(path)

    def put(self, work: Work) -> None:
        self._queue.put(work)

    def waiting(self) -> int:
        return self._queue.qsize()

    def log_is_long(self) -> None:
        """From another thread: the log grows faster than it can be moved while batch follows batch."""
        self._log_is_long.set()

    def stop(self) -> None:
        """Carry out what is waiting, then end."""
        self._queue.put(None)
        self.join()
        self._connection.close()

    def run(self) -> None:
        self._notice_other_writers()
        while (batch := self._waiting()) is not None:
            self._notice_other_writers()
            if batch:
                self._carry_out(batch)
                self._done(batch)
            if self._log_is_long.is_set():
                self._log_is_long.clear()
                self._begin_the_log_anew()

    def _begin_the_log_anew(self) -> None:
        """Move the rest of the log while nobody can write. Readers of an old snapshot can prevent it this time."""
        try:
            self._connection.execute(f"pragma busy_timeout = {WAITS_FOR_READERS}")
            self._connection.execute("pragma wal_checkpoint(restart)").fetchall()
        except sqlite3.Error:
            return  # a full or failing disk: the log keeps everything
        finally:
            self._connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")

    def _notice_other_writers(self) -> None:
        """`data_version` moves only when another connection, such as the command line's, has changed the file."""
        try:
            version = self._connection.execute("pragma data_version").fetchone()[0]
        except sqlite3.Error:
            return
        if self._data_version and version != self._data_version:
            self._outside()
        self._data_version = version

    def _waiting(self) -> list[Work] | None:
        try:
            first = self._queue.get(timeout=LOOK_ROUND_SECONDS)
        except Empty:
            return []
        if first is None:
            return None
        batch = [first]
        while len(batch) < MOST_IN_A_BATCH:
            try:
                work = self._queue.get_nowait()
            except Empty:
                break
            if work is None:  # stopping: this batch first
                self._queue.put(None)
                break
            batch.append(work)
        return batch

    def _carry_out(self, batch: list[Work]) -> None:
        try:
            self._transact(batch)
        except _BatchLost:
            for work in batch:  # each alone: the one that broke the engine takes only itself down
                try:
                    self._transact([work])
                except _BatchLost as lost:
                    work.error = Unavailable()
                    work.error.__cause__ = lost.__cause__

    def _transact(self, batch: list[Work]) -> None:
        connection = self._connection
        try:
            if connection.in_transaction:  # not even taking back went well
                connection.execute("rollback")
            connection.execute("begin immediate")
        except sqlite3.Error as error:
            return self._unavailable(batch, error)
        for work in batch:
            self._one(work)
        try:
            connection.execute("commit")
        except sqlite3.Error as error:
            self._take_back()
            self._unavailable(batch, error)

    def _take_back(self) -> None:
        with suppress(sqlite3.Error):  # then the next batch begins with it
            if self._connection.in_transaction:
                self._connection.execute("rollback")

    def _one(self, work: Work) -> None:
        connection = self._connection
        transaction = SqliteTransaction(connection, self._clock.now(), writes=True)
        work.result, work.error, work.announced = None, None, []
        try:
            connection.execute("savepoint command")
            work.result = drive(work.command(transaction, *work.args), work.name)
            work.announced = transaction.announced
            connection.execute("release command")
        except BaseException as error:
            if not connection.in_transaction:
                raise _BatchLost from error
            try:
                connection.execute("rollback to command")
                connection.execute("release command")
            except sqlite3.Error as broken:
                self._take_back()
                raise _BatchLost from broken
            work.announced = []
            work.error = _said(error)

    def _unavailable(self, batch: list[Work], cause: sqlite3.Error) -> None:
        for work in batch:
            work.result, work.announced = None, []
            if not isinstance(work.error, Problem):
                work.error = Unavailable()
                work.error.__cause__ = cause


def _said(error: BaseException) -> BaseException:
    """What went wrong, in words that do not depend on the engine where there are such."""
    if engine_fault(error):
        return Unavailable()
    said = {
        sqlite3.SQLITE_CONSTRAINT_UNIQUE: UniqueViolation,
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: UniqueViolation,
        sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: ForeignKeyViolation,
    }.get(getattr(error, "sqlite_errorcode", 0))
    if said is None:
        return error
    told = said(str(error))
    told.__cause__ = error
    return told


def engine_fault(error: BaseException) -> bool:
    """A locked, full or failing file; a mistake in SQL is a mistake and stays one."""
    if not isinstance(error, sqlite3.OperationalError):
        return False
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
                    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM,
                    sqlite3.SQLITE_PROTOCOL)  # fmt: skip
