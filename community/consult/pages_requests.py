"""A request for people: the wait, the conversation, what each of the two can do, who opened it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community.accounts.model import POSITIONS
from community.chat.pages import drawn_with, where
from community.consult import commands_requests, queries_pages, queries_requests
from community.consult.model import DOORS, STATES, State
from community.consult.operations_requests import require_readable
from community.consult.queries_requests import Case
from community.consult.rules import Part
from community.errors import NotFound
from community.fields import LARGEST
from community.spaces import words
from community.web.forms import Form
from community.web.page import context, page, sign_in_first, submit, viewer_of

Handler = Callable[[Request], Awaitable[Response]]


def number_of(request: Request) -> int:
    """The number of the address; one that no row can have is not found."""
    number: int = request.path_params["id"]
    if not 1 <= number <= LARGEST:
        raise NotFound
    return number


async def show_request(request: Request) -> Response:
    """GET /c/<id>[?at=<seq>]"""
    if not viewer_of(request).signed_in:
        return sign_in_first(request)
    return await _request(request, None)


async def _request(request: Request, form: Form | None, about: str = "") -> Response:
    ctx = context(request)
    case = await _opened(request, number_of(request))
    view = await ctx.db.read(queries_pages.case_page, case, ctx.person.id, where(request))
    if view.has_news:
        await ctx.db.write(commands_requests.seen, ctx.person.id, case)
    shown = drawn_with(view.talk) if view.talk is not None else {"view": None, "reactions": {}, "placeholder": None}
    return await page(
        request,
        "consult/request.html",
        **(shown | {"form": form}),
        case=view,
        about=about,
        states=STATES,
        positions=POSITIONS,
        roles=words.ROLE,
        doors=DOORS,
    )


async def _opened(request: Request, request_id: int) -> Case:
    """The request, after the opening of anybody but the asker is written."""
    ctx = context(request)
    person_id = ctx.person.id
    case = await ctx.db.read(queries_requests.case, request_id, person_id)
    part = case.part(person_id)
    if part == Part.ASKER or (part == Part.STAFF and case.state == State.WAITING):
        return case
    require_readable(case, part)
    return await ctx.db.write(commands_requests.open_request, person_id, request_id, ctx.door)


def changes_request(act: str) -> Handler:
    """A form of the request's page: the operation, then the request, or the queue for who no longer opens it."""

    async def change(request: Request) -> Response:
        request_id = number_of(request)
        return await submit(
            request, f"consult.{act}", {"request_id": request_id},
            then=lambda done: f"/q/{done.queue_id}" if act == "transfer" else f"/c/{done.id}",
            again=lambda request, form: _request(request, form, act),
        )  # fmt: skip

    return change


ACTS = ("take", "transfer", "hold", "resume", "close", "reopen", "rate", "withdraw")

routes: list[Route] = [
    Route("/c/{id:int}", show_request),
    *(Route(f"/c/{{id:int}}/{act}", changes_request(act), methods=["POST"]) for act in ACTS),
]
