"""/t/<id>-<slug>: a topic in reading order, a page at a time, and replying to it."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community import operations
from community.errors import Problem
from community.forum import commands, ranges, readers, rules
from community.forum.model import Post
from community.forum.places import chosen, id_in, moved, number
from community.forum.quotes import quoted
from community.forum.readers import TopicView
from community.forum.rows import Drawing, Shown, acts_on, rows_of
from community.operations import Context
from community.spaces.rules import moderates
from community.web import forms
from community.web.forms import Form
from community.web.page import context, look, page, refused, submit

Draw = Callable[..., Awaitable[Response]]
"""A page's function that takes the request, a form and the preview's HTML."""


class Answering(NamedTuple):
    """The form of a reply: the post it stands under, and what it holds from the start.

    None for the topic itself, at its end; to answer the first post is to answer the topic.
    """

    parent: Post | None
    body: str


async def show(request: Request) -> Response:
    """GET /t/<id>-<slug>[?at=seq][&after=][&before=][&reply=post][&quote=1]"""
    return await topic_page(request)


async def topic_page(request: Request, form: Form | None = None, preview: str = "") -> Response:
    """The page, also with a form that was refused or is previewed."""
    ctx, asked = context(request), request.query_params
    parent_id = number(chosen(form, "parent_id")) if form else number(asked.get("reply"))
    view = await look(
        request, readers.topic_page, id_in(request), ctx.viewer.id, number(asked.get("at")), parent_id,
        asked.get("after"), asked.get("before"),
    )  # fmt: skip
    if form is None and (away := moved(request, view.standing.topic.address)):
        return away
    standing = view.standing
    answering = _answering(view, parent_id, quote="quote" in asked)
    answer = await page(
        request,
        "forum/topic.html",
        stamps=standing.stamps,
        topic=standing.topic,
        section=standing.section,
        summary=standing.summary,
        view=view,
        drawing=_drawing(ctx, view, number(asked.get("at")), answering.parent),
        answering=answering,
        form=form,
        preview=preview,
        query=urlencode({name: asked[name] for name in ("after", "before") if name in asked}),
        may_reply=rules.may_reply(standing) and ctx.viewer.signed_in,
        must_join=ctx.viewer.signed_in and rules.must_join(standing.role, standing.section),
        moderates=moderates(standing.role),
        may_retitle=ctx.viewer.signed_in and rules.may_retitle(ctx.viewer.id, standing),
        samples=rows_of(ctx.site.resources).samples(ctx.locale, ctx.viewer.id, standing)
        if ctx.viewer.signed_in
        else "",
    )
    if form is None and standing.role is not None and (unread := view.unread()):
        answer.background = BackgroundTask(_mark, ctx, standing.topic.id, unread)
    return answer


def _drawing(ctx: Context, view: TopicView, at: int, answered: Post | None) -> Drawing:
    """How each post of the page is marked, what it offers, and where the page is cut for the form under a post."""
    standing = view.standing
    new = {post.id for post in view.unread() if post.removed_at is None}
    shown = []
    for post in view.posts:
        mark = " ".join(word for word, yes in (("post-unread", post.id in new), ("post-marked", post.seq == at)) if yes)
        shown.append(Shown(post, mark, acts_on(ctx.viewer.id, standing, post)))
    starts_new = bool(view.posts) and view.posts[0].id in new
    first_new = 0 if starts_new else next((post.id for post in view.posts if post.id in new), 0)
    cut = view.posts.index(answered) + 1 if answered else len(shown)
    return Drawing(rows_of(ctx.site.resources), shown, cut, first_new)


def _answering(view: TopicView, parent_id: int, *, quote: bool) -> Answering:
    parent = next((post for post in view.posts if post.id == parent_id and post.removed_at is None), None)
    body = quoted(parent.html) if parent and quote else ""
    return Answering(None if parent and parent.seq == 1 else parent, body)


async def _mark(ctx: Context, topic_id: int, unread: list[Post]) -> None:
    """After the answer: what was shown is read. That the mark is lost while the disk is full hurts nobody."""
    with contextlib.suppress(Problem):
        await ctx.db.write(commands.mark_read, ctx.person.id, topic_id, ranges.of(post.seq for post in unread))


async def reply(request: Request) -> Response:
    """POST /t/<id>/reply"""
    fixed = {"topic_id": id_in(request)}
    return await submit(request, "forum.reply", fixed, then=lambda post: f"/p/{post.id}", again=topic_page)


async def preview(request: Request) -> Response:
    """POST /t/<id>/preview: the page with the form still in it, and what its text will look like."""
    return await previewed(request, topic_page)


async def previewed(request: Request, draw: Draw) -> Response:
    """A form's `body` drawn as a post above the form, with everything typed kept."""
    form = Form({key: values[-1] for key, values in (await forms.read_form(request)).items()})
    try:
        shown = await operations.call(context(request), "forum.preview", {"body": chosen(form, "body")}, form=True)
    except Problem as problem:
        return await refused(request, form, problem, draw)
    return await draw(request, form, shown.html)


routes = [
    Route("/t/{id}", show),
    Route("/t/{id}/reply", reply, methods=["POST"]),
    Route("/t/{id}/preview", preview, methods=["POST"]),
]
