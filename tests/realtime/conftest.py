"""The `stage` of a socket test, once with prepared frames and once with plain text where that may differ."""

from collections.abc import AsyncIterator, Iterator

import pytest

from community.address import Address
from tests.engines import Engine
from tests.realtime.stage import Stage, staged


@pytest.fixture
def place(engine: Engine) -> Iterator[Address]:
    """A database with nothing in it."""
    made = engine.bare()
    yield made
    engine.drop(made)


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch, place: Address) -> AsyncIterator[Stage]:
    async with staged(monkeypatch, place) as made:
        yield made


@pytest.fixture(params=[True, False], ids=["prepared", "text"])
async def either_stage(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, place: Address
) -> AsyncIterator[Stage]:
    async with staged(monkeypatch, place, prepared=request.param) as made:
        yield made
