"""What a server did in a minute, and what a day of minutes looks like: values in, values out."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from math import log10
from typing import NamedTuple

import msgspec

from community.clock import DAY, HOUR, MINUTE, SECOND
from community.figures import COMMIT_SECONDS, SECONDS, Figures, quantile

WRITING = ("chat.send", "forum.create_topic", "forum.reply", "consult.ask")
"""Operations by which people write messages and posts."""
STEP = 5 * MINUTE
STEPS = DAY // STEP
HIGH = 120
"""Of a chart whose width is its steps."""
TENTHS = 3
"""Times are drawn by their magnitude: a line for each tenth, the ground for a thousandth of the top."""
PARTS = (0.5, 0.99)


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One process in the `span` milliseconds before `at`. `receipts` and `commits`: how many took how long."""

    at: int
    process: str
    span: int
    written: int
    receipts: tuple[int, ...]
    commits: tuple[int, ...]
    sockets: int
    lagged: int
    catch_ups: int
    requests: int
    errors: int


class Totals(NamedTuple):
    """The same since the process began, at a moment of the steady clock in seconds."""

    moment: float
    written: int
    receipts: tuple[int, ...]
    commits: tuple[int, ...]
    lagged: int
    catch_ups: int
    requests: int
    errors: int

    @classmethod
    def of(cls, figures: Figures, moment: float) -> "Totals":
        done = (figures.operations.get((name, "ok")) for name in WRITING)
        return cls(
            moment,
            sum(sum(spread.counts) for spread in done if spread is not None),
            tuple(figures.receipt_seconds.counts),
            tuple(figures.commit_seconds.counts),
            figures.sockets_lagged,
            sum(figures.catch_up_rows.counts),
            figures.answers.total(),
            sum(count for status, count in figures.answers.items() if status >= 500) + figures.socket_faults,
        )

    def since(self, before: "Totals", at: int, process: str, sockets: int) -> Sample:
        return Sample(
            at=at,
            process=process,
            span=round((self.moment - before.moment) * SECOND),
            written=self.written - before.written,
            receipts=_less(self.receipts, before.receipts),
            commits=_less(self.commits, before.commits),
            sockets=sockets,
            lagged=self.lagged - before.lagged,
            catch_ups=self.catch_ups - before.catch_ups,
            requests=self.requests - before.requests,
            errors=self.errors - before.errors,
        )


def _less(now: Sequence[int], before: Sequence[int]) -> tuple[int, ...]:
    return tuple(a - b for a, b in zip(now, before, strict=True))


class Chart(msgspec.Struct, frozen=True):
    """One figure over the day. `paths` are SVG's, in a box of STEPS by HIGH, the largest values first; `tenths`: by
    magnitude, as times are."""

    top: float
    tenths: bool
    paths: list[str]
    now: list[float | None]
    most: float
    most_at: int
    """The end of the step; 0 when nothing was ever measured."""
    whole: list[float]
    """Of the whole day: the sum of what is counted; of times each part."""


class Hour(msgspec.Struct, frozen=True):
    """A line of the table: the values of the charts in their order, None where nothing was measured."""

    at: int
    values: list[float | None]


class Day(msgspec.Struct, frozen=True):
    """The day before `until`, by chart, and the same by hour, the newest first."""

    began: int
    until: int
    charts: dict[str, Chart]
    hours: list[Hour]


Measure = Callable[[Sequence[Sample]], list[float | None]]


def _rate(name: str, per: int) -> Measure:
    """How many in `per` milliseconds; processes beside each other add up."""

    def measure(samples: Sequence[Sample]) -> list[float | None]:
        return [
            sum(per * sum(getattr(one, name) for one in own) / sum(one.span for one in own) for own in _own(samples))
        ]

    return measure


def _sum(name: str) -> Measure:
    return lambda samples: [float(sum(getattr(one, name) for one in samples))]


def _sockets(samples: Sequence[Sample]) -> list[float | None]:
    return [float(sum(max(one.sockets for one in own) for own in _own(samples)))]


