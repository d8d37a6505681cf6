"""Which command of a batch is said to be slow, and what is measured of its commit."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from community import logs
from community.db.engine import Work, committed
from community.db.slow import Slow
from community.figures import Figures

QUICK, LONG, BOUND = 0.001, 0.3, 200


async def _work(name: str, ran: float) -> Work:
    async def command(_: Any) -> None: ...

    command.__qualname__ = name
    logs.refer(f"of-{name}")
    work = Work(command, (), asyncio.get_running_loop().create_future())
    work.ran = ran
    return work


async def said(*, commit: float, bound: int = BOUND, **ran: float) -> tuple[list[str], Figures]:
    """The names that are logged of a batch, each under its own request's reference."""
    batch = [await _work(name, seconds) for name, seconds in ran.items()]
    committed(batch, asyncio.get_running_loop().time() - commit)
    figures = Figures()
    with capture_logs() as lines:
        Slow(figures, bound).commands(batch)
    assert all(line["reference"] == f"of-{line['name']}" and line["together"] == len(batch) for line in lines)
    return [line["name"] for line in lines], figures


@pytest.mark.parametrize(
    ("commit", "ran", "named"),
    [
        (QUICK, {"a": QUICK, "b": QUICK}, []),
        (QUICK, {"a": QUICK, "b": LONG}, ["b"]),
        (QUICK, {"a": LONG, "b": LONG}, ["a", "b"]),
        (LONG, {"a": QUICK, "b": 2 * QUICK, "c": QUICK}, ["b"]),
        (LONG, {"a": LONG, "b": QUICK}, ["a"]),
    ],
)
async def test_who_held_the_writer_is_said_and_one_for_a_slow_commit(
    commit: float, ran: dict[str, float], named: list[str]
) -> None:
    found, figures = await said(commit=commit, **ran)
    assert found == named
    assert figures.commands_slow == len(named)
    assert (sum(figures.commit_seconds.counts), figures.batch_commands.sum) == (1, len(ran))


async def test_a_bound_of_nothing_is_never_reached() -> None:
    assert (await said(commit=LONG, bound=0, a=LONG))[0] == []


async def test_commands_carried_out_alone_have_a_commit_each() -> None:
    alone = [await _work("a", QUICK), await _work("b", QUICK)]
    for work in alone:
        committed([work], asyncio.get_running_loop().time() - LONG)
    figures = Figures()
    with capture_logs() as lines:
        Slow(figures, BOUND).commands(alone)
    assert [line["name"] for line in lines] == ["a", "b"]
    assert sum(figures.commit_seconds.counts) == figures.batch_commands.sum == 2


async def test_what_was_never_committed_measures_nothing() -> None:
    figures = Figures()
    Slow(figures, BOUND).commands([await _work("a", QUICK)])
    Slow(figures, BOUND).commands([])
    assert sum(figures.commit_seconds.counts) == 0
