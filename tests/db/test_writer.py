"""The writer: batches, savepoints, what is answered and what is announced."""

import asyncio
import sqlite3
from pathlib import Path

import msgspec
import pytest

from community.clock import FrozenClock
from community.db import Database, sqlite
from community.errors import NotFound, Unavailable


class Line(msgspec.Struct):
    id: int
    body: str
    done: bool = False


@pytest.fixture
async def announced():
    return []


@pytest.fixture
async def database(tmp_path: Path, announced):
    path = tmp_path / "lines.db"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table lines (id integer primary key, body text unique, done integer default 0)")
    database = Database(path, FrozenClock(), announced.extend)
    yield database
    await database.close()


async def add(tx, body):
    await tx.run("insert into lines (body) values (:body)", body=body)
    tx.announce(body)
    return body


async def add_and_fail(tx, body):
    await add(tx, body)
    raise NotFound


async def bodies(tx):
    return [row[0] for row in await tx.rows("select body from lines order by id")]


async def test_a_command_is_on_the_disk_when_its_caller_is_answered(database):
    await database.write(add, "раз")
    with sqlite3.connect(database.address.path) as other:
        assert other.execute("select body from lines").fetchall() == [("раз",)]


async def test_a_failed_command_takes_back_only_itself(database, announced):
    results = await asyncio.gather(
        database.write(add, "один"),
        database.write(add_and_fail, "два"),
        database.write(add, "три"),
        return_exceptions=True,
    )
    assert isinstance(results[1], NotFound)
    assert await database.read(bodies) == ["один", "три"]
    assert announced == ["один", "три"]


async def test_many_writers_are_answered_in_commit_order(database, announced):
    await asyncio.gather(*(database.write(add, str(i)) for i in range(500)))
    assert announced == [str(i) for i in range(500)]


async def test_a_command_that_waits_for_anything_else_is_named(database):
    async def sleepy(tx):
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="sleepy waited"):
        await database.write(sleepy)
    await database.write(add, "дальше")


async def test_a_write_inside_a_write_is_refused(database):
    async def nested(tx):
        await database.write(add, "внутри")

    with pytest.raises(RuntimeError, match="a write inside"):
        await database.write(nested)


async def test_a_caller_that_leaves_does_not_stop_its_command(database):
    writing = asyncio.ensure_future(database.write(add, "ушёл"))
    await asyncio.sleep(0)
    writing.cancel()
    await database.write(add, "остался")
    assert await database.read(bodies) == ["ушёл", "остался"]


async def test_a_query_cannot_write_or_announce(database):
    async def writes(tx):
        await tx.run("insert into lines (body) values ('нет')")

    async def announces(tx):
        tx.announce("нет")

    with pytest.raises(sqlite3.OperationalError):
        await database.read(writes)
    with pytest.raises(RuntimeError):
        await database.read(announces)
    assert await database.read(bodies) == []


async def test_rows_become_structs_and_lists_are_spread(database):
    for body in ("а", "б", "в"):
        await database.write(add, body)

    async def some(tx, wanted):
        return await tx.all(Line, "select id, body, done from lines where body in (:wanted) order by id", wanted=wanted)

    assert await database.read(some, ("а", "в")) == [Line(1, "а", False), Line(3, "в", False)]
    assert await database.read(some, ()) == []


async def test_a_locked_file_is_unavailable_and_recovers_without_a_restart(database, monkeypatch):
    with sqlite3.connect(database.address.path, isolation_level=None) as other:
        database.engine.writer._connection.execute("pragma busy_timeout = 10")
        other.execute("begin immediate")
        with pytest.raises(Unavailable):
            await database.write(add, "заперто")
        other.execute("rollback")
    await database.write(add, "открыто")
    assert await database.read(bodies) == ["открыто"]


