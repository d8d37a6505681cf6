"""What machines ask about the server itself: lives, ready, figures."""

import asyncio
import contextlib
import re
from time import monotonic

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from community import logs
from community.config import Config
from community.db import Transaction
from community.errors import Forbidden, Unavailable
from community.figures import Figures
from community.jobs.queries import counted
from community.operations import Site
from community.web.metrics import Now, told
from community.web.page import site_of, viewer_of
from community.web.problems import problem_response
from community.web.respond import json_response
from community.web.session import Proxies

READY_SECONDS = 2
FORWARDING = frozenset({"forwarded", "via", "x-real-ip"})
"""Headers, besides X-Forwarded-…, by which a proxy shows itself."""
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
HEADS = frozenset({"http.response.start", "websocket.accept", "websocket.http.response.start"})
"""Messages that carry an answer's headers."""


class Measured:
    """ASGI middleware, before all others: counts answers and their time, and gives each request its reference.

    One that a trusted proxy brings is kept; the answer names it, and so does every line of the log.
    """

    def __init__(self, app: ASGIApp, figures: Figures, config: Config) -> None:
        self.app = app
        self._figures = figures
        self._proxies = Proxies(config.proxy.trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        began = monotonic()
        header = (b"x-request-id", logs.refer(self._given(scope)).encode())

        async def referred(message: Message) -> None:
            if message["type"] in HEADS:
                message = {**message, "headers": [*message.get("headers", ()), header]}
                if message["type"] == "http.response.start":
                    self._figures.answers[message["status"]] += 1
            await send(message)

        await self.app(scope, receive, referred)
        if scope["type"] == "http":
            self._figures.answer_seconds.add(monotonic() - began)

    def _given(self, scope: Scope) -> str:
        if not self._proxies.brought(scope):
            return ""
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"").decode("latin-1")
        return given if REFERENCE.fullmatch(given) else ""


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
    return Response(
        told(site_of(request).figures, await _now(site_of(request))), media_type="text/plain; version=0.0.4"
    )


async def _now(site: Site) -> Now:
    """A database that does not answer keeps nobody from the other figures."""
    size = jobs = None
    with contextlib.suppress(Unavailable, TimeoutError, OSError):
        async with asyncio.timeout(READY_SECONDS):
            jobs = await site.db.read(counted)
            size = await site.db.engine.size()
    resources, waiting = site.resources, site.db.engine.waiting
    return Now(resources["kept_pages"](), resources["sockets"](), size, jobs, waiting)


routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
