"""Queues for people: to ask and to answer, their settings, and the consents one has given. Requests: pages_requests."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community.accounts.model import POSITIONS
from community.consult import pages_requests, queries_consents, queries_pages
from community.consult.model import PROPOSED_CONSENT, STATES
from community.consult.pages_requests import number_of
from community.errors import NotFound
from community.fields import LARGEST
from community.spaces import words
from community.spaces.model import Space
from community.spaces.places import at_slug
from community.spaces.queries import space
from community.spaces.rules import require_owns
from community.web.forms import Form, read_form
from community.web.i18n import translate
from community.web.page import context, page, sign_in_first, submit, viewer_of

Handler = Callable[[Request], Awaitable[Response]]


async def show_queue(request: Request) -> Response:
    """GET /q/<id>"""
    return await draw_queue(request, number_of(request), None)


async def draw_queue(request: Request, queue_id: int, form: Form | None, about: str = "") -> Response:
    """The queue's page; `about` names the form that was refused, the other ones stay as they are."""
    ctx = context(request)
    view = await ctx.db.read(queries_pages.queue_page, queue_id, ctx.viewer.id)
    return await page(
        request,
        "consult/board.html" if view.board is not None else "consult/queue.html",
        stamps=(f"queue:{queue_id}", f"space:{view.queue.space_id}"),
        view=view,
        form=form if about == "ask" else None,
        problem=form.problem if form is not None and about != "ask" else "",
        states=STATES,
        positions=POSITIONS,
        roles=words.ROLE,
    )


async def ask(request: Request) -> Response:
    """POST /q/<id>/ask"""
    queue_id = number_of(request)
    return await submit(
        request, "consult.ask", {"queue_id": queue_id}, then=lambda asked: f"/c/{asked.id}",
        again=lambda request, form: draw_queue(request, queue_id, form, "ask"),
    )  # fmt: skip


async def take_next(request: Request) -> Response:
    """POST /q/<id>/next"""
    queue_id = number_of(request)
    return await submit(
        request, "consult.take_next", {"queue_id": queue_id}, then=lambda taken: f"/c/{taken.id}",
        again=lambda request, form: draw_queue(request, queue_id, form),
    )  # fmt: skip


async def take(request: Request) -> Response:
    """POST /q/<id>/take: from the board, where who came second reads who has it."""
    queue_id = number_of(request)
    return await submit(
        request, "consult.take", then=lambda taken: f"/c/{taken.id}",
        again=lambda request, form: draw_queue(request, queue_id, form),
    )  # fmt: skip


async def set_duty(request: Request) -> Response:
    """POST /q/<id>/duty"""
    queue_id = number_of(request)
    return await submit(
        request, "consult.set_duty", {"queue_id": queue_id}, then=lambda _: f"/q/{queue_id}",
        again=lambda request, form: draw_queue(request, queue_id, form),
    )  # fmt: skip


async def new_queue(request: Request, space: Space, form: Form | None = None) -> Response:
    """GET /s/<slug>/queues/new"""
    if not viewer_of(request).signed_in:
        return sign_in_first(request)
    require_owns(viewer_of(request).role(space.id))
    proposed = "\n\n".join(translate(request.state.locale, paragraph) for paragraph in PROPOSED_CONSENT)
    return await page(request, "consult/new.html", space=space, form=form, proposed=proposed)


async def make_queue(request: Request, space: Space) -> Response:
    """POST /s/<slug>/queues/new"""
    return await submit(
        request, "consult.create_queue", {"space_id": space.id}, then=lambda queue: f"/q/{queue.id}/settings",
        again=lambda request, form: new_queue(request, space, form),
    )  # fmt: skip


async def to_new_queue(request: Request) -> Response:
    """GET /q/new?space=<id>"""
    asked = request.query_params.get("space", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 16 and 1 <= int(asked) <= LARGEST):
        raise NotFound
    found = await context(request).db.read(space, int(asked))
    return RedirectResponse(f"/s/{found.slug}/queues/new", 303)


async def show_settings(request: Request) -> Response:
    """GET /q/<id>/settings"""
    if not viewer_of(request).signed_in:
        return sign_in_first(request)
    return await _settings(request, None)


async def _settings(request: Request, form: Form | None, about: str = "") -> Response:
    ctx = context(request)
    view = await ctx.db.read(queries_pages.settings_page, number_of(request), ctx.person.id)
    return await page(request, "consult/settings.html", view=view, form=form, about=about)


def changes_queue(operation: str, about: str) -> Handler:
    """A form of the settings: the operation, then the settings again."""

    async def change(request: Request) -> Response:
        queue_id = number_of(request)
        fields = await read_form(request)
        # An emptied description is to empty it, an absent one to leave it.
        fields = {name: [value or " " if name == "description" else value for value in v] for name, v in fields.items()}
        return await submit(
            request, operation, {"queue_id": queue_id}, then=lambda _: f"/q/{queue_id}/settings#{about}",
            again=lambda request, form: _settings(request, form, about), fields=fields,
        )  # fmt: skip

    return change


async def show_consents(request: Request) -> Response:
    """GET /settings/consents"""
    if not viewer_of(request).signed_in:
        return sign_in_first(request)
    ctx = context(request)
    given = await ctx.db.read(queries_consents.given_by, ctx.person.id)
    return await page(request, "consult/consents.html", given=given)


async def withdraw_consent(request: Request) -> Response:
    """POST /settings/consents/withdraw"""
    return await submit(request, "consult.withdraw_consent", then=lambda _: "/settings/consents")


_SETTINGS = {
    "settings": ("consult.update_queue", "about"),
    "specialists": ("consult.add_specialist", "specialists"),
    "specialists/remove": ("consult.remove_specialist", "specialists"),
    "members": ("consult.add_member", "members"),
    "members/remove": ("consult.remove_member", "members"),
    "lead": ("consult.set_lead", "lead"),
    "consent": ("consult.set_consent", "consent"),
}

routes: list[Route] = [
    Route("/s/{slug}/queues/new", at_slug(new_queue)),
    Route("/s/{slug}/queues/new", at_slug(make_queue), methods=["POST"]),
    Route("/q/new", to_new_queue),
    Route("/q/{id:int}", show_queue),
    Route("/q/{id:int}/ask", ask, methods=["POST"]),
    Route("/q/{id:int}/next", take_next, methods=["POST"]),
    Route("/q/{id:int}/take", take, methods=["POST"]),
    Route("/q/{id:int}/duty", set_duty, methods=["POST"]),
    Route("/q/{id:int}/settings", show_settings),
    *(Route(f"/q/{{id:int}}/{at}", changes_queue(*act), methods=["POST"]) for at, act in _SETTINGS.items()),
    Route("/settings/consents", show_consents),
    Route("/settings/consents/withdraw", withdraw_consent, methods=["POST"]),
    *pages_requests.routes,
]
