"""`python -m benchmarks live [part …]`: what the live layer costs and bears. Each part is a module here.

`crowd` is many listening sockets at little cost, `plain` the references they are compared with, `stage` the network
that all parts play on.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import uvloop

from benchmarks.live import idle, latency, listeners, online, passing, slow, storm
from benchmarks.live.stage import Row, Stage

PARTS = {
    "listeners": listeners.measure,
    "latency": latency.measure,
    "idle": idle.measure,
    "storm": storm.measure,
    "online": online.measure,
    "slow": slow.measure,
    "passing": passing.measure,
}


def measure(folder: Path, parts: list[str], database: Callable[[str], str] = lambda _: "") -> list[Row]:
    """The parts named, all when none is. `database` makes one of a name and returns its address; none: a file."""
    rows: list[Row] = []
    for name, part in PARTS.items():
        if name in parts or not set(parts) & set(PARTS):
            stage = Stage(folder / f"live-{name}", database(f"live_{name}"))
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                rows += runner.run(part(stage))
    return rows
