"""Static files through the door: kept for ever under their version, asked for again without it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from community.web.assets import TOGETHER, assets, serve_static


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Route("/static/{path:path}", serve_static)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site.test") as client:
        yield client


async def test_a_file_under_its_version_is_kept_for_ever(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(assets().address(TOGETHER))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert "--accent" in answer.text


async def test_another_version_is_asked_for_again(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/static/app.js?v=old")
    assert answer.headers["cache-control"] == "no-cache"
    again = await browser.get("/static/app.js?v=old", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_browser_that_cannot_unpack_gets_it_plain(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/static/app.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert f'from "./drafts.js?v={assets().version}"' in answer.text


@pytest.mark.parametrize("path", ["nothing.js", "../pyproject.toml", "%2e%2e/pyproject.toml", "css", ""])
async def test_nothing_else_is_served(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(f"/static/{path}")).status_code == 404
