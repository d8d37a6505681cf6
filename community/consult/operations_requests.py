"""What may be asked of requests: to ask, to take, everything in between, to rate. The channel `request:ID`."""

from functools import partial
from typing import Annotated

import msgspec

from community.consult import commands_requests, queries, queries_requests, rules
from community.consult.commands_requests import Question
from community.consult.model import (
    ALIAS,
    MOST_ON_BOARD,
    PAGE,
    BoardRow,
    Body,
    Note,
    Opening,
    Queue,
    Request,
    Specialist,
    Stars,
    State,
    Subject,
)
from community.consult.queries import QueueSeen
from community.consult.queries_requests import Case
from community.consult.rules import Part
from community.db import Transaction
from community.db.once import Once, digest
from community.errors import Forbidden, NotFound
from community.fields import ClientId, Id, Limit, Seq, Since, line
from community.operations import Context, Params, Viewer, channel, operation, rate
from community.realtime.catching import Asked, Missed, Told, catches_up
from community.text import drafts
from community.web.i18n import translate
from community.web.paging import Page, decode_cursor, encode_cursor, page_of
from community.words import N_

ASKING = rate("consult.ask", 30, per=60)
MOST_OPENINGS = 500


@channel("request")
async def request_channel(tx: Transaction, viewer: Viewer, request_id: int) -> int:
    """Those who may open a request listen to it."""
    case = await queries_requests.case(tx, request_id, viewer.id)
    rules.require_part(case.part(viewer.id), Part.ASKER, Part.TAKER, Part.LEAD)
    return case.version


class Ask(Params):
    """`consent` gives the consent that the queue asks for, with the question; `consent_number`: the version read."""

    queue_id: Id
    subject: Subject
    body: Body
    client_id: ClientId
    anonymous: bool = False
    consent: bool = False
    consent_number: Seq | None = None


@operation("consult.ask", Ask, returns=Request, rate=ASKING)
async def ask(ctx: Context, params: Ask) -> Request:
    """Ask a specialist of a queue. Repeating a client_id returns the request it first became."""
    subject = drafts.title(params.subject, "subject")
    once = Once(ctx.person.id, "consult.ask", params.client_id, digest(params))
    question = Question(
        subject=subject,
        body=await ctx.offload(drafts.chat, params.body),
        alias=translate(ctx.site.config.site.locale, ALIAS) if params.anonymous else "",
        consent=params.consent,
        consent_number=params.consent_number,
    )
    return await ctx.db.write(commands_requests.ask, once.person_id, once, params.queue_id, question)


class RequestOnly(Params):
    request_id: Id


class QueueOnly(Params):
    queue_id: Id


@operation("consult.take", RequestOnly, returns=Request)
async def take(ctx: Context, params: RequestOnly) -> Request:
    """Take a request that waits. Who comes second reads who has it. For specialists of the queue."""
    return await ctx.db.write(commands_requests.take, ctx.person.id, params.request_id)


@operation("consult.take_next", QueueOnly, returns=Request)
async def take_next(ctx: Context, params: QueueOnly) -> Request:
    """Take the request that waits longest. For specialists of the queue."""
    return await ctx.db.write(commands_requests.take_next, ctx.person.id, params.queue_id)


class Transfer(Params):
    """`person_id`: the specialist who takes over; nobody: back to its old place in the queue."""

    request_id: Id
    person_id: Id | None = None


@operation("consult.transfer", Transfer, returns=Request)
async def transfer(ctx: Context, params: Transfer) -> Request:
    """Hand a request to another specialist, or back to the queue. For who has taken it and the queue's lead."""
    return await ctx.db.write(commands_requests.transfer, ctx.person.id, params.request_id, params.person_id)


@operation("consult.hold", RequestOnly, returns=Request)
async def hold(ctx: Context, params: RequestOnly) -> Request:
    """Put a request off: the conversation stays, the hands are free for another. For who has taken it."""
    return await ctx.db.write(commands_requests.hold, ctx.person.id, params.request_id)


