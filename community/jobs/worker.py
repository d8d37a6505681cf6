"""The one worker of a process: takes what is due, tries again later what failed, runs periodic work."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import msgspec
import structlog

from community.clock import HOUR, SECOND
from community.db import Transaction
from community.errors import Unavailable
from community.jobs import queries, queue

log = structlog.get_logger()

LOOKS_EVERY = 2.0
MOST_TRIES = 8
RENEWS_EVERY = queries.LEASE / SECOND / 4


class TakenOver(Exception):
    """Somebody else carries the job out: its lease could not be renewed in time."""


def back_off(tries: int) -> int:
    """Milliseconds until the next try: 10 s, 20 s, 40 s … at most an hour."""
    return int(min(10 * SECOND * 2 ** (tries - 1), HOUR))


async def _failed(tx: Transaction, job: queries.Job, error: str) -> None:
    if job.tries >= MOST_TRIES:
        await queries.give_up(tx, job, error)
    else:
        await queries.postpone(tx, job, tx.now + back_off(job.tries), error)


class Worker:
    """`run` until cancelled; `do_due` carries out everything that is due now."""

    def __init__(self, site: Any) -> None:
        self._site = site
        self._last_run: dict[str, int] = {}

    async def run(self) -> None:
        while True:
            try:
                await self.do_due()
            except Unavailable:
                log.warning("jobs wait: the database does not answer")
            except Exception as error:
                log.error("jobs", exc_info=error)
            await asyncio.sleep(LOOKS_EVERY)

    async def do_due(self) -> None:
        await self._periodic()
        while await self._site.db.read(queries.is_anything_due):
            job = await self._site.db.write(queries.take_due)
            if job is not None:
                await self._carry_out(job)

    async def _periodic(self) -> None:
        now = self._site.clock.now()
        for name, periodic in queue.PERIODIC.items():
            if now - self._last_run.get(name, 0) >= periodic.interval:
                self._last_run[name] = now
                try:
                    await periodic.handler(self._site)
                except Exception as error:
                    log.error("periodic work", name=name, exc_info=error)

    async def _carry_out(self, job: queries.Job) -> None:
        lease = Lease(self._site, job)
        try:
            await lease.during(queue.JOBS[job.kind](self._site, msgspec.json.decode(job.payload)))
        except Exception as error:
            log.warning("job failed", kind=job.kind, id=job.id, tries=job.tries, exc_info=error)
            await self._site.db.write(_failed, lease.job, f"{type(error).__name__}: {error}"[:500])
        else:
            await self._site.db.write(queries.delete_job, lease.job)


class Lease:
    """A job for as long as its work lasts: renewed meanwhile, so that nobody takes over what is being carried out."""

    def __init__(self, site: Any, job: queries.Job) -> None:
        self._site = site
        self.job = job

    async def during(self, work: Awaitable[None]) -> None:
        """Work until it is done; it is ended when the job has been taken over after all."""
        working = asyncio.ensure_future(work)
        renewing = asyncio.create_task(self._renew(working))
        try:
            await asyncio.shield(working)
        except asyncio.CancelledError:
            if not working.cancelled():  # this process is ending
                working.cancel()
                raise
            raise TakenOver from None
        finally:
            renewing.cancel()

    async def _renew(self, working: "asyncio.Future[None]") -> None:
        while True:
            await asyncio.sleep(RENEWS_EVERY)
            try:
                taken_at = await self._site.db.write(queries.renew, self.job, self.job.taken_at)
            except Unavailable:
                continue
            if taken_at is None:
                working.cancel()
                return
            self.job = msgspec.structs.replace(self.job, taken_at=taken_at)
