"""The same `client_id` again is the same act: what it first became is found, and nothing is made twice."""

import hashlib

import msgspec

from community.db.transaction import Transaction
from community.errors import Conflict
from community.words import N_


class Once(msgspec.Struct, frozen=True):
    """A caller's own name for one act of one operation, with a digest of the parameters it came with."""

    person_id: int
    operation: str
    client_id: str
    digest: bytes


def digest(params: msgspec.Struct) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(params), digest_size=16).digest()


async def earlier(tx: Transaction, once: Once | None) -> int | None:
    """The id of the row this act has already become. `Conflict` when the same client_id came with other parameters."""
    if once is None:
        return None
    rows = await tx.rows(
        "select digest, row_id from client_ids"
        " where person_id = :person and operation = :operation and client_id = :client",
        person=once.person_id, operation=once.operation, client=once.client_id,
    )  # fmt: skip
    if not rows:
        return None
    if bytes(rows[0][0]) != once.digest:
        raise Conflict(N_("This client_id was used for something else"))
    return int(rows[0][1])


async def keep(tx: Transaction, once: Once | None, row_id: int) -> None:
    """Remember which row the act became."""
    if once is None:
        return
    await tx.run(
        "insert into client_ids (person_id, operation, client_id, digest, row_id, made_at)"
        " values (:person, :operation, :client, :digest, :row, :now)",
        person=once.person_id, operation=once.operation, client=once.client_id, digest=once.digest,
        row=row_id, now=tx.now,
    )  # fmt: skip
