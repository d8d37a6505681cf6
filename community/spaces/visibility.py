"""The one condition by which a row of a space is seen, for every feature: the authorisation is the query.

It is text for a `where`, over the aliases `s` (spaces) and, for parts, the alias given; `:viewer` is the person's id,
0 for a visitor. Guests of a members-only space see only the parts they were added to.
"""

_INSIDE = (
    "exists (select 1 from memberships m where m.space_id = s.id and m.person_id = :viewer"
    " and m.role in ('member', 'moderator', 'owner'))"
)

SPACE_READABLE = f"(s.visibility = 'public' or (s.visibility = 'network' and :viewer > 0) or {_INSIDE})"
"""Who reads what is open to the whole space `s`. (Its public card is everybody's.)"""

OWN = (
    "case when exists (select 1 from memberships o where o.space_id = s.id and o.person_id = :viewer) then 1 else 0 end"
)
"""1 where the viewer is in the space `s`: lists put what is near first by it. It opens nothing."""


def part_readable(alias: str, members_table: str, key: str) -> str:
    """Who reads a section, room or queue `alias` of space `s`: as the space, or only those added when it is narrowed.

    `members_table` holds (`key`, person_id) of those added. A narrowed part is for those added, whatever their role.
    """
    added = f"exists (select 1 from {members_table} pm where pm.{key} = {alias}.id and pm.person_id = :viewer)"
    return f"({added} or ({alias}.visibility = 'space' and {SPACE_READABLE}))"
