"""What is known of somebody who may have only just come, in one statement: the page of home has room for no more."""

from community.db import Transaction
from community.forum.queries_rows import PINNED_LAST
from community.home.model import Beginner, Usable

_BEGINNER = f"""
select 'me' as kind, coalesce(p.institution_id, 0) as id, p.position as role,
       coalesce((select g.value from settings g where g.name = 'first_steps'), '') as visibility, '' as least,
       case when exists (select 1 from posts x where x.author_id = p.id)
              or exists (select 1 from messages x where x.author_id = p.id)
              or exists (select 1 from requests x where x.asker_id = p.id) then 1 else 0 end as added,
       case when (select min(x.id) from people x) < (select max(x.id) from people x)
             and (select min(x.id) from spaces x) < (select max(x.id) from spaces x) then 0 else 1 end as staff,
       0 as lively
from people p where p.id = :viewer
union all
select 'section', c.id, v.role, c.visibility, c.who_starts, 0, 0, coalesce((
    select t.last_posted_at from topics t where t.section_id = c.id and {PINNED_LAST} = 1
    order by t.last_posted_at desc limit 1), 0)
from memberships v join sections c on c.space_id = v.space_id where v.person_id = :viewer and c.closed_at is null
union all
select 'room', r.id, v.role, r.visibility, '', case when exists (
    select 1 from room_members x where x.room_id = r.id and x.person_id = :viewer and x.added_by <> :viewer)
    then 1 else 0 end, 0, 0
from memberships v join rooms r on r.space_id = v.space_id
where v.person_id = :viewer and r.kind = 'space' and r.closed_at is null
union all
select 'queue', q.id, v.role, q.visibility, '', case when exists (
    select 1 from queue_members x where x.queue_id = q.id and x.person_id = :viewer) then 1 else 0 end,
    case when q.lead_id = :viewer or exists (
    select 1 from queue_specialists x where x.queue_id = q.id and x.person_id = :viewer) then 1 else 0 end, 0
from memberships v join queues q on q.space_id = v.space_id where v.person_id = :viewer and q.closed_at is null
"""


async def beginner(tx: Transaction, person_id: int) -> Beginner | None:
    """The person, and what of their own spaces they may use; what of it they may read the left column knows."""
    rows = await tx.rows(_BEGINNER, viewer=person_id)
    me = next((row for row in rows if row[0] == "me"), None)
    if me is None:
        return None
    return Beginner(
        written=bool(me[5]), position=me[2], institution=bool(me[1]), setting_up=me[3] == "open", empty=bool(me[6]),
        usable=[Usable._make(row) for row in rows if row[0] != "me"],
    )  # fmt: skip
