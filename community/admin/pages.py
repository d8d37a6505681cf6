"""Pages of administrators: the server's health, people, spaces, who may come in; and help with a forgotten password."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community import fields, operations
from community.accounts import queries as people_queries
from community.accounts import rules
from community.accounts.model import POSITIONS
from community.admin import pages_setup
from community.admin.operations import (
    ListPeople,
    ListSpaces,
    people_page,
    read_day,
    read_health,
    read_settings,
    spaces_page,
)
from community.errors import Forbidden, NotFound, Problem
from community.operations import Context
from community.web import forms
from community.web.forms import Form
from community.web.i18n import translate
from community.web.page import context, page, refused, sign_in_first, submit
from community.words import N_


def _administrator(request: Request) -> Context:
    """The context of an administrator. To visitors these pages do not exist; others are told that they may not."""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        raise NotFound
    if not ctx.viewer.is_admin:
        raise Forbidden
    return ctx


async def health(request: Request) -> Response:
    """GET /admin"""
    return await page(request, "admin/health.html", health=await read_health(_administrator(request)))


async def load(request: Request) -> Response:
    """GET /admin/live"""
    ctx = _administrator(request)
    now = ctx.site.clock.now()
    return await page(request, "admin/live.html", day=await ctx.db.read(read_day, ctx.person.id, now))


def _asked(request: Request, *names: str) -> dict[str, str]:
    return {name: request.query_params.get(name, "") for name in names}


async def people(request: Request) -> Response:
    """GET /admin/people[?words=…][&blocked=1][&after=cursor]"""
    ctx = _administrator(request)
    params = fields.decode(ListPeople, _asked(request, "words", "blocked", "after"), form=True)
    found = await ctx.db.read(people_page, ctx.person.id, params)
    return await page(request, "admin/people.html", people=found, asked=params, positions=POSITIONS)


async def block(request: Request) -> Response:
    """POST /admin/people/<id>/block"""
    return await _act(request, "people.suspend")


async def unblock(request: Request) -> Response:
    """POST /admin/people/<id>/unblock"""
    return await _act(request, "people.unsuspend")


async def _act(request: Request, operation: str) -> Response:
    person_id = request.path_params["person_id"]
    return await submit(request, operation, {"person_id": person_id}, then=lambda found: f"/people/{found.handle}")


async def make_reset_link(request: Request) -> Response:
    """POST /people/<handle>/reset-link: answers with the link itself, for it must not stand in an address."""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    person = await ctx.db.read(people_queries.person_by_handle, request.path_params["handle"])
    typed = await forms.read_form(request)
    form = Form({key: values[-1] for key, values in typed.items()})
    raw = {**forms.for_operation("people.make_reset_link", typed), "person_id": person.id}
    try:
        made = await operations.call(ctx, "people.make_reset_link", raw, form=True)
    except Problem as problem:
        return await refused(request, form, problem)
    link = made.link and (made.link if made.link.startswith("http") else str(request.base_url).rstrip("/") + made.link)
    answer = await page(request, "admin/reset_link.html", person=person, link=link, expires_at=made.expires_at)
    answer.headers["cache-control"] = "no-store"
    return answer


async def spaces(request: Request) -> Response:
    """GET /admin/spaces[?after=cursor]"""
    ctx = _administrator(request)
    params = fields.decode(ListSpaces, _asked(request, "after"), form=True)
    return await page(request, "admin/spaces.html", spaces=await ctx.db.read(spaces_page, ctx.person.id, params))


async def registration(request: Request, form: Form | None = None) -> Response:
    """GET /admin/registration"""
    ctx = _administrator(request)
    found = await ctx.db.read(read_settings, ctx.person.id, rules.defaults(ctx.site.config))
    flash = translate(request.state.locale, N_("Saved")) if request.query_params.get("flash") == "saved" else ""
    return await page(request, "admin/registration.html", form=form, settings=found, flashed=flash)


async def configure(request: Request) -> Response:
    """POST /admin/registration"""
    return await submit(
        request, "site.configure", then=lambda _: "/admin/registration?flash=saved", again=_again_for_administrators
    )


async def _again_for_administrators(request: Request, form: Form) -> Response | None:
    return await registration(request, form) if context(request).viewer.is_admin else None


routes = [
    Route("/admin", health),
    Route("/admin/live", load),
    Route("/admin/people", people),
    Route("/admin/people/{person_id:int}/block", block, methods=["POST"]),
    Route("/admin/people/{person_id:int}/unblock", unblock, methods=["POST"]),
    Route("/people/{handle}/reset-link", make_reset_link, methods=["POST"]),
    Route("/admin/spaces", spaces),
    Route("/admin/registration", registration),
    Route("/admin/registration", configure, methods=["POST"]),
    *pages_setup.routes,
]
