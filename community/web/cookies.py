"""Cookies: reading them from a header, the session's name by how the site is reached."""

from starlette.responses import Response

from community.config import Config

YEAR = 365 * 24 * 3600
SESSION_SECONDS = 90 * 24 * 3600


def cookie_values(header: bytes) -> dict[str, str]:
    """The cookies of one `Cookie` header by name."""
    found: dict[str, str] = {}
    for part in header.decode("latin-1").split(";"):
        name, sign, value = part.strip().partition("=")
        if sign:
            found.setdefault(name, value)
    return found


def session_cookie(config: Config) -> str:
    """`__Host-session` over https, so that no other host and no plain connection can set it; else `session`."""
    return "__Host-session" if config.secure else "session"


def set_session_cookie(response: Response, secret: str, config: Config) -> None:
    response.set_cookie(
        session_cookie(config), secret, max_age=SESSION_SECONDS, path="/",
        secure=config.secure, httponly=True, samesite="lax",
    )  # fmt: skip


def clear_session_cookie(response: Response, config: Config) -> None:
    response.delete_cookie(session_cookie(config), path="/", secure=config.secure, httponly=True, samesite="lax")


def set_choice_cookie(response: Response, name: str, value: str, config: Config) -> None:
    """A visitor's own choice (`locale`, `theme`), which holds nothing about the person."""
    response.set_cookie(name, value, max_age=YEAR, path="/", secure=config.secure, httponly=True, samesite="lax")
