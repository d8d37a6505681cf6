"""Connections to PostgreSQL with the house's settings, and what is given to commands and queries on one."""

from typing import Any, TypeVar

import asyncpg
import msgspec

from community.address import PostgresUrl
from community.db import dialect_postgres

T = TypeVar("T")

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 30
LOCK_SECONDS = 5
IDLE_SECONDS = 15
"""A transaction that waits for its own process this long is given up by the server, with its locks."""
ANSWER_SECONDS = STATEMENT_SECONDS + 5
"""A server that does not even say that a statement took too long is not there any more."""
KEPT_STATEMENTS = 2000


def settings(*, reads_only: bool = False) -> dict[str, str]:
    """What the server is told once, when the connection is made."""
    told = {
        "application_name": "community",
        "client_min_messages": "warning",
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "lock_timeout": f"{LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
        "jit": "off",
    }
    if reads_only:
        told |= {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}
    else:
        told |= {"default_transaction_isolation": "read committed", "default_transaction_read_only": "off"}
    return told


async def connect(address: PostgresUrl, told: dict[str, str]) -> Any:
    """A connection that keeps what it has prepared, and answers with numbers that Python counts with."""
    connection = await asyncpg.connect(
        address.url, timeout=CONNECT_SECONDS, command_timeout=ANSWER_SECONDS,
        statement_cache_size=KEPT_STATEMENTS, max_cached_statement_lifetime=0, server_settings=told,
    )  # fmt: skip
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=_number, format="text")
    return connection


def _number(text: str) -> int | float:
    """A sum of whole numbers is numeric to PostgreSQL and whole to SQLite; an average is a fraction to both."""
    return float(text) if "." in text or "N" in text else int(text)


class PostgresTransaction:
    """A transaction on one connection. `wrote`: whether taking the command back would take something back."""

    skip_locked = " for update skip locked"

    __slots__ = ("_connection", "_writes", "announced", "now", "statements", "wrote")

    def __init__(self, connection: Any, now: int, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        self.now = now
        self.announced: list[Any] = []
        self.statements = 0
        self.wrote = False

    def _bound(self, sql: str, params: dict[str, Any]) -> tuple[str, list[Any]]:
        self.statements += 1
        if not self.wrote:
            self.wrote = dialect_postgres.writes(sql)
        return dialect_postgres.bind(sql, params)

    async def all(self, into: type[T], sql: str, /, **params: Any) -> list[T]:
        text, args = self._bound(sql, params)
        return [msgspec.convert(dict(row), into, strict=False) for row in await self._connection.fetch(text, *args)]

    async def one(self, into: type[T], sql: str, /, **params: Any) -> T | None:
        text, args = self._bound(sql, params)
        row = await self._connection.fetchrow(text, *args)
        return None if row is None else msgspec.convert(dict(row), into, strict=False)

    async def rows(self, sql: str, /, **params: Any) -> list[tuple[Any, ...]]:
        text, args = self._bound(sql, params)
        return [tuple(row) for row in await self._connection.fetch(text, *args)]

    async def value(self, sql: str, /, **params: Any) -> Any:
        text, args = self._bound(sql, params)
        row = await self._connection.fetchrow(text, *args)
        return None if row is None else row[0]

    async def run(self, sql: str, /, **params: Any) -> int:
        text, args = self._bound(sql, params)
        if args:
            done = await self._connection.execute(text, *args)
        else:
            done = await self._connection.execute(text)
        count = done.rpartition(" ")[2]
        return int(count) if count.isdigit() else -1

    def announce(self, change: Any) -> None:
        if not self._writes:
            raise RuntimeError("a query announces nothing")
        self.announced.append(change)
