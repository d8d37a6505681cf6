"""/spaces, /spaces/new, and of one space: about, edit, join, leave, people. Invitations: pages_invitations.

The first page of a space shows what other features keep in it, so it stands in `home`.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community import fields
from community.accounts.model import POSITIONS
from community.errors import Forbidden, Problem
from community.operations import Role, call
from community.spaces import pages_invitations, queries, queries_people, regions, rules, words
from community.spaces.model import Kind, Space
from community.spaces.operations import List, People, list_people, list_spaces
from community.spaces.places import at_slug, space_page
from community.web import forms
from community.web.forms import Form
from community.web.page import context, page, refused, sign_in_first, submit, viewer_of
from community.words import N_

SOME_PEOPLE = 12
PEOPLE = 30
"""On a page: each comes with what an owner may do to them."""


async def directory(request: Request) -> Response:
    """GET /spaces[?kind=][&region=][&mine=1][&after=]"""
    ctx = context(request)
    asked = {name: request.query_params.get(name, "") for name in ("kind", "region", "mine", "after")}
    if not ctx.viewer.signed_in:
        asked["mine"] = ""
    params = fields.decode(List, asked, form=True)
    found = await ctx.db.read(list_spaces, ctx.viewer.id, params)
    return await page(
        request,
        "spaces/directory.html",
        stamps=(),
        found=found,
        asked=asked,
        words=words,
        regions=regions.choices(ctx.locale),
        region_name=regions.name_of,
        may_create=bool(kinds_open_to(request)),
    )


def kinds_open_to(request: Request) -> list[Kind]:
    """The kinds of space the person may make, the commonest first."""
    role = viewer_of(request).role(viewer_of(request).network_id)
    order = [Kind.COMMUNITY, Kind.INSTITUTION, Kind.PROJECT, Kind.PARTNER]
    return [kind for kind in order if rules.may_create(kind, role)]


async def new(request: Request, form: Form | None = None) -> Response:
    """GET /spaces/new"""
    if not viewer_of(request).signed_in:
        return sign_in_first(request)
    kinds = kinds_open_to(request)
    if not kinds:
        raise Forbidden(N_("Members of the network create communities; guests cannot"))
    choices = regions.choices(request.state.locale)
    return await page(request, "spaces/new.html", form=form, kinds=kinds, words=words, regions=choices)


async def create(request: Request) -> Response:
    """POST /spaces/new"""
    return await submit(request, "spaces.create", then=lambda space: f"/s/{space.slug}", again=new)


async def about(request: Request, space: Space) -> Response:
    """GET /s/<slug>/about: the whole card, for everybody; signed-in readers also see whom to ask."""
    owners = []
    if viewer_of(request).signed_in:
        people = await context(request).db.read(queries_people.first_people, space.id, SOME_PEOPLE)
        owners = [member for member in people if member.role == Role.OWNER]
    return await space_page(
        request, space, "spaces/about.html", tab="about", owners=owners, stamps=(f"space:{space.id}",)
    )


async def edit(request: Request, space: Space, form: Form | None = None) -> Response:
    """GET /s/<slug>/edit"""
    if not viewer_of(request).signed_in:
        return sign_in_first(request)
    rules.require_owns(viewer_of(request).role(space.id))
    source = await context(request).db.read(queries.space_source, space.id)
    choices = regions.choices(request.state.locale)
    return await space_page(request, space, "spaces/edit.html", tab="edit", form=form, source=source, regions=choices)


async def update(request: Request, space: Space) -> Response:
    """POST /s/<slug>/edit: strictly as typed, since an emptied field is to empty its column."""
    form = Form({name: values[-1] for name, values in (await forms.read_form(request)).items()})
    given = {name: value for name, value in form.values.items() if name != "client_id"}
    try:
        changed = await call(context(request), "spaces.update", given | {"space_id": space.id})
    except Problem as problem:
        return await refused(request, form, problem, lambda again, typed: edit(again, space, typed))
    return RedirectResponse(f"/s/{changed.slug}/about", 303)


async def join(request: Request, space: Space) -> Response:
    """POST /s/<slug>/join"""
    return await submit(request, "spaces.join", {"space_id": space.id}, then=lambda _: f"/s/{space.slug}")


async def leave(request: Request, space: Space) -> Response:
    """POST /s/<slug>/leave"""
    return await submit(request, "spaces.leave", {"space_id": space.id}, then=lambda _: f"/s/{space.slug}")


async def members(request: Request, space: Space) -> Response:
    """GET /s/<slug>/members[?words=][&after=]"""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    asked = {name: request.query_params.get(name, "") for name in ("words", "after")}
    params = fields.decode(People, asked | {"space_id": str(space.id), "limit": str(PEOPLE)}, form=True)
    found = await ctx.db.read(list_people, ctx.viewer.id, params)
    return await space_page(
        request, space, "spaces/members.html", tab="members", found=found, asked=asked, positions=POSITIONS
    )


async def set_role(request: Request, space: Space) -> Response:
    """POST /s/<slug>/members/role"""
    return await submit(request, "spaces.set_role", {"space_id": space.id}, then=lambda _: f"/s/{space.slug}/members")


async def remove(request: Request, space: Space) -> Response:
    """POST /s/<slug>/members/remove"""
    then = f"/s/{space.slug}/members"
    return await submit(request, "spaces.remove_member", {"space_id": space.id}, then=lambda _: then)


routes = [
    Route("/spaces", directory),
    Route("/spaces/new", new),
    Route("/spaces/new", create, methods=["POST"]),
    Route("/s/{slug}/about", at_slug(about)),
    Route("/s/{slug}/edit", at_slug(edit)),
    Route("/s/{slug}/edit", at_slug(update), methods=["POST"]),
    Route("/s/{slug}/join", at_slug(join), methods=["POST"]),
    Route("/s/{slug}/leave", at_slug(leave), methods=["POST"]),
    Route("/s/{slug}/members", at_slug(members)),
    Route("/s/{slug}/members/role", at_slug(set_role), methods=["POST"]),
    Route("/s/{slug}/members/remove", at_slug(remove), methods=["POST"]),
    *pages_invitations.routes,
]
