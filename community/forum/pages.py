"""All pages of the forum, and the permalink of a post."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community.forum import pages_moderation, pages_post, pages_section, pages_settings, pages_topic, readers
from community.forum.places import id_in
from community.web.page import context


async def permalink(request: Request) -> Response:
    """GET /p/<post-id>: to the page of the topic where the post stands, marked."""
    ctx = context(request)
    standing, post = await ctx.db.read(readers.post_with_standing, id_in(request), ctx.viewer.id)
    return RedirectResponse(f"{standing.topic.address}?at={post.seq}#post-{post.id}", 302)


routes = [
    Route("/p/{id}", permalink),
    *pages_post.routes,
    *pages_moderation.routes,
    *pages_topic.routes,
    *pages_settings.routes,
    *pages_section.routes,
]
