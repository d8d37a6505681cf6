"""What the pages of queues and requests show, each from one snapshot."""

import msgspec

from community.accounts.model import Author
from community.chat.queries_pages import Conversation, Where, conversation
from community.consult import queries, queries_consents, queries_requests, rules
from community.consult.model import MOST_ON_BOARD, BoardRow, ConsentText, Opening, Request, Specialist, State
from community.consult.queries import QueueSeen
from community.consult.queries_requests import Case
from community.consult.rules import Part
from community.db import Transaction
from community.spaces.queries_people import first_people

MOST_OPENINGS = 50
MOST_PEOPLE = 200
"""People of the space offered by name; the rest are added by their handle."""


class QueuePage(msgspec.Struct, frozen=True, kw_only=True):
    """A queue for whoever looks: `board` is there for those who answer it, `own` for those who ask."""

    queue: QueueSeen
    specialists: list[Specialist]
    board: list[BoardRow] | None
    counts: dict[str, int]
    more: bool
    own: list[Request]
    consent: ConsentText | None
    may_ask: bool
    me: Specialist | None

    @property
    def on_duty(self) -> list[Specialist]:
        return [one for one in self.specialists if one.on_duty_at is not None]

    @property
    def longest(self) -> int | None:
        """Since when the first of those on the board waits."""
        return next((row.asked_at for row in self.board or () if row.state == State.WAITING), None)


async def queue_page(tx: Transaction, queue_id: int, viewer_id: int) -> QueuePage:
    """At most four statements."""
    queue = await queries.queue_seen_by(tx, queue_id, viewer_id)
    specialists = await queries.specialists(tx, queue_id) if viewer_id else []
    may_ask = rules.may_ask(queue.visibility, queue.closed_at is not None, queue.standing)
    board: list[BoardRow] | None = None
    counts: dict[str, int] = {}
    own: list[Request] = []
    consent, more = None, False
    if queue.standing.staff:
        found = await queries_requests.board(tx, queue_id, (-1, 0), MOST_ON_BOARD + 1)
        board, more = [case.row() for case, _ in found[:MOST_ON_BOARD]], len(found) > MOST_ON_BOARD
        counts = await queries_requests.counts(tx, queue_id)
    elif viewer_id:
        cases = await queries_requests.own(tx, viewer_id, queue_id, 0, 20)
        own = [case.request() for case in cases]
        if may_ask and queue.consent is not None and queue.consented_at is None:
            consent = (await queries_consents.consent(tx, queue_id, viewer_id)).text
    return QueuePage(
        queue=queue, specialists=specialists, board=board, counts=counts, more=more, own=own, consent=consent,
        may_ask=may_ask, me=next((one for one in specialists if one.person.id == viewer_id), None),
    )  # fmt: skip


class SettingsPage(msgspec.Struct, frozen=True, kw_only=True):
    """What owners and the lead change of a queue."""

    queue: QueueSeen
    specialists: list[Specialist]
    members: list[Author]
    texts: list[ConsentText]
    people: list[Author]
    owns: bool


async def settings_page(tx: Transaction, queue_id: int, viewer_id: int) -> SettingsPage:
    queue = await queries.queue_seen_by(tx, queue_id, viewer_id)
    rules.require_manages(queue.standing)
    people = [member.person for member in await first_people(tx, queue.space_id, MOST_PEOPLE)]
    lead = queue.queue().lead
    if lead is not None and lead not in people:
        people.append(lead)
    return SettingsPage(
        queue=queue,
        specialists=await queries.specialists(tx, queue_id),
        members=await queries.members(tx, queue_id),
        texts=await queries_consents.texts(tx, queue_id),
        people=people,
        owns=queue.standing.owns,
    )


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """A request for whoever may open it; without `talk` its outline, for those who answer the queue."""

    request: Request
    row: BoardRow
    part: Part
    talk: Conversation | None
    openings: list[Opening]
    others: list[Specialist]
    specialist: bool
    has_news: bool = False

    def may(self, act: str) -> bool:
        """Whether the page offers the act; the operation tests it again."""
        mine = {
            Part.ASKER: ("reopen", "rate", "withdraw"),
            Part.TAKER: ("transfer", "hold", "resume", "close", "reopen"),
            Part.LEAD: ("transfer", "close"),
        }
        return act in mine.get(self.part, ()) and rules.may(act, self.request.state)


async def case_page(tx: Transaction, case: Case, viewer_id: int, where: Where) -> CasePage:
    """For a case of which the right to open it is known, and kept."""
    part = case.part(viewer_id)
    if not rules.may_open(part):
        return CasePage(
            request=case.outline(), row=case.row(), part=part, talk=None, openings=[], others=[],
            specialist=case.specialist,
        )  # fmt: skip
    talk = await conversation(tx, case.room_id, viewer_id, where)
    openings = await queries_requests.openings(tx, case.id, MOST_OPENINGS) if part == Part.ASKER else []
    others: list[Specialist] = []
    if part in (Part.TAKER, Part.LEAD):
        found = await queries.specialists(tx, case.queue_id)
        others = [one for one in found if one.person.id not in (case.taker_id, case.asker_id)]
    return CasePage(
        request=case.request(), row=case.row(), part=part, talk=talk, openings=openings, others=others,
        specialist=case.specialist, has_news=await queries_requests.has_news(tx, case.id, viewer_id),
    )  # fmt: skip
