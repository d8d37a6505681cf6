"""Queues for consultations, and what is asked in them."""

from community.chat import commands as rooms
from community.chat import commands_messages
from community.consult import commands, commands_requests
from community.consult.commands import QueueDraft
from community.consult.commands_requests import Question
from community.consult.model import ALIAS, PROPOSED_CONSENT, Visibility
from community.db import Transaction
from community.demo.model import Handing, Opening, Queue, Rating, Request, Said
from community.demo.plan import Do, Made, Plan, once
from community.fields import LARGEST
from community.text import drafts
from community.web.i18n import translate

LANGUAGE = "ru"


def plan_requests(plan: Plan) -> None:
    queues = {queue.key: queue for queue in plan.texts.consultations.queues}
    begun = {key: _queue(plan, queue) for key, queue in queues.items()}
    for number, request in enumerate(plan.texts.consultations.requests):
        _Case(plan, number, request, queues[request.queue]).plan_all(begun[request.queue])


def _queue(plan: Plan, queue: Queue) -> int:
    """When it is ready: made, with everybody who answers it."""
    where, holder = f"consultations.toml, «{queue.title}»", plan.holders[queue.space]
    draft = QueueDraft(title=queue.title, description=queue.description, visibility=Visibility.SPACE)
    consent = "\n\n".join(translate(LANGUAGE, paragraph) for paragraph in PROPOSED_CONSENT)

    async def make(tx: Transaction, made: Made) -> None:
        by, lead = made.people[holder], made.people[queue.lead]
        made_now = await commands.create_queue(tx, by, None, made.spaces[queue.space], draft, lead, consent)
        made.queues[queue.key] = made_now.id
        for one in queue.specialists:
            await commands.add_specialist(tx, by, made_now.id, made.people[one.person], None)
            await commands.set_duty(tx, made.people[one.person], made_now.id, False, one.capacity)

    people = [queue.lead, *(one.person for one in queue.specialists)]
    begun = plan.does(
        where, holder, queue.when, queue.space, max(plan.since(where, queue.space, one) for one in people), make
    )
    for one in queue.specialists:
        if one.duty is not None:

            async def go_on_duty(tx: Transaction, made: Made, person: str = one.person) -> None:
                await commands.set_duty(tx, made.people[person], made.queues[queue.key], True, None)

            plan.does(where, one.person, one.duty, queue.space, begun, go_on_duty)
    return begun


class _Case:
    """One request from the question to the stars."""

    def __init__(self, plan: Plan, number: int, request: Request, queue: Queue) -> None:
        self.plan, self.number, self.request, self.space = plan, number, request, queue.space
        self.lead = queue.lead
        self.where = f"consultations.toml, «{request.subject}»"

    def plan_all(self, begun: int) -> None:
        request = self.request
        at = self._does(request.by, request.when, begun, self._ask())
        taker = ""
        if request.taken is not None:
            taker, at = (
                request.taken.by,
                self._does(request.taken.by, request.taken.when, at, self._take(request.taken)),
            )
        for number, said in enumerate(request.messages):
            at = self._does(said.by, said.when, at, self._say(number, said))
        for watching in request.watched:
            self._does(watching.by, watching.when, 0, self._open(watching.by))
        if request.handed is not None:
            self._does(request.handed.by, request.handed.when, 0, self._hand(request.handed))
            taker = request.handed.to
        if request.held is not None:
            at = self._does(taker, request.held, at, self._hold(taker))
        if request.closed is not None:
            at = self._does(taker, request.closed, at, self._close(taker))
        if request.rated is not None:
            self._does(request.by, request.rated.when, at, self._rate(request.rated))
        if request.withdrawn is not None:
            self._does(request.by, request.withdrawn, at, self._withdraw())

    def _does(self, by: str, when: str, after: int, do: Do) -> int:
        return self.plan.does(self.where, by, when, self.space, after, do)

    def _ask(self) -> Do:
        request = self.request
        question = Question(
            subject=request.subject, body=drafts.chat(request.text), consent=True,
            alias=translate(LANGUAGE, ALIAS) if request.anonymous else "",
        )  # fmt: skip

        async def ask(tx: Transaction, made: Made) -> None:
            by = made.people[request.by]
            act = once(by, "consult.ask", f"demo-request-{self.number}", request)
            asked = await commands_requests.ask(tx, by, act, made.queues[request.queue], question)
            made.requests[self.number] = asked.id, asked.room_id or 0

        return ask

    def _take(self, taken: Opening) -> Do:
        """Taking leads to the page of the request: that is an opening."""

        async def take(tx: Transaction, made: Made) -> None:
            by = made.people[taken.by]
            await commands_requests.take(tx, by, made.requests[self.number][0])
            await self._read(tx, made, taken.by)

        return take

    def _open(self, person: str) -> Do:
        async def open_it(tx: Transaction, made: Made) -> None:
            await commands_requests.open_request(tx, made.people[person], made.requests[self.number][0], "page")

        return open_it

    async def _read(self, tx: Transaction, made: Made, person: str) -> None:
        await read_request(tx, made, self.number, person)

    def _say(self, number: int, said: Said) -> Do:
        draft = drafts.chat(said.text)

        async def say(tx: Transaction, made: Made) -> None:
            by, (request_id, room_id) = made.people[said.by], made.requests[self.number]
            await self._read(tx, made, said.by)
            act = once(by, "chat.send", f"demo-{request_id}-said-{number}", said)
            await commands_messages.post_message(tx, by, act, room_id, draft, None)

        return say

    def _hand(self, handing: Handing) -> Do:
        async def hand(tx: Transaction, made: Made) -> None:
            request_id = made.requests[self.number][0]
            await commands_requests.transfer(tx, made.people[handing.by], request_id, made.people[handing.to])

        return hand

    def _hold(self, taker: str) -> Do:
        async def hold(tx: Transaction, made: Made) -> None:
            await commands_requests.hold(tx, made.people[taker], made.requests[self.number][0])

        return hold

    def _close(self, taker: str) -> Do:
        async def close(tx: Transaction, made: Made) -> None:
            await commands_requests.close(tx, made.people[taker], made.requests[self.number][0])

        return close

    def _rate(self, rating: Rating) -> Do:
        async def rate(tx: Transaction, made: Made) -> None:
            by, request_id = made.people[self.request.by], made.requests[self.number][0]
            await self._read(tx, made, self.request.by)
            await commands_requests.rate(tx, by, request_id, rating.stars, rating.note)

        return rate

    def _withdraw(self) -> Do:
        async def withdraw(tx: Transaction, made: Made) -> None:
            by = made.people[self.request.by]
            await commands_requests.withdraw(tx, by, made.requests[self.number][0])

        return withdraw


async def read_request(tx: Transaction, made: Made, number: int, person: str) -> None:
    """The person has the request before their eyes, as its page would show it; an opening by another is kept."""
    person_id, (request_id, room_id) = made.people[person], made.requests[number]
    case = await commands_requests.open_request(tx, person_id, request_id, "page")
    await commands_requests.seen(tx, person_id, case)
    await rooms.read_up_to(tx, person_id, room_id, LARGEST)
