"""A file of SQLite as an end of a copy."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from community.db import sqlite
from community.db.copying import MARKER, Row, Table


class Sqlite:
    """One connection; a source is read in one transaction."""

    def __init__(self, path: Path, *, writes: bool) -> None:
        self._connection = sqlite.connect(path, read_only=not writes)
        if not writes:
            self._connection.execute("begin")

    async def tables(self) -> list[Table]:
        names = self._connection.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!' order by name"
        ).fetchall()
        return [self._table(name) for (name,) in names]

    def _table(self, name: str) -> Table:
        columns = self._connection.execute(f"pragma table_info({name})").fetchall()
        key = sorted((column[5], column[1]) for column in columns if column[5])
        refers_to = self._connection.execute(f"pragma foreign_key_list({name})").fetchall()
        return Table(
            name,
            tuple(column[1] for column in columns),
            tuple(column for _, column in key),
            frozenset(reference[2] for reference in refers_to),
        )

    async def steps(self, table: Table, after: Sequence[Any] | None, size: int) -> AsyncIterator[list[Row]]:
        """The rows by key, `size` at a time; the last step has fewer."""
        key = ", ".join(table.key)
        places = ", ".join("?" for _ in table.key)
        begins = f"select {', '.join(table.columns)} from {table.name}"
        ends = f"order by {key} limit {size}"
        places_of_key = [table.columns.index(name) for name in table.key]
        while True:
            above = "" if after is None else f"where ({key}) > ({places})"
            rows = await asyncio.to_thread(self._rows, f"{begins} {above} {ends}", tuple(after or ()))
            yield rows
            if len(rows) < size:
                return
            after = [rows[-1][place] for place in places_of_key]

    def _rows(self, sql: str, given: tuple[Any, ...]) -> list[Row]:
        return self._connection.execute(sql, given).fetchall()

    async def last_id(self, table: str) -> int:
        found = self._connection.execute("select seq from sqlite_sequence where name = ?", (table,)).fetchone()
        return int(found[0]) if found else 0

    async def begun(self) -> dict[str, str] | None:
        try:
            return dict(self._connection.execute(f"select name, place from {MARKER}").fetchall())
        except sqlite3.OperationalError:
            return None

    async def begin(self, source: str) -> None:
        self._connection.execute("begin immediate")
        self._connection.execute(f"create table {MARKER} (name text primary key, place text not null)")
        self._connection.execute(f"insert into {MARKER} (name, place) values ('', ?)", (source,))
        self._connection.execute("commit")

    async def write(self, table: Table, rows: list[Row], place: str) -> None:
        connection = self._connection
        connection.execute("begin immediate")
        try:
            marks = ", ".join("?" for _ in table.columns)
            connection.executemany(f"insert into {table.name} ({', '.join(table.columns)}) values ({marks})", rows)
            connection.execute(f"insert or replace into {MARKER} (name, place) values (?, ?)", (table.name, place))
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("pragma wal_checkpoint(passive)").fetchall()

    async def count_on(self, table: str, last_id: int) -> None:
        if last_id == 0:
            return
        changed = self._connection.execute(
            "update sqlite_sequence set seq = max(seq, ?) where name = ?", (last_id, table)
        )
        if changed.rowcount == 0:
            self._connection.execute("insert into sqlite_sequence (name, seq) values (?, ?)", (table, last_id))

    async def finish(self) -> None:
        self._connection.execute(f"drop table {MARKER}")
        self._connection.execute("pragma wal_checkpoint(truncate)").fetchall()

    async def close(self) -> None:
        self._connection.close()
