"""What the pages of home read. Each page is one reader, over one snapshot."""

import msgspec

from community.consult.model import State
from community.db import Transaction
from community.fields import Id, Since
from community.forum.queries_rows import SECTION_READABLE
from community.home.model import Ask, Beginner, Part, Talk, TopicLine
from community.home.queries_first import beginner
from community.home.queries_nav import part_of
from community.home.queries_parts import parts
from community.operations import Viewer
from community.spaces import queries as spaces
from community.spaces import queries_people, rules
from community.spaces.model import Member, Space
from community.spaces.operations import find_space
from community.web.paging import Page, decode_cursor, page_of

NEWEST = 10
UNFINISHED = (State.WAITING, State.TAKEN, State.HELD)
FINISHED = (State.CLOSED, State.WITHDRAWN)
LOOKED_AT = 5000
"""Topics looked at for the newest that a viewer may read: a bound for a viewer who may read hardly any."""
SOME_PEOPLE = 8
SOME_SPACES = 12
MOST_PARTS = 200

_TOPIC = """
select t.id, t.slug, t.title, t.author_id, a.name as author_name, t.post_count - 1 as replies, t.made_at,
       c.title as section, s.title as space_title, s.slug as space_slug"""

_NEWEST_ANYWHERE = f"""{_TOPIC}
from topics t join sections c on c.id = t.section_id join spaces s on s.id = c.space_id
    join people a on a.id = t.author_id
where t.id > (select coalesce(max(l.id), 0) from topics l) - {LOOKED_AT} and t.hidden_at is null and t.post_count > 0
  and {SECTION_READABLE}
order by t.id desc limit {NEWEST}"""

_NEWEST_IN_SPACE = f"""{_TOPIC}
from spaces s join sections c on c.space_id = s.id join topics t on t.id in (
        select n.id from topics n where n.section_id = c.id and n.hidden_at is null and n.post_count > 0
        order by n.id desc limit {NEWEST})
    join people a on a.id = t.author_id
where s.id = :space and {SECTION_READABLE}
order by t.id desc limit {NEWEST}"""

_OF_SPACE = parts("section", "room", "queue", which="s.id = :space") + " order by position, id"
_ANYWHERE = {
    kind: f"""
    select * from ({parts(kind, which="(s.title_key >= :key or s.kind = 'network')")}) p
    where (space_key, space_id, position, id) > (:key, :space, :position, :id)
    order by space_key, space_id, position, id limit :limit"""
    for kind in ("section", "queue")
}
_FIRST = ("", 0, 0, 0)


async def newest_topics(tx: Transaction, viewer_id: int, space_id: int = 0) -> list[TopicLine]:
    """The newest topics the viewer may read, anywhere or in one space."""
    if space_id:
        return await tx.all(TopicLine, _NEWEST_IN_SPACE, viewer=viewer_id, space=space_id)
    return await tx.all(TopicLine, _NEWEST_ANYWHERE, viewer=viewer_id)


async def own_requests(tx: Transaction, person_id: int, states: tuple[State, ...] = UNFINISHED) -> list[Ask]:
    """The person's own requests in any of the states, newest first."""
    return await tx.all(
        Ask,
        """
        select r.id, r.subject, r.state, q.title as queue, r.asked_at
        from requests r join queues q on q.id = r.queue_id
        where r.asker_id = :person and r.state in (:states) order by r.id desc limit 10
        """,
        person=person_id,
        states=states,
    )


async def unread_talks(tx: Transaction, person_id: int) -> list[Talk]:
    """Direct talks with something unread, by the name of the other."""
    return await tx.all(
        Talk,
        """
        select r.id, o.name, r.last_seq - coalesce(d.read_up_to, 0) as unread
        from room_members m join rooms r on r.id = m.room_id and r.kind = 'direct'
            left join room_reads d on d.room_id = r.id and d.person_id = :person
            join room_members om on om.room_id = r.id and om.person_id <> :person
            join people o on o.id = om.person_id
        where m.person_id = :person and r.last_seq > coalesce(d.read_up_to, 0)
        order by o.name_key, o.id limit 20
        """,
        person=person_id,
    )


