"""/s/<slug>/invitations for owners, and /i/<secret>, where an invitation's link leads."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community import fields
from community.accounts.secrets import hashed
from community.spaces import rules, words
from community.spaces.model import Space
from community.spaces.operations_invitations import ListInvitations, list_invitations, read_offer
from community.spaces.places import at_slug, space_page
from community.spaces.queries_invitations import held
from community.web.page import context, page, sign_in_first, submit, submit_and_show, viewer_of


async def invitations(request: Request, space: Space, **values: Any) -> Response:
    """GET /s/<slug>/invitations. `form` refused, `made` (one link), `told` (what became of a list) come from a post."""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    rules.require_owns(ctx.viewer.role(space.id))
    asked = {"space_id": str(space.id), "after": request.query_params.get("after", "")}
    found = await ctx.db.read(list_invitations, ctx.person.id, fields.decode(ListInvitations, asked, form=True))
    shown = {"form": None, "which": "", "made": None, "told": []} | values
    return await space_page(
        request, space, "spaces/invitations.html", tab="invitations", found=found,
        origin=str(request.base_url).rstrip("/"), **shown,
    )  # fmt: skip


async def _ask(request: Request, space: Space, name: str, shown_as: str) -> Response:
    """An operation whose answer is shown at once and never again: links are not kept."""
    return await submit_and_show(
        request, name, {"space_id": space.id},
        then=lambda answer: invitations(request, space, **{shown_as: answer}),
        again=lambda request, form: invitations(request, space, form=form, which=shown_as),
    )  # fmt: skip


async def invite(request: Request, space: Space) -> Response:
    """POST /s/<slug>/invitations"""
    return await _ask(request, space, "spaces.invite", "made")


async def invite_many(request: Request, space: Space) -> Response:
    """POST /s/<slug>/invitations/list"""
    return await _ask(request, space, "spaces.invite_many", "told")


async def revoke(request: Request, space: Space) -> Response:
    """POST /s/<slug>/invitations/revoke"""
    return await submit(request, "spaces.revoke_invitation", then=lambda _: f"/s/{space.slug}/invitations")


async def invitation(request: Request) -> Response:
    """GET /i/<secret>: who is inside already goes straight in."""
    viewer, secret = viewer_of(request), request.path_params["secret"]
    offer = await context(request).db.read(read_offer, viewer.id, secret)
    if rules.RANK[viewer.role(offer.space.id)] >= rules.RANK[offer.role]:
        return RedirectResponse(f"/s/{offer.space.slug}", 303)
    return await page(request, "spaces/invitation.html", offer=offer, secret=secret, words=words)


async def accept(request: Request) -> Response:
    """POST /i/<secret>"""
    secret = request.path_params["secret"]
    found = await context(request).db.read(held, hashed(secret), viewer_of(request).id)
    there = f"/s/{found.offer.space.slug}" if found else "/"
    return await submit(request, "spaces.accept_invitation", {"secret": secret}, then=lambda _: there)


routes = [
    Route("/s/{slug}/invitations", at_slug(invitations)),
    Route("/s/{slug}/invitations", at_slug(invite), methods=["POST"]),
    Route("/s/{slug}/invitations/list", at_slug(invite_many), methods=["POST"]),
    Route("/s/{slug}/invitations/revoke", at_slug(revoke), methods=["POST"]),
    Route("/i/{secret}", invitation),
    Route("/i/{secret}", accept, methods=["POST"]),
]
