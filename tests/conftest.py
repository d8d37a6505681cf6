"""The `site` of a test: the real application served by the real server in the test's own loop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from community.address import Address
from community.app import App
from community.clock import Clock, FrozenClock
from community.config import Config
from community.db import migrate
from community.server import Server, settings
from tests.engines import CHOSEN, Engine, PostgresDatabases, SqliteFiles
from tests.postgres_server import FAST, PostgresServer, programs
from tests.support import LiveSite, cheap_passwords


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`ENGINE=postgres` runs what a database is in; a test of SQLite's own never runs on the other engine."""
    kept = [item for item in items if _runs(item)]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def _runs(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    own = item.get_closest_marker("postgres") is not None
    if CHOSEN == ("postgres",):
        return (own or "engine" in names) and item.get_closest_marker("sqlite") is None
    if own:
        return "postgres" in CHOSEN
    on = getattr(item, "callspec", None)
    on_postgres = on is not None and on.params.get("engine") == "postgres"
    return not (on_postgres and item.get_closest_marker("sqlite"))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without rows, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "community.db"
    migrate.migrate(path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresDatabases]:
    """A server for all tests of this run, that asks nothing of the disk."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    server = PostgresServer(**FAST)
    server.start()
    yield PostgresDatabases(server)
    server.remove()


@pytest.fixture(scope="session", params=CHOSEN if len(CHOSEN) > 1 else None)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Where a test's databases come from."""
    if getattr(request, "param", CHOSEN[0]) == "postgres":
        found: PostgresDatabases = request.getfixturevalue("postgres")
        return found
    return SqliteFiles(tmp_path_factory.mktemp("files"), request.getfixturevalue("empty_database"))


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    with cheap_passwords():
        yield


@asynccontextmanager
async def running(
    database: Address | Path, config: Config | None = None, clock: Clock | None = None
) -> AsyncIterator[LiveSite]:
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
async def make_site(engine: Engine) -> AsyncIterator[Callable[..., Any]]:
    """Start a site with a configuration of its own: `site = await make_site(config=…)`."""
    stack: list[Any] = []
    databases: list[Address] = []

    async def make(config: Config | None = None, clock: Clock | None = None, set_up: bool = True) -> LiveSite:
        databases.append(await asyncio.to_thread(engine.new))
        manager = running(databases[-1], config, clock)
        site = await manager.__aenter__()
        site.engine = engine
        stack.append(manager)
        if set_up:
            await site.set_up()
        return site

    yield make
    for manager in reversed(stack):
        await manager.__aexit__(None, None, None)
    for database in databases:
        await asyncio.to_thread(engine.drop, database)


@pytest.fixture
async def site(make_site: Callable[..., Any]) -> LiveSite:
    """A site with a network and its administrator, pace limits lifted, the real clock."""
    from community.config import LimitsConfig

    return await make_site(Config(limits=LimitsConfig(enabled=False)))


@pytest.fixture
async def timed_site(make_site: Callable[..., Any]) -> LiveSite:
    """The same with a clock that stands still until `site.clock.advance(ms)`, and with pace limits."""
    return await make_site(clock=FrozenClock())
