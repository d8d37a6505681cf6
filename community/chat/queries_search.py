"""How rooms of spaces are found, and the titles that search is told of. Talks of two and requests' rooms never are."""

import msgspec

from community.chat.queries import ROOM_READABLE
from community.db import Transaction
from community.search.model import Kind, Source, add_source
from community.spaces.visibility import OWN

add_source(
    Source(
        kind=Kind.ROOM,
        rows="join rooms r on r.id = k.row_id join spaces s on s.id = r.space_id",
        seen=f"r.kind = 'space' and {ROOM_READABLE}",
        title="r.title",
        href="'/r/' || r.id",
        place="s.title",
        at="(select l.posted_at from messages l where l.room_id = r.id and l.seq = r.last_seq)",
        closed="case when r.closed_at is null then 0 else 1 end",
        mine=OWN,
        sort_key="substr(s.title_key, 1, 40)",
    )
)


class Named(msgspec.Struct, frozen=True):
    """A room's title, and where it stands: its space and the town."""

    id: int
    title: str
    place: str


async def rooms_named(tx: Transaction, space_id: int, room_id: int = 0) -> list[Named]:
    """Rooms of a space, or one of them."""
    return await tx.all(
        Named,
        "select r.id, r.title, s.title || ' ' || s.town as place from spaces s join rooms r on r.space_id = s.id"
        " where s.id = :space and r.kind = 'space' and (:room = 0 or r.id = :room)",
        space=space_id,
        room=room_id,
    )
