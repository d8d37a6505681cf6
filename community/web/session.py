"""Who is asking: the session's cookie or a bearer token, and the address behind trusted proxies."""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from community.config import Config
from community.errors import Problem, Unauthenticated
from community.operations import VISITOR, Viewer
from community.web import i18n
from community.web.cookies import clear_session_cookie, cookie_values, session_cookie, set_session_cookie
from community.web.problems import problem_response

__all__ = ["Proxies", "Sessions", "clear_session_cookie", "set_session_cookie", "token_of"]

Identify = Callable[[str], Awaitable[Viewer | None]]


class Proxies:
    """The address of whoever asks: forwarding headers count only from proxies that are trusted."""

    def __init__(self, trusted: list[str]) -> None:
        self._networks = [ipaddress.ip_network(entry, strict=False) for entry in trusted]

    def _trusts(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)

    def address(self, scope: Scope) -> str:
        client = scope.get("client")
        address = str(client[0]) if client else "local"
        if not self._networks or not self._trusts(address):
            return address
        forwarded = ",".join(v.decode("latin-1") for k, v in scope["headers"] if k == b"x-forwarded-for")
        for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
            if not self._trusts(hop):
                return hop[:64]
            address = hop
        return address


def token_of(scope: Scope, cookie_name: str) -> tuple[str, bool]:
    """The token that came, and whether as a bearer, which wins over the cookie. ("", False) for a visitor."""
    cookie = ""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            if scheme.lower() == "bearer" and token.strip():
                return token.strip(), True
        elif name == b"cookie":
            cookie = cookie_values(value).get(cookie_name, "") or cookie
    return cookie, False


class Sessions:
    """ASGI middleware: puts viewer, locale, address and the way of signing in into the request's state."""

    def __init__(self, app: ASGIApp, config: Config, identify: Identify) -> None:
        self.app = app
        self._cookie = session_cookie(config)
        self._config = config
        self._identify = identify
        self._proxies = Proxies(config.proxy.trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            return await self.app(scope, receive, send)
        state: dict[str, Any] = scope.setdefault("state", {})
        token, bearer = token_of(scope, self._cookie)
        state["address"] = self._proxies.address(scope)
        state["bearer"] = bearer
        state["cookie"] = bool(token) and not bearer
        connection = HTTPConnection(scope)
        state["viewer"] = VISITOR
        state["locale"] = visitor_locale(connection, self._config)
        try:
            viewer = await self._identify(token) if token else None
        except Problem as problem:
            return await problem_response(problem, state["locale"])(scope, receive, send)
        if viewer is not None:
            state["viewer"] = viewer
            state["locale"] = viewer.locale
        elif bearer:
            return await problem_response(Unauthenticated(), state["locale"])(scope, receive, send)
        state["stale_cookie"] = bool(token) and viewer is None
        await self.app(scope, receive, send)


def visitor_locale(connection: HTTPConnection, config: Config) -> str:
    """A visitor's language: chosen before, else the browser's, else the site's."""
    chosen = connection.cookies.get("locale", "")
    accept = connection.headers.get("accept-language", "")
    return i18n.best_locale(accept, chosen) if accept or chosen else config.site.locale