@operation("consult.resume", RequestOnly, returns=Request)
async def resume(ctx: Context, params: RequestOnly) -> Request:
    """Continue a request that was on hold. For who has taken it."""
    return await ctx.db.write(commands_requests.resume, ctx.person.id, params.request_id)


@operation("consult.close", RequestOnly, returns=Request)
async def close(ctx: Context, params: RequestOnly) -> Request:
    """Finish a request. For who has taken it and the queue's lead."""
    return await ctx.db.write(commands_requests.close, ctx.person.id, params.request_id)


@operation("consult.reopen", RequestOnly, returns=Request)
async def reopen(ctx: Context, params: RequestOnly) -> Request:
    """Open a closed request again, with the same specialist. For the asker and who had taken it."""
    return await ctx.db.write(commands_requests.reopen, ctx.person.id, params.request_id)


class RateRequest(Params):
    request_id: Id
    stars: Stars
    note: Note = ""


@operation("consult.rate", RateRequest, returns=Request)
async def rate_request(ctx: Context, params: RateRequest) -> Request:
    """Rate a closed request with one to five stars; the rating may be changed. For the asker."""
    note = params.note.strip()
    return await ctx.db.write(commands_requests.rate, ctx.person.id, params.request_id, params.stars, note)


@operation("consult.withdraw", RequestOnly, returns=Request)
async def withdraw(ctx: Context, params: RequestOnly) -> Request:
    """Withdraw one's own request that is not closed."""
    return await ctx.db.write(commands_requests.withdraw, ctx.person.id, params.request_id)


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    waiting: int
    taken: int
    held: int


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Open requests, those that wait first, as all who answer the queue may see them; `me`: the caller's own duty."""

    queue: Queue
    items: list[BoardRow]
    next: str | None
    counts: Counts
    specialists: list[Specialist]
    me: Specialist | None
    version: int


class ReadBoard(Params):
    queue_id: Id
    after: Annotated[str, line(1, 200)] | None = None
    limit: Limit = MOST_ON_BOARD


@operation("consult.queue", ReadBoard, returns=Board, reads=True)
async def board(ctx: Context, params: ReadBoard) -> Board:
    """The board of a queue: who waits, who has whom, how many. For its specialists and its lead."""
    after = decode_cursor(params.after, tuple[Since, Id]) if params.after else (-1, 0)
    return await ctx.db.read(read_board, ctx.person.id, params.queue_id, after, params.limit)


async def read_board(tx: Transaction, person_id: int, queue_id: int, after: tuple[int, int], limit: int) -> Board:
    queue = await queries.queue_seen_by(tx, queue_id, person_id)
    rules.require_staff(queue.standing)
    found = await queries_requests.board(tx, queue_id, after, limit + 1)
    counts = await queries_requests.counts(tx, queue_id)
    specialists = await queries.specialists(tx, queue_id)
    last = found[limit - 1] if len(found) > limit else None
    return Board(
        queue=queue.queue(),
        items=[case.row() for case, _ in found[:limit]],
        next=encode_cursor(last[1], last[0].place) if last else None,
        counts=Counts(**counts),
        specialists=specialists,
        me=next((one for one in specialists if one.person.id == person_id), None),
        version=queue.version,
    )


class CatchUp(Params):
    queue_id: Id
    after_version: Since
    limit: Limit = 100


class CaughtUp(msgspec.Struct, frozen=True, kw_only=True):
    """Requests changed since, by version, in their present state (closed ones too); `version` is the channel's."""

    items: list[BoardRow]
    queue: Queue
    version: int
    more: bool


@operation("consult.catch_up", CatchUp, returns=CaughtUp, reads=True)
async def catch_up(ctx: Context, params: CatchUp) -> CaughtUp:
    """What changed on a queue's board after a version. For its specialists and its lead."""
    after, limit = params.after_version, params.limit
    queue, found = await ctx.db.read(_changed_after, ctx.person.id, params.queue_id, after, limit + 1)
    items = [case.row() for case in found[:limit]]
    return CaughtUp(items=items, queue=queue.queue(), version=queue.version, more=len(found) > limit)


