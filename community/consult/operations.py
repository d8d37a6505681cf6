"""What may be asked of queues, of who answers them and of consents; the channel `queue:ID`."""

from typing import Annotated

import msgspec

from community.consult import commands, operations_requests, queries, queries_consents, rules
from community.consult.commands import QueueDraft
from community.consult.model import (
    PAGE,
    Capacity,
    Consent,
    ConsentBody,
    ConsentText,
    Description,
    GivenConsent,
    Queue,
    Specialist,
    Title,
    Visibility,
)
from community.db import Transaction
from community.errors import Unauthenticated
from community.fields import ClientId, Handle, Id, Limit, Seq, Since, line
from community.operations import Context, Nothing, Params, Viewer, channel, operation
from community.text import drafts
from community.web.paging import Page, decode_cursor, page_of

__all__ = ["operations_requests"]  # imported so that its operations are registered as well

Queues = Page[Queue]


@channel("queue")
async def queue_channel(tx: Transaction, viewer: Viewer, queue_id: int) -> int:
    """Those who answer a queue listen to it."""
    if not viewer.signed_in:
        raise Unauthenticated
    queue = await queries.queue_seen_by(tx, queue_id, viewer.id)
    rules.require_staff(queue.standing)
    return queue.version


class CreateQueue(Params):
    space_id: Id
    title: Title
    description: Description = ""
    visibility: Visibility = Visibility.SPACE
    lead_id: Id | None = None
    consent: ConsentBody = ""
    client_id: ClientId | None = None


@operation("consult.create_queue", CreateQueue, returns=Queue)
async def create_queue(ctx: Context, params: CreateQueue) -> Queue:
    """Make a queue for consultations in a space, with the text of a consent if one is asked. For the space's owners."""
    draft = QueueDraft(
        title=drafts.title(params.title), description=params.description.strip(), visibility=params.visibility
    )  # fmt: skip
    once, consent = ctx.once(params), params.consent.strip()
    return await ctx.db.write(
        commands.create_queue, ctx.person.id, once, params.space_id, draft, params.lead_id, consent
    )


class UpdateQueue(Params):
    queue_id: Id
    title: Title | None = None
    description: Description | None = None
    visibility: Visibility | None = None
    position: Since | None = None
    closed: bool | None = None


@operation("consult.update_queue", UpdateQueue, returns=Queue)
async def update_queue(ctx: Context, params: UpdateQueue) -> Queue:
    """Change a queue, or close it to new questions; what is not given stays. For owners and the queue's lead."""
    draft = QueueDraft(
        title=None if params.title is None else drafts.title(params.title),
        description=None if params.description is None else params.description.strip(),
        visibility=params.visibility, position=params.position, closed=params.closed,
    )  # fmt: skip
    return await ctx.db.write(commands.update_queue, ctx.person.id, params.queue_id, draft)


class ListQueues(Params):
    space_id: Id | None = None
    after: Annotated[str, line(1, 200)] | None = None
    limit: Limit = PAGE


@operation("consult.queues", ListQueues, returns=Queues, reads=True, visitors=True)
async def list_queues(ctx: Context, params: ListQueues) -> Queues:
    """Queues that the caller sees, of one space or of all."""
    after = decode_cursor(params.after, tuple[Id])[0] if params.after else 0
    found = await ctx.db.read(queries.queues_page, ctx.viewer.id, params.space_id or 0, after, params.limit + 1)
    return page_of(found, params.limit, lambda queue: (queue.id,))


class QueueOnly(Params):
    queue_id: Id


class QueueAndPerson(Params):
    queue_id: Id
    person_id: Id


class QueueAndWhom(Params):
    """Whom: by id or by handle."""

    queue_id: Id
    person_id: Id | None = None
    handle: Handle | None = None


@operation("consult.add_specialist", QueueAndWhom, returns=Specialist)
async def add_specialist(ctx: Context, params: QueueAndWhom) -> Specialist:
    """Let a person, by id or handle, answer a queue. For owners and the queue's lead."""
    return await ctx.db.write(
        commands.add_specialist, ctx.person.id, params.queue_id, params.person_id, params.handle
    )  # fmt: skip


@operation("consult.remove_specialist", QueueAndPerson, returns=None)
async def remove_specialist(ctx: Context, params: QueueAndPerson) -> None:
    """Let a person no longer answer a queue; what they have in hand goes back to it. For owners and the lead."""
    await ctx.db.write(commands.remove_specialist, ctx.person.id, params.queue_id, params.person_id)


