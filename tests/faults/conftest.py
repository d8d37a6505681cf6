"""A server in a process of its own, on a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from community.address import PostgresUrl
from tests.engines import Engine
from tests.faults.process import Process


@pytest.fixture
async def server(tmp_path: Path, engine: Engine) -> AsyncIterator[Process]:
    place = engine.bare()
    made = Process(tmp_path, database=place.url if isinstance(place, PostgresUrl) else "")
    made.create_admin()
    await made.start()
    yield made
    made.kill()
    await made.hang_up()
    engine.drop(place)
