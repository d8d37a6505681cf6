"""All SQL of the audit log's readers. Writing it: community.accounts.queries_audit."""

from typing import Any

from community.accounts.model import Author
from community.db import Transaction
from community.moderation.model import Act, SpaceRef

_POWER = "m.person_id = :viewer and m.role in ('moderator', 'owner')"
_LAST = "and (:before = 0 or x.id < :before) order by x.id desc limit :limit"
_OF_SPACE = f"select x.id from audit_log x where x.space_id = :space {_LAST}"
_OF_ALL = f"""
    select o.id from memberships m join audit_log o on o.id in (
        select x.id from audit_log x where x.space_id = m.space_id {_LAST})
    where {_POWER}
    union all select * from (
        select x.id from audit_log x where x.space_id is null and exists (
            select 1 from memberships m join spaces n on n.id = m.space_id
            where n.kind = 'network' and m.person_id = :viewer and m.role = 'owner') {_LAST}) site"""
"""As many of each space as a page may need: the log of a busy space is never read whole."""


async def acts_page(tx: Transaction, viewer_id: int, space_id: int, before: int, limit: int) -> list[Act]:
    """Newest first: acts in spaces the viewer moderates, and for administrators those over the whole site.

    `space_id`: only of this space, whose log was found to be the viewer's; 0: of all. `before` 0: from the newest.
    """
    rows = await tx.rows(
        f"""
        select a.id, a.what, a.subject, a.title, a.why, a.made_at, p.id, p.handle, p.name, s.id, s.slug, s.title
        from audit_log a join people p on p.id = a.actor_id left join spaces s on s.id = a.space_id
        where a.id in ({_OF_SPACE if space_id else _OF_ALL}) order by a.id desc limit :limit
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
