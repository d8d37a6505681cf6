"""The server's figures in Prometheus' words: read when they are asked for, by the library that knows the format."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from community.db.engine import Size
from community.figures import Figures, Spread


class Now(NamedTuple):
    """What is not counted but looked up. None: the database does not say it now."""

    page_cache_hits: int
    sockets: Any
    size: Size | None
    jobs: tuple[int, int] | None
    """Waiting and failed."""
    commands_waiting: int


def told(figures: Figures, now: Now) -> bytes:
    """Everything, in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Told(figures, now))
    return generate_latest(_process) + generate_latest(registry)


_process = CollectorRegistry()
ProcessCollector(registry=_process)


class _Told:
    def __init__(self, figures: Figures, now: Now) -> None:
        self._figures = figures
        self._now = now

    def collect(self) -> Iterator[Metric]:
        yield from self._web()
        yield from self._calls()
        yield from self._database()
        yield from self._sockets()

    def _web(self) -> Iterator[Metric]:
        figures = self._figures
        yield _counters("http_requests", "HTTP answers by status", "status", figures.answers.items())
        yield _histogram("http_seconds", "Time from a request to the whole of its answer", figures.answer_seconds)
        yield _counter("page_cache_hits", "Pages answered from memory, among the requests", self._now.page_cache_hits)

    def _calls(self) -> Iterator[Metric]:
        figures = self._figures
        seconds = HistogramMetricFamily(
            "community_operation_seconds", "Time an operation took, by how it ended", labels=["operation", "outcome"]
        )
        for labels, spread in sorted(figures.operations.items()):
            seconds.add_metric(labels, _buckets(spread), spread.sum)
        yield seconds
        yield _counter("socket_faults", "Calls through a socket that ended in a fault of ours", figures.socket_faults)
        yield _histogram(
            "send_receipt_seconds", "Time from a chat.send read from a socket to its receipt", figures.receipt_seconds
        )
        yield _histogram("catch_up_rows", "Rows that a catch-up brought", figures.catch_up_rows)

    def _database(self) -> Iterator[Metric]:
        figures, size, jobs = self._figures, self._now.size, self._now.jobs
        yield _histogram("commit_seconds", "Time a commit took", figures.commit_seconds)
        yield _histogram("batch_commands", "Commands of one commit", figures.batch_commands)
        yield _gauge("commands_waiting", "Commands that wait for the writer", self._now.commands_waiting)
        yield _counter("commands_refused", "Commands not taken because too many wait", figures.commands_refused)
        yield _counter("commands_slow", "Commands over log.slow_ms", figures.commands_slow)
        yield _counter("queries_slow", "Queries over log.slow_ms", figures.queries_slow)
        if size is not None:
            yield _gauge("database_bytes", "Size of the database", size.database)
            if size.log is not None:
                yield _gauge("database_log_bytes", "Size of its write-ahead log", size.log)
            if size.free is not None:
                yield _gauge("disk_free_bytes", "Free beside it", size.free)
        if jobs is not None:
            yield _gauge("jobs_waiting", "Deferred work that waits or is being tried", jobs[0])
            yield _gauge("jobs_failed", "Deferred work that was given up", jobs[1])

    def _sockets(self) -> Iterator[Metric]:
        figures, sockets = self._figures, self._now.sockets
        yield _gauge("sockets", "Open sockets", sockets.open)
        yield _gauge("sockets_signed_in", "Open sockets of somebody", sockets.signed_in)
        yield _gauge("subscriptions", "Channels listened to, of all sockets", sockets.subscriptions)
        yield _gauge("socket_unsent_bytes", "What waits for the peers of all sockets", sockets.unsent)
        yield _gauge("socket_unsent_most_bytes", "What waits for the slowest of them", sockets.unsent_most)
        yield _counter("sockets_lagged", "Sockets closed because the peer did not keep up", figures.sockets_lagged)
        yield _counters("sockets_refused", "Sockets not taken", "reason", figures.sockets_refused.items())
        pushes = [("change", figures.pushes), ("passing", figures.pushes_passing)]
        yield _counters("pushes", "Pushes handed to sockets; passing: presence and typing", "kind", pushes)


def _gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(f"community_{name}", help_, value=value)


def _counter(name: str, help_: str, value: float) -> Metric:
    return CounterMetricFamily(f"community_{name}", help_, value=value)


def _counters(name: str, help_: str, label: str, values: Iterable[tuple[Any, float]]) -> Metric:
    family = CounterMetricFamily(f"community_{name}", help_, labels=[label])
    for value, count in sorted(values):
        family.add_metric([str(value)], count)
    return family


def _histogram(name: str, help_: str, spread: Spread) -> Metric:
    return HistogramMetricFamily(f"community_{name}", help_, buckets=_buckets(spread), sum_value=spread.sum)


def _buckets(spread: Spread) -> list[tuple[str, float]]:
    """As Prometheus has them: each with all below it."""
    found, below = [], 0
    for bound, count in zip((*spread.bounds, float("inf")), spread.counts, strict=True):
        below += count
        found.append(("+Inf" if bound == float("inf") else str(float(bound)), float(below)))
    return found
