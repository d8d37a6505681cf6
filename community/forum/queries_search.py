"""How topics and sections are found, and the titles that search is told of."""

import msgspec

from community.db import Transaction
from community.forum.queries_rows import SECTION_READABLE, TOPIC_SHOWN
from community.search.model import Kind, Source, add_source
from community.spaces.visibility import OWN

add_source(
    Source(
        kind=Kind.TOPIC,
        rows="join topics t on t.id = k.row_id join sections c on c.id = t.section_id"
        " join spaces s on s.id = c.space_id",
        # Of a topic without any post left there is nothing to read, as in the lists of the newest.
        seen=f"t.post_count > 0 and {TOPIC_SHOWN} and {SECTION_READABLE}",
        title="t.title",
        href="'/t/' || t.id || '-' || t.slug",
        place="s.title || ' › ' || c.title",
        at="t.last_posted_at",
        closed="case when t.closed_at is null then 0 else 1 end",
    )
)
add_source(
    Source(
        kind=Kind.SECTION,
        rows="join sections c on c.id = k.row_id join spaces s on s.id = c.space_id",
        seen=SECTION_READABLE,
        title="c.title",
        href="'/s/' || s.slug || '/f/' || c.id || '-' || c.slug",
        place="s.title",
        closed="case when c.closed_at is null then 0 else 1 end",
        mine=OWN,
        sort_key="substr(s.title_key, 1, 40)",
    )
)


class Named(msgspec.Struct, frozen=True):
    """A section's title, and where it stands: its space and the town."""

    id: int
    title: str
    place: str


async def sections_named(tx: Transaction, space_id: int, section_id: int = 0) -> list[Named]:
    """Sections of a space, or one of them."""
    return await tx.all(
        Named,
        "select c.id, c.title, s.title || ' ' || s.town as place from spaces s join sections c on c.space_id = s.id"
        " where s.id = :space and (:section = 0 or c.id = :section)",
        space=space_id,
        section=section_id,
    )
