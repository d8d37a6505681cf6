"""All SQL of jobs."""

import msgspec

from community.clock import MINUTE
from community.db import Transaction

LEASE = 10 * MINUTE
"""A job whose lease is older than this was left by a process that died, and is due again."""


class Job(msgspec.Struct, frozen=True):
    id: int
    kind: str
    payload: str
    tries: int
    taken_at: int
    """When the lease began: whoever took the job over since has another."""


async def insert_job(tx: Transaction, kind: str, payload: str, due_at: int) -> int:
    return int(
        await tx.value(
            "insert into jobs (kind, payload, due_at, made_at) values (:kind, :payload, :due, :now) returning id",
            kind=kind, payload=payload, due=due_at, now=tx.now,
        )
    )  # fmt: skip


async def is_anything_due(tx: Transaction) -> bool:
    return bool(
        await tx.value(
            "select 1 from jobs where failed_at is null and due_at <= :now"
            " and (taken_at is null or taken_at < :abandoned) limit 1",
            now=tx.now, abandoned=tx.now - LEASE,
        )
    )  # fmt: skip


async def counted(tx: Transaction) -> tuple[int, int]:
    """How many jobs wait or are being carried out, how many have been given up."""
    failed = int(await tx.value("select count(*) from jobs where failed_at is not null"))
    return int(await tx.value("select count(*) from jobs")) - failed, failed


async def take_due(tx: Transaction) -> Job | None:
    """The job that has been due longest, now taken by the caller; one that somebody else is taking is passed over."""
    return await tx.one(
        Job,
        f"""
        update jobs set taken_at = :now, tries = tries + 1 where id = (
            select id from jobs
            where failed_at is null and due_at <= :now and (taken_at is null or taken_at < :abandoned)
            order by due_at, id limit 1{tx.skip_locked})
        returning id, kind, payload, tries, taken_at
        """,
        now=tx.now,
        abandoned=tx.now - LEASE,
    )


_MINE = "where id = :id and taken_at = :taken"
"""A job that another has taken over is the other's."""


async def renew(tx: Transaction, job: Job, taken_at: int) -> int | None:
    """Begin the lease anew, that began at `taken_at`; when it begins now, or None when somebody has taken the job."""
    found = await tx.value(
        f"update jobs set taken_at = :now {_MINE} returning taken_at", now=tx.now, id=job.id, taken=taken_at
    )
    return None if found is None else int(found)


async def delete_job(tx: Transaction, job: Job) -> None:
    await tx.run(f"delete from jobs {_MINE}", id=job.id, taken=job.taken_at)


async def postpone(tx: Transaction, job: Job, due_at: int, error: str) -> None:
    await tx.run(
        f"update jobs set taken_at = null, due_at = :due, error = :error {_MINE}",
        due=due_at, error=error, id=job.id, taken=job.taken_at,
    )  # fmt: skip


async def give_up(tx: Transaction, job: Job, error: str) -> None:
    await tx.run(
        f"update jobs set failed_at = :now, error = :error {_MINE}",
        now=tx.now, error=error, id=job.id, taken=job.taken_at,
    )  # fmt: skip
