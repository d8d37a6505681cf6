"""The `site` of a test: the real application served by the real server in the test's own loop."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from community.app import App
from community.clock import Clock, FrozenClock
from community.config import Config
from community.db import migrate
from community.server import Server, settings
from tests.support import LiveSite, cheap_passwords


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without rows, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "community.db"
    migrate.migrate(path)
    return path


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    with cheap_passwords():
        yield


@asynccontextmanager
async def running(database: Path, config: Config | None = None, clock: Clock | None = None) -> AsyncIterator[LiveSite]:
    """A site served on a free port until the block ends."""
    app = App(config or Config(), database, clock)
    server = Server(settings(app, "127.0.0.1", 0), app)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            serving.result()
            raise RuntimeError("the server ended before it began")
        await asyncio.sleep(0)
    port = server.servers[0].sockets[0].getsockname()[1]
    site = LiveSite(app, f"http://127.0.0.1:{port}")
    try:
        yield site
    finally:
        await site.close()
        server.should_exit = True
        await serving


@pytest.fixture
async def make_site(empty_database: Path, tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """Start a site with a configuration of its own: `site = await make_site(config=…)`."""
    stack: list[Any] = []

    async def make(config: Config | None = None, clock: Clock | None = None, set_up: bool = True) -> LiveSite:
        path = tmp_path / f"community-{len(stack)}.db"
        shutil.copy(empty_database, path)
        manager = running(path, config, clock)
        site = await manager.__aenter__()
        stack.append(manager)
        if set_up:
            await site.set_up()
        return site

    yield make
    for manager in reversed(stack):
        await manager.__aexit__(None, None, None)


@pytest.fixture
async def site(make_site: Callable[..., Any]) -> LiveSite:
    """A site with a network and its administrator, pace limits lifted, the real clock."""
    from community.config import LimitsConfig

    return await make_site(Config(limits=LimitsConfig(enabled=False)))


@pytest.fixture
async def timed_site(make_site: Callable[..., Any]) -> LiveSite:
    """The same with a clock that stands still until `site.clock.advance(ms)`, and with pace limits."""
    return await make_site(clock=FrozenClock())
