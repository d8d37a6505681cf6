"""The catalogue of pages is whole: every page of the application is in it, and each of its addresses answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Match, Route

from tests.browser.pages import ENGLISH, LOW_VISION, SHOTS
from tests.browser.walk import Sites, sites

LEAD_ELSEWHERE = {"/q/new", "/p/{id}", "/m/{message_id:int}", "/me", "/settings"}
"""Addresses that only lead to another page."""

NO_PAGES = {"/api/openapi.json", "/healthz", "/readyz", "/metrics", "/static/{path:path}"}
"""Addresses for programs."""


@pytest.fixture
async def found(tmp_path: Path) -> Iterator[Sites]:
    async with sites(tmp_path) as made:
        yield made


def routes(found: Sites) -> list[Route]:
    app = found.networks["filled"].site.app
    return [route for route in app._inner.routes if isinstance(route, Route) and "GET" in (route.methods or ())]


async def test_every_page_is_in_the_catalogue_and_answers_as_it_says(found: Sites) -> None:
    seen, wrong = set(), {}
    for shot in SHOTS:
        network = found.networks[shot.site]
        token = network.token(shot.who)
        path = found.address(shot).removeprefix(network.site.address).partition("#")[0]
        answer = await network.site.http.get(path, headers={"cookie": f"session={token}"} if token else {})
        if answer.status_code != shot.status or not answer.text.startswith("<!doctype html>"):
            wrong[shot.name] = (path, answer.status_code)
        scope = {"type": "http", "method": "GET", "path": path.partition("?")[0]}
        route = next((route for route in routes(found) if route.matches(scope)[0] is Match.FULL), None)
        seen.add(route.path if route else None)
    assert wrong == {}
    assert {route.path for route in routes(found)} - seen == LEAD_ELSEWHERE | NO_PAGES


def test_a_name_is_given_once() -> None:
    names = [shot.name for shot in SHOTS]
    assert len(set(names)) == len(names)
    assert set(names) >= LOW_VISION | ENGLISH