@operation("consult.add_member", QueueAndWhom, returns=Queue)
async def add_member(ctx: Context, params: QueueAndWhom) -> Queue:
    """Let a person ask in a narrowed queue. For owners and the queue's lead."""
    return await ctx.db.write(commands.add_member, ctx.person.id, params.queue_id, params.person_id, params.handle)


@operation("consult.remove_member", QueueAndPerson, returns=Queue)
async def remove_member(ctx: Context, params: QueueAndPerson) -> Queue:
    """Let a person no longer ask in a narrowed queue; their own requests stay theirs. For owners and the lead."""
    return await ctx.db.write(commands.remove_member, ctx.person.id, params.queue_id, params.person_id)


@operation("consult.set_lead", QueueAndWhom, returns=Queue)
async def set_lead(ctx: Context, params: QueueAndWhom) -> Queue:
    """Name the lead, who may open every request once it is taken; nobody named: no lead. For the space's owners."""
    return await ctx.db.write(commands.set_lead, ctx.person.id, params.queue_id, params.person_id, params.handle)


class SetDuty(Params):
    queue_id: Id
    on_duty: bool
    capacity: Capacity | None = None


@operation("consult.set_duty", SetDuty, returns=Specialist)
async def set_duty(ctx: Context, params: SetDuty) -> Specialist:
    """Go on duty or off it, with how many requests at once (1 at first; when not given it stays). For specialists."""
    return await ctx.db.write(commands.set_duty, ctx.person.id, params.queue_id, params.on_duty, params.capacity)


class People(msgspec.Struct, frozen=True):
    items: list[Specialist]


@operation("consult.specialists", QueueOnly, returns=People, reads=True)
async def list_specialists(ctx: Context, params: QueueOnly) -> People:
    """Who answers a queue, who of them is on duty, how many requests each has in hand. For those who see the queue."""
    return People(await ctx.db.read(_specialists, ctx.person.id, params.queue_id))


async def _specialists(tx: Transaction, person_id: int, queue_id: int) -> list[Specialist]:
    await queries.queue_seen_by(tx, queue_id, person_id)
    return await queries.specialists(tx, queue_id)


# Consents.


class SetConsent(Params):
    queue_id: Id
    body: ConsentBody


@operation("consult.set_consent", SetConsent, returns=Consent)
async def set_consent(ctx: Context, params: SetConsent) -> Consent:
    """A new version of the text that askers consent to; an empty one asks for no consent. For owners and the lead."""
    return await ctx.db.write(commands.set_consent, ctx.person.id, params.queue_id, params.body.strip())


@operation("consult.consent", QueueOnly, returns=Consent, reads=True)
async def consent(ctx: Context, params: QueueOnly) -> Consent:
    """The consent text in force, and whether the caller's consent to it is."""
    return await ctx.db.read(_consent, ctx.person.id, params.queue_id)


async def _consent(tx: Transaction, person_id: int, queue_id: int) -> Consent:
    await queries.queue_seen_by(tx, queue_id, person_id)
    return await queries_consents.consent(tx, queue_id, person_id)


class GiveConsent(Params):
    """`number`: the version that was read; another one in force is a conflict."""

    queue_id: Id
    number: Seq | None = None


@operation("consult.give_consent", GiveConsent, returns=Consent)
async def give_consent(ctx: Context, params: GiveConsent) -> Consent:
    """Consent to the text in force."""
    return await ctx.db.write(commands.give_consent, ctx.person.id, params.queue_id, params.number)


@operation("consult.withdraw_consent", QueueOnly, returns=Consent)
async def withdraw_consent(ctx: Context, params: QueueOnly) -> Consent:
    """Withdraw the caller's consent: no new question can be asked under it. What was asked stays as it is."""
    return await ctx.db.write(commands.withdraw_consent, ctx.person.id, params.queue_id)


class Consents(msgspec.Struct, frozen=True):
    items: list[GivenConsent]


class Texts(msgspec.Struct, frozen=True):
    items: list[ConsentText]


@operation("consult.consents", Nothing, returns=Consents, reads=True)
async def consents(ctx: Context, params: Nothing) -> Consents:
    """Everything the caller has consented to in queues, withdrawn ones too, the newest first."""
    return Consents(await ctx.db.read(queries_consents.given_by, ctx.person.id))


@operation("consult.consent_texts", QueueOnly, returns=Texts, reads=True)
async def consent_texts(ctx: Context, params: QueueOnly) -> Texts:
    """Every version of a queue's consent text, the newest first. For those who see the queue."""
    return Texts(await ctx.db.read(_texts, ctx.person.id, params.queue_id))


async def _texts(tx: Transaction, person_id: int, queue_id: int) -> list[ConsentText]:
    await queries.queue_seen_by(tx, queue_id, person_id)
    return await queries_consents.texts(tx, queue_id)
