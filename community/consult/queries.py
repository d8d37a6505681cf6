"""SQL of queues, of who answers them and who may ask. Requests: queries_requests; consents: queries_consents."""

from typing import Any

import msgspec

from community.accounts.model import Author
from community.consult.model import Queue, Specialist, Visibility
from community.consult.rules import Standing
from community.db import Transaction
from community.errors import NotFound
from community.spaces.visibility import SPACE_READABLE

QUEUE_READABLE = f"""((q.visibility = 'space' and {SPACE_READABLE}) or (:viewer > 0 and (
    q.lead_id = :viewer
    or exists (select 1 from queue_specialists qs where qs.queue_id = q.id and qs.person_id = :viewer)
    or exists (select 1 from queue_members qm where qm.queue_id = q.id and qm.person_id = :viewer)
    or exists (select 1 from memberships ql where ql.space_id = q.space_id and ql.person_id = :viewer
                and (q.visibility = 'space' or ql.role = 'owner')))))"""
"""Of a queue `q` of a space `s`: as the space, for its guests as well since they ask here; a narrowed one for those
added, those who answer, and the owners who manage it."""

_IN_FORCE = """left join consent_texts ct on ct.queue_id = q.id and ct.body <> '' and ct.number = (
    select max(n.number) from consent_texts n where n.queue_id = q.id)"""

QUEUE = """q.id, q.space_id, q.title, q.description, q.visibility, q.lead_id, l.handle as lead_handle,
    l.name as lead_name, q.version, q.own_version, q.waiting, ct.number as consent, q.position, q.made_at, q.closed_at,
    (select count(*) from queue_specialists d where d.queue_id = q.id and d.on_duty_at is not null) as on_duty"""
FROM = f"""from queues q join spaces s on s.id = q.space_id left join people l on l.id = q.lead_id {_IN_FORCE}"""


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A queue's columns, flat."""

    id: int
    space_id: int
    title: str
    description: str
    visibility: str
    lead_id: int | None
    lead_handle: str | None
    lead_name: str | None
    version: int
    own_version: int
    waiting: int
    on_duty: int
    consent: int | None
    position: int
    made_at: int
    closed_at: int | None

    def queue(self) -> Queue:
        return Queue(
            id=self.id, space_id=self.space_id, title=self.title, description=self.description,
            visibility=Visibility(self.visibility), lead=author(self.lead_id, self.lead_handle, self.lead_name),
            version=self.version, waiting=self.waiting, on_duty=self.on_duty, consent=self.consent,
            position=self.position, made_at=self.made_at, closed_at=self.closed_at,
        )  # fmt: skip


class QueueSeen(QueueRow, frozen=True, kw_only=True):
    """A queue with what the person who looks is in it."""

    space_slug: str
    space_title: str
    role: str | None
    added: bool
    specialist: bool
    consented_at: int | None

    leads: bool

    @property
    def standing(self) -> Standing:
        return Standing(self.role, self.added, self.specialist, self.leads)


def author(person_id: int | None, handle: str | None, name: str | None) -> Author | None:
    return None if person_id is None else Author(person_id, handle or "", name or "")