async def test_a_full_disk_is_unavailable_loses_nothing_acknowledged_and_recovers(database, announced):
    await database.write(add, "до")
    connection = database.engine.writer._connection
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages}")
    big = "я" * 200_000
    results = await asyncio.gather(
        database.write(add, "мала"), database.write(add, big), database.write(add, "тоже"), return_exceptions=True
    )
    assert isinstance(results[1], Unavailable)
    kept = ["до"] + [r for r in (results[0], results[2]) if isinstance(r, str)]
    assert await database.read(bodies) == kept == announced
    connection.execute("pragma max_page_count = 1000000")
    await database.write(add, big)
    assert (await database.read(bodies))[-1] == big


def _failing_disk():
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return error


async def test_a_commit_that_fails_answers_everybody_unavailable_and_announces_nothing(database, announced):
    class BrokenAtCommit:
        """The engine's connection, whose next commit fails as on a failing disk."""

        def __init__(self, real):
            self._real, self.broken = real, False

        def execute(self, sql, *args):
            if sql == "commit" and not self.broken:
                self.broken = True
                raise _failing_disk()
            return self._real.execute(sql, *args)

        def __getattr__(self, name):
            return getattr(self._real, name)

    database.engine.writer._connection = BrokenAtCommit(database.engine.writer._connection)
    results = await asyncio.gather(*(database.write(add, str(i)) for i in range(5)), return_exceptions=True)
    lost = [r for r in results if isinstance(r, Unavailable)]
    assert lost
    assert await database.read(bodies) == announced == [r for r in results if isinstance(r, str)]
    await database.write(add, "снова")


async def test_the_writer_outlives_a_disk_on_which_not_even_taking_back_works(database, announced):
    class Broken:
        """The engine's connection, whose commit and rollback fail until the disk is mended."""

        def __init__(self, real):
            self._real, self.mended = real, False

        def execute(self, sql, *args):
            if sql in ("commit", "rollback") and not self.mended:
                raise _failing_disk()
            return self._real.execute(sql, *args)

        def __getattr__(self, name):
            return getattr(self._real, name)

    database.engine.writer._connection = broken = Broken(database.engine.writer._connection)
    for body in ("раз", "два"):
        with pytest.raises(Unavailable):
            await asyncio.wait_for(database.write(add, body), 10)
    broken.mended = True
    await database.write(add, "три")
    assert await database.read(bodies) == announced == ["три"]


async def test_a_closed_database_answers_at_once(tmp_path: Path):
    database = Database(tmp_path / "closed.db", FrozenClock())
    await database.close()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(database.write(add, "поздно"), 10)


async def test_another_process_that_writes_is_noticed(database):
    noticed = asyncio.Event()
    database.changed_outside = noticed.set
    await database.write(add, "наше")
    assert not noticed.is_set()
    with sqlite3.connect(database.address.path) as other:
        other.execute("insert into lines (body) values ('чужое')")
    await asyncio.wait_for(noticed.wait(), 10)


def test_only_engine_faults_are_unavailable():
    error = sqlite3.OperationalError("no such table")
    assert not sqlite.engine_fault(error)
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert sqlite.engine_fault(error)


async def test_beyond_a_bound_nobody_waits_for_the_writer(database, monkeypatch):
    monkeypatch.setattr("community.db.database.MOST_WAITING", 2)
    with sqlite3.connect(database.address.path, isolation_level=None) as other:
        other.execute("begin immediate")
        begun = asyncio.create_task(database.write(add, "начато"))
        await asyncio.sleep(0)
        while database.engine.waiting:  # until the writer has taken it, and stands before the lock
            await asyncio.sleep(0)
        waiting = [asyncio.create_task(database.write(add, body)) for body in ("раз", "два")]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable) as refusal:
            await database.write(add, "три")
        assert 1 <= refusal.value.retry_after <= 5
        assert database.turned_away == 1
        other.execute("commit")
    await asyncio.gather(begun, *waiting)
    assert await database.read(bodies) == ["начато", "раз", "два"]
    await database.write(add, "три")
