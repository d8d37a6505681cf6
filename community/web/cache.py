"""Visitors' pages in memory. It stands first in the stack; a hit costs no statement.

Every page says which stamps it depends on (`topic:5`, `space:1`). A commit moves stamps before its author is answered,
so nobody who has seen a change acknowledged can be shown the page before it.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from community.web.choices import brought

MOST_STAMPS = 200_000
MOST_BYTES = 32 * 1024 * 1024
LARGEST_PAGE = 512 * 1024

Key = tuple[str, bytes, str, str, bytes]


class Entry:
    """A page as it was sent, with the moment of its request and the stamps that may overtake it."""

    __slots__ = ("messages", "moment", "size", "stamps")

    def __init__(self, key: Key, messages: tuple[Message, Message], moment: int, stamps: tuple[str, ...]) -> None:
        self.messages = messages
        self.moment = moment
        self.stamps = stamps
        self.size = len(messages[1]["body"]) + sum(map(len, key)) + sum(map(len, stamps)) + 1024


class Stamps:
    """When each stamp last moved, counted in moves."""

    def __init__(self) -> None:
        self.moment = 1
        self._moved: dict[str, int] = {}
        self._all_moved = 0

    def move(self, stamps: Iterable[str]) -> None:
        self.moment += 1
        for stamp in stamps:
            self._moved[stamp] = self.moment
        if len(self._moved) > MOST_STAMPS:
            self.move_all()

    def move_all(self) -> None:
        """Something outside this process has written: nothing kept can be trusted."""
        self.moment += 1
        self._all_moved = self.moment
        self._moved.clear()

    def still(self, stamps: tuple[str, ...], moment: int) -> bool:
        """Whether none of the stamps has moved since the moment."""
        if self._all_moved > moment:
            return False
        moved = self._moved
        return all(moved.get(stamp, 0) <= moment for stamp in stamps)


class PageCache:
    """ASGI middleware: answers a visitor's GET from memory while no stamp of the page has moved."""

    def __init__(self, app: ASGIApp, stamps: Stamps, session_cookie: str, default_locale: str) -> None:
        self.app = app
        self.stamps = stamps
        self._session_cookie = session_cookie
        self._default_locale = default_locale
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._bytes = 0
        self.hits = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        key = self._key(scope)
        if key is None:
            return await self.app(scope, receive, send)
        entry = self._entries.get(key)
        if entry is not None and self.stamps.still(entry.stamps, entry.moment):
            self.hits += 1
            await send(entry.messages[0])
            await send(entry.messages[1])
            return
        await self._ask_and_keep(key, scope, receive, send)

    def _key(self, scope: Scope) -> Key | None:
        """What the page depends on; None for a request of somebody."""
        asked = brought(scope["headers"], self._default_locale)
        if asked.authorized or self._session_cookie in asked.cookies:
            return None
        return scope["path"], scope["query_string"], asked.locale, asked.theme, asked.host

    async def _ask_and_keep(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        moment = self.stamps.moment
        seen: list[Message] = []

        async def pass_on(message: Message) -> None:
            if len(seen) < 3:
                seen.append(message)
            await send(message)

        state: dict[str, Any] = scope.setdefault("state", {})
        await self.app(scope, receive, pass_on)
        stamps: tuple[str, ...] | None = state.get("cache_stamps")
        if stamps is None or len(seen) != 2 or seen[0]["status"] != 200 or len(seen[1]["body"]) > LARGEST_PAGE:
            return
        if any(name == b"set-cookie" for name, _ in seen[0]["headers"]):
            return
        self._keep(key, Entry(key, (seen[0], seen[1]), moment, stamps))

    def _keep(self, key: Key, entry: Entry) -> None:
        if (old := self._entries.pop(key, None)) is not None:
            self._bytes -= old.size
        self._entries[key] = entry
        self._bytes += entry.size
        while self._bytes > MOST_BYTES:
            _, dropped = self._entries.popitem(last=False)
            self._bytes -= dropped.size
