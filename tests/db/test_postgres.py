"""PostgreSQL alone: commands run again when somebody was quicker, lost connections made anew, bounds of patience."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from community.clock import FrozenClock
from community.db import Database, Transaction, UniqueViolation, postgres_connect, postgres_faults, postgres_writers
from community.db.lock import AlreadyServed
from community.errors import Unavailable
from tests.db.test_transactions import _make, step, steps
from tests.engines import PostgresDatabases

pytestmark = pytest.mark.postgres

Act = Callable[[], Awaitable[Any]]


@pytest.fixture
def announced() -> list[Any]:
    return []


@pytest.fixture
async def database(postgres: PostgresDatabases, announced: list[Any]) -> AsyncIterator[Database]:
    place = replace(postgres.bare(), writers=4, readers=2)
    opened = Database(place, FrozenClock(), announced.extend)
    await opened.write(_make)
    yield opened
    await opened.close()
    postgres.drop(place)


@pytest.fixture
async def other(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else at the same database."""
    connection = await asyncpg.connect(database.address.url)
    yield connection
    connection.terminate()


class Between:
    """A command that lets somebody else act, the first `times` times, after its first statement."""

    def __init__(self, act: Act, times: int = 1) -> None:
        self.act, self.times, self.tries = act, times, 0

    async def __call__(self, tx: Transaction, name: str) -> int:
        self.tries += 1
        value = int(await tx.value("select value from counters where name = :n", n=name))
        if self.tries <= self.times:
            await self.act()
        await tx.run("insert into steps (name, value) values (:n, :v)", n=name, v=value + self.tries)
        tx.announce((name, self.tries))
        return self.tries


async def test_a_command_that_lost_a_unique_place_is_carried_out_again(database, other, announced):
    async def quicker() -> None:
        await other.execute("insert into steps values ('a', 1)")

    command = Between(quicker)
    assert await database.write(command, "a") == 2
    assert (command.tries, announced) == (2, [("a", 2)])
    assert await database.read(steps, "a") == [1, 2]


async def test_after_five_times_the_violation_is_told(database, other, announced):
    count = 0

    async def quicker() -> None:
        nonlocal count
        count += 1
        await other.execute("insert into steps values ('a', $1)", count)

    command = Between(quicker, times=100)
    with pytest.raises(UniqueViolation):
        await database.write(command, "a")
    # Once with the others that waited, and then alone.
    assert (command.tries, announced) == (1 + postgres_writers.MOST_TRIES, [])


async def test_a_deadlock_is_carried_out_again(database, announced):
    """Two that take two rows in opposite orders: the server ends one, and it has its turn afterwards."""
    met = asyncio.Barrier(2)
    tries: list[str] = []

    async def take(tx: Transaction, first: str, second: str) -> None:
        tries.append(first)
        await tx.run("update counters set value = value + 1 where name = :n", n=first)
        if len(tries) <= 2:
            await met.wait()
        await tx.run("update counters set value = value + 1 where name = :n", n=second)
        tx.announce(first)

    await asyncio.gather(database.write(take, "a", "b"), database.write(take, "b", "a"))
    assert len(tries) >= 3 and sorted(announced) == ["a", "b"]
    assert await database.read(_values) == {"a": 2, "b": 2, "c": 0, "d": 0}


async def _values(tx: Transaction) -> dict[str, int]:
    return dict(await tx.rows("select name, value from counters order by name"))


async def test_a_serialisation_failure_is_carried_out_again(database, other):
    """Commands are READ COMMITTED; one that asks for more is carried out again like every other."""
    tries = 0

    async def strict(tx: Transaction) -> int:
        nonlocal tries
        tries += 1
        await tx.run("set transaction isolation level repeatable read")
        await tx.value("select value from counters where name = 'a'")
        if tries == 1:
            await other.execute("update counters set value = 40 where name = 'a'")
        return int(await tx.value("update counters set value = value + 1 where name = 'a' returning value"))

    assert await database.write(strict) == 41
    assert tries == 2


