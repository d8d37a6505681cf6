"""/setup: the beginning of a site, by the one-time link that `serve` prints while there is no administrator.

Two more screens follow for whoever has become one, each to be left out: the first space, and inviting colleagues.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community import operations
from community.accounts.entering import enter
from community.admin import first_space, operations_furnish
from community.admin.console import NETWORK_TITLES
from community.admin.model import FirstSteps
from community.admin.operations import require_not_set_up, require_setup_secret
from community.admin.operations_furnish import first_steps
from community.errors import Gone, Problem
from community.spaces import regions, words
from community.web import forms
from community.web.forms import Form
from community.web.page import context, look, page, refused, submit, submit_and_show, viewer_of

__all__ = ["operations_furnish"]  # imported so that its operations are registered as well

SPACE, INVITE = "/setup/space", "/setup/invite"


async def setup(request: Request) -> Response:
    """GET /setup?secret=SECRET; the administrator who comes back finds the next screen."""
    if viewer_of(request).is_admin:
        await look(request, first_steps, viewer_of(request).id)
        return RedirectResponse(SPACE, 303)
    return await _setup_form(request, None)


async def _setup_form(request: Request, form: Form | None) -> Response:
    ctx = context(request)
    await ctx.db.read(require_not_set_up)
    secret = str(form.values.get("secret", "")) if form else request.query_params.get("secret", "")
    require_setup_secret(ctx, secret)
    answer = await page(
        request,
        "admin/setup.html",
        form=form,
        secret=secret,
        title=NETWORK_TITLES[ctx.locale],
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def set_up(request: Request) -> Response:
    """POST /setup. Without scripts a button can be pressed twice: the second press lets the same person in."""
    try:
        await context(request).db.read(require_not_set_up)
    except Gone as gone:
        return await _pressed_again(request, gone)
    return await enter(request, "site.setup", _setup_form, to=SPACE)


async def _pressed_again(request: Request, gone: Gone) -> Response:
    async def refuse(_: Request, __: Form) -> Response:
        raise gone

    typed = await forms.read_form(request)
    own = {name: typed.get(name, [""]) for name in ("email", "password")}
    return await enter(request, "sessions.open", refuse, to=SPACE, fields=own)


async def _steps(request: Request) -> FirstSteps:
    """How far an administrator has come; everybody else is refused, and so is who has finished."""
    return await look(request, first_steps, context(request).person.id)


async def space(request: Request, form: Form | None = None) -> Response:
    """GET /setup/space: what to begin with, or what has been made."""
    steps = await _steps(request)
    return await page(
        request, "admin/setup_space.html", form=form, steps=steps, words=words,
        regions=regions.choices(request.state.locale), offered=first_space.offered(request.state.locale, form),
    )  # fmt: skip


async def furnish(request: Request) -> Response:
    """POST /setup/space"""
    await _steps(request)
    typed = await forms.read_form(request)
    form = Form({name: values if name == first_space.TICKED else values[-1] for name, values in typed.items()})
    try:
        await operations.call(
            context(request), "spaces.furnish", first_space.asked(form.values, request.state.locale), form=True
        )
    except Problem as problem:
        return await refused(request, form, problem, space)
    return RedirectResponse(INVITE, 303)


async def invite(request: Request, **values: Any) -> Response:
    """GET /setup/invite. `form` refused, `made` (one link), `told` (what became of a list) come from a post."""
    shown = {"form": None, "which": "", "made": None, "told": []} | values
    answer = await page(
        request, "admin/setup_invite.html", steps=await _steps(request), words=words,
        origin=str(request.base_url).rstrip("/"), **shown,
    )  # fmt: skip
    answer.headers["cache-control"] = "no-store"
    return answer


async def _ask(request: Request, name: str, shown_as: str) -> Response:
    return await submit_and_show(
        request, name, {"space_id": (await _steps(request)).place.id},
        then=lambda answer: invite(request, **{shown_as: answer}),
        again=lambda request, form: invite(request, form=form, which=shown_as),
    )  # fmt: skip


async def make_link(request: Request) -> Response:
    """POST /setup/invite"""
    return await _ask(request, "spaces.invite", "made")


async def invite_many(request: Request) -> Response:
    """POST /setup/invite/list"""
    return await _ask(request, "spaces.invite_many", "told")


async def finish(request: Request) -> Response:
    """POST /setup/done"""
    return await submit(request, "site.finish_setup", then=lambda _: "/")


routes = [
    Route("/setup", setup),
    Route("/setup", set_up, methods=["POST"]),
    Route(SPACE, space),
    Route(SPACE, furnish, methods=["POST"]),
    Route(INVITE, invite),
    Route(INVITE, make_link, methods=["POST"]),
    Route(f"{INVITE}/list", invite_many, methods=["POST"]),
    Route("/setup/done", finish, methods=["POST"]),
]
