"""/s/<space>/f/<id>-<slug>: a section's topics, and starting one."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community.forum import queries, readers, rules
from community.forum.model import TOPICS_ON_A_PAGE
from community.forum.pages_topic import previewed
from community.forum.places import id_in, moved
from community.spaces.rules import owns
from community.web.forms import Form
from community.web.page import context, look, page, sign_in_first, submit


async def show(request: Request) -> Response:
    """GET /s/<space>/f/<id>-<slug>[?after=]"""
    ctx, after = context(request), request.query_params.get("after")
    view = await look(request, readers.section_page, id_in(request), ctx.viewer.id, after, TOPICS_ON_A_PAGE)
    if away := moved(request, view.section.address):
        return away
    return await page(
        request,
        "forum/section.html",
        stamps=view.section.stamps,
        view=view,
        section=view.section,
        first_page=not after,
        may_start=rules.may_start(view.role, view.section),
        must_join=ctx.viewer.signed_in and rules.must_join(view.role, view.section),
        owner=owns(view.role),
    )


async def new(request: Request, form: Form | None = None, preview: str = "") -> Response:
    """GET /s/<space>/f/<id>-<slug>/new"""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    section, role = await ctx.db.read(queries.section_seen_by, id_in(request), ctx.viewer.id)
    if form is None:
        if away := moved(request, section.address + "/new"):
            return away
        rules.require_may_start(role, section)
    return await page(request, "forum/new.html", section=section, form=form, preview=preview)


async def create(request: Request) -> Response:
    """POST /s/<space>/f/<id>-<slug>/new"""
    fixed = {"section_id": id_in(request)}
    return await submit(request, "forum.create_topic", fixed, then=lambda topic: topic.address, again=new)


async def preview(request: Request) -> Response:
    """POST /s/<space>/f/<id>-<slug>/preview"""
    return await previewed(request, new)


async def mark_read(request: Request) -> Response:
    """POST /s/<space>/f/<id>-<slug>/read"""
    back = request.url.path.removesuffix("/read")
    return await submit(request, "forum.read_section", {"section_id": id_in(request)}, then=lambda _: back)


routes = [
    Route("/s/{slug}/f/{id}", show),
    Route("/s/{slug}/f/{id}/new", new),
    Route("/s/{slug}/f/{id}/new", create, methods=["POST"]),
    Route("/s/{slug}/f/{id}/preview", preview, methods=["POST"]),
    Route("/s/{slug}/f/{id}/read", mark_read, methods=["POST"]),
]
