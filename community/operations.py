"""The registry of operations: what the outside may ask for, through whichever door.

An operation is a typed parameter struct, a typed result and a handler. The doors (HTTP, socket, pages) share
validation, pace limit, permission and errors by all going through `call`. Channels, what one may hear, are here too.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic
from typing import Any, Protocol, TypeVar

import msgspec

from community import fields
from community.clock import Clock
from community.config import Config
from community.db import Database, Transaction
from community.db.once import Once, digest
from community.errors import NotFound, Problem, TooFast, Unauthenticated
from community.figures import Figures
from community.words import N_

R = TypeVar("R")


class Params(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Parameters of an operation, by name; unknown ones are refused."""


class Nothing(Params):
    """No parameters."""


class Role(StrEnum):
    """What a person is in a space. A moderator's power ends at the border of the space."""

    GUEST = "guest"
    MEMBER = "member"
    MODERATOR = "moderator"
    OWNER = "owner"


WRITING = frozenset({Role.MEMBER, Role.MODERATOR, Role.OWNER})
MODERATING = frozenset({Role.MODERATOR, Role.OWNER})


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is looking, as one statement found them. Good for showing; a command asks the database again."""

    id: int = 0
    handle: str = ""
    name: str = ""
    locale: str = "ru"
    zone: str = "Europe/Moscow"
    theme: str = ""
    roles: dict[int, str] = {}
    network_id: int = 0
    session_id: int = 0
    invisible: bool = False
    """Whether others are not told that this person is here."""
    hints: frozenset[str] = frozenset()
    """Names of the hints the person has put away for good."""

    @property
    def signed_in(self) -> bool:
        return self.id != 0

    @property
    def is_admin(self) -> bool:
        return self.roles.get(self.network_id) == Role.OWNER

    def role(self, space_id: int) -> str | None:
        return self.roles.get(space_id)

    def writes(self, space_id: int) -> bool:
        return self.roles.get(space_id) in WRITING

    def moderates(self, space_id: int) -> bool:
        return self.roles.get(space_id) in MODERATING

    def owns(self, space_id: int) -> bool:
        return self.roles.get(space_id) == Role.OWNER


VISITOR = Viewer()


class Limiter(Protocol):
    """Counts acts per person or address."""

    def spend(self, key: tuple[str, str], allowed: int, per: float) -> float:
        """Seconds to wait before the act is allowed; 0 when it is, and then it is counted."""
        ...


class Live(Protocol):
    """What passes by without being written: typing, presence."""

    def tell(self, channel: str, method: str, params: dict[str, Any]) -> None: ...

    def crowded(self, channel: str) -> bool: ...


@dataclass(slots=True)
class Site:
    """What one running server has: handed to every call."""

    config: Config
    clock: Clock
    db: Database
    limiter: Limiter
    live: Live
    offload: Callable[..., Awaitable[Any]]
    resources: dict[str, Any] = field(default_factory=dict)
    figures: Figures = field(init=False)

    def __post_init__(self) -> None:
        self.figures = self.db.figures


@dataclass(slots=True)
class Context:
    """One call: who calls, through which door, with what at hand."""

    site: Site
    viewer: Viewer
    locale: str
    door: str = "http"
    address: str = ""
    operation: str = ""
    agent: str = ""
    adopt: Callable[[str], Awaitable[None]] | None = None
    """Set by a socket that has nobody yet: a sign-in operation hands it the token."""

    @property
    def db(self) -> Database:
        return self.site.db

    @property
    def person(self) -> Viewer:
        """The person signed in; `Unauthenticated` when there is none."""
        if not self.viewer.signed_in:
            raise Unauthenticated
        return self.viewer

    async def offload(self, work: Callable[..., R], *args: Any) -> R:
        """Pure work off the loop when it is long, at once when it is short."""
        return await self.site.offload(work, *args)  # type: ignore[no-any-return]

    def once(self, params: Params) -> Once | None:
        """The caller's `client_id` for this act, if one came."""
        client_id = getattr(params, "client_id", None)
        return Once(self.person.id, self.operation, client_id, digest(params)) if client_id else None


