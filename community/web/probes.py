"""What machines ask about the server itself: lives, ready, figures."""

import asyncio

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from community.db import Transaction
from community.errors import Forbidden, Unavailable
from community.web.page import site_of, viewer_of
from community.web.problems import problem_response
from community.web.respond import json_response

READY_SECONDS = 2
FORWARDING = frozenset({"forwarded", "via", "x-real-ip"})
"""Headers, besides X-Forwarded-…, by which a proxy shows itself."""


class Figures:
    """The figures of one server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "community_http_requests_total", "Answers by status", ["status"], registry=self.registry
        )
        self.seconds = Histogram("community_http_seconds", "Time to the whole answer", registry=self.registry)
        self.kept = Gauge("community_page_cache_hits", "Pages answered from memory", registry=self.registry)
        self.sockets = Gauge("community_sockets", "Open sockets", registry=self.registry)


class Measured:
    """ASGI middleware: counts answers and their time."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = asyncio.get_running_loop().time()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._figures.requests.labels(str(message["status"])).inc()
            await send(message)

        await self.app(scope, receive, counted)
        self._figures.seconds.observe(asyncio.get_running_loop().time() - started)


async def _answers(tx: Transaction) -> int:
    return int(await tx.value("select 1"))


async def healthz(_: Request) -> Response:
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """200 while the database answers; the bus of one process is the process itself."""
    try:
        await asyncio.wait_for(site_of(request).db.read(_answers), READY_SECONDS)
    except (Unavailable, TimeoutError):
        return json_response({"database": "down", "bus": "up"}, 503)
    return json_response({"database": "up", "bus": "up"})


async def metrics(request: Request) -> Response:
    """For a neighbour on this machine that came without a proxy, or for an administrator's token."""
    local = request.client is None or request.client.host in ("127.0.0.1", "::1")
    forwarded = any(name.startswith("x-forwarded") or name in FORWARDING for name in request.headers)
    if not ((local and not forwarded) or (request.state.bearer and viewer_of(request).is_admin)):
        return problem_response(Forbidden(), request.state.locale)
    site = site_of(request)
    figures: Figures = site.resources["figures"]
    figures.kept.set(site.resources["kept_pages"]())
    figures.sockets.set(site.resources["connections"]())
    return Response(generate_latest(figures.registry), media_type="text/plain; version=0.0.4")


routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
