"""The SQL of sections, rooms and queues as one viewer sees them: what is readable, what of it is unread, how many
wait in a queue. Put together with `union all` into one statement.

Every arm gives the columns of `model.Part`, `position` and the space's folded title; the aliases are `s` (space) and
`v` (the viewer's membership); `:viewer` is the person's id, 0 for a visitor.
"""

from community.chat.queries import ROOM_READABLE
from community.consult.queries import QUEUE_READABLE
from community.forum.queries_rows import PINNED_LAST, SECTION_READABLE

MOST_COUNTED = 30
"""Topics of a section looked at for unread ones, the newest first: a column shows that there is much, not how much."""


def _newest(pinned: int) -> str:
    return f"""select * from (
        select t.id, t.last_seq from topics t
        where t.section_id = c.id and {PINNED_LAST} = {pinned} and t.last_posted_at > v.read_from
          and t.hidden_at is null
        order by t.last_posted_at desc limit {MOST_COUNTED}) newest{pinned}"""


_UNREAD_TOPICS = f"""case when v.person_id is null then 0 else (
    select count(*) from ({_newest(1)} union all {_newest(0)}) n
        left join topic_reads d on d.topic_id = n.id and d.person_id = :viewer
    where coalesce(d.read_count, 0) < n.last_seq) end"""

_ANSWERS = """(q.lead_id = :viewer or exists (
    select 1 from queue_specialists a where a.queue_id = q.id and a.person_id = :viewer))"""
_WAITING = f"case when {_ANSWERS} then q.waiting else 0 end"
_SPACE = """from spaces s {join} memberships v on v.space_id = s.id and v.person_id = :viewer"""


_SPACE_KEY = "case when s.kind = 'network' then '' else s.title_key end"
"""What spaces are sorted by: the network first, the others by title."""


def _state(alias: str) -> str:
    return f"""case when {alias}.visibility = 'members' then 1 else 0 end as narrowed,
       case when {alias}.closed_at is null then 0 else 1 end as closed"""


_SECTIONS = f"""
select 'section' as kind, c.id as id, c.space_id as space_id, c.title as title, c.slug as slug, c.description as note,
       {_state("c")},
       {_UNREAD_TOPICS} as unread, 0 as waiting, s.slug as space_slug, s.title as space_title, c.position as position,
       {_SPACE_KEY} as space_key
{_SPACE} join sections c on c.space_id = s.id
where {SECTION_READABLE} and {{which}}"""

_ROOMS = f"""
select 'room' as kind, r.id as id, r.space_id as space_id, r.title as title, '' as slug, '' as note,
       {_state("r")},
       case when v.person_id is null then 0 else r.last_seq - coalesce(d.read_up_to, 0) end as unread, 0 as waiting,
       s.slug as space_slug, s.title as space_title, r.position as position, {_SPACE_KEY} as space_key
{_SPACE} join rooms r on r.space_id = s.id
    left join room_reads d on d.room_id = r.id and d.person_id = :viewer
where r.kind = 'space' and {ROOM_READABLE} and {{which}}"""

_QUEUES = f"""
select 'queue' as kind, q.id as id, q.space_id as space_id, q.title as title, '' as slug, q.description as note,
       {_state("q")},
       0 as unread, {_WAITING} as waiting, s.slug as space_slug, s.title as space_title, q.position as position,
       {_SPACE_KEY} as space_key
{_SPACE} join queues q on q.space_id = s.id
where {QUEUE_READABLE} and {{which}}"""

_ARMS = {"section": _SECTIONS, "room": _ROOMS, "queue": _QUEUES}


def parts(*kinds: str, which: str, own: bool = False) -> str:
    """The statement for these kinds. `which` narrows the spaces `s`; `own` leaves only those the viewer is in."""
    join = "join" if own else "left join"
    return " union all ".join(_ARMS[kind].format(join=join, which=which) for kind in kinds)
