"""Whether anything is in the database that a demonstration could spoil."""

from community.db import Transaction


async def is_empty(tx: Transaction) -> bool:
    return not await tx.value("select exists(select 1 from people) or exists(select 1 from spaces)")
