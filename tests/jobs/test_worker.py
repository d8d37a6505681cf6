"""Deferred work: it exists with what it belongs to, is tried again later, given up in the end, and taken over."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from community.clock import HOUR, MINUTE, SECOND
from community.errors import NotFound
from community.jobs import queries, queue, worker
from community.jobs.worker import MOST_TRIES, back_off
from tests.support import LiveSite


class Errand:
    """A kind of job that notes what it was given, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.failures = 0

    async def carry_out(self, site: Any, payload: Any) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise ConnectionError("nobody answers")
        self.done.append(payload)


@pytest.fixture(autouse=True)
def _only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's own worker looks once, at start; after that these tests say when."""
    monkeypatch.setattr(worker, "LOOKS_EVERY", 3600)


@pytest.fixture
def errand() -> Iterator[Errand]:
    found = Errand()
    queue.job("errand")(found.carry_out)
    yield found
    del queue.JOBS["errand"]


async def _rows(tx: Any) -> list[tuple[Any, ...]]:
    return await tx.rows("select tries, due_at, failed_at is not null from jobs order by id")


async def test_what_is_due_is_carried_out_once_and_forgotten(timed_site: LiveSite, errand: Errand) -> None:
    await timed_site.db.write(queue.put, "errand", {"to": "Анна"})
    await timed_site.app.worker.do_due()
    await timed_site.app.worker.do_due()
    assert errand.done == [{"to": "Анна"}]
    assert await timed_site.db.read(_rows) == []


async def test_what_is_due_later_waits(timed_site: LiveSite, errand: Errand) -> None:
    await timed_site.db.write(queue.put, "errand", 1, timed_site.clock.now() + HOUR)
    await timed_site.app.worker.do_due()
    assert errand.done == []
    timed_site.clock.advance(HOUR)
    await timed_site.app.worker.do_due()
    assert errand.done == [1]


async def test_a_job_of_a_command_that_fails_does_not_exist(timed_site: LiveSite, errand: Errand) -> None:
    async def puts_and_fails(tx: Any) -> None:
        await queue.put(tx, "errand", 1)
        raise NotFound

    with pytest.raises(NotFound):
        await timed_site.db.write(puts_and_fails)
    assert await timed_site.db.read(_rows) == []


async def test_what_failed_is_tried_again_after_a_growing_pause(timed_site: LiveSite, errand: Errand) -> None:
    errand.failures = 2
    await timed_site.db.write(queue.put, "errand", 1)
    for tries in (1, 2):
        await timed_site.app.worker.do_due()
        assert await timed_site.db.read(_rows) == [(tries, timed_site.clock.now() + back_off(tries), 0)]
        timed_site.clock.advance(back_off(tries))
    await timed_site.app.worker.do_due()
    assert errand.done == [1]


async def test_what_always_fails_is_given_up_and_stays_to_be_seen(timed_site: LiveSite, errand: Errand) -> None:
    errand.failures = MOST_TRIES
    await timed_site.db.write(queue.put, "errand", 1)
    for _ in range(MOST_TRIES + 1):
        await timed_site.app.worker.do_due()
        timed_site.clock.advance(HOUR)
    assert [(tries, failed) for tries, _, failed in await timed_site.db.read(_rows)] == [(MOST_TRIES, 1)]
    assert errand.done == []


async def test_a_job_left_by_a_process_that_died_is_taken_over(timed_site: LiveSite, errand: Errand) -> None:
    await timed_site.db.write(queue.put, "errand", 1)
    await timed_site.db.write(queries.take_due)
    await timed_site.app.worker.do_due()
    assert errand.done == []
    timed_site.clock.advance(queries.LEASE + MINUTE)
    await timed_site.app.worker.do_due()
    assert errand.done == [1]


class Long:
    """An errand that lasts until it is told to end."""

    def __init__(self) -> None:
        self.begun, self.end, self.ended = asyncio.Event(), asyncio.Event(), 0

    async def carry_out(self, site: Any, payload: Any) -> None:
        self.begun.set()
        await self.end.wait()
        self.ended += 1


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> Iterator[Long]:
    monkeypatch.setattr(worker, "RENEWS_EVERY", 0.01)
    found = Long()
    queue.job("errand")(found.carry_out)
    yield found
    del queue.JOBS["errand"]


async def _lease(tx: Any) -> int | None:
    return await tx.value("select taken_at from jobs")


async def test_what_is_being_carried_out_is_not_taken_over_however_long_it_lasts(
    timed_site: LiveSite, long: Long
) -> None:
    await timed_site.db.write(queue.put, "errand", 1)
    working = asyncio.create_task(timed_site.app.worker.do_due())
    await long.begun.wait()
    for _ in range(3):
        timed_site.clock.advance(queries.LEASE // 2 + MINUTE)
        while await timed_site.db.read(_lease) != timed_site.clock.now():
            await asyncio.sleep(0)
        assert await timed_site.db.write(queries.take_due) is None
    long.end.set()
    await working
    assert (long.ended, await timed_site.db.read(_rows)) == (1, [])


async def test_work_that_was_taken_over_is_ended_and_leaves_the_job_alone(timed_site: LiveSite, long: Long) -> None:
    await timed_site.db.write(queue.put, "errand", 1)
    working = asyncio.create_task(timed_site.app.worker.do_due())
    await long.begun.wait()
    await timed_site.db.write(_taken_by_another)
    await working
    assert long.ended == 0
    assert await timed_site.db.read(_lease) == timed_site.clock.now() + 1
    assert await timed_site.db.read(_rows) == [(1, timed_site.clock.now(), 0)]


async def _taken_by_another(tx: Any) -> None:
    await tx.run("update jobs set taken_at = :then", then=tx.now + 1)


async def test_of_many_who_take_at_once_each_gets_another_job(timed_site: LiveSite, errand: Errand) -> None:
    for number in range(12):
        await timed_site.db.write(queue.put, "errand", number)
    taken = await asyncio.gather(*(timed_site.db.write(queries.take_due) for _ in range(16)))
    assert sorted(job.payload for job in taken if job) == sorted(str(number) for number in range(12))


async def test_nobody_puts_work_that_nobody_carries_out(timed_site: LiveSite) -> None:
    with pytest.raises(LookupError):
        await timed_site.db.write(queue.put, "no such kind", 1)


def test_the_pause_doubles_up_to_an_hour() -> None:
    assert [back_off(n) for n in (1, 2, 3)] == [10 * SECOND, 20 * SECOND, 40 * SECOND]
    assert back_off(50) == HOUR
