"""What a command or a query is given: one transaction, beside which it waits for nothing."""

from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Announcement(Protocol):
    """Anything a command may announce: see community.realtime.changes."""


class Transaction(Protocol):
    """One transaction. SQL takes `:named` parameters; a tuple or list given for `in (:ids)` is expanded.

    `now` is milliseconds since 1970 UTC, the same for the whole transaction.
    """

    now: int
    skip_locked: str
    """What a subselect ends with that takes a row which nobody else is taking; nothing where there is one writer."""

    async def all(self, into: type[T], sql: str, /, **params: Any) -> list[T]:
        """Every row, as structs filled by column name."""
        ...

    async def one(self, into: type[T], sql: str, /, **params: Any) -> T | None:
        """The first row as a struct, or None."""
        ...

    async def rows(self, sql: str, /, **params: Any) -> list[tuple[Any, ...]]:
        """Every row as a plain tuple."""
        ...

    async def value(self, sql: str, /, **params: Any) -> Any:
        """The first column of the first row, or None."""
        ...

    async def run(self, sql: str, /, **params: Any) -> int:
        """Carry out a statement; how many rows it touched."""
        ...

    def announce(self, change: Announcement) -> None:
        """Say after the commit that something changed; forgotten when the command fails."""
        ...