class Unseen(int):
    """The version of a channel whose listeners may not know of each other."""


Handler = Callable[[Context, Any], Awaitable[Any]]
Reader = Callable[[Transaction, Viewer, int], Awaitable[int]]
Listened = Callable[[Context, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `allowed` acts in `per` seconds for one person (for a visitor: one address)."""

    allowed: int
    per: float


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    params: type[Params]
    returns: Any
    handler: Handler
    reads: bool
    visitors: bool
    rate: Rate
    rate_name: str

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().split("\n")[0]


OPERATIONS: dict[str, Operation] = {}
DONE, LEFT = "ok", "left"
"""Outcomes of a call, besides the kinds of problems: it was carried out; its caller has gone meanwhile."""
CHANNELS: dict[str, Reader] = {}
LISTENED: dict[str, Listened] = {}
"""By kind of channel: what is to be kept when somebody begins to listen."""
RATES: dict[str, Rate] = {"read": Rate(600, 60), "write": Rate(120, 60)}


def rate(name: str, allowed: int, *, per: float) -> str:
    """Declare a pace limit; give its name to `operation`."""
    RATES[name] = Rate(allowed, per)
    return name


def operation(
    name: str, params: type[Params], *, returns: Any, rate: str = "", reads: bool = False, visitors: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler under its public name. `visitors` lets it be called signed out; `reads` marks a query."""

    def register(handler: Handler) -> Handler:
        if name in OPERATIONS:
            raise RuntimeError(f"operation {name} is registered twice")
        pace = rate or ("read" if reads else "write")
        OPERATIONS[name] = Operation(name, params, returns, handler, reads, visitors, RATES[pace], pace)
        return handler

    return register


def channel(kind: str, listened: Listened | None = None) -> Callable[[Reader], Reader]:
    """Register who may listen to `kind:ID`: a query that raises `NotFound`, or returns the channel's version.

    `Unseen` for a version keeps the listeners from learning of each other. `listened` runs when somebody has begun to
    listen, before they are told so.
    """

    def register(reader: Reader) -> Reader:
        CHANNELS[kind] = reader
        if listened is not None:
            LISTENED[kind] = listened
        return reader

    return register


def parse_channel(name: str) -> tuple[Reader, int]:
    """The reader and the id of a channel's name such as `room:12`; `me` has the id 0."""
    kind, _, number = name.partition(":")
    reader = CHANNELS.get(kind)
    if reader is None or (number == "") != (kind == "me"):
        raise NotFound
    if kind == "me":
        return reader, 0
    if not (number.isascii() and number.isdigit() and len(number) <= 16 and 1 <= int(number) <= fields.LARGEST):
        raise NotFound
    return reader, int(number)


async def call(ctx: Context, name: str, raw: Any, *, form: bool = False) -> Any:
    """Carry out an operation for whoever is in the context. Raises a `Problem`; the doors translate it."""
    found = OPERATIONS.get(name)
    if found is None:
        raise NotFound(N_("There is no such operation"))
    began, outcome = monotonic(), LEFT
    try:
        if not (found.visitors or ctx.viewer.signed_in):
            raise Unauthenticated
        params = fields.decode(found.params, raw, form=form)
        keep_pace(ctx, found.rate_name)
        ctx.operation = name
        result = await found.handler(ctx, params)
        outcome = DONE
    except Problem as problem:
        outcome = problem.kind
        raise
    except Exception:
        outcome = Problem.kind
        raise
    finally:
        ctx.site.figures.operation(name, outcome, monotonic() - began)
    return result


def keep_pace(ctx: Context, rate_name: str) -> None:
    """Count one act of whoever is in the context; `TooFast` when there were too many.

    A page that reads what an operation reads, at such a cost that it has a pace, counts by this too.
    """
    pace = RATES[rate_name]
    who = str(ctx.viewer.id) if ctx.viewer.signed_in else ctx.address
    wait = ctx.site.limiter.spend((rate_name, who), pace.allowed, pace.per)
    if wait > 0:
        raise TooFast(wait)
