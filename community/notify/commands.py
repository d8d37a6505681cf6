"""All writes of notices. `tell` runs inside the transaction of whatever it tells about."""

from community.db import Transaction
from community.notify import queries
from community.notify.changes import NoticesChanged
from community.notify.model import Kind


async def tell(
    tx: Transaction, person_id: int, kind: Kind, *, about: str, title: str, href: str, actor_id: int | None
) -> None:
    """Tell a person that something happened. Nobody is told of what they did themselves.

    `about` names the thing (`topic:5`): while a notice of this kind about it is unread, it is counted up instead of
    repeated. `title` is the thing's own title and must hold nothing confidential.
    """
    if person_id == actor_id:
        return
    await queries.upsert_notice(tx, person_id, kind, about, actor_id, title, href)
    await _announced(tx, person_id)


async def read(tx: Transaction, person_id: int, ids: tuple[int, ...]) -> int:
    """Mark notices as read, all of them when none is named; how many remain unread."""
    if ids:
        await queries.mark_read(tx, person_id, ids)
    else:
        await queries.mark_all_read(tx, person_id)
    return await _announced(tx, person_id)


async def read_about(tx: Transaction, person_id: int, about: str) -> None:
    """The person has opened the thing itself: its notices are read."""
    if await queries.mark_read_about(tx, person_id, about):
        await _announced(tx, person_id)


async def _announced(tx: Transaction, person_id: int) -> int:
    version = await queries.next_version(tx, person_id)
    unread = await queries.unread_count(tx, person_id)
    tx.announce(NoticesChanged(person_id, unread, version))
    return unread
