"""What an engine is to the door in front of it, and one command on its way."""

from asyncio import Future
from collections.abc import Callable, Coroutine, Sequence
from contextvars import ContextVar
from typing import Any, NamedTuple, Protocol

from community.clock import Clock

Command = Callable[..., Coroutine[Any, Any, Any]]

driving: ContextVar[str] = ContextVar("driving", default="")
"""The command that is being carried out here: a nested write from there is refused."""


class UniqueViolation(Exception):
    """Something that must be there once would be there twice."""


class ForeignKeyViolation(Exception):
    """A row would name one that is not there."""


class Size(NamedTuple):
    """Bytes: of the database, of its log, of what is free beside it. None: not known here."""

    database: int
    log: int | None
    free: int | None


class Engine(Protocol):
    """`read` and `peek` answer with the result and the number of statements, `write` when it is on the disk.

    `in_order`: commits are told in the order they were made in.
    """

    in_order: bool

    @property
    def waiting(self) -> int:
        """Commands that no writer has begun to carry out, at most a batch more."""
        ...

    async def read(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]: ...

    async def peek(self, query: Command, args: tuple[Any, ...]) -> tuple[Any, int]: ...

    async def write(self, command: Command, args: tuple[Any, ...]) -> Any: ...

    async def opened(self) -> None:
        """Returns when it is known that nobody else serves the database. Raises AlreadyServed."""

    async def size(self) -> Size: ...

    async def close(self) -> None: ...


class Owner(Protocol):
    """Who is told, on the loop: what was committed, before the callers are answered; that others have written."""

    clock: Clock

    def told(self, announced: Sequence[Any]) -> None: ...

    def outside(self) -> None: ...


class Work:
    """One command that waits to be carried out, and what became of it."""

    __slots__ = ("announced", "args", "command", "error", "future", "result", "since")

    def __init__(self, command: Command, args: tuple[Any, ...], future: Future[Any], since: float = 0.0) -> None:
        self.command = command
        self.since = since
        self.args = args
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None
        self.announced: list[Any] = []

    @property
    def name(self) -> str:
        return getattr(self.command, "__qualname__", repr(self.command))


def answer(owner: Owner, done: Sequence[Work]) -> None:
    """On the loop: tell what was committed, then answer the callers who are still there."""
    if announced := [change for work in done if work.error is None for change in work.announced]:
        owner.told(announced)
    for work in done:
        if work.future.done():  # the caller has left
            continue
        if work.error is not None:
            work.future.set_exception(work.error)
        else:
            work.future.set_result(work.result)