async def test_commands_are_read_committed_and_wait_for_a_row(database, other):
    await other.execute("begin; update counters set value = 10 where name = 'a'")
    waiting = asyncio.create_task(database.write(step, "a"))
    await _until(other, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
    await other.execute("commit")
    assert await waiting == 11


async def _until(connection: asyncpg.Connection, sql: str) -> None:
    async with asyncio.timeout(20):
        while not await connection.fetchval(sql):
            await asyncio.sleep(0)


async def test_other_rows_do_not_wait_for_a_long_lock(database, other):
    await other.execute("begin; update counters set value = 10 where name = 'a'")
    waiting = [asyncio.create_task(database.write(step, "a")) for _ in range(20)]
    await _until(other, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
    assert await asyncio.wait_for(database.write(step, "b"), 2) == 1
    await other.execute("rollback")
    assert await asyncio.gather(*waiting) == list(range(1, 21))


async def test_beyond_a_bound_nobody_waits_for_the_writers(database, other, monkeypatch):
    monkeypatch.setattr("community.db.database.MOST_WAITING", 2)
    await other.execute("begin; update counters set value = value where name = 'a'")
    waiting = [asyncio.create_task(database.write(step, "a")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as refusal:
        await database.write(step, "b")
    assert (1 <= refusal.value.retry_after <= 5, database.turned_away) == (True, 1)
    await other.execute("commit")
    await asyncio.gather(*waiting)
    await database.write(step, "b")


async def test_who_waits_too_long_for_a_lock_is_told_unavailable(database, other, monkeypatch):
    monkeypatch.setattr(postgres_connect, "LOCK_SECONDS", 0.2)
    fresh = Database(database.address, FrozenClock())
    await other.execute("begin; update counters set value = 10 where name = 'a'")
    with pytest.raises(Unavailable):
        await fresh.write(step, "a")
    await other.execute("rollback")
    assert await fresh.write(step, "a") == 1
    await fresh.close()


async def test_a_statement_without_end_is_ended(database, monkeypatch):
    monkeypatch.setattr(postgres_connect, "STATEMENT_SECONDS", 0.2)
    fresh = Database(database.address, FrozenClock())

    async def endless(tx: Transaction) -> None:
        await tx.rows("select pg_sleep(60)")

    for door in (fresh.read, fresh.write):
        with pytest.raises(Unavailable):
            await door(endless)
    assert await fresh.write(step, "a") == 1
    await fresh.close()


async def test_a_transaction_left_alone_loses_its_locks(database, other, monkeypatch):
    monkeypatch.setattr(postgres_connect, "IDLE_SECONDS", 0.2)
    fresh = Database(database.address, FrozenClock())
    gone_on = asyncio.Event()

    async def idle(tx: Transaction) -> None:
        await tx.run("update counters set value = 99 where name = 'a'")
        await gone_on.wait()
        await tx.run("update counters set value = 99 where name = 'b'")

    idling = asyncio.create_task(fresh.write(idle))
    await _until(other, "select count(*) from pg_stat_activity where state = 'idle in transaction'")
    assert await database.write(step, "a") == 1
    gone_on.set()
    await idling  # on a new connection, in one go
    assert (await database.read(_values))["a"] == 99
    await fresh.close()


KILL = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where pid <> pg_backend_pid() and datname = current_database()"
)


async def test_a_read_whose_connection_is_lost_is_read_again(database, other):
    tries = 0

    async def interrupted(tx: Transaction) -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            await other.execute(KILL)
        return int(await tx.value("select count(*) from counters"))

    assert await database.read(interrupted) == 4
    assert await database.peek(steps, "a") == []


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.InterfaceError("the server expects 2 arguments for this query, 1 was passed"), False),
        (asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"), True),
        (asyncpg.AdminShutdownError("terminating connection due to administrator command"), True),
        (asyncpg.CannotConnectNowError("the database system is starting up"), True),
        (ConnectionRefusedError(111, "Connect call failed"), True),
        (asyncpg.DataError("invalid input for query argument $1"), False),
        (asyncpg.LockNotAvailableError("canceling statement due to lock timeout"), False),
        (TimeoutError(), False),
    ],
)  # fmt: skip
def test_a_lost_connection_is_told_from_a_mistake(error: Exception, lost: bool):
    assert postgres_faults.lost(error) is lost


async def test_a_command_whose_connection_is_lost_before_its_commit_is_carried_out_again(database, other, announced):
    async def kill() -> None:
        await other.execute(KILL)

    command = Between(kill)
    assert await database.write(command, "a") == 2
    assert announced == [("a", 2)]
    assert await database.read(steps, "a") == [2]


async def test_a_connection_lost_in_the_commit_is_unavailable_and_nothing_is_announced(database, other, announced):
    """Whether it is on the disk is open, so nobody says that it is and nobody does it twice."""
    await other.execute("""
        create function end_here() returns trigger language plpgsql as
            'begin perform pg_terminate_backend(pg_backend_pid()); return null; end';
        create constraint trigger at_commit after insert on steps deferrable initially deferred
            for each row execute function end_here()
    """)
    with pytest.raises(Unavailable):
        await database.write(step, "a")
    await other.execute("drop trigger at_commit on steps")
    assert announced == []
    assert await database.write(step, "a") == 1


async def test_all_connections_lost_at_once_are_made_again(database, other):
    await asyncio.gather(*(database.write(step, name) for name in "abcd"), *(database.read(_values) for _ in range(4)))
    await other.execute(KILL)
    await asyncio.gather(*(database.write(step, name) for name in "abcd"), *(database.read(_values) for _ in range(4)))
    assert set((await database.read(_values)).values()) == {2}


OURS = "select count(*) from pg_stat_activity where application_name = 'community' and datname = current_database()"


async def test_the_pools_are_as_large_as_the_configuration_says(database, other):
    await asyncio.gather(*(database.write(step, name) for name in "abcd" * 20))
    await asyncio.gather(*(database.read(_values) for _ in range(40)))
    counted = (
        "select count(*) from pg_stat_activity where application_name = 'community' and datname = current_database()"
    )
    assert await other.fetchval(counted) <= 4 + 2


async def test_statements_stay_prepared(database):
    async def prepared(tx: Transaction) -> list[tuple[Any, ...]]:
        return await tx.rows(
            "select statement, generic_plans + custom_plans from pg_prepared_statements"
            " where statement like 'select value%'"
        )

    async def twice(tx: Transaction) -> list[tuple[Any, ...]]:
        for _ in range(3):
            await tx.value("select value from counters where name = :n", n="a")
        return await prepared(tx)

    [(statement, plans)] = await database.read(twice)
    assert statement == "select value from counters where name = $1::text" and plans == 3


async def test_commands_of_one_row_share_commits(database, other):
    """Two hundred numbers of one room are not two hundred times to the disk."""
    before = await other.fetchval("select pg_current_xact_id()::text::bigint")
    await asyncio.gather(*(database.write(step, "a") for _ in range(200)))
    spent = await other.fetchval("select pg_current_xact_id()::text::bigint") - before
    assert spent < 20


async def test_one_process_serves_a_database_and_hears_what_others_write(database, other):
    serves = Database(database.address, FrozenClock(), alone=True)
    await serves.opened()
    heard = asyncio.Event()
    serves.changed_outside = heard.set
    second = Database(database.address, FrozenClock(), alone=True)
    with pytest.raises(AlreadyServed):
        await second.opened()
    await second.close()
    await serves.write(step, "a")
    assert not heard.is_set()
    await database.write(step, "b")  # as the command line does
    await asyncio.wait_for(heard.wait(), 10)
    await serves.close()
    third = Database(database.address, FrozenClock(), alone=True)
    await third.opened()
    await third.close()


async def test_an_ear_that_was_deaf_for_a_moment_believes_that_something_was_said(database, other):
    serves = Database(database.address, FrozenClock(), alone=True)
    await serves.opened()
    heard = asyncio.Event()
    serves.changed_outside = heard.set
    await other.execute(KILL)
    await asyncio.wait_for(heard.wait(), 10)
    await serves.close()
