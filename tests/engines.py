"""The engines a test runs on: where its databases come from, and how it looks into them past the program."""

import asyncio
import contextlib
import itertools
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from community.address import Address, PostgresUrl, SqliteFile
from community.db import migrate
from tests.postgres_server import PostgresServer

CHOSEN = {"sqlite": ("sqlite",), "postgres": ("postgres",), "both": ("sqlite", "postgres")}[
    os.environ.get("ENGINE") or "sqlite"
]
SECRET = {"password_hash", "secret_hash"}


class Engine(Protocol):
    """Databases for tests."""

    name: str
    COUNTS_FROM: str
    """The statement after which a table gives other ids."""

    def bare(self) -> Address:
        """A database with nothing in it."""

    def new(self) -> Address:
        """A database with the schema and no rows."""

    def copy(self, of: Address) -> Address:
        """Another with the same rows; nobody may be using the first."""

    def drop(self, address: Address) -> None:
        """It is of no more use."""

    def rows(self, address: Address, sql: str) -> list[tuple[Any, ...]]:
        """What a statement finds, without the program."""

    def outside(self, address: Address, sql: str) -> None:
        """Write as the command line does: so that a server that is running notices."""

    def unwritable(self, address: Address) -> contextlib.AbstractContextManager[None]:
        """Until the block ends somebody else keeps messages from being written; they can be read."""

    def columns(self, address: Address) -> dict[str, list[str]]:
        """The columns of every table."""


def tables(engine: Engine, address: Address) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, secrets left out."""
    found = {}
    for name, columns in sorted(engine.columns(address).items()):
        shown = [column for column in columns if column not in SECRET]
        found[name] = sorted(engine.rows(address, f"select {', '.join(shown)} from {name}"), key=repr)
    return found


class SqliteFiles:
    """Files in a folder, copied from one that was migrated once."""

    name = "sqlite"
    COUNTS_FROM = "update sqlite_sequence set seq = {number} where name = '{table}'"

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder, self._template = folder, template
        self._numbers = itertools.count(1)

    def _path(self) -> Path:
        return self._folder / f"community-{next(self._numbers)}.db"

    def bare(self) -> SqliteFile:
        return SqliteFile(self._path())

    def new(self) -> SqliteFile:
        return self.copy(SqliteFile(self._template))

    def copy(self, of: Address) -> SqliteFile:
        assert isinstance(of, SqliteFile)
        return SqliteFile(Path(shutil.copy(of.path, self._path())))

    def drop(self, address: Address) -> None:
        assert isinstance(address, SqliteFile)
        for path in address.path.parent.glob(address.path.name + "*"):
            path.unlink()

    def rows(self, address: Address, sql: str) -> list[tuple[Any, ...]]:
        assert isinstance(address, SqliteFile)
        with closing(sqlite3.connect(address.path)) as file:
            return file.execute(sql).fetchall()

    def outside(self, address: Address, sql: str) -> None:
        assert isinstance(address, SqliteFile)
        with closing(sqlite3.connect(address.path, isolation_level=None)) as file:
            file.execute(sql)

    @contextlib.contextmanager
    def unwritable(self, address: Address) -> Iterator[None]:
        assert isinstance(address, SqliteFile)
        with closing(sqlite3.connect(address.path, isolation_level=None)) as file:
            file.execute("begin immediate")
            yield

    def columns(self, address: Address) -> dict[str, list[str]]:
        names = [row[0] for row in self.rows(address, "select name from sqlite_master where type = 'table'")]
        return {name: [row[1] for row in self.rows(address, f"pragma table_info({name})")] for name in names}


class PostgresDatabases:
    """Databases of one server, copied from one that was migrated once."""

    name = "postgres"
    COUNTS_FROM = "alter table {table} alter column id restart with {number}"

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._numbers = itertools.count(1)
        server.run("create database migrated")
        migrate.migrate(PostgresUrl(server.url("migrated")))

    def _make(self, template: str) -> PostgresUrl:
        name = f"community_{next(self._numbers)}"
        self.server.run(f"create database {name} template {template} strategy file_copy")
        return PostgresUrl(self.server.url(name))

    def bare(self) -> PostgresUrl:
        return self._make("template0")

    def new(self) -> PostgresUrl:
        return self._make("migrated")

    def copy(self, of: Address) -> PostgresUrl:
        return self._make(_named(of))

    def drop(self, address: Address) -> None:
        self.server.run(f"drop database {_named(address)} with (force)")

    def rows(self, address: Address, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.server.run(sql, _named(address))]

    def outside(self, address: Address, sql: str) -> None:
        self.server.run(sql, _named(address))
        self.server.run("notify community", _named(address))

    @contextlib.contextmanager
    def held(self, address: Address, sql: str) -> Iterator[None]:
        """Somebody else has carried out a statement in a transaction, and does not end it until the block does."""
        begun, end = threading.Event(), threading.Event()

        async def hold() -> None:
            connection = await asyncpg.connect(self.server.url(_named(address)))
            await connection.execute(f"begin; {sql}")
            begun.set()
            await asyncio.to_thread(end.wait)
            connection.terminate()

        holding = threading.Thread(target=asyncio.run, args=(hold(),))
        holding.start()
        begun.wait()
        try:
            yield
        finally:
            end.set()
            holding.join()

    def unwritable(self, address: Address) -> contextlib.AbstractContextManager[None]:
        return self.held(address, "lock table messages in exclusive mode")

    def columns(self, address: Address) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        sql = """select table_name, column_name from information_schema.columns where table_schema = 'public'
                 order by table_name, ordinal_position"""
        for table, column in self.rows(address, sql):
            found.setdefault(table, []).append(column)
        return found


def _named(address: Address) -> str:
    assert isinstance(address, PostgresUrl)
    return address.url.rpartition("/")[2]
