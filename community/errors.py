"""The small family of problems raised anywhere and translated at the edge only.

A message is an English sentence of the catalogue; its placeholders are filled from `extra` when it is translated.
"""

from typing import Any, ClassVar

from community.words import N_


class Problem(Exception):
    """What went wrong in terms of the product. `kind` and `status` are the contract's; `extra` travels with it."""

    kind: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[str] = N_("Something went wrong on our side")

    def __init__(self, message: str = "", **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extra = extra


class Unauthenticated(Problem):
    """Nobody is signed in, or the session or token is not valid any more."""

    kind, status, title = "unauthenticated", 401, N_("Please sign in")


class Forbidden(Problem):
    """The thing is visible to the person, the act is not allowed."""

    kind, status, title = "forbidden", 403, N_("This is not allowed")


class NotFound(Problem):
    """There is no such thing, or it is hidden from the person: the two are never told apart."""

    kind, status, title = "not_found", 404, N_("There is nothing here")


class Conflict(Problem):
    """The state of things has moved on; the message says what stands in the way."""

    kind, status, title = "conflict", 409, N_("Things have changed meanwhile")


class Gone(Problem):
    """It was here and was removed or has expired."""

    kind, status, title = "gone", 410, N_("This is no longer here")


class TooLarge(Problem):
    """The body is larger than the server takes."""

    kind, status, title = "too_large", 413, N_("This is too large")


class Invalid(Problem):
    """Parameters are at fault: `fields` maps each field to the sentence that says what is wrong with it."""

    kind, status, title = "invalid", 422, N_("Please check what is marked")

    def __init__(self, fields: dict[str, str], message: str = "", **extra: Any) -> None:
        super().__init__(message, **extra)
        self.fields = fields


class TooFast(Problem):
    """The pace limit is reached; `retry_after` is in seconds."""

    kind, status, title = "too_fast", 429, N_("Too fast")

    def __init__(self, retry_after: float, message: str = "", **extra: Any) -> None:
        super().__init__(message, **extra)
        self.retry_after = max(1, int(retry_after + 0.999))


class Unavailable(Problem):
    """The database cannot answer now. A write is not known to be stored; the same `client_id` is safe to send again."""

    kind, status, title = "unavailable", 503, N_("The server cannot do this right now")

    def __init__(self, retry_after: float = 2, message: str = "", **extra: Any) -> None:
        super().__init__(message, **extra)
        self.retry_after = max(1, int(retry_after + 0.999))
