"""What the server counts and measures about itself, as plain numbers that cost an addition where they are moved.

`web.metrics` shows them in Prometheus' words, `admin` draws a day of them. Moved and read on the loop alone, nothing
locks.
"""

import secrets
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
COMMIT_SECONDS = (0.0001, 0.0002, 0.0005, *SECONDS)
COMMANDS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
ROWS = (0, 1, 3, 10, 30, 100, 300, 1000)


class Spread:
    """How many values fell under each bound (and over the last), and their sum."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


def quantile(bounds: Sequence[float], counts: Sequence[int], share: float) -> float | None:
    """The value that this share of all lies under, evenly spread within a bound; None of nothing.

    What lies over the last bound counts as the last bound.
    """
    left = share * sum(counts)
    if not left:
        return None
    lower = 0.0
    for bound, count in zip(bounds, counts, strict=False):
        if count >= left:
            return lower + (bound - lower) * left / count
        left -= count
        lower = bound
    return lower


class Figures:
    """The figures of one server process, from its start on."""

    def __init__(self) -> None:
        self.process = secrets.token_hex(4)
        """Tells its samples from those of others, and of its own before a restart."""
        self.answers: Counter[int] = Counter()
        """HTTP answers by status."""
        self.answer_seconds = Spread(SECONDS)
        self.operations: dict[tuple[str, str], Spread] = {}
        """Seconds by name and outcome: `ok`, a problem's kind, or `left` by a caller who has gone."""
        self.socket_faults = 0
        """Calls through a socket that ended in `internal` or `unavailable`, as answers of 500 and more do over HTTP."""
        self.receipt_seconds = Spread(SECONDS)
        """From a `chat.send` read from a socket to its result, ready to be written."""
        self.catch_up_rows = Spread(ROWS)
        self.commit_seconds = Spread(COMMIT_SECONDS)
        self.batch_commands = Spread(COMMANDS)
        self.commands_refused = 0
        """Commands not taken because too many wait."""
        self.commands_slow = 0
        self.queries_slow = 0
        self.sockets_refused: Counter[str] = Counter()
        """By reason: a problem's kind, or what is full."""
        self.sockets_lagged = 0
        self.pushes = 0
        """Frames handed to sockets that say that a row has changed."""
        self.pushes_passing = 0
        """Frames of what is written nowhere: who is here, who is typing."""

    def pushed(self, count: int, *, passing: bool) -> None:
        if passing:
            self.pushes_passing += count
        else:
            self.pushes += count

    def operation(self, name: str, outcome: str, seconds: float) -> None:
        spread = self.operations.get((name, outcome))
        if spread is None:
            spread = self.operations[name, outcome] = Spread(SECONDS)
        spread.add(seconds)
