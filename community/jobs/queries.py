"""All SQL of jobs."""

import msgspec

from community.clock import MINUTE
from community.db import Transaction

LEASE = 10 * MINUTE
"""A job taken longer ago than this was left by a process that died, and is due again."""


class Job(msgspec.Struct, frozen=True):
    id: int
    kind: str
    payload: str
    tries: int


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


async def take_due(tx: Transaction) -> Job | None:
    """The job that has been due longest, now taken by the caller."""
    return await tx.one(
        Job,
        """
        update jobs set taken_at = :now, tries = tries + 1 where id = (
            select id from jobs
            where failed_at is null and due_at <= :now and (taken_at is null or taken_at < :abandoned)
            order by due_at, id limit 1)
        returning id, kind, payload, tries
        """,
        now=tx.now,
        abandoned=tx.now - LEASE,
    )


async def delete_job(tx: Transaction, job_id: int) -> None:
    await tx.run("delete from jobs where id = :id", id=job_id)


async def postpone(tx: Transaction, job_id: int, due_at: int, error: str) -> None:
    await tx.run(
        "update jobs set taken_at = null, due_at = :due, error = :error where id = :id",
        due=due_at, error=error, id=job_id,
    )  # fmt: skip


async def give_up(tx: Transaction, job_id: int, error: str) -> None:
    await tx.run("update jobs set failed_at = :now, error = :error where id = :id", now=tx.now, error=error, id=job_id)
