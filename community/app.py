"""The one place that knows all: opens the site, joins the features, hands `web` the function that finds a person."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from community.accounts import jobs as accounts_jobs
from community.accounts import operations as accounts_operations
from community.accounts import pages as accounts_pages
from community.accounts import queries_session
from community.accounts.secrets import hashed
from community.address import Address, of
from community.admin import pages as admin_pages
from community.chat import operations as chat_operations
from community.chat import pages as chat_pages
from community.chat import queries_search as chat_search
from community.clock import Clock
from community.config import Config
from community.consult import operations as consult_operations
from community.consult import pages as consult_pages
from community.consult import queries_search as consult_search
from community.db import Database
from community.errors import NotFound, Problem, Unauthenticated, Unavailable
from community.forum import operations as forum_operations
from community.forum import pages as forum_pages
from community.forum import queries_search as forum_search
from community.help import pages as help_pages
from community.home import pages as home_pages
from community.home import queries_nav
from community.jobs.worker import Worker
from community.moderation import operations as moderation_operations
from community.moderation import pages as moderation_pages
from community.notify import operations as notify_operations
from community.notify import pages as notify_pages
from community.operations import Site, Viewer
from community.realtime import operations as live_operations
from community.realtime.bus import Publisher
from community.realtime.hub import Hub
from community.realtime.order import InOrder
from community.realtime.socket import Door
from community.search import operations as search_operations
from community.search import pages as search_pages
from community.spaces import operations as spaces_operations
from community.spaces import pages as spaces_pages
from community.spaces import queries_search as spaces_search
from community.spaces.queries import network_title
from community.web import api, probes
from community.web.assets import serve_static
from community.web.cache import PageCache, Stamps
from community.web.cookies import session_cookie
from community.web.faults import Faults
from community.web.page import problem_page, sign_in_first
from community.web.problems import problem_response
from community.web.ratelimit import Buckets
from community.web.security import Security
from community.web.session import Sessions

OPERATION_MODULES = (
    live_operations, accounts_operations, spaces_operations, notify_operations, moderation_operations,
    search_operations, chat_operations, forum_operations, consult_operations,
)  # fmt: skip
"""Imported so that their operations are registered."""

JOB_MODULES = (accounts_jobs,)
"""Imported so that their deferred and periodic work is registered."""

SEARCH_MODULES = (spaces_search, forum_search, chat_search, consult_search)
"""Imported so that what they keep can be found."""

PAGE_MODULES = (
    forum_pages, chat_pages, consult_pages, home_pages, spaces_pages, notify_pages,
    accounts_pages, search_pages, moderation_pages, admin_pages, help_pages,
)  # fmt: skip
"""The busiest first: routes are tried in order."""

INLINE_CHARACTERS = 1000
"""Text shorter than this is rendered at once: a hop to a thread would cost more."""

PATIENCE = 0.1
"""Seconds a visit waits for its session's end to move: longer means that nothing can be written just now."""


