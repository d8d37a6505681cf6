"""All writes of requests: asked, taken, transferred, held, closed, rated, withdrawn, opened.

A state moves only by a statement that tests it, and `holding` only by one that tests the capacity; both stand in one
transaction, so that of two people who act at once exactly one has it and nobody holds more than they offered.
"""

import msgspec

from community import notify
from community.chat import commands as rooms
from community.chat.commands_messages import post_message
from community.consult import queries, queries_consents, queries_requests, rules
from community.consult.changes import PlaceMoved, RequestChanged
from community.consult.model import FLOWERS, Request, State
from community.consult.queries import QueueSeen
from community.consult.queries_requests import Case
from community.consult.rules import Part
from community.db import Transaction
from community.db.once import Once, earlier, keep
from community.errors import Conflict, Forbidden, Invalid, NotFound
from community.notify.commands import read_about
from community.operations import Role
from community.realtime.changes import AccessChanged
from community.text.drafts import Draft
from community.words import N_

TRIES = 50
"""Requests that `take_next` may lose to others before it gives up."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks. `alias` is a sentence with a place for a flower, "" for who asks by name."""

    subject: str
    body: Draft
    alias: str = ""
    consent: bool = False
    consent_number: int | None = None


async def ask(tx: Transaction, person_id: int, once: Once, queue_id: int, draft: Question) -> Request:
    """A new request at the end of the queue, with its room, in which the text is the first message."""
    if (request_id := await earlier(tx, once)) is not None:
        return (await queries_requests.case(tx, request_id, person_id)).request()
    queue = await queries.queue_seen_by(tx, queue_id, person_id)
    rules.require_may_ask(queue.visibility, queue.closed_at is not None, queue.standing)
    consent_id = await _consented(tx, queue, person_id, draft)
    place = await queries_requests.next_place(tx, queue_id)
    alias = draft.alias % {"flower": FLOWERS[place[0] % len(FLOWERS)]} if draft.alias else None
    request_id = await queries_requests.insert_request(
        tx, place, queue_id=queue_id, asker_id=person_id, asker_role=queue.role or Role.GUEST, alias=alias,
        consent_id=consent_id, subject=draft.subject,
    )  # fmt: skip
    aliases = {person_id: alias} if alias else None
    room_id = await rooms.make_request_room(tx, [person_id], queue.title, f"/c/{request_id}", aliases)
    await queries_requests.set_room(tx, request_id, room_id)
    # The colon cannot be in anybody's client_id: the first message never meets another.
    first = Once(person_id, "chat.send", f"ask:{request_id}", once.digest)
    await post_message(tx, person_id, first, room_id, draft.body, None)
    await keep(tx, once, request_id)
    case = await queries_requests.case(tx, request_id, person_id)
    tx.announce(RequestChanged(case.request(), case.row(), "asked", person_id, by_asker=True))
    return case.request()  # fmt: skip


async def _consented(tx: Transaction, queue: QueueSeen, person_id: int, draft: Question) -> int | None:
    """The consent under which a question is asked: one in force, or given with the question. None: none is asked."""
    if queue.consent is None:
        return None
    if queue.consented_at is None:
        if not draft.consent:
            raise Invalid({"consent": N_("Without your consent to this text the question cannot be accepted")})
        if draft.consent_number not in (None, queue.consent):
            raise Invalid({"consent": N_("The text has changed since you opened the page: read it again")})
    return await queries_consents.give(tx, queue.id, queue.consent, person_id)


async def take(tx: Transaction, person_id: int, request_id: int) -> Request:
    """One statement decides who has it; the other reads who."""
    was = await queries_requests.case(tx, request_id, person_id)
    _require_answers(was, person_id)
    if was.taker_id == person_id and was.state in (State.TAKEN, State.HELD):
        return was.request()
    if not await queries_requests.take(tx, request_id, person_id):
        raise _taken(await queries_requests.case(tx, request_id))
    return await _taken_by(tx, was, person_id)


async def take_next(tx: Transaction, person_id: int, queue_id: int) -> Request:
    """Whoever waits longest."""
    queue = await queries.queue_seen_by(tx, queue_id, person_id)
    if not queue.specialist:
        raise Forbidden(N_("Only the queue's specialists can do this"))
    for _ in range(TRIES):
        request_id = await queries_requests.first_waiting(tx, queue_id, person_id)
        if request_id is None:
            break
        was = await queries_requests.case(tx, request_id, person_id)
        if await queries_requests.take(tx, request_id, person_id):
            return await _taken_by(tx, was, person_id)
    raise NotFound(N_("Nobody is waiting"))


