"""What an engine is to the door in front of it, and one command on its way."""

from asyncio import Future
from collections.abc import Callable, Coroutine, Sequence
from contextvars import ContextVar
from time import monotonic
from typing import Any, NamedTuple, Protocol

from community import logs
from community.clock import Clock
from community.figures import Figures

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
    """Who is told, on the loop: what was committed, before the callers are answered; what was carried out, after; that
    others have written."""

    clock: Clock
    figures: Figures

    def told(self, announced: Sequence[Any]) -> None: ...

    def carried_out(self, done: "Sequence[Work]") -> None: ...

    def outside(self) -> None: ...


class Work:
    """One command that waits to be carried out, and what became of it.

    `since` it waits, when it `began`, by the steady clock; seconds that it `ran` and that its commit took (0: none was
    tried), `together` with how many.
    """

    __slots__ = (
        "announced", "args", "began", "command", "committed", "error", "future", "ran", "reference", "result", "since",
        "together",
    )  # fmt: skip

    def __init__(self, command: Command, args: tuple[Any, ...], future: Future[Any]) -> None:
        self.command = command
        self.reference = logs.reference.get()
        self.since = self.began = monotonic()
        self.ran = self.committed = 0.0
        self.together = 1
        self.args = args
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None
        self.announced: list[Any] = []

    @property
    def name(self) -> str:
        return getattr(self.command, "__qualname__", repr(self.command))


def committed(done: Sequence[Work], began: float) -> None:
    """Note on each command of a commit that was just tried how long that took, and with how many."""
    took, together = monotonic() - began, len(done)
    for work in done:
        work.committed, work.together = took, together


def answer(owner: Owner, done: Sequence[Work]) -> None:
    """On the loop: tell what was committed, answer the callers who are still there, measure."""
    if announced := [change for work in done if work.error is None for change in work.announced]:
        owner.told(announced)
    for work in done:
        if work.future.done():  # the caller has left
            continue
        if work.error is not None:
            work.future.set_exception(work.error)
        else:
            work.future.set_result(work.result)
    owner.carried_out(done)
