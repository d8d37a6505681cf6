"""/p/<id>/…: changing a post, removing it, bringing it back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community.forum import readers, rules
from community.forum.model import Post, Standing
from community.forum.pages_topic import previewed
from community.forum.places import id_in
from community.web.forms import Form
from community.web.page import context, page, sign_in_first, submit


async def edit(request: Request, form: Form | None = None, preview: str = "") -> Response:
    """GET /p/<id>/edit"""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    standing, post = await ctx.db.read(readers.post_to_edit, id_in(request), ctx.viewer.id)
    if form is None:
        rules.require_may_edit(ctx.viewer.id, standing, post)
    return await page(
        request,
        "forum/edit.html",
        topic=standing.topic,
        section=standing.section,
        post=post,
        form=form,
        preview=preview,
    )


async def save(request: Request) -> Response:
    """POST /p/<id>/edit"""
    fixed = {"post_id": id_in(request)}
    return await submit(request, "forum.edit", fixed, then=lambda post: f"/p/{post.id}", again=edit)


async def preview(request: Request) -> Response:
    """POST /p/<id>/preview"""
    return await previewed(request, edit)


async def remove(request: Request) -> Response:
    """GET /p/<id>/remove"""
    return await _ask(request, "remove")


async def restore(request: Request) -> Response:
    """GET /p/<id>/restore"""
    return await _ask(request, "restore")


async def _ask(request: Request, what: str) -> Response:
    """The question before it is done, with a place for the reason when it is somebody else's post."""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    standing, post = await ctx.db.read(readers.post_with_standing, id_in(request), ctx.viewer.id)
    require = rules.require_may_remove if what == "remove" else _require_may_restore
    require(ctx.viewer.id, standing, post)
    return await page(
        request, f"forum/{what}.html", topic=standing.topic, section=standing.section, post=post,
        own=post.author.id == ctx.viewer.id, form=None,
    )  # fmt: skip


def _require_may_restore(person_id: int, standing: Standing, post: Post) -> None:
    rules.require_may_restore(standing, post)


async def do_remove(request: Request) -> Response:
    """POST /p/<id>/remove"""
    return await submit(request, "forum.remove", {"post_id": id_in(request)}, then=lambda post: f"/p/{post.id}")


async def do_restore(request: Request) -> Response:
    """POST /p/<id>/restore"""
    return await submit(request, "forum.restore", {"post_id": id_in(request)}, then=lambda post: f"/p/{post.id}")


routes = [
    Route("/p/{id}/edit", edit),
    Route("/p/{id}/edit", save, methods=["POST"]),
    Route("/p/{id}/preview", preview, methods=["POST"]),
    Route("/p/{id}/remove", remove),
    Route("/p/{id}/remove", do_remove, methods=["POST"]),
    Route("/p/{id}/restore", restore),
    Route("/p/{id}/restore", do_restore, methods=["POST"]),
]
