"""Pages of people. Coming in: pages_entry; language and look: pages_appearance; one's account: pages_settings."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community.accounts import pages_appearance, pages_entry, pages_settings, queries
from community.accounts.model import POSITIONS
from community.operations import Viewer
from community.web.page import context, page


async def person(request: Request) -> Response:
    """GET /people/<handle>, for whoever is signed in; a former handle leads to the present one."""
    ctx = context(request)
    viewer, handle = ctx.person, request.path_params["handle"]
    found = await ctx.db.read(queries.person_by_handle, handle)
    if found.handle != handle:
        return RedirectResponse(f"/people/{found.handle}", 301)
    return await page(
        request, "accounts/person.html", person=found, positions=POSITIONS, owns_a_space=_owns_a_space(viewer)
    )


def _owns_a_space(viewer: Viewer) -> bool:
    """Whether to offer help with a forgotten password; whether it may be given is decided when it is asked for."""
    return any(viewer.owns(space_id) for space_id in viewer.roles if space_id != viewer.network_id)


async def me(request: Request) -> Response:
    """GET /me: one's own page."""
    return RedirectResponse(f"/people/{context(request).person.handle}", 303)


routes = [
    Route("/people/{handle}", person),
    Route("/me", me),
    *pages_appearance.routes,
    *pages_entry.routes,
    *pages_settings.routes,
]
