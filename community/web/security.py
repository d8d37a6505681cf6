"""Headers of every answer; where a writing request may come from."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from community.config import Config
from community.errors import Forbidden
from community.web.problems import problem_response
from community.words import N_

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
READING = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN = N_("This request came from another site and was not carried out")


def same_origin(origin: str, host: str, config: Config) -> bool:
    """Whether an Origin header names this site: `site.address`, or the Host of the request when that is not set."""
    if config.site.address:
        return origin == config.site.address.rstrip("/")
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and bool(host) and parts.netloc == host


class Security:
    """ASGI middleware: security headers on every answer; a writing request from another site is refused.

    A request that carries a cookie must say that it comes from here. Without a cookie the API may be called by
    programs, which send no Origin; a form must send one. A bearer token is proof enough: no browser adds it by itself.
    """

    def __init__(self, app: ASGIApp, config: Config) -> None:
        self.app = app
        self._config = config
        self._headers = [
            (b"content-security-policy", POLICY.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), interest-cohort=()"),
        ]
        if config.secure:
            self._headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store" if self._personal(scope) else b"no-cache"))
                message["headers"] = headers + self._headers
            await send(message)

        if scope["method"] not in READING and not self._comes_from_here(scope):
            locale = scope["state"].get("locale", "ru")
            return await problem_response(Forbidden(FOREIGN), locale)(scope, receive, with_headers)
        await self.app(scope, receive, with_headers)

    @staticmethod
    def _personal(scope: Scope) -> bool:
        viewer = scope.get("state", {}).get("viewer")
        return viewer is not None and viewer.signed_in

    def _comes_from_here(self, scope: Scope) -> bool:
        state = scope["state"]
        if state.get("bearer"):
            return True
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            return scope["path"].startswith("/api/") and not state.get("cookie")
        return same_origin(origin, headers.get("host", ""), self._config)
