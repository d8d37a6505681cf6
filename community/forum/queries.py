"""Sections and topics as a person sees them. What the person may not see is `NotFound`, for reading and for writing."""

from typing import Annotated, Any

from msgspec import Meta

from community.db import Transaction
from community.errors import NotFound
from community.forum import ranges
from community.forum.model import Section, Standing, Topic
from community.forum.queries_rows import (
    MEMBERSHIP,
    PINNED_LAST,
    SECTION,
    SECTION_READABLE,
    SECTION_WIDTH,
    TOPIC,
    TOPIC_FROM,
    TOPIC_SHOWN,
    TOPIC_WIDTH,
    section_of,
    topic_of,
)

# The first of a topic's posts that a person with no marks in it has yet to read follows those of before `read_from`.
UNREAD = """case when v.role is null or t.last_posted_at <= v.read_from then 0
     when r.topic_id is not null then t.last_seq - r.read_count
     when t.made_at > v.read_from then t.last_seq
     else (select count(*) from posts u where u.topic_id = t.id and u.posted_at > v.read_from) end"""

_BOUNDED = Annotated[int, Meta(ge=0, le=2**53 - 1)]
TopicKey = tuple[_BOUNDED, _BOUNDED, _BOUNDED]
"""Place in a section's list: 0 among the pinned else 1, last activity, id."""


async def section_seen_by(tx: Transaction, section_id: int, viewer_id: int) -> tuple[Section, str | None]:
    """The section and the viewer's role in its space; `NotFound` when it is hidden from them."""
    return await _section(tx, SECTION_READABLE, section_id, viewer_id)


async def section_managed_by(tx: Transaction, section_id: int, viewer_id: int) -> tuple[Section, str | None]:
    """The same, also for owners of the space who were not added to it: they manage it and do not read it."""
    return await _section(tx, f"(v.role = 'owner' or {SECTION_READABLE})", section_id, viewer_id)


async def _section(tx: Transaction, found: str, section_id: int, viewer_id: int) -> tuple[Section, str | None]:
    rows = await tx.rows(
        f"""
        select {SECTION}, v.role from sections c join spaces s on s.id = c.space_id {MEMBERSHIP}
        where c.id = :id and {found}
        """,
        id=section_id,
        viewer=viewer_id,
    )
    if not rows:
        raise NotFound
    return section_of(rows[0]), rows[0][SECTION_WIDTH]


async def sections_of_space(tx: Transaction, space_id: int, viewer_id: int) -> list[Section]:
    """Those the viewer sees, in their order."""
    rows = await tx.rows(
        f"""
        select {SECTION} from sections c join spaces s on s.id = c.space_id
        where c.space_id = :space and {SECTION_READABLE} order by c.position, c.id
        """,
        space=space_id,
        viewer=viewer_id,
    )
    return [section_of(row) for row in rows]


async def sections_for_moving(tx: Transaction, viewer_id: int) -> list[Section]:
    """Sections of every space the viewer moderates, as far as the viewer sees them."""
    rows = await tx.rows(
        f"""
        select {SECTION} from sections c join spaces s on s.id = c.space_id {MEMBERSHIP}
        where v.role in ('moderator', 'owner') and {SECTION_READABLE}
        order by s.title_key, s.id, c.position, c.id limit 500
        """,
        viewer=viewer_id,
    )
    return [section_of(row) for row in rows]


async def _standing(tx: Transaction, where: str, viewer_id: int, id: int) -> Standing:
    rows = await tx.rows(
        f"""
        select {TOPIC}, {SECTION}, t.summary, t.own_version, v.role, v.read_from, r.ranges
        from {TOPIC_FROM} {MEMBERSHIP} left join topic_reads r on r.topic_id = t.id and r.person_id = :viewer
        where {where} and {SECTION_READABLE} and {TOPIC_SHOWN}
        """,
        id=id,
        viewer=viewer_id,
    )
    if not rows:
        raise NotFound
    return _standing_of(rows[0])


def _standing_of(row: tuple[Any, ...]) -> Standing:
    summary, own_version, role, read_from, read = row[TOPIC_WIDTH + SECTION_WIDTH :]
    return Standing(
        topic=topic_of(row), section=section_of(row[TOPIC_WIDTH:]), summary=summary, own_version=own_version,
        role=role, read_from=read_from or 0, read=None if read is None else ranges.parse(read),
    )  # fmt: skip


async def standing(tx: Transaction, topic_id: int, viewer_id: int) -> Standing:
    """The topic and how the viewer stands to it; `NotFound` when it is hidden from them."""
    return await _standing(tx, "t.id = :id", viewer_id, topic_id)


async def standing_by_post(tx: Transaction, post_id: int, viewer_id: int) -> Standing:
    """The same for the topic of a post."""
    return await _standing(tx, "t.id = (select tp.topic_id from posts tp where tp.id = :id)", viewer_id, post_id)


async def topic(tx: Transaction, topic_id: int) -> Topic:
    """The topic as it is now, whoever may see it: for what a command answers and announces."""
    rows = await tx.rows(f"select {TOPIC} from {TOPIC_FROM} where t.id = :id", id=topic_id)
    return topic_of(rows[0])


async def topics_page(
    tx: Transaction, section_id: int, viewer_id: int, after: TopicKey | None, limit: int
) -> list[tuple[Topic, int, str]]:
    """Pinned ones first, then by last activity: each with how much of it is unread and what was read (`1-40,45`).

    The section itself must have been found visible.
    """
    rank, last, topic_id = after or (0, 2**53, 0)
    newest, order = "(t.last_posted_at, t.id) < (:last, :id)", "t.last_posted_at desc, t.id desc"
    # Among those not pinned the order leaves the rank out: the engine would sort what the index has sorted.
    beyond = f"({PINNED_LAST} = 1 or {newest})" if rank == 0 else f"{PINNED_LAST} = 1 and {newest}"
    order = f"{PINNED_LAST}, {order}" if rank == 0 else order
    rows = await tx.rows(
        f"""
        select {TOPIC}, {UNREAD}, coalesce(r.ranges, '')
        from {TOPIC_FROM} {MEMBERSHIP} left join topic_reads r on r.topic_id = t.id and r.person_id = :viewer
        where t.section_id = :section and {TOPIC_SHOWN} and {beyond}
        order by {order} limit :limit
        """,
        section=section_id,
        viewer=viewer_id,
        last=last,
        id=topic_id,
        limit=limit,
    )
    return [(topic_of(row), row[TOPIC_WIDTH], row[TOPIC_WIDTH + 1]) for row in rows]


async def section_version(tx: Transaction, section_id: int, viewer_id: int) -> int:
    """The version of a section's channel, for one who may hear it."""
    found, _ = await section_seen_by(tx, section_id, viewer_id)
    return found.version


async def topic_version(tx: Transaction, topic_id: int, viewer_id: int) -> int:
    """The version of a topic's channel, for one who may hear it."""
    return (await standing(tx, topic_id, viewer_id)).topic.version
