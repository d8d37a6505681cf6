"""The WebSocket endpoint: who opens it and from where, then one frame after another until it closes."""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from community.errors import Forbidden, Problem, Unauthenticated
from community.operations import VISITOR, Site, Viewer
from community.realtime.calls import Calls
from community.realtime.connection import TRY_AGAIN_LATER, Connection
from community.realtime.hub import Hub
from community.realtime.outbox import outbox
from community.web.choices import brought
from community.web.cookies import session_cookie
from community.web.problems import problem_response
from community.web.security import FOREIGN, same_origin
from community.web.session import Identify, Proxies, token_of

NOT_TEXT = 1003


class Door:
    """The ASGI application behind `/ws`."""

    def __init__(self, site: Site, hub: Hub, identify: Identify) -> None:
        self._site = site
        self._hub = hub
        self._identify = identify
        self._cookie = session_cookie(site.config)
        self._proxies = Proxies(site.config.proxy.trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        locale = brought(scope["headers"], self._site.config.site.locale).locale
        moves = self._hub.moves
        try:
            async with self._hub.admission.handshakes:
                viewer, token = await self._who(scope)
        except Problem as problem:
            return await problem_response(problem, locale)(scope, receive, send)
        await send({"type": "websocket.accept"})
        address = self._proxies.address(scope)
        if reason := self._hub.admission.enter(address, self._hub.count_of(viewer)):
            return await send({"type": "websocket.close", "code": TRY_AGAIN_LATER, "reason": reason})
        reading = asyncio.timeout(None)
        connection = Connection(outbox(scope, send, lambda: _cut(reading)), viewer, token)
        agent = Headers(scope=scope).get("user-agent", "")
        calls = Calls(self._site, self._hub, connection, locale=locale, address=address, agent=agent)
        try:
            await self._hub.join(connection, moves)
            with suppress(TimeoutError):
                async with reading:
                    await _listen(receive, connection, calls)
        finally:
            self._hub.leave(connection)
            self._hub.admission.leave(address)
            await calls.finish()

    async def _who(self, scope: Scope) -> tuple[Viewer, str]:
        """The viewer and the token that proves it.

        A browser names the page in Origin at every handshake, so a cookie without one comes from a program.
        """
        token, bearer = token_of(scope, self._cookie)
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and not same_origin(origin, headers.get("host", ""), self._site.config):
            raise Forbidden(FOREIGN)
        viewer = await self._identify(token) if token else None
        if viewer is not None:
            return viewer, token
        if bearer:
            raise Unauthenticated
        return VISITOR, ""


async def _listen(receive: Receive, connection: Connection, calls: Calls) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if text is None:
            connection.close(NOT_TEXT)
        elif not connection.closed:
            await calls.take(text)


def _cut(reading: asyncio.Timeout) -> None:
    """Stop reading from a peer that takes nothing any more."""
    with suppress(RuntimeError):  # it has stopped by itself
        reading.reschedule(asyncio.get_running_loop().time())