async def _changed_after(
    tx: Transaction, person_id: int, queue_id: int, after: int, limit: int
) -> tuple[QueueSeen, list[Case]]:
    queue = await queries.queue_seen_by(tx, queue_id, person_id)
    rules.require_staff(queue.standing)
    return queue, await queries_requests.changed_after(tx, queue.id, after, limit)


@catches_up("queue")
async def catch_up_queue(ctx: Context, asked: Asked) -> Missed:
    """Requests as the board shows them, finished ones too, and the queue itself."""
    return await ctx.db.read(_missed, ctx.person.id, asked)


async def _missed(tx: Transaction, person_id: int, asked: Asked) -> Missed:
    queue, found = await _changed_after(tx, person_id, asked.id, asked.after, asked.enough)
    if await asked.too_far(queue.version, partial(queries_requests.count_changed_after, tx, queue.id, asked.after)):
        return asked.start_over(queue.version)
    told = [Told(case.queue_version, {"request": case.row()}) for case in found]
    return asked.answer(queue.version, [*told, Told(queue.own_version, {"queue": queue.queue()})])


@catches_up("request")
async def catch_up_request(ctx: Context, asked: Asked) -> Missed:
    """The request, when it has changed: whoever is not its asker has opened it by that."""
    case = await ctx.db.read(queries_requests.case, asked.id, ctx.viewer.id)
    rules.require_part(case.part(ctx.viewer.id), *rules.READERS)
    if case.version > asked.after:
        case = await ctx.db.write(commands_requests.open_request, ctx.person.id, asked.id, ctx.door)
    return asked.of_one_row(case.version, {"request": case.request()})


@operation("consult.get", RequestOnly, returns=Request, reads=True)
async def get(ctx: Context, params: RequestOnly) -> Request:
    """One request, for its asker and, once it is taken, for the taker and the lead, whose opening is kept.

    Before that those who answer the queue get its outline: the subject, the asker's role and the waiting.
    """
    person_id = ctx.person.id
    case = await ctx.db.read(queries_requests.case, params.request_id, person_id)
    part = case.part(person_id)
    if part == Part.ASKER:
        return case.request()
    if part == Part.STAFF and case.state == State.WAITING:
        return case.outline()
    require_readable(case, part)
    opened = await ctx.db.write(commands_requests.open_request, person_id, params.request_id, ctx.door)
    return opened.request()


def require_readable(case: Case, part: Part) -> None:
    """For who may open it. Others who answer the queue read who has it; for anybody else there is nothing here."""
    if rules.may_open(part):
        return
    if part == Part.NOBODY:
        raise NotFound
    if case.taker is None:
        raise Forbidden(N_("The question was withdrawn"))
    raise Forbidden(N_("Taken by: %(name)s. Nobody else opens this request"), name=case.taker.name)


class Mine(Params):
    queue_id: Id | None = None
    after: Annotated[str, line(1, 200)] | None = None
    limit: Limit = PAGE


@operation("consult.mine", Mine, returns=Page[Request], reads=True)
async def mine(ctx: Context, params: Mine) -> Page[Request]:
    """The caller's own requests, the newest first."""
    before = decode_cursor(params.after, tuple[Id])[0] if params.after else 0
    found = await ctx.db.read(
        queries_requests.own, ctx.person.id, params.queue_id or 0, before, params.limit + 1
    )  # fmt: skip
    return page_of([case.request() for case in found], params.limit, lambda request: (request.id,))


class Openings(msgspec.Struct, frozen=True):
    items: list[Opening]


@operation("consult.openings", RequestOnly, returns=Openings, reads=True)
async def openings(ctx: Context, params: RequestOnly) -> Openings:
    """Who opened a request, when, through which door, the newest first. For its asker."""
    return Openings(await ctx.db.read(_openings, ctx.person.id, params.request_id))


async def _openings(tx: Transaction, person_id: int, request_id: int) -> list[Opening]:
    case = await queries_requests.case(tx, request_id, person_id)
    rules.require_part(case.part(person_id), Part.ASKER)
    return await queries_requests.openings(tx, request_id, MOST_OPENINGS)
