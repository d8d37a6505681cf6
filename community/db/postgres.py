"""PostgreSQL behind the door: readers that see snapshots, writers that carry out commands, an ear for others."""

import asyncio
import random
from contextlib import suppress
from typing import Any

import asyncpg

from community.address import PostgresUrl
from community.db import postgres_faults
from community.db.engine import Command, Owner, Size
from community.db.postgres_connect import PostgresTransaction
from community.db.postgres_ear import Ear
from community.db.postgres_readers import PATIENCE, Readers
from community.db.postgres_writers import Writers
from community.errors import Unavailable

SIZE = "select pg_database_size(current_database())"


class PostgresEngine:
    """One database of a server, opened in a running loop. Connections are made when they are first needed."""

    in_order = False

    def __init__(self, address: PostgresUrl, owner: Owner, *, alone: bool) -> None:
        self._address = address
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._readers = Readers(address)
        self.writers = Writers(address, owner, tells_others=not alone)
        self._ear = Ear(address, owner.outside) if alone else None

    async def close(self) -> None:
        """Carry out what waits, then let go of the server."""
        if self._ear is not None:
            await self._ear.stop()
        await self.writers.stop()
        self._readers.hang_up()

    @property
    def waiting(self) -> int:
        return self.writers.waiting

    async def write(self, command: Command, args: tuple[Any, ...]) -> Any:
        return await self.writers.put(command, args)

    async def read(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]:
        return await self._repeated(self._snapshot, query, args)

    async def peek(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]:
        """A statement is a snapshot by itself."""
        return await self._repeated(self._look, query, args)

    async def opened(self) -> None:
        if self._ear is not None:
            await self._ear.listens()

    async def size(self) -> Size:
        async with self._readers.one() as connection:
            return Size(await connection.fetchval(SIZE), None, None)

    async def _repeated(self, way: Any, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]:
        """Reading changes nothing: what a lost connection has cut short is read again on another."""
        until = self._loop.time() + PATIENCE
        while True:
            try:
                return await way(query, args)  # type: ignore[no-any-return]
            except asyncpg.ReadOnlySQLTransactionError:
                raise  # a query that tries to write is a mistake
            except Exception as error:
                if not (postgres_faults.lost(error) or postgres_faults.again(error)):
                    raise postgres_faults.said(error) from error.__cause__
                if self._loop.time() > until:
                    raise Unavailable from error
            await asyncio.sleep(random.uniform(0.02, 0.1))  # noqa: S311 - so that not all come back at once

    async def _snapshot(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]:
        async with self._readers.one() as connection:
            await connection.execute("begin")  # repeatable read, read only: a reader's connection knows no other
            transaction = PostgresTransaction(connection, self._owner.clock.now(), writes=False)
            try:
                result = await query(transaction, *args)
            except Exception:
                with suppress(Exception):  # then another connection is made
                    await connection.execute("rollback")
                raise
            await connection.execute("commit")
            return result, transaction.statements

    async def _look(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]:
        async with self._readers.one() as connection:
            transaction = PostgresTransaction(connection, self._owner.clock.now(), writes=False)
            return await query(transaction, *args), transaction.statements
