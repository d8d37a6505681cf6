"""SQL of requests: one case, the board, one's own, places in the queue, the log of openings."""

from typing import Any

import msgspec

from community.accounts.model import Author
from community.consult.model import MOST_TOLD, BoardRow, Opening, Request, State
from community.consult.queries import author
from community.consult.rules import Part, part_of
from community.db import Transaction
from community.errors import NotFound

AHEAD = """case when r.state = 'waiting' then (
    select count(*) from requests w where w.queue_id = r.queue_id and w.state = 'waiting' and w.place < r.place) end"""

CASE = f"""r.id, r.queue_id, q.title as queue_title, q.lead_id, r.room_id, r.state, r.version, r.queue_version,
    r.subject, r.alias, r.asker_id, a.handle as asker_handle, a.name as asker_name, a.position as asker_position,
    r.asker_role, r.taker_id, t.handle as taker_handle, t.name as taker_name, {AHEAD} as ahead, r.place, r.asked_at,
    r.taken_at, r.closed_at, r.stars, r.rating_note, r.rated_at"""
FROM = """from requests r join queues q on q.id = r.queue_id join people a on a.id = r.asker_id
    left join people t on t.id = r.taker_id"""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a request but its text, with nothing hidden: what leaves is `request` or `row`."""

    id: int
    queue_id: int
    queue_title: str
    lead_id: int | None
    room_id: int
    state: State
    version: int
    queue_version: int
    subject: str
    alias: str | None
    asker_id: int
    asker_handle: str
    asker_name: str
    asker_position: str
    asker_role: str
    taker_id: int | None
    taker_handle: str | None
    taker_name: str | None
    ahead: int | None
    place: int
    asked_at: int
    taken_at: int | None
    closed_at: int | None
    stars: int | None
    rating_note: str | None
    rated_at: int | None
    specialist: bool = False

    @property
    def asker(self) -> Author:
        """Under the pseudonym the asker has neither an id nor a page."""
        return Author(0, "", self.alias) if self.alias else Author(self.asker_id, self.asker_handle, self.asker_name)

    @property
    def taker(self) -> Author | None:
        return author(self.taker_id, self.taker_handle, self.taker_name)

    @property
    def href(self) -> str:
        return f"/c/{self.id}"

    def part(self, person_id: int) -> Part:
        return part_of(
            person_id, asker_id=self.asker_id, taker_id=self.taker_id, lead_id=self.lead_id, specialist=self.specialist
        )

    def request(self) -> Request:
        """For those who may open it."""
        return Request(
            id=self.id, queue_id=self.queue_id, queue_title=self.queue_title, room_id=self.room_id, state=self.state,
            version=self.version, subject=self.subject, anonymous=self.alias is not None, asker=self.asker,
            asker_role=self.asker_role, taker=self.taker, place=None if self.ahead is None else self.ahead + 1,
            ahead=self.ahead, asked_at=self.asked_at, taken_at=self.taken_at, closed_at=self.closed_at,
            stars=self.stars, rating_note=self.rating_note, rated_at=self.rated_at,
        )  # fmt: skip

    def outline(self) -> Request:
        """For those who answer the queue before it is taken: the subject, the asker's role and the waiting."""
        return msgspec.structs.replace(
            self.request(), room_id=None, asker=self.asker if self.alias else None, stars=None, rating_note=None,
            rated_at=None, taken_at=None,
        )  # fmt: skip

    def row(self) -> BoardRow:
        return BoardRow(
            id=self.id, queue_id=self.queue_id, version=self.queue_version, state=self.state, subject=self.subject,
            asker_role=self.asker_role, alias=self.alias, position="" if self.alias else self.asker_position,
            taker=self.taker, asked_at=self.asked_at, taken_at=self.taken_at,
        )  # fmt: skip