async def _taken_by(tx: Transaction, was: Case, person_id: int) -> Request:
    await _occupied(tx, was.queue_id, person_id)
    case = await _moved(tx, was, "taken", person_id)
    await _tell(tx, case, case.asker_id, notify.Kind.REQUEST_TAKEN, person_id)
    return case.request()


async def transfer(tx: Transaction, actor_id: int, request_id: int, to_id: int | None) -> Request:
    """Into another specialist's hands, or back to the old place in the queue. Who had it loses access at once."""
    was = await _acted_on(tx, request_id, actor_id, "transfer", Part.TAKER, Part.LEAD)
    if to_id is None:
        return (await give_back(tx, actor_id, was)).request()
    if to_id in (was.taker_id, was.asker_id):
        raise Invalid({"person_id": N_("Choose another specialist")})
    if not await queries.is_specialist(tx, was.queue_id, to_id):
        raise Invalid({"person_id": N_("This person is not one of the queue's specialists")})
    await _move(tx, was, State.TAKEN, to_id)
    await _let_go(tx, was)
    await _occupied(tx, was.queue_id, to_id)
    case = await _moved(tx, was, "transferred", actor_id)
    await _tell(tx, case, to_id, notify.Kind.REQUEST_CHANGED, actor_id)
    return case.request()


async def give_back(tx: Transaction, actor_id: int, was: Case) -> Case:
    await _move(tx, was, State.WAITING, None)
    await _let_go(tx, was)
    return await _moved(tx, was, "given back", actor_id)


async def hold(tx: Transaction, person_id: int, request_id: int) -> Request:
    """Held: the conversation stays, the hands are free for another."""
    was = await _acted_on(tx, request_id, person_id, "hold", Part.TAKER)
    await _move(tx, was, State.HELD, was.taker_id)
    await _let_go(tx, was)
    return (await _moved(tx, was, "held", person_id)).request()


async def resume(tx: Transaction, person_id: int, request_id: int) -> Request:
    was = await _acted_on(tx, request_id, person_id, "resume", Part.TAKER)
    await _move(tx, was, State.TAKEN, was.taker_id)
    await _occupied(tx, was.queue_id, person_id)
    return (await _moved(tx, was, "resumed", person_id)).request()


async def close(tx: Transaction, person_id: int, request_id: int) -> Request:
    was = await _acted_on(tx, request_id, person_id, "close", Part.TAKER, Part.LEAD)
    await _move(tx, was, State.CLOSED, was.taker_id)
    await _let_go(tx, was)
    await rooms.close_request_room(tx, was.room_id, person_id)
    case = await _moved(tx, was, "closed", person_id)
    await _tell(tx, case, case.asker_id, notify.Kind.REQUEST_CHANGED, person_id)
    return case.request()


async def reopen(tx: Transaction, person_id: int, request_id: int) -> Request:
    """The conversation goes on with the same specialist: on hold when their hands are full.

    When the specialist no longer answers the queue, the request waits at its old place.
    """
    was = await _acted_on(tx, request_id, person_id, "reopen", Part.ASKER, Part.TAKER)
    taker_id = was.taker_id
    if taker_id is None or not await queries.is_specialist(tx, was.queue_id, taker_id):
        state, taker_id = State.WAITING, None
    else:
        state = State.TAKEN if await queries.occupy(tx, was.queue_id, taker_id) else State.HELD
    await _move(tx, was, state, taker_id)
    await rooms.open_request_room(tx, was.room_id)
    case = await _moved(tx, was, "reopened", person_id)
    for told_id in (case.asker_id, case.taker_id):
        if told_id is not None:
            await _tell(tx, case, told_id, notify.Kind.REQUEST_CHANGED, person_id)
    return case.request()


async def rate(tx: Transaction, person_id: int, request_id: int, stars: int, note: str) -> Request:
    """The asker's word about a closed request; it may be changed."""
    was = await _acted_on(tx, request_id, person_id, "rate", Part.ASKER)
    if not await queries_requests.rate(tx, request_id, stars, note):
        raise rules.already((await queries_requests.case(tx, request_id)).state)
    return (await _moved(tx, was, "rated", person_id)).request()


async def withdraw(tx: Transaction, person_id: int, request_id: int) -> Request:
    """The asker no longer needs an answer."""
    was = await _acted_on(tx, request_id, person_id, "withdraw", Part.ASKER)
    await _move(tx, was, State.WITHDRAWN, was.taker_id)
    await _let_go(tx, was)
    await rooms.close_request_room(tx, was.room_id, person_id)
    case = await _moved(tx, was, "withdrawn", person_id)
    if case.taker_id is not None:
        await _tell(tx, case, case.taker_id, notify.Kind.REQUEST_CHANGED, person_id)
    return case.request()


