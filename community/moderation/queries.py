"""All SQL of the audit log's readers. Writing it: community.accounts.queries_audit."""

from typing import Any

from community.accounts.model import Author
from community.db import Transaction
from community.moderation.model import Act, SpaceRef

_POWER = "m.person_id = :viewer and m.role in ('moderator', 'owner')"
_READABLE = f"""(a.space_id in (select m.space_id from memberships m where {_POWER})
        or a.space_id is null and exists (
            select 1 from memberships m join spaces n on n.id = m.space_id
            where n.kind = 'network' and m.person_id = :viewer and m.role = 'owner'))"""


async def acts_page(tx: Transaction, viewer_id: int, space_id: int, before: int, limit: int) -> list[Act]:
    """Newest first: acts in spaces the viewer moderates, and for administrators those over the whole site.

    `space_id` 0: of all such spaces; `before` 0: from the newest. Of other spaces there is nothing.
    """
    rows = await tx.rows(
        f"""
        select a.id, a.what, a.subject, a.title, a.why, a.made_at, p.id, p.handle, p.name, s.id, s.slug, s.title
        from audit_log a join people p on p.id = a.actor_id left join spaces s on s.id = a.space_id
        where {_READABLE} and (:space = 0 or a.space_id = :space) and (:before = 0 or a.id < :before)
        order by a.id desc limit :limit
        """,
        viewer=viewer_id,
        space=space_id,
        before=before,
        limit=limit,
    )
    return [_act(row) for row in rows]


def _act(row: tuple[Any, ...]) -> Act:
    return Act(
        id=row[0], what=row[1], subject=row[2], title=row[3], why=row[4], made_at=row[5],
        actor=Author(row[6], row[7], row[8]),
        space=SpaceRef(row[9], row[10], row[11]) if row[9] is not None else None,
    )  # fmt: skip


async def moderated_spaces(tx: Transaction, viewer_id: int) -> list[SpaceRef]:
    """The spaces whose log the viewer reads, by name."""
    return await tx.all(
        SpaceRef,
        f"""
        select s.id, s.slug, s.title from memberships m join spaces s on s.id = m.space_id
        where {_POWER} order by s.title_key, s.id
        """,
        viewer=viewer_id,
    )


async def space_exists(tx: Transaction, space_id: int) -> bool:
    return bool(await tx.value("select 1 from spaces where id = :id", id=space_id))
