"""What a value, a comparison, an order or a refusal means: one table of cases, the same answers on either engine."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any

import msgspec
import pytest

from community.clock import FrozenClock
from community.db import Database, ForeignKeyViolation, Transaction, UniqueViolation
from tests.engines import Engine


@pytest.fixture
async def database(engine: Engine) -> AsyncIterator[Database]:
    place = engine.new()
    opened = Database(place, FrozenClock(1_790_154_000_000))
    yield opened
    await opened.close()
    engine.drop(place)


class Kind(StrEnum):
    ROOM = "room"


LARGEST = 2**63 - 1
CASES: dict[str, tuple[str, dict[str, Any], Any]] = {
    "a number": ("select :a", {"a": 5}, [(5,)]),
    "the largest number": ("select :a, :b", {"a": LARGEST, "b": -LARGEST - 1}, [(LARGEST, -LARGEST - 1)]),
    "beyond 32 bits after a small one": ("select :a = 0, :a + 1", {"a": 2**53 - 1}, [(False, 2**53)]),
    "whole division": ("select :a / 2, -:a / 2, :a % 3", {"a": 7}, [(3, -3, 1)]),
    "a fraction": ("select :a * 2", {"a": 1.25}, [(2.5,)]),
    "a sum of whole numbers": ("select sum(n) from (select :a as n union all select :b) x", {"a": 1, "b": 2}, [(3,)]),
    "a sum beyond 32 bits": ("select sum(n) from (select :a as n union all select :a) x", {"a": 2**60}, [(2**61,)]),
    "a sum of nothing": ("select sum(id), count(*), max(id) from people", {}, [(None, 0, None)]),
    "an average": ("select avg(n) from (select :a as n union all select :b) x", {"a": 1, "b": 2}, [(1.5,)]),
    "an average that is whole": ("select avg(n) from (select :a as n union all select :a) x", {"a": 2}, [(2.0,)]),
    "yes and no": ("select :a = 1, :b = 1", {"a": True, "b": False}, [(True, False)]),
    "nothing": ("select cast(:a as bigint), cast(:a as text) is null", {"a": None}, [(None, True)]),
    "nothing in a comparison": ("select 1 where cast(:a as bigint) = 1 or cast(:a as bigint) <> 1", {"a": None}, []),
    "a missing filter": ("select 1 where cast(:a as text) is null or :a = 'x'", {"a": None}, [(1,)]),
    "an empty text is not nothing": ("select :a = '', :a is null, coalesce(:a, 'x')", {"a": ""}, [(True, False, "")]),
    "spaces at the end count": ("select :a = 'день'", {"a": "день "}, [(False,)]),
    "small and large letters differ": ("select :a = 'Ёлка', :b = 'abc'", {"a": "ёлка", "b": "ABC"}, [(False, False)]),
    "letters and signs of all kinds": ("select :a", {"a": "Ёлка №5 «да» 🎄 e\u0301"}, [("Ёлка №5 «да» 🎄 e\u0301",)]),
    "letters are counted, not bytes": ("select length(:a), substr(:a, 2, 3)", {"a": "ёлочка"}, [(6, "лоч")]),
    "texts and numbers together": ("select 'r' || :n || '-' || :a", {"n": 7, "a": "x"}, [("r7-x",)]),
    "bytes": ("select :a, :a < :b", {"a": b"\0\xff", "b": b"\1"}, [(b"\0\xff", True)]),
    "a member of an enumeration": ("select :a = 'room'", {"a": Kind.ROOM}, [(True,)]),
    "a number in a list": ("select 1 where :a in (:list)", {"a": 2, "list": (1, 2)}, [(1,)]),
    "a text in a list": ("select 1 where :a in (:list)", {"a": "б", "list": ["а", "б"]}, [(1,)]),
    "an empty list": ("select 1 where :a in (:list)", {"a": 2, "list": ()}, []),
    "not in an empty list": ("select 1 where :a not in (:list)", {"a": 2, "list": ()}, [(1,)]),
    "rows compared": ("select 1 where (:a, :n) > ('б', 1)", {"a": "б", "n": 2}, [(1,)]),
    "like looks at the case of no letter but Latin": (
        "select 1 where :a like :p escape '!'", {"a": "скидка 5% ёлка", "p": "%5!% ёл%"}, [(1,)],
    ),
    "a moment in milliseconds": ("select :a + 1", {"a": 1_790_154_000_123}, [(1_790_154_000_124,)]),
}  # fmt: skip


def as_told(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(int(value) if isinstance(value, bool) else value for value in row) for row in found]


@pytest.mark.parametrize("case", CASES)
async def test_a_value_means_the_same(database: Database, case: str) -> None:
    sql, params, expected = CASES[case]

    async def ask(tx: Transaction) -> list[tuple[Any, ...]]:
        return await tx.rows(sql, **params)

    found = await database.read(ask)
    assert as_told(found) == as_told(expected)
    assert [[type(v) for v in row] for row in as_told(found)] == [[type(v) for v in row] for row in as_told(expected)]
    assert as_told(await database.write(ask)) == as_told(expected)


async def person(tx: Transaction, name: str, **more: Any) -> int:
    values = {"handle": name, "email": f"{name}@example.org", **more}
    return int(
        await tx.value(
            "insert into people (handle, name, name_key, email, email_key, password_hash, locale, zone, made_at)"
            " values (:handle, :name, :name, :email, :email, '', 'ru', 'Europe/Moscow', :now) returning id",
            name=name, now=tx.now, **values,
        )
    )  # fmt: skip


async def test_texts_sort_by_their_codes(database: Database) -> None:
    names = ["Яна", "Ёлка", "анна", "Анна", "Zoe", "ёж", "zoe", "1", "а-1", "а 1", "аа", "Ә", "🎄", "_"]

    async def write(tx: Transaction) -> list[str]:
        for name in names:
            await person(tx, name)
        return [row[0] for row in await tx.rows("select name from people order by name")]

    assert await database.write(write) == sorted(names)

    async def above(tx: Transaction) -> list[str]:
        rows = await tx.rows("select name from people where name_key > :key order by name_key", key="Я")
        return [row[0] for row in rows]

    assert await database.read(above) == [name for name in sorted(names) if name > "Я"]


async def test_bytes_sort_as_a_tree_is_read(database: Database) -> None:
    paths = [b"\0\0\0\1", b"\0\0\0\1\0\0\0\2", b"\0\0\0\2", b"\0\0\1\0", b"\xff\0\0\0"]

    async def write(tx: Transaction) -> list[bytes]:
        who = await person(tx, "anna")
        for path in reversed(paths):
            await tx.run(
                "insert into client_ids (person_id, operation, client_id, digest, row_id, made_at)"
                " values (:who, 'x', :id, :path, 1, 0)", who=who, id=path.hex(), path=path,
            )  # fmt: skip
        return [row[0] for row in await tx.rows("select digest from client_ids order by digest")]

    assert await database.write(write) == paths


class Row(msgspec.Struct):
    id: int
    name: str
    locked: bool
    seen_at: int | None


async def test_rows_become_structs_alike(database: Database) -> None:
    async def write(tx: Transaction) -> tuple[list[Row], Row | None, Row | None, int, Any]:
        made = await person(tx, "anna")
        sql = "select id, name, id = :id as locked, seen_at from people where id = :id"
        found = await tx.all(Row, sql, id=made), await tx.one(Row, sql, id=made), await tx.one(Row, sql, id=made + 1)
        return (*found, made, await tx.value("select name from people where id = :id", id=made + 1))

    rows, row, nobody, made, nothing = await database.write(write)
    assert rows == [row] == [Row(made, "anna", True, None)]
    assert (nobody, nothing) == (None, None)


async def test_a_statement_says_how_many_rows_it_touched(database: Database) -> None:
    async def write(tx: Transaction) -> list[int]:
        await person(tx, "anna")
        await person(tx, "boris")
        return [
            await tx.run("update people set seen_at = :now", now=tx.now),
            await tx.run("update people set seen_at = :now where name = 'nobody'", now=tx.now),
            await tx.run("insert into settings (name, value, changed_at) values ('a', 'b', 0) on conflict do nothing"),
            await tx.run("insert into settings (name, value, changed_at) values ('a', 'c', 0) on conflict do nothing"),
            await tx.run("delete from people where name = 'anna'"),
        ]

    assert await database.write(write) == [2, 0, 1, 0, 1]


async def test_the_same_thing_twice_is_refused_alike(database: Database) -> None:
    await database.write(person, "anna")
    with pytest.raises(UniqueViolation):
        await database.write(person, "anna")
    with pytest.raises(UniqueViolation):
        await database.write(_setting)
    assert await database.read(_count) == 1


async def _setting(tx: Transaction) -> None:
    for value in ("a", "b"):
        await tx.run("insert into settings (name, value, changed_at) values ('x', :value, 0)", value=value)


async def _count(tx: Transaction) -> int:
    return int(await tx.value("select count(*) from people"))


async def test_a_row_that_names_none_is_refused_alike(database: Database) -> None:
    async def dangling(tx: Transaction) -> None:
        await tx.run("insert into former_handles (handle, person_id) values ('x', 77)")

    async def bereft(tx: Transaction) -> None:
        who = await person(tx, "anna")
        await tx.run("insert into former_handles (handle, person_id) values ('x', :who)", who=who)
        await tx.run("delete from people where id = :who", who=who)

    for command in (dangling, bereft):
        with pytest.raises(ForeignKeyViolation):
            await database.write(command)
    assert await database.read(_count) == 0


async def test_a_number_beyond_64_bits_is_refused_alike(database: Database) -> None:
    async def ask(tx: Transaction) -> Any:
        return await tx.value("select :a", a=2**63)

    for door in (database.read, database.write):
        with pytest.raises(OverflowError):
            await door(ask)


async def test_ids_are_counted_on_and_never_given_twice(database: Database) -> None:
    first, second = await database.write(person, "anna"), await database.write(person, "boris")

    async def again(tx: Transaction) -> int:
        await tx.run("delete from people where id = :id", id=second)
        return await person(tx, "clara")

    assert first < second < await database.write(again)