async def open_request(tx: Transaction, person_id: int, request_id: int, door: str) -> Case:
    """The request for the taker or the lead. That they opened it is written before anything of it is given."""
    case = await queries_requests.case(tx, request_id, person_id)
    part = case.part(person_id)
    rules.require_part(part, Part.ASKER, Part.TAKER, Part.LEAD)
    if part != Part.ASKER:
        await queries_requests.insert_opening(tx, request_id, person_id, door)
    return case


async def seen(tx: Transaction, person_id: int, case: Case) -> None:
    """The person has the request's page before their eyes: what it was told of is read."""
    await read_about(tx, person_id, f"request:{case.id}")


async def seat(tx: Transaction, case: Case) -> None:
    """Those who may open the request are in its room and nobody else. A lead who only watches is told of nothing."""
    people = {case.asker_id: False}
    if case.taker_id is not None:
        if case.lead_id is not None:
            people[case.lead_id] = True
        people[case.taker_id] = False
        people[case.asker_id] = False
    await rooms.seat_in_room(tx, case.room_id, people)


async def _acted_on(tx: Transaction, request_id: int, person_id: int, act: str, *allowed: Part) -> Case:
    case = await queries_requests.case(tx, request_id, person_id)
    rules.require_part(case.part(person_id), *allowed)
    rules.require_state(act, case.state)
    return case


def _require_answers(case: Case, person_id: int) -> None:
    if case.asker_id == person_id:
        raise Forbidden(N_("This is your own question"))
    if not case.specialist:
        raise (
            NotFound
            if case.part(person_id) == Part.NOBODY
            else Forbidden(N_("Only the queue's specialists can do this"))
        )


def _taken(case: Case) -> Conflict:
    """What somebody reads who came second."""
    if case.taker is None or case.state not in (State.TAKEN, State.HELD):
        return rules.already(case.state)
    taker = {"id": case.taker.id, "name": case.taker.name}
    return Conflict(N_("Already taken by: %(name)s"), name=case.taker.name, taker=taker)


async def _move(tx: Transaction, was: Case, state: State, taker_id: int | None) -> None:
    if not await queries_requests.move(tx, was, state, taker_id):
        raise _taken(await queries_requests.case(tx, was.id))


async def _occupied(tx: Transaction, queue_id: int, person_id: int) -> None:
    if not await queries.occupy(tx, queue_id, person_id):
        raise Conflict(
            N_("You have as many requests as you take at once: close or hold one, or raise the number under “My duty”")
        )


async def _let_go(tx: Transaction, was: Case) -> None:
    """Free the hands that held it; one on hold was in nobody's."""
    if was.state == State.TAKEN and was.taker_id is not None:
        await queries.release(tx, was.queue_id, was.taker_id)


async def _moved(tx: Transaction, was: Case, what: str, actor_id: int) -> Case:
    """After the row has moved: number the change, seat the right people in the room, and say so."""
    now = await queries_requests.case(tx, was.id)
    left, came = was.state == State.WAITING, now.state == State.WAITING
    version = await queries.next_version(tx, was.queue_id, int(came) - int(left))
    await queries_requests.set_queue_version(tx, was.id, version)
    case = await queries_requests.case(tx, was.id)
    if was.taker_id != case.taker_id:
        await seat(tx, case)
        lost = tuple(one for one in (was.taker_id, was.lead_id) if one is not None)
        if lost:
            tx.announce(AccessChanged(lost, f"request:{was.id}"))
    tx.announce(RequestChanged(case.request(), case.row(), what, actor_id, by_asker=actor_id == case.asker_id))
    if left != came:
        for request_id, ahead in await queries_requests.behind(tx, was.queue_id, was.place):
            tx.announce(PlaceMoved(request_id, ahead))
    return case


async def _tell(tx: Transaction, case: Case, person_id: int, kind: notify.Kind, actor_id: int) -> None:
    """The notice bears the queue's title and nothing of the request; somebody anonymous is nobody in it."""
    hidden = case.alias is not None and actor_id == case.asker_id and person_id != actor_id
    await notify.tell(
        tx, person_id, kind, about=f"request:{case.id}", title=case.queue_title, href=case.href,
        actor_id=None if hidden else actor_id,
    )  # fmt: skip
