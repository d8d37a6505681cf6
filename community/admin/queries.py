"""All SQL of the administrators' pages and of their power over accounts."""

import msgspec

from community.accounts.model import Account
from community.admin.model import Figures, SpaceRow
from community.db import Transaction

FIRST_STEPS, OPEN = "first_steps", "open"
"""The setting that says how a new site's first steps stand, and its value until they are finished."""


async def first_space(tx: Transaction, person_id: int) -> int | None:
    """The first space besides the network that the person owns."""
    found = await tx.value(
        "select s.id from memberships m join spaces s on s.id = m.space_id"
        " where m.person_id = :person and m.role = 'owner' and s.kind <> 'network' order by s.id limit 1",
        person=person_id,
    )
    return None if found is None else int(found)


async def accounts_page(
    tx: Transaction, words: str, only_blocked: bool, after: tuple[str, int], limit: int
) -> list[tuple[str, Account]]:
    """People by name with the key each is sorted by, as many as `limit`, those after a (key, id).

    `words` (folded) is looked for in names and e-mail addresses; "" finds everybody.
    """
    rows = await tx.all(
        _Sorted,
        r"""
        select p.id, p.handle, p.name, p.email, p.position, coalesce(m.role, '') as role, p.made_at as registered_at,
               (select max(x.seen_at) from sessions x where x.person_id = p.id) as seen_at,
               p.suspended_at, p.suspended_why, p.name_key
        from people p
        left join spaces n on n.kind = 'network'
        left join memberships m on m.person_id = p.id and m.space_id = n.id
        where (:like = '' or p.name_key like :like escape '\' or p.email_key like :like escape '\')
          and (:blocked = 0 or p.suspended_at is not null)
          and (p.name_key, p.id) > (:after_key, :after_id)
        order by p.name_key, p.id limit :limit
        """,
        like=_like(words),
        blocked=int(only_blocked),
        after_key=after[0],
        after_id=after[1],
        limit=limit,
    )
    return [(row.name_key, row) for row in rows]


class _Sorted(Account, frozen=True, kw_only=True):
    name_key: str


def _like(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%" if escaped else ""


async def spaces_page(tx: Transaction, after: tuple[str, int], limit: int) -> list[SpaceRow]:
    """Every space by title, the network among them, those after a (key, id)."""
    return await tx.all(
        SpaceRow,
        """
        select s.id, s.kind, s.slug, s.title, s.title_key, s.visibility, s.made_at,
               (select count(*) from memberships m where m.space_id = s.id) as people
        from spaces s where (s.title_key, s.id) > (:after_key, :after_id) order by s.title_key, s.id limit :limit
        """,
        after_key=after[0],
        after_id=after[1],
        limit=limit,
    )


async def figures(tx: Transaction) -> Figures:
    found = await tx.all(
        Figures,
        """
        select (select version_num from alembic_version) as schema,
               (select count(*) from jobs where failed_at is null) as jobs_waiting,
               (select count(*) from jobs where failed_at is not null) as jobs_failed,
               (select count(*) from people) as people, (select count(*) from spaces) as spaces
        """,
    )
    return found[0]


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """What one person has to do with another's account: both share spaces `shared` that the first owns and that
    administrators made; `powers` counts what else the second person's account would open."""

    shared: int
    powers: int


async def hold_over(tx: Transaction, actor_id: int, person_id: int) -> Hold:
    """By what right an owner of a space may help a person in it to a new password, and what stands against it.

    Anybody founds a community and anybody joins it, so communities give no such right. Against it stands every power
    the person has outside the spaces of the one who helps: moderating, owning, answering or leading a queue.
    """
    found = await tx.all(
        Hold,
        """
        with helped as (
            select s.id, a.role from spaces s
            join memberships h on h.space_id = s.id and h.person_id = :actor and h.role = 'owner'
            join memberships a on a.space_id = s.id and a.person_id = :person
            where s.kind in ('institution', 'project', 'partner'))
        select (select count(*) from helped where role <> 'owner') as shared,
               (select count(*) from memberships m where m.person_id = :person and m.role in ('moderator', 'owner')
                and not exists (select 1 from helped h where h.id = m.space_id and h.role <> 'owner'))
             + (select count(*) from queues q where not exists (select 1 from helped h where h.id = q.space_id)
                and (q.lead_id = :person or exists (
                    select 1 from queue_specialists x where x.queue_id = q.id and x.person_id = :person))) as powers
        """,
        actor=actor_id,
        person=person_id,
    )
    return found[0]
