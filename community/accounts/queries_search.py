"""What of people search is told: the SQL that reads it. How people are found: community.spaces.queries_search."""

import msgspec

from community.db import Transaction


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A person as search knows one. `specialties` is JSON; `institution` its title and town, or empty."""

    id: int
    name: str
    position: str
    specialties: str
    institution: str


async def named(tx: Transaction, *, person_id: int = 0, institution_id: int = 0) -> list[Named]:
    """One person, or everybody whose main institution this is."""
    staff = "select m.person_id from memberships m where m.space_id = :institution"
    which = "p.id = :person" if person_id else f"p.institution_id = :institution and p.id in ({staff})"
    return await tx.all(
        Named,
        f"""
        select p.id, p.name, p.position, p.specialties, coalesce(i.title || ' ' || i.town, '') as institution
        from people p left join spaces i on i.id = p.institution_id and i.kind = 'institution'
        where {which}
        """,
        person=person_id,
        institution=institution_id,
    )
