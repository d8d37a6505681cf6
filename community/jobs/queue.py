"""Putting work into the table, and who carries out which kind."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from community.db import Transaction
from community.jobs import queries

Handler = Callable[[Any, Any], Awaitable[None]]
"""`async def handler(site, payload)`: may be run again, so it must not mind having been run before."""


@dataclass(frozen=True, slots=True)
class Periodic:
    handler: Callable[[Any], Awaitable[None]]
    interval: int


JOBS: dict[str, Handler] = {}
PERIODIC: dict[str, Periodic] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register who carries out a kind of job."""

    def register(handler: Handler) -> Handler:
        JOBS[kind] = handler
        return handler

    return register


def every(
    milliseconds: int, name: str
) -> Callable[[Callable[[Any], Awaitable[None]]], Callable[[Any], Awaitable[None]]]:
    """Register work that is done at start and then at an interval."""

    def register(handler: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
        PERIODIC[name] = Periodic(handler, milliseconds)
        return handler

    return register


async def put(tx: Transaction, kind: str, payload: Any, due_at: int | None = None) -> int:
    """Add a job inside the caller's transaction: it exists if and only if what it belongs to does."""
    if kind not in JOBS:
        raise LookupError(f"nobody carries out {kind}")
    return await queries.insert_job(tx, kind, msgspec.json.encode(payload).decode(), due_at or tx.now)
