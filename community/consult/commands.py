"""All writes of queues: who answers, who leads, who may ask, what consent is asked. Requests: commands_requests."""

import msgspec

from community.accounts.audit import record
from community.accounts.queries import somebody
from community.consult import queries, queries_consents, queries_requests, queries_search, rules
from community.consult.changes import QueueChanged
from community.consult.commands_requests import give_back, seat
from community.consult.model import Consent, Queue, Specialist, Visibility
from community.consult.queries import QueueSeen
from community.db import Transaction
from community.db.once import Once, earlier, keep
from community.errors import Conflict, Forbidden
from community.realtime.changes import AccessChanged
from community.search import Kind, index
from community.spaces.commands import on_leaving, on_renaming
from community.spaces.queries import space_owned_by
from community.words import N_


class QueueDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as its form gives it; what is None stays as it was."""

    title: str | None = None
    description: str | None = None
    visibility: Visibility | None = None
    position: int | None = None
    closed: bool | None = None


async def create_queue(
    tx: Transaction,
    person_id: int,
    once: Once | None,
    space_id: int,
    draft: QueueDraft,
    lead_id: int | None,
    consent: str,
) -> Queue:
    """A queue of a space, by one of its owners, with a consent text if there is one."""
    if (queue_id := await earlier(tx, once)) is not None:
        return (await queries.queue_seen_by(tx, queue_id, person_id)).queue()
    await space_owned_by(tx, space_id, person_id)
    if lead_id is not None:
        await somebody(tx, lead_id, None)
    made = await queries.insert_queue(
        tx, person_id, space_id=space_id, title=draft.title, description=draft.description or "",
        visibility=str(draft.visibility or Visibility.SPACE), lead_id=lead_id,
    )  # fmt: skip
    if consent:
        await queries_consents.insert_text(tx, made, consent, person_id)
    await keep(tx, once, made)
    await index_queues(tx, space_id, made)
    return await _announced(tx, made, "created")


async def update_queue(tx: Transaction, person_id: int, queue_id: int, draft: QueueDraft) -> Queue:
    before = await _managed(tx, queue_id, person_id)
    closed_at = before.closed_at
    if draft.closed is not None:
        closed_at = (before.closed_at or tx.now) if draft.closed else None
    await queries.update_queue(
        tx,
        queue_id,
        title=before.title if draft.title is None else draft.title,
        description=before.description if draft.description is None else draft.description,
        visibility=str(draft.visibility or before.visibility),
        position=before.position if draft.position is None else draft.position,
        closed_at=closed_at,
    )
    if draft.title not in (None, before.title):
        await index_queues(tx, before.space_id, queue_id)
    return await _announced(tx, queue_id, "updated")


@on_renaming
async def index_queues(tx: Transaction, space_id: int, queue_id: int = 0) -> None:
    """Queues of a space, or one of them, are found by their title and by where they stand."""
    for queue in await queries_search.queues_named(tx, space_id, queue_id):
        await index(tx, Kind.QUEUE, queue.id, queue.title, place=queue.place)


async def add_specialist(
    tx: Transaction, actor_id: int, queue_id: int, person_id: int | None, handle: str | None
) -> Specialist:
    queue = await _managed(tx, queue_id, actor_id)
    person = await somebody(tx, person_id, handle)
    if await queries.insert_specialist(tx, queue_id, person.id):
        await _kept(tx, queue, actor_id, "queue.specialist_added", person.name)
        tx.announce(AccessChanged((person.id,)))
        await _announced(tx, queue_id, "specialists")
    return (await queries.specialists(tx, queue_id, person.id))[0]


async def remove_specialist(tx: Transaction, actor_id: int, queue_id: int, person_id: int) -> None:
    """What the person has in hand goes back to its old places in the queue."""
    queue = await _managed(tx, queue_id, actor_id)
    found = await queries.specialists(tx, queue_id, person_id)
    if not found:
        return
    await _take_from(tx, actor_id, queue_id, person_id)
    await _kept(tx, queue, actor_id, "queue.specialist_removed", found[0].person.name)


async def _take_from(tx: Transaction, actor_id: int, queue_id: int, person_id: int) -> None:
    for request_id in await queries_requests.held_by(tx, queue_id, person_id):
        await give_back(tx, actor_id, await queries_requests.case(tx, request_id))
    await queries.delete_specialist(tx, queue_id, person_id)
    tx.announce(AccessChanged((person_id,)))
    await _announced(tx, queue_id, "specialists")


@on_leaving
async def leave_queues(tx: Transaction, space_id: int, person_id: int, actor_id: int) -> None:
    """Who is out of the space answers and leads none of its queues: cases do not go along."""
    for queue_id in await queries.answered_by(tx, space_id, person_id):
        await _take_from(tx, actor_id, queue_id, person_id)
    for queue_id in await queries.led_by(tx, space_id, person_id):
        await _put_lead(tx, queue_id, person_id, None)


async def add_member(tx: Transaction, actor_id: int, queue_id: int, person_id: int | None, handle: str | None) -> Queue:
    """Let somebody see a narrowed queue and ask in it."""
    queue = await _managed(tx, queue_id, actor_id)
    person = await somebody(tx, person_id, handle)
    if await queries.insert_member(tx, queue_id, person.id):
        await _kept(tx, queue, actor_id, "queue.member_added", person.name)
    return queue.queue()


async def remove_member(tx: Transaction, actor_id: int, queue_id: int, person_id: int) -> Queue:
    queue = await _managed(tx, queue_id, actor_id)
    if await queries.delete_member(tx, queue_id, person_id):
        await _kept(tx, queue, actor_id, "queue.member_removed", "")
    return queue.queue()


async def set_lead(tx: Transaction, actor_id: int, queue_id: int, person_id: int | None, handle: str | None) -> Queue:
    """Another lead, or none. The former one loses at once what a lead may open; the new one gains it."""
    queue = await queries.queue_seen_by(tx, queue_id, actor_id)
    rules.require_owns(queue.standing)
    person = await somebody(tx, person_id, handle) if person_id or handle else None
    lead_id = person.id if person else None
    if lead_id == queue.lead_id:
        return queue.queue()
    await _kept(tx, queue, actor_id, "queue.lead_set", person.name if person else "")
    return await _put_lead(tx, queue_id, queue.lead_id, lead_id)


async def _put_lead(tx: Transaction, queue_id: int, former_id: int | None, lead_id: int | None) -> Queue:
    await queries.set_lead(tx, queue_id, lead_id)
    for request_id in await queries_requests.ever_taken(tx, queue_id):
        await seat(tx, await queries_requests.case(tx, request_id))
    tx.announce(AccessChanged(tuple(one for one in (former_id, lead_id) if one is not None)))
    return await _announced(tx, queue_id, "lead")


async def set_duty(tx: Transaction, person_id: int, queue_id: int, on_duty: bool, capacity: int | None) -> Specialist:
    """Go on duty or off it. Fewer at once than are in hand now takes nothing away; it only lets nothing more in."""
    await queries.queue_seen_by(tx, queue_id, person_id)
    if not await queries.set_duty(tx, queue_id, person_id, on_duty, capacity):
        raise Forbidden(N_("Only the queue's specialists can do this"))
    await _announced(tx, queue_id, "duty")
    return (await queries.specialists(tx, queue_id, person_id))[0]  # fmt: skip


async def set_consent(tx: Transaction, person_id: int, queue_id: int, body: str) -> Consent:
    """A new version of the text: consents to earlier ones stay written and no longer open the queue."""
    queue = await _managed(tx, queue_id, person_id)
    now = await queries_consents.consent(tx, queue_id, person_id)
    if body != (now.text.body if now.text else ""):
        await queries_consents.insert_text(tx, queue_id, body, person_id)
        await _kept(tx, queue, person_id, "queue.consent_changed", "")
        await _announced(tx, queue_id, "consent")
    return await queries_consents.consent(tx, queue_id, person_id)


async def give_consent(tx: Transaction, person_id: int, queue_id: int, number: int | None) -> Consent:
    await queries.queue_seen_by(tx, queue_id, person_id)
    now = await queries_consents.consent(tx, queue_id, person_id)
    if now.text is None:
        raise Conflict(N_("No consent is needed here"))
    if number is not None and number != now.text.number:
        raise Conflict(N_("The text has changed since you opened the page: read it again"))
    await queries_consents.give(tx, queue_id, now.text.number, person_id)
    return await queries_consents.consent(tx, queue_id, person_id)


async def withdraw_consent(tx: Transaction, person_id: int, queue_id: int) -> Consent:
    """Also where the queue is no longer visible: what was given can always be taken back."""
    await queries_consents.withdraw(tx, queue_id, person_id)
    return await queries_consents.consent(tx, queue_id, person_id)


async def _managed(tx: Transaction, queue_id: int, person_id: int) -> QueueSeen:
    queue = await queries.queue_seen_by(tx, queue_id, person_id)
    rules.require_manages(queue.standing)
    return queue


async def _announced(tx: Transaction, queue_id: int, what: str) -> Queue:
    await queries.set_own_version(tx, queue_id, await queries.next_version(tx, queue_id))
    queue = await queries.queue(tx, queue_id)
    tx.announce(QueueChanged(queue, what))
    return queue


async def _kept(tx: Transaction, queue: QueueSeen, actor_id: int, what: str, why: str) -> None:
    """An act of power over a queue, in the audit log."""
    await record(
        tx, actor_id, what=what, space_id=queue.space_id, subject=f"queue:{queue.id}", title=queue.title, why=why
    )
