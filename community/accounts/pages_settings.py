"""Pages of one's own account: /settings/profile, account, sessions, tokens."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community import operations
from community.accounts import queries, queries_credentials
from community.accounts.agents import device
from community.accounts.model import POSITIONS, SPECIALTIES, ZONES, Institution, LastReset, Me
from community.accounts.rules import same_site_path
from community.db import Transaction
from community.errors import Problem
from community.operations import Context
from community.web import forms
from community.web.forms import Form
from community.web.i18n import translate
from community.web.page import context, page, refused, submit
from community.words import N_

FLASHES = {
    "saved": N_("Saved"),
    "email": N_("The e-mail address has been changed"),
    "password": N_("The password has been changed; you are signed out everywhere else"),
    "ended": N_("Signed out there"),
    "revoked": N_("The token has been revoked"),
}


def _mine(request: Request) -> Context:
    """The context of somebody signed in; visitors are sent to sign in first."""
    ctx = context(request)
    _ = ctx.person
    return ctx


def _flash(request: Request) -> str:
    said = FLASHES.get(request.query_params.get("flash", ""), "")
    return translate(request.state.locale, said) if said else ""


async def _profile_view(tx: Transaction, person_id: int) -> tuple[Me, list[Institution]]:
    return await queries.me(tx, person_id), await queries.institutions_of(tx, person_id)


async def profile(request: Request, form: Form | None = None) -> Response:
    """GET /settings/profile"""
    ctx = _mine(request)
    me, institutions = await ctx.db.read(_profile_view, ctx.viewer.id)
    ticked = set(me.specialties)
    if form is not None:
        given = form.values.get("specialties", [])
        ticked = {given} if isinstance(given, str) else set(given)
    return await page(
        request, "accounts/profile.html", form=form, me=me, institutions=institutions, ticked=ticked,
        positions=POSITIONS, specialties=SPECIALTIES, flashed=_flash(request),
    )  # fmt: skip


async def save_profile(request: Request) -> Response:
    """POST /settings/profile"""
    return await submit(request, "people.update", then=lambda _: "/settings/profile?flash=saved", again=profile)


async def _account_view(tx: Transaction, person_id: int) -> tuple[Me, LastReset | None]:
    return await queries.me(tx, person_id), await queries_credentials.last_reset(tx, person_id)


async def account(request: Request, form: Form | None = None, part: str = "") -> Response:
    """GET /settings/account. A refused form is shown again in its own `part` of the page."""
    ctx = _mine(request)
    me, last_reset = await ctx.db.read(_account_view, ctx.viewer.id)
    return await page(
        request, "accounts/account.html", forms={part: form}, me=me, last_reset=last_reset,
        zones=ZONES if me.zone in ZONES else {me.zone: me.zone, **ZONES}, flashed=_flash(request),
    )  # fmt: skip


async def _save_part(request: Request, operation: str, part: str, flash: str) -> Response:
    async def again(request: Request, form: Form) -> Response:
        return await account(request, form, part)

    return await submit(request, operation, then=lambda _: f"/settings/account?flash={flash}", again=again)


async def save_preferences(request: Request) -> Response:
    """POST /settings/preferences"""
    return await _save_part(request, "people.set_preferences", "preferences", "saved")


async def save_email(request: Request) -> Response:
    """POST /settings/email"""
    return await _save_part(request, "people.change_email", "email", "email")


async def save_password(request: Request) -> Response:
    """POST /settings/password"""
    return await _save_part(request, "people.change_password", "password", "password")


async def dismiss_hint(request: Request) -> Response:
    """POST /settings/hints: back to the page on which the hint stood."""
    typed = await forms.read_form(request)
    back = same_site_path(typed.pop("back", [""])[-1])
    return await submit(request, "people.dismiss_hint", then=lambda _: back, fields=typed)


async def sessions(request: Request) -> Response:
    """GET /settings/sessions"""
    ctx = _mine(request)
    found = await ctx.db.read(queries_credentials.sessions_of, ctx.viewer.id, ctx.viewer.session_id)
    return await page(request, "accounts/sessions.html", sessions=found, device=device, flashed=_flash(request))


async def end_session(request: Request) -> Response:
    """POST /settings/sessions/end"""
    return await submit(request, "sessions.revoke", then=lambda _: "/settings/sessions?flash=ended")


async def end_other_sessions(request: Request) -> Response:
    """POST /settings/sessions/end-others"""
    return await submit(request, "sessions.revoke_others", then=lambda _: "/settings/sessions?flash=ended")


async def tokens(request: Request, form: Form | None = None, made: Any = None) -> Response:
    """GET /settings/tokens; the secret of a token just `made` is on the page this once."""
    ctx = _mine(request)
    found = await ctx.db.read(queries_credentials.tokens_of, ctx.viewer.id)
    answer = await page(request, "accounts/tokens.html", form=form, made=made, tokens=found, flashed=_flash(request))
    answer.headers["cache-control"] = "no-store"
    return answer


async def create_token(request: Request) -> Response:
    """POST /settings/tokens: answers with the page itself, for the secret must not stand in an address."""
    ctx = _mine(request)
    fields = await forms.read_form(request)
    form = Form({key: values[-1] for key, values in fields.items()})
    try:
        made = await operations.call(ctx, "tokens.create", forms.for_operation("tokens.create", fields), form=True)
    except Problem as problem:
        return await refused(request, form, problem, tokens)
    return await tokens(request, None, made)


async def revoke_token(request: Request) -> Response:
    """POST /settings/tokens/revoke"""
    return await submit(request, "tokens.revoke", then=lambda _: "/settings/tokens?flash=revoked")


async def settings(request: Request) -> Response:
    """GET /settings"""
    return RedirectResponse("/settings/profile", 303)


routes = [
    Route("/settings", settings),
    Route("/settings/profile", profile),
    Route("/settings/profile", save_profile, methods=["POST"]),
    Route("/settings/account", account),
    Route("/settings/preferences", save_preferences, methods=["POST"]),
    Route("/settings/email", save_email, methods=["POST"]),
    Route("/settings/password", save_password, methods=["POST"]),
    Route("/settings/hints", dismiss_hint, methods=["POST"]),
    Route("/settings/sessions", sessions),
    Route("/settings/sessions/end", end_session, methods=["POST"]),
    Route("/settings/sessions/end-others", end_other_sessions, methods=["POST"]),
    Route("/settings/tokens", tokens),
    Route("/settings/tokens", create_token, methods=["POST"]),
    Route("/settings/tokens/revoke", revoke_token, methods=["POST"]),
]