async def case(tx: Transaction, request_id: int, viewer_id: int = 0) -> Case:
    """The request, whoever asks: `Case.part` says what of it the person may know. `NotFound` when there is none."""
    found = await tx.one(
        Case,
        f"""
        select {CASE}, exists (select 1 from queue_specialists x
            where x.queue_id = r.queue_id and x.person_id = :viewer) as specialist
        {FROM} where r.id = :request
        """,
        request=request_id, viewer=viewer_id,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


async def next_place(tx: Transaction, queue_id: int) -> tuple[int, int]:
    """The place and the queue's version of a new request. The queue's row is the lock."""
    rows = await tx.rows(
        "update queues set last_place = last_place + 1, version = version + 1, waiting = waiting + 1"
        " where id = :queue returning last_place, version",
        queue=queue_id,
    )
    return rows[0][0], rows[0][1]


async def insert_request(tx: Transaction, place: tuple[int, int], **values: Any) -> int:
    return int(
        await tx.value(
            """
            insert into requests (queue_id, place, queue_version, asker_id, asker_role, alias, consent_id, subject,
                                  state, asked_at)
            values (:queue_id, :place, :version, :asker_id, :asker_role, :alias, :consent_id, :subject, 'waiting', :now)
            returning id
            """,
            place=place[0], version=place[1], now=tx.now, **values,
        )
    )  # fmt: skip


async def set_room(tx: Transaction, request_id: int, room_id: int) -> None:
    await tx.run("update requests set room_id = :room where id = :request", room=room_id, request=request_id)


async def take(tx: Transaction, request_id: int, person_id: int) -> bool:
    """Whether the request was still waiting and now is this person's: of two who take at once one statement decides."""
    return bool(
        await tx.run(
            """
            update requests set state = 'taken', taker_id = :person, taken_at = :now, version = version + 1
            where id = :request and state = 'waiting'
            """,
            person=person_id, now=tx.now, request=request_id,
        )
    )  # fmt: skip


async def move(tx: Transaction, was: Case, state: State, taker_id: int | None) -> bool:
    """To another state and hands; False when the request is no longer as `was` says."""
    done = state in (State.CLOSED, State.WITHDRAWN)
    return bool(
        await tx.run(
            """
            update requests set state = :state, taker_id = :taker, version = version + 1,
                taken_at = case when cast(:taker as bigint) is null then null
                    when taker_id = :taker then taken_at else :now end,
                closed_at = case when :done = 1 then :now end
            where id = :request and state = :was and coalesce(taker_id, 0) = :was_taker
            """,
            state=str(state), taker=taker_id, now=tx.now, done=int(done), request=was.id, was=str(was.state),
            was_taker=was.taker_id or 0,
        )
    )  # fmt: skip


async def rate(tx: Transaction, request_id: int, stars: int, note: str) -> bool:
    return bool(
        await tx.run(
            """
            update requests set stars = :stars, rating_note = :note, rated_at = :now, version = version + 1
            where id = :request and state = 'closed'
            """,
            stars=stars, note=note, now=tx.now, request=request_id,
        )
    )  # fmt: skip


async def set_queue_version(tx: Transaction, request_id: int, version: int) -> None:
    await tx.run(
        "update requests set queue_version = :version where id = :request", version=version, request=request_id
    )


async def first_waiting(tx: Transaction, queue_id: int, person_id: int) -> int | None:
    """Who waits longest and is not the person."""
    found = await tx.value(
        "select id from requests where queue_id = :queue and state = 'waiting' and asker_id <> :person"
        " order by place limit 1",
        queue=queue_id, person=person_id,
    )  # fmt: skip
    return None if found is None else int(found)


async def behind(tx: Transaction, queue_id: int, place: int) -> list[tuple[int, int]]:
    """The first of those who wait after a place: the request and how many are ahead of it, in one statement."""
    rows = await tx.rows(
        """
        select id, ahead from (
            select id, place, row_number() over (order by place) - 1 as ahead
            from requests where queue_id = :queue and state = 'waiting') line
        where place > :place order by place limit :limit
        """,
        queue=queue_id, place=place, limit=MOST_TOLD,
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def held_by(tx: Transaction, queue_id: int, person_id: int) -> list[int]:
    """Requests in a specialist's hands, also those on hold."""
    rows = await tx.rows(
        "select id from requests where queue_id = :queue and taker_id = :person and state in ('taken', 'held')"
        " order by place",
        queue=queue_id, person=person_id,
    )  # fmt: skip
    return [row[0] for row in rows]


async def ever_taken(tx: Transaction, queue_id: int) -> list[int]:
    """Requests of a queue that are or were in somebody's hands."""
    rows = await tx.rows(
        "select id from requests where queue_id = :queue and taker_id is not null order by id", queue=queue_id
    )
    return [row[0] for row in rows]


async def board(tx: Transaction, queue_id: int, after: tuple[int, int], limit: int) -> list[tuple[Case, int]]:
    """Open requests: those that wait by place, then those in somebody's hands. Each with its key (1 when in hands)."""
    rows = await tx.all(
        Case,
        f"""
        select {CASE} {FROM}
        where r.queue_id = :queue and r.state in ('waiting', 'taken', 'held')
          and (case when r.state = 'waiting' then 0 else 1 end, r.place) > (:group, :place)
        order by case when r.state = 'waiting' then 0 else 1 end, r.place limit :limit
        """,
        queue=queue_id, group=after[0], place=after[1], limit=limit,
    )  # fmt: skip
    return [(row, int(row.state != State.WAITING)) for row in rows]


async def changed_after(tx: Transaction, queue_id: int, version: int, limit: int) -> list[Case]:
    """Requests whose last change came after a version of the queue, by version."""
    return await tx.all(
        Case,
        f"select {CASE} {FROM} where r.queue_id = :queue and r.queue_version > :version"
        " order by r.queue_version limit :limit",
        queue=queue_id, version=version, limit=limit,
    )  # fmt: skip


async def count_changed_after(tx: Transaction, queue_id: int, version: int, most: int) -> int:
    """How many requests have changed since a version of the queue; no more than `most` are counted."""
    return int(
        await tx.value(
            "select count(*) from ("
            " select 1 from requests where queue_id = :queue and queue_version > :version limit :most) r",
            queue=queue_id, version=version, most=most,
        )
    )  # fmt: skip


async def counts(tx: Transaction, queue_id: int) -> dict[str, int]:
    """How many open requests there are, by state."""
    rows = await tx.rows(
        "select state, count(*) from requests where queue_id = :queue and state in ('waiting', 'taken', 'held')"
        " group by state",
        queue=queue_id,
    )
    return {"waiting": 0, "taken": 0, "held": 0} | dict(rows)


async def own(tx: Transaction, person_id: int, queue_id: int, before: int, limit: int) -> list[Case]:
    """The person's own requests, the newest first; in one queue, or in all (0)."""
    return await tx.all(
        Case,
        f"""
        select {CASE} {FROM}
        where r.asker_id = :person and (:queue = 0 or r.queue_id = :queue) and (:before = 0 or r.id < :before)
        order by r.id desc limit :limit
        """,
        person=person_id, queue=queue_id, before=before, limit=limit,
    )  # fmt: skip


async def has_news(tx: Transaction, request_id: int, person_id: int) -> bool:
    """Whether an unread notice tells the person of the request."""
    return bool(
        await tx.value(
            "select 1 from notices where person_id = :person and about = :about and read_at is null limit 1",
            person=person_id, about=f"request:{request_id}",
        )
    )  # fmt: skip


async def insert_opening(tx: Transaction, request_id: int, person_id: int, door: str) -> None:
    await tx.run(
        "insert into request_openings (request_id, person_id, door, opened_at) values (:request, :person, :door, :now)",
        request=request_id, person=person_id, door=door, now=tx.now,
    )  # fmt: skip


async def openings(tx: Transaction, request_id: int, limit: int) -> list[Opening]:
    """Who opened the request or its room besides the asker, the newest first."""
    rows = await tx.rows(
        """
        select p.id, p.handle, p.name, o.door, o.opened_at from (
            select person_id, door, opened_at from request_openings where request_id = :request
            union all
            select x.person_id, x.door, x.opened_at from room_openings x
                join requests r on r.room_id = x.room_id where r.id = :request and x.person_id <> r.asker_id
        ) o join people p on p.id = o.person_id
        order by o.opened_at desc limit :limit
        """,
        request=request_id, limit=limit,
    )  # fmt: skip
    return [Opening(person=Author(row[0], row[1], row[2]), door=row[3], opened_at=row[4]) for row in rows]
