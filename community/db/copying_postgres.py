"""A database of PostgreSQL as an end of a copy."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from community.address import PostgresUrl
from community.db.copying import MARKER, Row, Table
from community.db.postgres_connect import connect, settings

_TABLES = """
select c.relname as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
             and not a.attisdropped order by a.attnum) as columns,
       array(select a.attname::text from pg_index i, unnest(i.indkey) with ordinality k(attnum, place), pg_attribute a
             where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum
             order by k.place) as key,
       array(select r.relname::text from pg_constraint f join pg_class r on r.oid = f.confrelid
             where f.conrelid = c.oid and f.contype = 'f') as refers_to
from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by c.relname
"""
_LAST_ID = "select last_value, is_called from "
_SEQUENCE = """
select pg_get_serial_sequence($1::text, 'id') where exists (
    select 1 from pg_attribute a where a.attrelid = $1::text::regclass and a.attname = 'id')
"""


async def opened(address: PostgresUrl, *, writes: bool) -> "Postgres":
    """An end of a copy; a source is one snapshot from now on."""
    connection = await connect(address, settings(reads_only=not writes) | {
        "statement_timeout": "0", "idle_in_transaction_session_timeout": "0"})  # fmt: skip
    if not writes:
        await connection.execute("begin")
    return Postgres(connection)


class Postgres:
    """One connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def tables(self) -> list[Table]:
        return [
            Table(row["name"], tuple(row["columns"]), tuple(row["key"]), frozenset(row["refers_to"]))
            for row in await self._connection.fetch(_TABLES)
        ]

    async def steps(self, table: Table, after: Sequence[Any] | None, size: int) -> AsyncIterator[list[Row]]:
        """The rows by key, `size` at a time; the last step has fewer."""
        key = ", ".join(table.key)
        places = ", ".join(f"${number}" for number in range(1, len(table.key) + 1))
        begins = f"select {', '.join(table.columns)} from {table.name}"
        ends = f"order by {key} limit {size}"
        places_of_key = [table.columns.index(name) for name in table.key]
        while True:
            if after is None:
                found = await self._connection.fetch(f"{begins} {ends}")
            else:
                found = await self._connection.fetch(f"{begins} where ({key}) > ({places}) {ends}", *after)
            rows = [tuple(row) for row in found]
            yield rows
            if len(rows) < size:
                return
            after = [rows[-1][place] for place in places_of_key]

    async def last_id(self, table: str) -> int:
        sequence = await self._sequence(table)
        if sequence is None:
            return 0
        last, called = await self._connection.fetchrow(_LAST_ID + sequence)
        return int(last) if called else 0

    async def _sequence(self, table: str) -> str | None:
        return await self._connection.fetchval(_SEQUENCE, table)  # type: ignore[no-any-return]

    async def begun(self) -> dict[str, str] | None:
        if not any(table.name == MARKER for table in await self.tables()):
            return None
        return dict(await self._connection.fetch(f"select name, place from {MARKER}"))

    async def begin(self, source: str) -> None:
        async with self._connection.transaction():
            await self._connection.execute(f"create table {MARKER} (name text primary key, place text not null)")
            await self._connection.execute(f"insert into {MARKER} (name, place) values ('', $1)", source)

    async def write(self, table: Table, rows: list[Row], place: str) -> None:
        async with self._connection.transaction():
            if rows:
                await self._connection.copy_records_to_table(table.name, records=rows, columns=table.columns)
            await self._connection.execute(
                f"insert into {MARKER} (name, place) values ($1, $2) on conflict (name) do update set place = $2",
                table.name, place,
            )  # fmt: skip

    async def count_on(self, table: str, last_id: int) -> None:
        sequence = await self._sequence(table)
        if sequence is not None and last_id > 0:
            await self._connection.execute("select setval($1::text::regclass, $2::bigint)", sequence, last_id)

    async def finish(self) -> None:
        await self._connection.execute(f"drop table {MARKER}")
        await self._connection.execute("analyze")

    async def close(self) -> None:
        await self._connection.close()
