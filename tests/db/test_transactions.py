"""What a command and a query may rely on, whichever engine carries them out."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from community.clock import FrozenClock
from community.db import Database, Transaction
from community.errors import Conflict, Unavailable
from tests.engines import Engine


@pytest.fixture
def announced() -> list[Any]:
    return []


@pytest.fixture
async def database(engine: Engine, announced: list[Any]) -> AsyncIterator[Database]:
    place = engine.bare()
    opened = Database(place, FrozenClock(), announced.extend)
    await opened.write(_make)
    yield opened
    await opened.close()
    engine.drop(place)


async def _make(tx: Transaction) -> None:
    await tx.run("create table counters (name text primary key, value bigint not null)")
    await tx.run("create table steps (name text not null, value bigint not null, primary key (name, value))")
    for name in ("a", "b", "c", "d"):
        await tx.run("insert into counters (name, value) values (:name, 0)", name=name)


async def step(tx: Transaction, topic_id: str, fails: str = "") -> int:
    """Take the next number; `fails` before or after something was written."""
    if fails == "early":
        raise Conflict
    value = int(await tx.value("update counters set value = value + 1 where name = :n returning value", n=topic_id))
    await tx.run("insert into steps (name, value) values (:n, :v)", n=topic_id, v=value)
    tx.announce((topic_id, value))
    if fails == "late":
        raise Conflict
    if fails == "broken":
        raise ZeroDivisionError
    return value


async def steps(tx: Transaction, name: str) -> list[int]:
    return [row[0] for row in await tx.rows("select value from steps where name = :n order by value", n=name)]


async def test_numbers_of_a_row_are_gapless_and_announced_in_their_order(database: Database, announced: list[Any]):
    names = [name for _ in range(50) for name in "abcd"]
    given = await asyncio.gather(*(database.write(step, name) for name in names))
    for name in "abcd":
        mine = [value for whose, value in zip(names, given, strict=True) if whose == name]
        assert mine == list(range(1, 51))
        assert await database.read(steps, name) == mine
        assert [value for whose, value in announced if whose == name] == mine


@pytest.mark.parametrize("fails", ["early", "late", "broken"])
async def test_a_command_that_fails_leaves_nothing_and_hinders_nobody(
    database: Database, announced: list[Any], fails: str
):
    kinds = ["", fails, "", "", fails, ""]
    results = await asyncio.gather(*(database.write(step, "a", kind) for kind in kinds), return_exceptions=True)
    assert [isinstance(result, Exception) for result in results] == [bool(kind) for kind in kinds]
    assert [result for result in results if isinstance(result, int)] == [1, 2, 3, 4]
    assert await database.read(steps, "a") == [1, 2, 3, 4]
    assert announced == [("a", 1), ("a", 2), ("a", 3), ("a", 4)]


async def test_a_caller_that_leaves_does_not_stop_the_command(database: Database):
    leaving = [asyncio.create_task(database.write(step, "a")) for _ in range(3)]
    await asyncio.sleep(0)
    leaving[1].cancel()
    await asyncio.gather(*leaving, return_exceptions=True)
    await database.write(step, "a")
    assert await database.read(steps, "a") == [1, 2, 3, 4]


async def test_a_write_inside_a_command_is_refused(database: Database):
    async def nested(tx: Transaction) -> None:
        await database.write(step, "a")

    with pytest.raises(RuntimeError, match="a write inside"):
        await database.write(nested)


async def test_a_query_sees_one_moment_however_many_statements_it_makes(database: Database):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def twice(tx: Transaction) -> list[int]:
        first = len(await tx.rows("select value from steps"))
        if database.address.__class__.__name__ == "PostgresUrl":  # elsewhere a query cannot wait
            begun.set()
            await go_on.wait()
        return [first, len(await tx.rows("select value from steps"))]

    reading = asyncio.create_task(database.read(twice))
    if database.address.__class__.__name__ == "PostgresUrl":
        await begun.wait()
    await database.write(step, "a")
    go_on.set()
    first, second = await reading
    assert first == second


async def test_a_query_cannot_write_or_announce(database: Database):
    async def writes(tx: Transaction) -> None:
        await tx.run("update counters set value = 9")

    async def announces(tx: Transaction) -> None:
        tx.announce("no")

    for query in (writes, announces):
        with pytest.raises(Exception, match=r"read-?only|announces nothing"):
            await database.read(query)
    assert await database.write(step, "a") == 1


async def test_a_mistake_in_sql_is_a_mistake_and_the_next_query_is_answered(database: Database):
    async def mistaken(tx: Transaction) -> None:
        await tx.rows("select 1 from nowhere")

    for door in (database.read, database.write, database.peek):
        with pytest.raises(Exception, match="nowhere"):
            await door(mistaken)
    assert await database.peek(steps, "a") == []


async def test_a_closed_database_is_unavailable(engine: Engine):
    place = engine.bare()
    database = Database(place, FrozenClock())
    await database.close()
    with pytest.raises(Unavailable):
        await database.write(step, "a")
    engine.drop(place)


async def test_what_was_asked_before_closing_is_carried_out(engine: Engine):
    place = engine.bare()
    database = Database(place, FrozenClock())
    await database.write(_make)
    asked = [asyncio.create_task(database.write(step, name)) for name in "abab"]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*asked) == [1, 1, 2, 2]
    engine.drop(place)
