"""The `stage` of a socket test, once with prepared frames and once with plain text where that may differ."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.realtime.stage import Stage, staged


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(monkeypatch, tmp_path) as made:
        yield made


@pytest.fixture(params=[True, False], ids=["prepared", "text"])
async def either_stage(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[Stage]:
    async with staged(monkeypatch, tmp_path, prepared=request.param) as made:
        yield made
