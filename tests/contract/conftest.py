"""Both doors for programs: what is promised holds through each of them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.support import LiveSite

Door = Callable[[str], Awaitable[Any]]


@pytest.fixture(params=["http", "socket"])
def door(request: pytest.FixtureRequest, site: LiveSite) -> Door:
    """`await door("anna")` is somebody whose `.call` goes over HTTP, or over a socket of hers."""

    async def through(who: str) -> Any:
        return await site.socket(who) if request.param == "socket" else site.as_(who)

    return through
