"""What held the writer, or read, for longer than it should: said once, by name, never with what it was given."""

from collections.abc import Sequence
from operator import attrgetter
from time import monotonic
from typing import Any

import structlog

from community.db.engine import Command, Work
from community.db.transaction import Transaction
from community.figures import Figures

log = structlog.get_logger()

_ran = attrgetter("ran")


class Slow:
    """Measures what is done and says what took `milliseconds` or more; 0: nothing does. All on the loop."""

    def __init__(self, figures: Figures, milliseconds: int) -> None:
        self._figures = figures
        self._bound = milliseconds / 1000 if milliseconds else float("inf")

    def commands(self, done: Sequence[Work]) -> None:
        """One batch, or what was carried out alone after it could not be kept."""
        if not done:
            return
        longest = max(done, key=_ran)
        commits = [longest] if done[0].together == len(done) else done
        for work in commits:
            if work.committed:
                self._figures.commit_seconds.add(work.committed)
                self._figures.batch_commands.add(work.together)
        ran_long = [work for work in done if work.ran >= self._bound] if longest.ran >= self._bound else []
        for work in ran_long or [work for work in commits if work.committed >= self._bound]:
            self._figures.commands_slow += 1
            log.warning(
                "slow command", name=work.name, reference=work.reference, waited_ms=_ms(work.began - work.since),
                ran_ms=_ms(work.ran), committed_ms=_ms(work.committed), together=work.together,
            )  # fmt: skip

    def query(self, query: Command, waited: float, ran: float) -> None:
        if ran >= self._bound:
            self._figures.queries_slow += 1
            log.warning("slow query", name=named(query), waited_ms=_ms(waited), ran_ms=_ms(ran))


class Timed:
    """A query that knows how long it waited for a reader and how long it ran there."""

    def __init__(self, query: Command) -> None:
        self.__qualname__ = named(query)
        self._query = query
        self.since = self.began = monotonic()
        self.ran = 0.0

    async def __call__(self, tx: Transaction, *args: Any) -> Any:
        self.began = monotonic()
        result = await self._query(tx, *args)
        self.ran = monotonic() - self.began
        return result


def named(query: Command) -> str:
    return getattr(query, "__qualname__", repr(query))


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
