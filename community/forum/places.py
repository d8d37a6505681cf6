"""Addresses of the forum's pages: `12-slug` in a path, numbers and cursors in a query."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from community.errors import NotFound
from community.fields import LARGEST


def number(text: str | None) -> int:
    """A positive number of an address, 0 for anything else."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= 16):
        return 0
    value = int(text)
    return value if value <= LARGEST else 0


def id_of(part: str) -> int:
    """The id of `12-slug`; `NotFound` for a part without one."""
    found = number(part.partition("-")[0])
    if not found:
        raise NotFound
    return found


def id_in(request: Request, name: str = "id") -> int:
    return id_of(request.path_params[name])


def moved(request: Request, address: str) -> Response | None:
    """To the address as it is now, for good: an id leads on whatever a title becomes."""
    if request.method not in ("GET", "HEAD") or request.url.path == address:
        return None
    return RedirectResponse(address + (f"?{request.url.query}" if request.url.query else ""), 301)


def chosen(form: Any, name: str) -> str:
    """A field of a refused form as text; empty without a form."""
    value = form.values.get(name, "") if form else ""
    return str(value[-1] if isinstance(value, list) else value)