class Welcome(msgspec.Struct, frozen=True):
    """What a visitor sees first. `stamps` are what the page depends on."""

    network: Space | None
    spaces: list[Space]
    topics: list[TopicLine]
    stamps: tuple[str, ...]


async def welcome(tx: Transaction) -> Welcome:
    """The network's card, its public spaces, the newest topics of theirs."""
    found = await tx.all(
        Space,
        f"select {spaces.SPACE} from spaces s where s.visibility = 'public' order by s.title_key, s.id limit 1000",
    )
    network = next((space for space in found if space.kind == "network"), None) or await spaces.network(tx)
    others = [space for space in found if space.kind != "network"]
    stamps = tuple(f"space:{space.id}" for space in found)
    return Welcome(network, others[:SOME_SPACES], await newest_topics(tx, 0), stamps)


class Own(msgspec.Struct, frozen=True):
    """What a person comes back to, beside the left column."""

    topics: list[TopicLine]
    requests: list[Ask]
    talks: list[Talk]
    beginner: Beginner | None


async def own(tx: Transaction, viewer: Viewer) -> Own:
    """Whether somebody is a beginner is asked no more of who has put the greeting away."""
    topics, requests = await newest_topics(tx, viewer.id), await own_requests(tx, viewer.id)
    talks = await unread_talks(tx, viewer.id)
    return Own(topics, requests, talks, None if "welcome" in viewer.hints else await beginner(tx, viewer.id))


class SpaceView(msgspec.Struct, frozen=True):
    """The first page of a space: what of it the viewer may read. `people` is None for who may not know them."""

    space: Space
    parts: list[Part]
    topics: list[TopicLine]
    people: list[Member] | None

    def of(self, kind: str) -> list[Part]:
        return [part for part in self.parts if part.kind == kind]


async def space_page(tx: Transaction, viewer: Viewer, slug: str) -> SpaceView:
    space = await find_space(tx, 0, slug)
    shown = [part_of(row) for row in await tx.rows(_OF_SPACE, viewer=viewer.id, space=space.id)]
    topics = await newest_topics(tx, viewer.id, space.id)
    people = None
    if rules.may_list_people(space, viewer.id, viewer.role(space.id)):
        people = await queries_people.first_people(tx, space.id, SOME_PEOPLE)
    return SpaceView(space, shown, topics, people)


async def every_part(tx: Transaction, viewer_id: int, kind: str, after: str | None) -> Page[list[Part]]:
    """Sections or queues of every space the viewer may read, by space, the network's first; a page at a time."""
    key = decode_cursor(after, tuple[str, Id, Since, Id]) if after else _FIRST
    rows = await tx.rows(
        _ANYWHERE[kind],
        viewer=viewer_id, key=key[0], space=key[1], position=key[2], id=key[3], limit=MOST_PARTS + 1,
    )  # fmt: skip
    shown = page_of(rows, MOST_PARTS, lambda row: (row[13], row[2], row[12], row[1]))
    by_space: dict[int, list[Part]] = {}
    for row in shown.items:
        by_space.setdefault(row[2], []).append(part_of(row))
    return Page(list(by_space.values()), shown.next)


class Consultations(msgspec.Struct, frozen=True):
    """Queues open to the viewer, and the viewer's own requests."""

    queues: Page[list[Part]]
    requests: list[Ask]
    finished: list[Ask]


async def consultations(tx: Transaction, viewer_id: int, after: str | None) -> Consultations:
    queues = await every_part(tx, viewer_id, "queue", after)
    if not viewer_id:
        return Consultations(queues, [], [])
    return Consultations(queues, await own_requests(tx, viewer_id), await own_requests(tx, viewer_id, FINISHED))
