"""The catalogue of pages is whole: every page of the application is in it, each answers, and none is heavy."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.routing import Match, Route

from tests.browser.filled import Network
from tests.browser.pages import ENGLISH, LOW_VISION, SHOTS, Shot
from tests.browser.walk import NOWHERE, Sites, sites

LEAD_ELSEWHERE = {"/q/new", "/p/{id}", "/m/{message_id:int}", "/me", "/settings"}
"""Addresses that only lead to another page."""

NO_PAGES = {"/api/openapi.json", "/healthz", "/readyz", "/metrics", "/static/{path:path}", "/nav", NOWHERE}
"""Addresses for programs, the left column that pages fetch anew, and what the walk itself adds."""

HTML_OF_A_TOPIC, HTML, STYLES, SCRIPTS = 60_000, 100_000, 40_000, 60_000
"""Bytes as they are served, before packing: docs/look.md."""


@pytest.fixture
async def found(tmp_path: Path) -> AsyncIterator[Sites]:
    async with sites(tmp_path) as made:
        yield made


async def get(network: Network, path: str, who: str = "") -> httpx.Response:
    token = network.token(who)
    return await network.site.http.get(path, headers={"cookie": f"session={token}"} if token else {})


def path_of(found: Sites, shot: Shot) -> str:
    return found.address(shot).removeprefix(found.networks[shot.site].site.address).partition("#")[0]


def routes(found: Sites) -> list[Route]:
    app = found.networks["filled"].site.app
    return [route for route in app._inner.routes if isinstance(route, Route) and "GET" in (route.methods or ())]


async def test_every_page_is_in_the_catalogue_and_answers_as_it_says(found: Sites) -> None:
    seen, wrong = set(), {}
    for shot in SHOTS:
        path = path_of(found, shot)
        answer = await get(found.networks[shot.site], path, shot.who)
        if answer.status_code != shot.status or not answer.text.startswith("<!doctype html>"):
            wrong[shot.name] = (path, answer.status_code)
        scope = {"type": "http", "method": "GET", "path": path.partition("?")[0]}
        route = next((route for route in routes(found) if route.matches(scope)[0] is Match.FULL), None)
        seen.add(route.path if route else None)
    assert wrong == {}
    assert {route.path for route in routes(found)} - seen == LEAD_ELSEWHERE | NO_PAGES


class Weights:
    """What the pages of a site fetch, each file asked for once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.files: dict[str, str] = {}

    async def file(self, path: str) -> str:
        if path not in self.files:
            answer = await get(self.network, path)
            assert answer.status_code == 200, path
            self.files[path] = answer.text
        return self.files[path]

    async def styles(self, html: str) -> int:
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
        assert sheets
        return sum([len((await self.file(sheet)).encode()) for sheet in sheets])

    async def scripts(self, html: str) -> int:
        """The modules of a page with all that they import."""
        left, loaded = re.findall(r'<script type="module" src="([^"]+)"', html), set()
        while left:
            if (path := left.pop()) not in loaded:
                loaded.add(path)
                imported = re.findall(r"""\b(?:from|import)\s*\(?\s*["']\./([^"']+)["']""", await self.file(path))
                left += [f"/static/{name}" for name in imported]
        return sum(len(self.files[path].encode()) for path in loaded)


async def test_no_page_is_heavy_as_it_is_served(found: Sites) -> None:
    heavy = {}
    weights = {name: Weights(network) for name, network in found.networks.items()}
    for shot in SHOTS:
        answer = await get(found.networks[shot.site], path_of(found, shot), shot.who)
        weighed = (
            len(answer.content), await weights[shot.site].styles(answer.text),
            await weights[shot.site].scripts(answer.text),
        )  # fmt: skip
        if weighed[0] >= HTML or weighed[1] >= STYLES or weighed[2] >= SCRIPTS:
            heavy[shot.name] = weighed
    assert heavy == {}
    assert len(weights["filled"].files) > 10


async def test_a_topic_of_twenty_long_posts_is_light(found: Sites) -> None:
    network = found.networks["filled"]
    section = await network.site.section("Вес страницы")
    body = ("Ребёнку два года, утром расстаётся с мамой со слезами, к десяти часам успокаивается. " * 8)[:600]
    topic = await network.site.topic("irina", "Плачет каждое утро", body, section)
    for number in range(19):
        await network.as_(("teacher", "specialist", "lead")[number % 3]).call(
            "forum.reply", topic_id=topic.id, body=body
        )
    for who in ("", "teacher", "moderator"):
        answer = await get(network, f"/t/{topic.id}-{topic.slug}", who)
        assert answer.text.count('class="post-body') >= 20
        assert len(answer.content) < HTML_OF_A_TOPIC, who


def test_a_name_is_given_once() -> None:
    names = [shot.name for shot in SHOTS]
    assert len(set(names)) == len(names)
    assert set(names) >= LOW_VISION | ENGLISH
