"""What other processes write: one connection that listens, and that holds the site for one server at a time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog

from community.address import PostgresUrl
from community.db import postgres_faults as faults
from community.db.lock import AlreadyServed
from community.db.postgres_connect import connect, settings

log = structlog.get_logger()

CHANNEL = "community"
SERVED = 0x636F6D6D
"""The number of the advisory lock that a serving process holds in its database: two would tell half each."""
PAUSE = 0.5


class Ear:
    """Listens until stopped; a lost connection is made again, and what may have been missed counts as heard."""

    def __init__(self, address: PostgresUrl, outside: Callable[[], None]) -> None:
        self._address = address
        self._outside = outside
        self._lost = asyncio.Event()
        self._listening: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def listens(self) -> None:
        """Returns when it listens for the first time. Raises AlreadyServed."""
        await asyncio.shield(self._listening)

    async def stop(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except AlreadyServed as error:
                if not self._listening.done():
                    return self._listening.set_exception(error)
                log.error("another process serves this database too: stop one of them")
            except Exception as error:
                if not faults.lost(error) and not isinstance(error, TimeoutError):
                    log.error("listening for other processes", exc_info=error)
            await asyncio.sleep(PAUSE)

    async def _listen(self) -> None:
        connection = await connect(self._address, settings() | {"idle_session_timeout": "0"})
        try:
            if not await connection.fetchval("select pg_try_advisory_lock($1)", SERVED):
                raise AlreadyServed(f"{self._address} is served by another process already")
            self._lost.clear()
            connection.add_termination_listener(self._gone)
            await connection.add_listener(CHANNEL, self._heard)
            if self._listening.done():
                self._outside()
            else:
                self._listening.set_result(None)
            await self._lost.wait()
        finally:
            connection.terminate()

    def _gone(self, _: Any) -> None:
        self._lost.set()

    def _heard(self, *_: Any) -> None:
        self._outside()


async def is_served(address: PostgresUrl) -> bool:
    """Whether a server process holds the database now."""
    connection = await connect(address, settings())
    try:
        return not await connection.fetchval("select pg_try_advisory_lock($1)", SERVED)
    finally:
        await connection.close()
