"""The log is moved into the file beside the writer: it stays short, and nobody is held up or misled by it."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from community.clock import Clock
from community.db import Database, checkpoints

PAGE = 4096


@pytest.fixture
async def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkpoints, "CHECKPOINT_SECONDS", 0.01)
    path = tmp_path / "lines.db"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table lines (id integer primary key, body text)")
    database = Database(path, Clock())
    yield database
    await database.close()


def log_of(database: Database) -> int:
    return database.address.path.with_name("lines.db-wal").stat().st_size


async def add(tx, body):
    await tx.run("insert into lines (body) values (:body)", body=body)


async def test_a_log_that_is_written_without_a_pause_stays_bounded(database, monkeypatch):
    monkeypatch.setattr(checkpoints, "LONG_LOG", 100)
    written = 0

    async def writes():
        nonlocal written
        while written < 4_000:
            written += 1
            await database.write(add, "я" * 2000)

    await asyncio.gather(*(writes() for _ in range(64)))
    assert log_of(database) < 4_000 * PAGE / 3


async def test_moving_the_log_is_not_taken_for_another_process(database, monkeypatch):
    monkeypatch.setattr("community.db.sqlite.LOOK_ROUND_SECONDS", 0.01)
    rounds, noticed = 0, []
    database.changed_outside = lambda: noticed.append(rounds)
    checkpoint = database.engine.checkpointer._checkpoint

    def counted():
        nonlocal rounds
        moved = checkpoint()
        rounds += moved
        return moved

    database.engine.checkpointer._checkpoint = counted
    for number in range(3):
        await database.write(add, "наше")
        while rounds <= number:
            await asyncio.sleep(0)
    await database.write(add, "и ещё")
    assert noticed == []


async def test_a_reader_of_an_old_snapshot_does_not_hold_up_writing(database, monkeypatch):
    monkeypatch.setattr(checkpoints, "LONG_LOG", 0)
    await database.write(add, "до")
    with sqlite3.connect(database.address.path, isolation_level=None) as backup:
        backup.execute("begin")
        backup.execute("select * from lines").fetchall()
        async with asyncio.timeout(2):  # each of these would wait the busy timeout out
            for _ in range(20):
                await database.write(add, "во время копии")
        backup.execute("rollback")