class Offload:
    """Pure work: at once when its texts are short, in a thread when they are long."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="text")

    async def __call__(self, work: Callable[..., Any], *args: Any) -> Any:
        if sum(len(arg) for arg in args if isinstance(arg, str)) < INLINE_CHARACTERS:
            return work(*args)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)

    def close(self) -> None:
        self._threads.shutdown()


class App:
    """The ASGI application of one site. Everything is opened in the lifespan, in the server's own loop."""

    def __init__(
        self, config: Config, database: Address | Path, clock: Clock | None = None, setup_secret: str = ""
    ) -> None:
        self.config = config
        self.database = of(database)
        self.clock = clock or Clock()
        self.setup_secret = setup_secret or secrets.token_urlsafe(24)
        self.stamps = Stamps()
        self.figures = probes.Figures()
        self.site: Site | None = None
        self.hub: Hub | None = None
        self.worker: Worker | None = None
        self._sliding: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._inner = self._starlette()
        self._stack = PageCache(self._inner, self.stamps, session_cookie(config), config.site.locale)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._stack(scope, receive, send)

    async def drain(self) -> None:
        """Tell every socket to come back later."""
        if self.hub is not None:
            await self.hub.drain()

    def _starlette(self) -> Starlette:
        routes: list[Any] = [WebSocketRoute("/ws", _SocketDoor(self)), *api.routes]
        for module in PAGE_MODULES:
            routes += module.routes
        routes += [Route("/static/{path:path}", serve_static), *probes.routes]
        return Starlette(
            routes=routes,
            lifespan=self._lifespan,
            middleware=[
                Middleware(probes.Measured, figures=self.figures),
                Middleware(Sessions, config=self.config, identify=self.identify),
                Middleware(Security, config=self.config),
                Middleware(Faults),
            ],
            exception_handlers={Problem: _problem, HTTPException: _http_error},
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, inner: Starlette) -> AsyncIterator[None]:
        database = Database(self.database, self.clock, alone=True)
        hub = Hub(database, self.identify, self.config)
        order = None if database.engine.in_order else InOrder()
        database.publish = Publisher(hub, self._stamps_moved, order).publish
        database.changed_outside = self.changed_outside
        offload = Offload()
        site = Site(
            self.config, self.clock, database, Buckets(self.clock, enabled=self.config.limits.enabled), hub, offload,
            {"nav": queries_nav.nav, "setup_secret": self.setup_secret, "title": "", "figures": self.figures,
             "connections": hub.count, "identify": self.identify,
             "kept_pages": lambda: self._stack.hits},
        )  # fmt: skip
        self.site = inner.state.site = site
        self.hub = hub
        self.worker = Worker(site)
        await database.opened()
        await self._read_title()
        working = asyncio.create_task(self.worker.run())
        try:
            yield
        finally:
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
            await hub.drain()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await database.close()
            offload.close()

    def _stamps_moved(self, stamps: Any) -> None:
        self.stamps.move(stamps)
        if "site" in stamps:
            self._beside(self._read_title())

    def changed_outside(self) -> None:
        """The command line has written to the file: nothing remembered can be trusted, nobody's session either."""
        assert self.hub is not None
        self.stamps.move_all()
        self.hub.doubt_everybody()
        self._beside(self._read_title())

    async def _read_title(self) -> None:
        assert self.site is not None
        with contextlib.suppress(Problem):
            title = await self.site.db.read(network_title)
            if title != self.site.resources["title"]:
                self.site.resources["title"] = title
                self.stamps.move(("site",))  # a page drawn since the change was kept with the title before it

    async def identify(self, token: str) -> Viewer | None:
        """Who a secret belongs to, now; the session's end moves at most once a day, and nobody waits long for that."""
        assert self.site is not None
        found = await self.site.db.peek(queries_session.viewer_by_secret, hashed(token))
        if found is None:
            return None
        viewer, seen_at = found
        if self.clock.now() - seen_at > queries_session.SLIDES_AFTER and viewer.session_id not in self._sliding:
            self._sliding.add(viewer.session_id)
            await asyncio.wait([self._beside(self._slide(viewer.session_id))], timeout=PATIENCE)
        return viewer

    async def _slide(self, session_id: int) -> None:
        try:
            await self.site.db.write(queries_session.slide, session_id)  # type: ignore[union-attr]
        except Unavailable:
            return  # reading goes on while nothing can be written; the next visit tries again
        finally:
            self._sliding.discard(session_id)

    def _beside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _SocketDoor:
    """The WebSocket endpoint; the hub exists only once the site is open."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._door: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._door is None:
            assert self._app.site is not None and self._app.hub is not None
            self._door = Door(self._app.site, self._app.hub, self._app.identify)
        await self._door(scope, receive, send)


def _for_machines(request: Request) -> bool:
    return request.url.path.startswith("/api/")


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    if _for_machines(request):
        return problem_response(error, request.state.locale)
    if isinstance(error, Unauthenticated) and request.method in ("GET", "HEAD"):
        return sign_in_first(request)
    return await problem_page(request, error)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem: Problem = NotFound() if error.status_code in (404, 405) else Problem()
    answer = await _problem(request, problem)
    if error.status_code == 405:
        answer.status_code = 405
        answer.headers["allow"] = (error.headers or {}).get("Allow", "GET")
    return answer
