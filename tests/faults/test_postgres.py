"""A PostgreSQL server that is restarted, cut off, filled up or held: people wait or are told, and nothing is lost."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.faults.load import Load
from tests.faults.process import Process
from tests.postgres_server import PostgresServer, programs

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "3"))

pytestmark = [pytest.mark.faults, pytest.mark.postgres]


@pytest.fixture(scope="module")
def durable() -> Iterator[PostgresServer]:
    """A server with its default settings of durability."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@contextlib.asynccontextmanager
async def under_load(postgres: PostgresServer, data: Path, rooms: int = 3) -> AsyncIterator[Load]:
    """A site on a database of its own; the load is the test's to begin."""
    name = f"site_{os.urandom(4).hex()}"
    postgres.run(f"create database {name}")
    server = Process(data, database=postgres.url(name))
    server.create_admin()
    await server.start()
    load = None
    try:
        load = await Load.on(server, rooms)
        yield load
    finally:
        if load is not None:
            await load.close()
        server.kill()
        await server.hang_up()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
async def test_a_server_restarted_under_load(durable: PostgresServer, tmp_path: Path, how: signal.Signals):
    async with under_load(durable, tmp_path) as load:
        async with load.going_on():
            for _ in range(ROUNDS):
                await load.more(40)
                await asyncio.to_thread(durable.stop, how)
                assert 503 in await load.reads()
                await asyncio.to_thread(durable.start)
                await load.more(40)
                assert (await load.reads())[1] == 200
        await load.nothing_is_lost()
        assert load.server.terminate() == 0


OURS = "from pg_stat_activity where application_name = 'community' and datname = $1"


async def test_connections_killed_one_by_one_and_all_at_once(durable: PostgresServer, tmp_path: Path):
    async with under_load(durable, tmp_path) as load:
        database = load.server.database.rpartition("/")[2]
        killer = await asyncpg.connect(durable.url("postgres"))
        async with load.going_on():
            for _ in range(ROUNDS):
                await load.more(20)
                for (pid,) in await killer.fetch(f"select pid {OURS}", database):
                    await killer.execute("select pg_terminate_backend($1)", pid)
                    await load.more(2)
                await load.more(20)
                await killer.execute(f"select pg_terminate_backend(pid) {OURS}", database)
                await load.reads()
                await load.more(20)
        await killer.close()
        await load.nothing_is_lost()


async def test_a_long_lock_on_the_row_of_a_room_holds_up_that_room_alone(durable: PostgresServer, tmp_path: Path):
    async with under_load(durable, tmp_path, rooms=2) as load:
        holder = await asyncpg.connect(load.server.database)
        held, free = load.rooms
        async with load.going_on():
            await load.more(20)
            await holder.execute(f"begin; update rooms set title = title where id = {held}")
            waiting = load.refused
            while load.refused == waiting:  # the first of the room is told that it cannot be done now
                await load.more(20)
                assert set(await load.reads()) <= {200, 303}
            there = {client_id for client_id, said in load.acknowledged.items() if said.room == free}
            await load.more(20)
            assert {client_id for client_id, said in load.acknowledged.items() if said.room == free} - there
            await holder.execute("rollback")
            await load.more(40)
        await holder.close()
        await load.nothing_is_lost()


A_SENDER_WAITS = "select exists (select 1 from pg_locks where relation = 'messages'::regclass and not granted)"
DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"


async def test_deadlocks_made_on_purpose_cost_nobody_an_answer(durable: PostgresServer, tmp_path: Path):
    """Somebody else takes what a sender is waiting for, and then the room that the sender has already taken."""
    async with under_load(durable, tmp_path, rooms=2) as load:
        other = await asyncpg.connect(load.server.database)
        async with load.going_on():
            for _ in range(ROUNDS):
                await load.more(10)
                await other.execute("begin; lock table messages in share mode")
                async with asyncio.timeout(10):
                    while not await other.fetchval(A_SENDER_WAITS):
                        pass
                try:
                    await other.execute("update rooms set title = title; commit")
                except asyncpg.DeadlockDetectedError:
                    await other.execute("rollback")
            await load.more(10)
            async with asyncio.timeout(10):
                while await other.fetchval(DEADLOCKS) < ROUNDS:  # the server counts a little later
                    pass
        await other.close()
        await load.nothing_is_lost()
        assert load.refused == 0


def _may_mount() -> bool:
    return os.geteuid() == 0 and shutil.which("mount") is not None


@pytest.fixture
def small() -> Iterator[PostgresServer]:
    """A server on a disk of 160 MiB of its own."""
    folder = Path(tempfile.mkdtemp(prefix="community-small-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(folder)], check=True)
    try:
        server = PostgresServer(folder, min_wal_size="32MB", max_wal_size="32MB")
        server.start()
        yield server
        server.stop(signal.SIGQUIT)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


if _may_mount():

    async def test_a_full_disk(small: PostgresServer, tmp_path: Path):
        """The server gives up when it cannot write its log; an operator makes room and starts it again."""
        async with under_load(small, tmp_path) as load:
            ballast = small.folder / "photos.zip"
            async with load.going_on():
                await load.more(20)
                with ballast.open("wb") as file, contextlib.suppress(OSError):
                    while True:
                        file.write(b"x" * 65536)
                        file.flush()
                refused = load.refused
                while load.refused < refused + 8:
                    await load.reads()
                ballast.unlink()
                await asyncio.to_thread(small.start_again)
                await load.more(40)
            await load.nothing_is_lost()
