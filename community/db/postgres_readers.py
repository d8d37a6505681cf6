"""The readers of PostgreSQL: connections on which one snapshot after another is read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from community.address import PostgresUrl
from community.db.postgres_connect import connect, settings

PATIENCE = 2.5
"""Seconds that a query waits for a connection when the server is away, or all are taken."""


class Readers:
    """As many connections as are needed at once. The one last given back is taken first.

    asyncpg's own pool costs a page as much as a statement: it sets an alarm for every taking, also where a connection
    is there.
    """

    def __init__(self, address: PostgresUrl) -> None:
        self._address = address
        self._room = asyncio.Semaphore(address.readers)
        self._idle: list[Any] = []
        self._closed = False

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Any]:
        """A connection outside any transaction. Raises TimeoutError when none is to be had in time."""
        if self._idle and not self._room.locked():
            await self._room.acquire()
        else:
            await asyncio.wait_for(self._room.acquire(), PATIENCE)
        try:
            connection = await self._living()
            try:
                yield connection
            except BaseException as error:
                if not isinstance(error, Exception):
                    connection.terminate()  # what it was doing is of no use to anybody
                raise
            finally:
                self._give_back(connection)
        finally:
            self._room.release()

    async def _living(self) -> Any:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return await asyncio.wait_for(connect(self._address, settings(reads_only=True)), PATIENCE)

    def _give_back(self, connection: Any) -> None:
        if connection.is_closed():
            return
        if self._closed or connection.is_in_transaction():
            connection.terminate()
        else:
            self._idle.append(connection)

    def hang_up(self) -> None:
        self._closed = True
        for connection in self._idle:
            connection.terminate()
