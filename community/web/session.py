"""Who is asking: the session's cookie or a bearer token, and the address behind trusted proxies."""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from community.config import Config
from community.errors import Problem, Unauthenticated
from community.operations import VISITOR, Viewer
from community.web.choices import brought
from community.web.cookies import clear_session_cookie, session_cookie, set_session_cookie

__all__ = ["Proxies", "Sessions", "clear_session_cookie", "set_session_cookie", "token_of"]

Identify = Callable[[str], Awaitable[Viewer | None]]


class Proxies:
    """The address of whoever asks: forwarding headers count only from proxies that are trusted.

    By it strangers are counted. Of IPv6 it is the network, since one household has all of its 2^64 addresses.
    """

    def __init__(self, trusted: list[str]) -> None:
        self._networks = [ipaddress.ip_network(entry, strict=False) for entry in trusted]

    def brought(self, scope: Scope) -> bool:
        """Whether a trusted proxy hands the request on."""
        client = scope.get("client")
        return bool(self._networks) and client is not None and self._trusts(str(client[0]))

    def _trusts(self, address: str) -> bool:
        found = _parsed(address)
        return found is not None and any(found in network for network in self._networks)

    def address(self, scope: Scope) -> str:
        client = scope.get("client")
        address = str(client[0]) if client else "local"
        if self.brought(scope):
            forwarded = ",".join(v.decode("latin-1") for k, v in scope["headers"] if k == b"x-forwarded-for")
            for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
                address = hop
                if not self._trusts(hop):
                    break
        return _counted(address)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """None for what is no address; an IPv4 address also where it is written as IPv6 (`::ffff:…`)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def _counted(address: str) -> str:
    found = _parsed(address)
    if found is None:
        return address[:64]
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


def token_of(scope: Scope, cookie_name: str) -> tuple[str, bool]:
    """The token that came, and whether as a bearer, which wins over the cookie. ("", False) for a visitor."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            if scheme.lower() == "bearer" and token.strip():
                return token.strip(), True
    return brought(scope["headers"], "").cookies.get(cookie_name, ""), False


class Sessions:
    """ASGI middleware: puts viewer, choices, address and the way of signing in into the request's state.

    Who cannot be found out leaves a `problem` there, which `Faults` answers in place of the page.
    """

    def __init__(self, app: ASGIApp, config: Config, identify: Identify) -> None:
        self.app = app
        self._cookie = session_cookie(config)
        self._config = config
        self._identify = identify
        self._proxies = Proxies(config.proxy.trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        asked = brought(scope["headers"], self._config.site.locale)
        token, bearer = token_of(scope, self._cookie)
        state: dict[str, Any] = scope.setdefault("state", {})
        state |= {
            "address": self._proxies.address(scope),
            "bearer": bearer,
            "cookie": bool(token) and not bearer,
            "viewer": VISITOR,
            "locale": asked.locale,
            "theme": asked.theme,
        }
        if token and not scope["path"].startswith("/static/"):
            await self._find(token, state)
        await self.app(scope, receive, send)

    async def _find(self, token: str, state: dict[str, Any]) -> None:
        try:
            viewer = await self._identify(token)
        except Problem as problem:
            state["problem"] = problem
            return
        if viewer is not None:
            state["viewer"], state["locale"] = viewer, viewer.locale
        elif state["bearer"]:
            state["problem"] = Unauthenticated()
