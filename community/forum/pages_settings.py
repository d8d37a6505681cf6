"""Making and changing sections, and who was added to one: for owners of the space."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community.errors import NotFound, Problem
from community.forum.operations_sections import SectionPeople, section_people
from community.forum.places import id_in, moved
from community.operations import Role, call
from community.spaces.model import Space
from community.spaces.places import at_slug
from community.spaces.rules import require_owns
from community.spaces.words import ROLE
from community.web import forms
from community.web.forms import Form
from community.web.page import context, page, refused, sign_in_first, submit, viewer_of

LEAST_ROLES = [(role.value, ROLE[role]) for role in Role]


async def new(request: Request, space: Space, form: Form | None = None) -> Response:
    """GET /s/<space>/f/new"""
    viewer = viewer_of(request)
    if not viewer.signed_in:
        return sign_in_first(request)
    require_owns(viewer.role(space.id))
    return await page(request, "forum/new_section.html", space=space, form=form, roles=LEAST_ROLES)


async def create(request: Request, space: Space) -> Response:
    """POST /s/<space>/f/new"""
    return await submit(
        request, "forum.create_section", {"space_id": space.id}, then=lambda section: section.address,
        again=lambda again, form: new(again, space, form),
    )  # fmt: skip


async def edit(request: Request, form: Form | None = None) -> Response:
    """GET /s/<space>/f/<id>-<slug>/edit"""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    people: SectionPeople = await ctx.db.read(section_people, id_in(request), ctx.viewer.id)
    if form is None and (away := moved(request, people.section.address + "/edit")):
        return away
    return await page(
        request, "forum/edit_section.html", section=people.section, people=people, form=form, roles=LEAST_ROLES,
        role_words=ROLE,
    )  # fmt: skip


async def save(request: Request) -> Response:
    """POST /s/<space>/f/<id>-<slug>/edit: strictly as typed, since an emptied description is to be empty."""
    form = Form({name: values[-1] for name, values in (await forms.read_form(request)).items()})
    given = {name: value for name, value in form.values.items() if name != "client_id"}
    try:
        section = await call(context(request), "forum.update_section", {**given, "section_id": id_in(request)})
    except Problem as problem:
        return await refused(request, form, problem, edit)
    return RedirectResponse(section.address, 303)


async def change_person(request: Request) -> Response:
    """POST /s/<space>/f/<id>-<slug>/people/<add or remove>"""
    operation = {"add": "forum.add_section_member", "remove": "forum.remove_section_member"}
    what = request.path_params["what"]
    if what not in operation:
        raise NotFound
    back = request.url.path.removesuffix(f"people/{what}") + "edit"
    return await submit(request, operation[what], {"section_id": id_in(request)}, then=lambda _: back)


routes = [
    Route("/s/{slug}/f/new", at_slug(new)),
    Route("/s/{slug}/f/new", at_slug(create), methods=["POST"]),
    Route("/s/{slug}/f/{id}/edit", edit),
    Route("/s/{slug}/f/{id}/edit", save, methods=["POST"]),
    Route("/s/{slug}/f/{id}/people/{what}", change_person, methods=["POST"]),
]
