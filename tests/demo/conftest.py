"""The demonstration filled once, and a site that serves a copy of it at the same moment."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from community.clock import FrozenClock
from community.config import Config, LimitsConfig
from community.db import Database
from community.demo import console
from community.demo.model import Texts
from tests.conftest import running
from tests.support import PASSWORD, LiveSite

NOW = 1_790_154_000_000
"""Wednesday, 23 September 2026, 12:00 in Moscow."""


async def fill(path: Path, now: int = NOW, texts: Texts | None = None) -> tuple[str, list[console.Shown]]:
    database = Database(path, FrozenClock(now))
    try:
        return await console.fill(database, PASSWORD, texts)
    finally:
        await database.close()


@pytest.fixture(scope="session")
def filled(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with everything in it, made once."""
    path = tmp_path_factory.mktemp("demo") / "community.db"
    shutil.copy(empty_database, path)
    asyncio.run(fill(path))
    return path


@asynccontextmanager
async def reading(path: Path) -> AsyncIterator[Callable[..., Awaitable[list[tuple[Any, ...]]]]]:
    """`await rows("select …")` on the file."""
    database = Database(path, FrozenClock(NOW))

    async def query(tx: Any, sql: str) -> list[tuple[Any, ...]]:
        return await tx.rows(sql)

    async def rows(sql: str) -> list[tuple[Any, ...]]:
        return await database.read(query, sql)

    try:
        yield rows
    finally:
        await database.close()


@pytest.fixture
async def rows(filled: Path) -> AsyncIterator[Callable[..., Awaitable[list[tuple[Any, ...]]]]]:
    async with reading(filled) as found:
        yield found


@pytest.fixture
async def demo(filled: Path, tmp_path: Path) -> AsyncIterator[LiveSite]:
    """A site that serves a copy at the moment it was filled."""
    path = tmp_path / "community.db"
    shutil.copy(filled, path)
    async with running(path, Config(limits=LimitsConfig(enabled=False)), FrozenClock(NOW)) as site:
        yield site
