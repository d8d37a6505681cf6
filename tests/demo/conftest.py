"""The demonstration filled once, and a site that serves a copy of it at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from community.address import Address
from community.clock import FrozenClock
from community.config import Config, LimitsConfig
from community.db import Database
from community.demo import console
from community.demo.model import Texts
from tests.conftest import running
from tests.engines import Engine
from tests.support import PASSWORD, LiveSite

NOW = 1_790_154_000_000
"""Wednesday, 23 September 2026, 12:00 in Moscow."""


async def fill(place: Address, now: int = NOW, texts: Texts | None = None) -> tuple[str, list[console.Shown]]:
    database = Database(place, FrozenClock(now))
    try:
        return await console.fill(database, PASSWORD, texts)
    finally:
        await database.close()


@pytest.fixture(scope="session")
def filled(engine: Engine) -> Address:
    """A database with everything in it, made once."""
    place = engine.new()
    asyncio.run(fill(place))
    return place


@asynccontextmanager
async def reading(place: Address) -> AsyncIterator[Callable[..., Awaitable[list[tuple[Any, ...]]]]]:
    """`await rows("select …")` on the database."""
    database = Database(place, FrozenClock(NOW))

    async def query(tx: Any, sql: str) -> list[tuple[Any, ...]]:
        return await tx.rows(sql)

    async def rows(sql: str) -> list[tuple[Any, ...]]:
        return await database.read(query, sql)

    try:
        yield rows
    finally:
        await database.close()


@pytest.fixture
async def rows(filled: Address) -> AsyncIterator[Callable[..., Awaitable[list[tuple[Any, ...]]]]]:
    async with reading(filled) as found:
        yield found


@pytest.fixture
async def demo(filled: Address, engine: Engine) -> AsyncIterator[LiveSite]:
    """A site that serves a copy at the moment it was filled."""
    place = engine.copy(filled)
    async with running(place, Config(limits=LimitsConfig(enabled=False)), FrozenClock(NOW)) as site:
        yield site
    engine.drop(place)