def _times(name: str, bounds: Sequence[float]) -> Measure:
    """Milliseconds, of each of PARTS."""

    def measure(samples: Sequence[Sample]) -> list[float | None]:
        rows = [found for one in samples if len(found := getattr(one, name)) == len(bounds) + 1]
        counts = [sum(column) for column in zip(*rows, strict=True)]
        parts = (quantile(bounds, counts, part) for part in PARTS)
        return [None if part is None else part * SECOND for part in parts]

    return measure


def _own(samples: Sequence[Sample]) -> list[list[Sample]]:
    """The samples of each process."""
    ordered = sorted(samples, key=lambda one: one.process)
    return [list(own) for _, own in groupby(ordered, key=lambda one: one.process)]


MEASURES: dict[str, Measure] = {
    "written": _rate("written", MINUTE),
    "receipts": _times("receipts", SECONDS),
    "commits": _times("commits", COMMIT_SECONDS),
    "sockets": _sockets,
    "requests": _rate("requests", SECOND),
    "catch_ups": _sum("catch_ups"),
    "lagged": _sum("lagged"),
    "errors": _sum("errors"),
}


def day_of(samples: Iterable[Sample], now: int) -> Day:
    """What the samples of the day before `now` show."""
    until = -(-now // STEP) * STEP
    began = until - DAY
    kept = [one for one in samples if began < one.at <= until and one.span > 0]
    steps = _grouped(kept, began, STEP)
    charts = {name: _chart(steps, kept, measure, began) for name, measure in MEASURES.items()}
    hours = [
        Hour(index * HOUR, [part for measure in MEASURES.values() for part in measure(own)])
        for index, own in sorted(_grouped(kept, 0, HOUR).items(), reverse=True)
    ]
    return Day(began, until, charts, hours)


def _grouped(samples: Iterable[Sample], began: int, step: int) -> dict[int, list[Sample]]:
    found: dict[int, list[Sample]] = {}
    for one in samples:
        found.setdefault((one.at - began - 1) // step, []).append(one)
    return found


def _chart(steps: dict[int, list[Sample]], kept: Sequence[Sample], measure: Measure, began: int) -> Chart:
    measured = {index: measure(own) for index, own in sorted(steps.items())}
    largest = {index: values[-1] for index, values in measured.items() if values[-1] is not None}
    at = max(largest, key=lambda index: (largest[index], index), default=None)
    most = 0.0 if at is None else largest[at]
    top = _round_top(most)
    parts = range(len(next(iter(measured.values()), [])))
    scale = _by_magnitude if len(parts) > 1 else _by_value
    return Chart(
        top=top,
        tenths=scale is _by_magnitude,
        paths=[
            _path({index: scale(values[part], top) for index, values in measured.items()}) for part in reversed(parts)
        ],
        now=next(reversed(measured.values()), []),
        most=most,
        most_at=0 if at is None else began + (at + 1) * STEP,
        whole=[value for value in measure(kept) if value is not None],
    )


def _round_top(most: float) -> float:
    """The least of 0.1, 0.2, 0.5, 1, 2, 5, … that is not less; 1 for nothing."""
    tops = (ones * 10.0**tens for tens in range(-1, 15) for ones in (1, 2, 5))
    return next(top for top in tops if top >= most) if most else 1.0


def _by_value(value: float | None, top: float) -> int:
    return round(HIGH * (value or 0) / top)


def _by_magnitude(value: float | None, top: float) -> int:
    return round(HIGH * (1 + log10(value / top) / TENTHS)) if value else 0


def _path(heights: dict[int, int]) -> str:
    """Steps on the ground line, one closed figure for each stretch that is above it."""
    drawn: list[str] = []
    end = level = -1
    for index, height in heights.items():
        if height <= 0:
            continue
        if index != end:
            drawn.append(f"{f'V{HIGH}Z' if drawn else ''}M{index} {HIGH}")
            level = -1
        end = index + 1
        if height == level:
            drawn[-1] = f"H{end}"  # the step before goes on
        else:
            drawn += (f"V{HIGH - height}", f"H{end}")
            level = height
    return "".join(drawn) + f"V{HIGH}Z" if drawn else ""
