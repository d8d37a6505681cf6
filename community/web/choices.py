"""What a request brings along of a visitor's choices. The cache and whoever draws the page read it here, both alike.

A header or cookie that comes twice counts once, the first: if two readers disagreed, one visitor's page could be kept
for another.
"""

from collections.abc import Iterable
from typing import NamedTuple

from community.web import i18n
from community.web.appearance import look_of
from community.web.cookies import cookie_values


class Brought(NamedTuple):
    cookies: dict[str, str]
    locale: str
    theme: str
    """The word of the chosen look."""
    host: bytes
    authorized: bool
    """Whether there is an Authorization header, of whatever kind."""


def brought(headers: Iterable[tuple[bytes, bytes]], default_locale: str) -> Brought:
    """The language: chosen before, else the browser's, else the site's. A look there is not counts as none."""
    cookies: dict[str, str] = {}
    accept, host, authorized = "", None, False
    for name, value in headers:
        if name == b"cookie":
            cookies = {**cookie_values(value), **cookies}
        elif name == b"accept-language":
            accept = accept or value.decode("latin-1")
        elif name == b"host":
            host = value if host is None else host
        elif name == b"authorization":
            authorized = True
    chosen, theme = cookies.get("locale", ""), cookies.get("theme", "")
    locale = i18n.best_locale(accept, chosen) if accept or chosen else default_locale
    return Brought(cookies, locale, look_of(theme).word, host or b"", authorized)
