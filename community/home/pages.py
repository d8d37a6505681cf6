"""/, /forum, /consultations, the first page of a space, and the left column by itself. Rooms and direct talks have a
page of their own feature."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community.consult.model import STATES
from community.errors import NotFound
from community.home import queries, rules
from community.spaces.places import moved, space_page
from community.web.page import context, look, page, viewer_of


async def home(request: Request) -> Response:
    """GET /: visitors see what the network is, people what is new for them."""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        view = await ctx.db.read(queries.welcome)
        return await page(request, "home/visitor.html", view=view, stamps=view.stamps)
    own = await look(request, queries.own, ctx.viewer)
    greeting = rules.greeting(ctx.viewer, request.state.nav, own.beginner)
    return await page(request, "home/home.html", own=own, greeting=greeting, states=STATES)


async def space(request: Request) -> Response:
    """GET /s/<slug>: what the viewer may read of a space; a members-only space shows others its card."""
    ctx = context(request)
    view = await look(request, queries.space_page, ctx.viewer, request.path_params["slug"])
    return moved(request, view.space) or await space_page(
        request, view.space, "home/space.html", tab="space", view=view, stamps=(f"space:{view.space.id}",)
    )


async def forum(request: Request) -> Response:
    """GET /forum[?after=]: every section open to the viewer, by space."""
    sections = await look(
        request, queries.every_part, viewer_of(request).id, "section", request.query_params.get("after")
    )
    return await page(request, "home/forum.html", sections=sections)


async def consultations(request: Request) -> Response:
    """GET /consultations[?after=]: every queue open to the viewer, and the viewer's own newest requests."""
    view = await look(request, queries.consultations, viewer_of(request).id, request.query_params.get("after"))
    return await page(request, "home/consultations.html", view=view, states=STATES)


async def nav(request: Request) -> Response:
    """GET /nav: the left column and the bar by themselves, for a page that stays open."""
    if not viewer_of(request).signed_in:
        raise NotFound
    return await page(request, "home/nav.html")


routes = [
    Route("/nav", nav),
    Route("/", home),
    Route("/s/{slug}", space),
    Route("/forum", forum),
    Route("/consultations", consultations),
]