async def queue_seen_by(tx: Transaction, queue_id: int, viewer_id: int) -> QueueSeen:
    """The queue and the person's standing in it, in one statement; `NotFound` when it is hidden."""
    found = await tx.one(
        QueueSeen,
        f"""
        select {QUEUE}, s.slug as space_slug, s.title as space_title, v.role,
            exists (select 1 from queue_members a where a.queue_id = q.id and a.person_id = :viewer) as added,
            exists (select 1 from queue_specialists a where a.queue_id = q.id and a.person_id = :viewer) as specialist,
            (:viewer > 0 and coalesce(q.lead_id, 0) = :viewer) as leads, c.given_at as consented_at
        {FROM}
        left join memberships v on v.space_id = q.space_id and v.person_id = :viewer
        left join consents c on c.text_id = ct.id and c.person_id = :viewer and c.withdrawn_at is null
        where q.id = :queue and {QUEUE_READABLE}
          and (:viewer = 0 or exists (select 1 from people p where p.id = :viewer and p.suspended_at is null))
        """,
        queue=queue_id, viewer=viewer_id,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


async def queue(tx: Transaction, queue_id: int) -> Queue:
    found = await tx.one(QueueRow, f"select {QUEUE} {FROM} where q.id = :queue", queue=queue_id)
    if found is None:
        raise NotFound
    return found.queue()


async def queues_page(tx: Transaction, viewer_id: int, space_id: int, after_id: int, limit: int) -> list[Queue]:
    """Queues that the person sees, by id; of one space, or of all (0)."""
    rows = await tx.all(
        QueueRow,
        f"""
        select {QUEUE} {FROM}
        where q.id > :after and (:space = 0 or q.space_id = :space) and {QUEUE_READABLE} order by q.id limit :limit
        """,
        viewer=viewer_id, space=space_id, after=after_id, limit=limit,
    )  # fmt: skip
    return [row.queue() for row in rows]


async def insert_queue(tx: Transaction, made_by: int, **values: Any) -> int:
    return int(
        await tx.value(
            """
            insert into queues (space_id, title, description, visibility, lead_id, position, made_at, made_by)
            values (:space_id, :title, :description, :visibility, :lead_id,
                    (select coalesce(max(position), 0) + 1 from queues where space_id = :space_id), :now, :by)
            returning id
            """,
            now=tx.now, by=made_by, **values,
        )
    )  # fmt: skip


async def update_queue(tx: Transaction, queue_id: int, **values: Any) -> None:
    """The row as it shall be."""
    await tx.run(
        """
        update queues set title = :title, description = :description, visibility = :visibility, position = :position,
               closed_at = :closed_at
        where id = :queue
        """,
        queue=queue_id, **values,
    )  # fmt: skip


async def set_lead(tx: Transaction, queue_id: int, person_id: int | None) -> None:
    await tx.run("update queues set lead_id = :person where id = :queue", person=person_id, queue=queue_id)


async def next_version(tx: Transaction, queue_id: int, waiting: int = 0) -> int:
    """Count up the queue's version, and by `waiting` how many wait. The queue's row is the lock of all its changes."""
    return int(
        await tx.value(
            "update queues set version = version + 1, waiting = waiting + :waiting where id = :queue returning version",
            queue=queue_id, waiting=waiting,
        )
    )  # fmt: skip


async def set_own_version(tx: Transaction, queue_id: int, version: int) -> None:
    """The version at which the queue itself, not a request in it, last changed."""
    await tx.run("update queues set own_version = :version where id = :queue", version=version, queue=queue_id)


# Who answers.


async def specialists(tx: Transaction, queue_id: int, person_id: int = 0) -> list[Specialist]:
    """Those who answer, by name; or one of them."""
    rows = await tx.rows(
        """
        select p.id, p.handle, p.name, a.on_duty_at, a.capacity, a.holding
        from queue_specialists a join people p on p.id = a.person_id
        where a.queue_id = :queue and (:person = 0 or a.person_id = :person)
        order by p.name_key, p.id limit 500
        """,
        queue=queue_id, person=person_id,
    )  # fmt: skip
    return [
        Specialist(
            queue_id=queue_id, person=Author(row[0], row[1], row[2]), on_duty_at=row[3], capacity=row[4], holding=row[5]
        )
        for row in rows
    ]


async def insert_specialist(tx: Transaction, queue_id: int, person_id: int) -> bool:
    return bool(
        await tx.run(
            "insert into queue_specialists (queue_id, person_id, added_at) values (:queue, :person, :now)"
            " on conflict do nothing",
            queue=queue_id, person=person_id, now=tx.now,
        )
    )  # fmt: skip


async def delete_specialist(tx: Transaction, queue_id: int, person_id: int) -> bool:
    return bool(
        await tx.run(
            "delete from queue_specialists where queue_id = :queue and person_id = :person",
            queue=queue_id, person=person_id,
        )
    )  # fmt: skip


async def answered_by(tx: Transaction, space_id: int, person_id: int) -> list[int]:
    """Queues of a space that the person answers."""
    rows = await tx.rows(
        "select q.id from queues q join queue_specialists a on a.queue_id = q.id and a.person_id = :person"
        " where q.space_id = :space order by q.id",
        space=space_id, person=person_id,
    )  # fmt: skip
    return [row[0] for row in rows]


async def led_by(tx: Transaction, space_id: int, person_id: int) -> list[int]:
    """Queues of a space that the person leads."""
    rows = await tx.rows(
        "select id from queues where space_id = :space and lead_id = :person order by id",
        space=space_id, person=person_id,
    )  # fmt: skip
    return [row[0] for row in rows]


async def set_duty(tx: Transaction, queue_id: int, person_id: int, on_duty: bool, capacity: int | None) -> bool:
    """Whether the person answers this queue at all. Being on duty already keeps the time it began."""
    return bool(
        await tx.run(
            """
            update queue_specialists
            set on_duty_at = case when :on = 1 then coalesce(on_duty_at, :now) end,
                capacity = coalesce(cast(:capacity as bigint), capacity)
            where queue_id = :queue and person_id = :person
            """,
            on=int(on_duty), now=tx.now, capacity=capacity, queue=queue_id, person=person_id,
        )
    )  # fmt: skip


async def occupy(tx: Transaction, queue_id: int, person_id: int) -> bool:
    """One more request in the person's hands, unless they are full. The test and the change are one statement."""
    return bool(
        await tx.run(
            "update queue_specialists set holding = holding + 1"
            " where queue_id = :queue and person_id = :person and holding < capacity",
            queue=queue_id, person=person_id,
        )
    )  # fmt: skip


async def release(tx: Transaction, queue_id: int, person_id: int) -> None:
    await tx.run(
        "update queue_specialists set holding = holding - 1"
        " where queue_id = :queue and person_id = :person and holding > 0",
        queue=queue_id, person=person_id,
    )  # fmt: skip


async def is_specialist(tx: Transaction, queue_id: int, person_id: int) -> bool:
    return bool(
        await tx.value(
            "select 1 from queue_specialists a join people p on p.id = a.person_id and p.suspended_at is null"
            " where a.queue_id = :queue and a.person_id = :person",
            queue=queue_id, person=person_id,
        )
    )  # fmt: skip


# Who may ask in a narrowed queue.


async def members(tx: Transaction, queue_id: int) -> list[Author]:
    return await tx.all(
        Author,
        "select p.id, p.handle, p.name from queue_members m join people p on p.id = m.person_id"
        " where m.queue_id = :queue order by p.name_key, p.id limit 500",
        queue=queue_id,
    )


async def insert_member(tx: Transaction, queue_id: int, person_id: int) -> bool:
    return bool(
        await tx.run(
            "insert into queue_members (queue_id, person_id, added_at) values (:queue, :person, :now)"
            " on conflict do nothing",
            queue=queue_id, person=person_id, now=tx.now,
        )
    )  # fmt: skip


async def delete_member(tx: Transaction, queue_id: int, person_id: int) -> bool:
    return bool(
        await tx.run(
            "delete from queue_members where queue_id = :queue and person_id = :person",
            queue=queue_id,
            person=person_id,
        )
    )
