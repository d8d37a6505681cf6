"""Pages of the way in and out: /sign-up, /sign-in, /sign-out, /reset/…; and the policy."""

import contextlib
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community import operations
from community.accounts import commands, queries_credentials, queries_entry, rules
from community.accounts.entering import enter
from community.accounts.secrets import hashed
from community.errors import NotFound, Problem
from community.web import forms
from community.web.cookies import clear_session_cookie
from community.web.forms import Form
from community.web.page import context, page, site_of, viewer_of


def _asked(request: Request, form: Form | None, name: str) -> str:
    """A value that travels through a form: as typed before, else from the address."""
    return str(form.values.get(name, "")) if form else request.query_params.get(name, "")


async def sign_in(request: Request) -> Response:
    """GET /sign-in[?next=PATH]"""
    wanted = rules.same_site_path(request.query_params.get("next", ""))
    if viewer_of(request).signed_in:
        return RedirectResponse(wanted, 303)
    return await _sign_in_form(request, None)


async def _sign_in_form(request: Request, form: Form | None) -> Response:
    return await page(
        request, "accounts/sign_in.html", form=form, next=rules.same_site_path(_asked(request, form, "next"))
    )


async def enter_by_password(request: Request) -> Response:
    """POST /sign-in"""
    return await enter(request, "sessions.open", _sign_in_form)


async def sign_up(request: Request) -> Response:
    """GET /sign-up[?invitation=SECRET][&next=PATH]"""
    if viewer_of(request).signed_in:
        return RedirectResponse(rules.same_site_path(request.query_params.get("next", "")), 303)
    return await _sign_up_form(request, None)


def _invitation(asked: str, wanted: str) -> str:
    """The secret of an invitation: by itself, or in the address one came from."""
    return asked or (wanted.removeprefix("/i/") if wanted.startswith("/i/") else "")


async def _sign_up_form(request: Request, form: Form | None) -> Response:
    wanted = rules.same_site_path(_asked(request, form, "next"))
    secret = _invitation(_asked(request, form, "invitation"), wanted)
    way_in = await _way_in(request, secret)
    return await page(
        request, "accounts/sign_up.html", form=form, next=wanted, invitation=secret, rules=way_in.rules,
        offer=way_in.offer, closed=_closed(way_in, secret),
    )  # fmt: skip


async def _way_in(request: Request, secret: str) -> queries_entry.WayIn:
    site = site_of(request)
    return await site.db.read(queries_entry.way_in, rules.defaults(site.config), hashed(secret) if secret else None)


def _closed(way_in: queries_entry.WayIn, secret: str) -> Problem | None:
    """Why nobody can register by this page now."""
    try:
        rules.require_way_in(way_in.rules, brought=bool(secret), invited=way_in.offer is not None)
    except Problem as problem:
        return problem
    return None


async def register(request: Request) -> Response:
    """POST /sign-up: whoever came by an invitation goes on to its space."""
    fields = await forms.read_form(request)
    secret = _invitation(*((fields.get(name) or [""])[-1] for name in ("invitation", "next")))
    offer = (await _way_in(request, secret)).offer if secret else None
    fixed = {"invitation": secret} if secret else {}
    return await enter(
        request, "people.register", _sign_up_form, fixed, to=f"/s/{offer.slug}" if offer else "", fields=fields
    )


async def sign_out(request: Request) -> Response:
    """POST /sign-out: also for a session that has ended already."""
    if viewer_of(request).signed_in:
        with contextlib.suppress(NotFound):
            await operations.call(context(request), "sessions.close", {})
    answer = RedirectResponse("/", 303)
    clear_session_cookie(answer, site_of(request).config)
    return answer


async def reset(request: Request) -> Response:
    """GET /reset/<secret>"""
    found = await site_of(request).db.read(
        queries_credentials.person_of_reset_link, hashed(request.path_params["secret"])
    )
    if found is None:
        raise commands.ended_link()
    return await _reset_form(request, None)


async def _reset_form(request: Request, form: Form | None) -> Response:
    answer = await page(request, "accounts/reset.html", form=form, secret=request.path_params["secret"])
    answer.headers["cache-control"] = "no-store"
    return answer


async def use_reset_link(request: Request) -> Response:
    """POST /reset/<secret>"""
    return await enter(request, "people.reset_password", _reset_form, {"secret": request.path_params["secret"]}, to="/")


async def policy(request: Request) -> Response:
    """GET /policy: what the operator says about personal data, and who the operator is."""
    site = site_of(request)
    found = await site.db.read(queries_entry.site_rules, rules.defaults(site.config))
    stamps: Any = ("site",)
    return await page(request, "accounts/policy.html", stamps=stamps, rules=found)


routes = [
    Route("/sign-in", sign_in),
    Route("/sign-in", enter_by_password, methods=["POST"]),
    Route("/sign-up", sign_up),
    Route("/sign-up", register, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/reset/{secret}", reset),
    Route("/reset/{secret}", use_reset_link, methods=["POST"]),
    Route("/policy", policy),
]
