"""The door to the database: `read` runs a query in a snapshot, `write` a command in a transaction.

Which engine stands behind it is decided by the address, and nothing above this package knows.
"""

import random
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from community import address
from community.clock import Clock
from community.db.engine import Engine, driving
from community.db.transaction import Transaction
from community.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

MOST_WAITING = 4096
"""Commands that may wait for the writer: on a healthy disk the last of them waits for about a second."""

Publish = Callable[[Sequence[Any]], None]


class Database:
    """One database, opened in a running loop. `publish` receives what committed commands announced, in order.

    `alone`: this process tells people what happens, and no other does; what another process writes is noticed and
    `changed_outside` called.
    """

    def __init__(
        self, place: address.Address | Path, clock: Clock, publish: Publish | None = None, *, alone: bool = False
    ) -> None:
        self.address = address.of(place)
        self.clock = clock
        self.publish = publish
        self.changed_outside: Callable[[], None] | None = None
        self.statements_read = 0
        """Statements of all reads so far, for tests that pin what a page costs."""
        self.turned_away = 0
        """Commands refused so far because too many waited."""
        self._closed = False
        self.engine: Engine = _engine(self, alone)

    async def opened(self) -> None:
        """Returns when this process is the one that tells people what happens here. Raises AlreadyServed."""
        await self.engine.opened()

    async def close(self) -> None:
        """Carry out what waits, then let go of the database."""
        self._closed = True
        await self.engine.close()

    async def write(
        self, command: Callable[Concatenate[Transaction, P], Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The command's result once it is on the disk. A caller that is cancelled leaves; its command goes on.

        Raises Unavailable at once while too many others wait: a later answer would find nobody waiting for it.
        """
        if inside := driving.get():
            raise RuntimeError(f"a write inside {inside}: call the command itself")
        if kwargs:
            raise TypeError("commands take their arguments by position")
        if self._closed:
            raise Unavailable
        if self.engine.waiting >= MOST_WAITING:
            self.turned_away += 1
            raise Unavailable(random.uniform(1, 5))  # noqa: S311 - so that not all come back at once
        return await self.engine.write(command, args)  # type: ignore[no-any-return]

    async def read(
        self, query: Callable[Concatenate[Transaction, P], Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The query's result from one snapshot."""
        if kwargs:
            raise TypeError("queries take their arguments by position")
        result, statements = await self.engine.read(query, args)
        self.statements_read += statements
        return result  # type: ignore[no-any-return]

    async def peek(
        self, query: Callable[Concatenate[Transaction, P], Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The result of a query of one statement and a few index look-ups, by the shortest way the engine has.

        On SQLite that is the loop's own connection: a hop to a reader costs several times such a query. Only for what
        is bounded however much the database holds: the loop does nothing else meanwhile.
        """
        if kwargs:
            raise TypeError("queries take their arguments by position")
        result, statements = await self.engine.peek(query, args)
        self.statements_read += statements
        return result  # type: ignore[no-any-return]

    def told(self, announced: Sequence[Any]) -> None:
        """On the loop, after a commit and before its callers are answered."""
        if announced and self.publish is not None:
            self.publish(announced)

    def outside(self) -> None:
        """On the loop: another process has written."""
        if self.changed_outside is not None:
            self.changed_outside()


def _engine(database: Database, alone: bool) -> Engine:
    if isinstance(database.address, address.SqliteFile):
        from community.db.sqlite_engine import SqliteEngine

        return SqliteEngine(database.address.path, database)
    from community.db.postgres import PostgresEngine

    return PostgresEngine(database.address, database, alone=alone)
