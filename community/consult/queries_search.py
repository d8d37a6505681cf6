"""How queues are found, and the titles that search is told of. Requests never are."""

import msgspec

from community.consult.queries import QUEUE_READABLE
from community.db import Transaction
from community.search.model import Kind, Source, add_source
from community.spaces.visibility import OWN

add_source(
    Source(
        kind=Kind.QUEUE,
        rows="join queues q on q.id = k.row_id join spaces s on s.id = q.space_id",
        seen=QUEUE_READABLE,
        title="q.title",
        href="'/q/' || q.id",
        place="s.title",
        closed="case when q.closed_at is null then 0 else 1 end",
        mine=OWN,
        sort_key="substr(s.title_key, 1, 40)",
    )
)


class Named(msgspec.Struct, frozen=True):
    """A queue's title, and where it stands: its space and the town."""

    id: int
    title: str
    place: str


async def queues_named(tx: Transaction, space_id: int, queue_id: int = 0) -> list[Named]:
    """Queues of a space, or one of them."""
    return await tx.all(
        Named,
        "select q.id, q.title, s.title || ' ' || s.town as place from spaces s join queues q on q.space_id = s.id"
        " where s.id = :space and (:queue = 0 or q.id = :queue)",
        space=space_id,
        queue=queue_id,
    )
