"""What the pages of one space share: finding it by its slug, its heading and tabs. Features above draw with it too."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from community.spaces import regions, rules, words
from community.spaces.model import Space
from community.spaces.operations import find_space
from community.web.page import context, page, viewer_of

Handler = Callable[[Request], Awaitable[Response]]
SpaceHandler = Callable[[Request, Space], Awaitable[Response]]


def moved(request: Request, space: Space) -> Response | None:
    """To the same page under the slug the space has now, when the address holds a former one.

    Not for ever: the space may take its former slug back.
    """
    slug = request.path_params["slug"]
    if slug == space.slug:
        return None
    rest = request.url.path.removeprefix(f"/s/{slug}")
    return RedirectResponse(f"/s/{space.slug}{rest}" + (f"?{request.url.query}" if request.url.query else ""), 302)


def at_slug(handler: SpaceHandler) -> Handler:
    """A handler of `/s/{slug}…`, given the space. A form sent to a former slug is carried out as it is."""

    async def found(request: Request) -> Response:
        space = await context(request).db.read(find_space, 0, request.path_params["slug"])
        away = moved(request, space) if request.method in ("GET", "HEAD") else None
        return away or await handler(request, space)

    return found


async def space_page(request: Request, space: Space, template: str, *, tab: str, **values: Any) -> Response:
    """A page of the space under its heading: `tab` is where one is; rights are the viewer's, for showing only."""
    viewer = viewer_of(request)
    role = viewer.role(space.id)
    return await page(
        request,
        template,
        space=space,
        tab=tab,
        words=words,
        role=role,
        owner=rules.owns(role),
        may_join=rules.may_join(space, role),
        may_leave=rules.may_leave(space, role),
        may_list_people=rules.may_list_people(space, viewer.id, role),
        region=regions.name_of(space.region, request.state.locale),
        **values,
    )
