"""Copying a site from one database to another, between engines or within one: in steps that a break does not undo.

A target is begun with a table of its own that says how far the copy has come. Every step writes some thousand rows and
that place together; so a copy that was broken off goes on where it stood, and a target that is not finished says so.
Meanwhile rows are summed up, and at the end the target is read once more: as many rows, the same sum.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from community.address import Address, PostgresUrl
from community.db import migrate
from community.db.migrate import Refused

STEP = 5000
"""Rows copied, and held in memory, at once."""
MARKER = migrate.COPYING
NOT_COPIED = frozenset({"alembic_version", MARKER})

Row = tuple[Any, ...]


class Table(NamedTuple):
    """A table as it is copied: in the order of its key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    refers_to: frozenset[str]


class Place(msgspec.Struct):
    """How far a table has come: rows, the sum over them, the key of the last, and whether it is all."""

    rows: int = 0
    sum: int = 0
    after: list[Any] | None = None
    done: bool = False


class Source(Protocol):
    """A database that is read in one snapshot."""

    async def tables(self) -> list[Table]: ...

    def steps(self, table: Table, after: Sequence[Any] | None, size: int) -> AsyncIterator[list[Row]]: ...

    async def last_id(self, table: str) -> int:
        """The highest id ever given; 0 for a table that counts none."""
        ...

    async def close(self) -> None: ...


class Target(Source, Protocol):
    """A database that is written."""

    async def begun(self) -> dict[str, str] | None:
        """What the marker says, by table; None when nothing was begun."""
        ...

    async def begin(self, source: str) -> None: ...

    async def write(self, table: Table, rows: list[Row], place: str) -> None:
        """The rows and the place, both or neither."""
        ...

    async def count_on(self, table: str, last_id: int) -> None: ...

    async def finish(self) -> None: ...


class Copied(NamedTuple):
    table: str
    rows: int


def digest(rows: Iterable[Row]) -> int:
    """A sum over rows that does not depend on their order, so that it can be gone on with after a break."""
    pack, hash_ = msgspec.msgpack.encode, hashlib.blake2b
    return sum(int.from_bytes(hash_(pack(row), digest_size=12).digest(), "big") for row in rows)


_MOST = 1 << 96


def _key(table: Table, row: Row) -> list[Any]:
    return [row[table.columns.index(name)] for name in table.key]


def _packed(place: Place) -> str:
    """Keys may hold bytes, which JSON carries as text: they are told apart by their type when they come back."""
    return msgspec.json.encode(
        {"rows": place.rows, "sum": str(place.sum), "done": place.done,
         "after": place.after and [{"hex": v.hex()} if isinstance(v, bytes) else v for v in place.after]}
    ).decode()  # fmt: skip


def _unpacked(text: str | None) -> Place:
    if text is None:
        return Place()
    found = msgspec.json.decode(text)
    after = found["after"] and [bytes.fromhex(v["hex"]) if isinstance(v, dict) else v for v in found["after"]]
    return Place(found["rows"], int(found["sum"]), after, found["done"])


def in_order(tables: Iterable[Table]) -> list[Table]:
    """Every table after those its rows refer to."""
    waiting = {table.name: table for table in tables}
    found: list[Table] = []
    while waiting:
        ready = sorted(name for name, table in waiting.items() if not (table.refers_to - {name}) & waiting.keys())
        if not ready:
            raise Refused(f"these tables refer to each other in a circle: {', '.join(sorted(waiting))}")
        found += [waiting.pop(name) for name in ready]
    return found


def require_fit(source: Address, target: Address) -> bool:
    """Whether a copy was begun before. Raises Refused when one of the two is not fit for it; changes nothing."""
    if str(source) == str(target):
        raise Refused("the two addresses are the same database")
    now = _revision(source)
    if now is None:
        raise Refused(f"{source}: there is nothing to copy")
    if now != migrate.head():
        raise Refused(f"{source} has schema {now}, this edition copies {migrate.head()}: run `community migrate` first")
    try:
        there = _revision(target)
    except migrate.HalfCopied:
        return True
    if there not in (None, migrate.head()):
        raise Refused(f"{target} is not empty")
    return False


def _revision(address: Address) -> str | None:
    try:
        return migrate.revision(address)
    except Refused:
        raise
    except migrate.SchemaError as error:
        raise Refused(str(error)) from error


async def copy(
    source: Source, target: Target, names: tuple[str, str], said: Callable[[Copied], None], step: int = STEP
) -> int:
    """Copy what is missing, compare everything; how many rows there are. Raises Refused."""
    tables = in_order(table for table in await source.tables() if table.name not in NOT_COPIED)
    begun = await target.begun()
    if begun is None:
        await _require_empty(target, names[1])
        await target.begin(names[0])
        begun = {}
    elif begun.get("") != names[0]:
        raise Refused(f"{names[1]} holds the beginning of a copy of {begun.get('')}, not of {names[0]}")
    places = {table.name: await _copy_table(source, target, table, _unpacked(begun.get(table.name)), step)
              for table in tables}  # fmt: skip
    for table in tables:
        await target.count_on(table.name, await source.last_id(table.name))
        await _require_same(target, table, places[table.name], step)
        said(Copied(table.name, places[table.name].rows))
    await target.finish()
    return sum(place.rows for place in places.values())


async def _require_empty(target: Target, name: str) -> None:
    for table in await target.tables():
        if table.name not in NOT_COPIED:
            async for rows in target.steps(table, None, 1):
                if rows:
                    raise Refused(f"{name} is not empty: there are rows in {table.name}")


async def _copy_table(source: Source, target: Target, table: Table, place: Place, step: int) -> Place:
    if place.done:
        return place
    async for rows in _ahead(source.steps(table, place.after, step)):
        after = _key(table, rows[-1]) if rows else place.after
        place = Place(place.rows + len(rows), (place.sum + digest(rows)) % _MOST, after, done=len(rows) < step)
        await target.write(table, rows, _packed(place))
    return place


async def _ahead(steps: AsyncIterator[list[Row]]) -> AsyncIterator[list[Row]]:
    """The same steps, the next of which is being read while one is written."""

    async def one() -> list[Row] | None:
        return await anext(steps, None)

    coming = asyncio.ensure_future(one())
    try:
        while (rows := await coming) is not None:
            coming = asyncio.ensure_future(one())
            yield rows
    finally:
        await asyncio.gather(coming, return_exceptions=True)


async def _require_same(target: Target, table: Table, expected: Place, step: int) -> None:
    count, total = 0, 0
    async for rows in target.steps(table, None, step):
        count, total = count + len(rows), (total + digest(rows)) % _MOST
    if count != expected.rows:
        raise Refused(f"{table.name}: {expected.rows} rows were read and {count} arrived; the target is not to be used")
    if total != expected.sum:
        raise Refused(f"{table.name}: not all rows are the same as in the source; the target is not to be used")


async def opened(address: Address, *, writes: bool) -> Any:
    """The one end of a copy."""
    from community.db import copying_postgres, copying_sqlite

    if isinstance(address, PostgresUrl):
        return await copying_postgres.opened(address, writes=writes)
    return copying_sqlite.Sqlite(address.path, writes=writes)
