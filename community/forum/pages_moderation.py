"""/t/<id>/…: a topic's title, and what moderators do to it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community.db import Transaction
from community.forum import queries, rules
from community.forum.model import Section, Standing
from community.forum.places import id_in
from community.web.forms import Form
from community.web.page import context, page, sign_in_first, submit

SWITCHES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "pin": ("forum.pin", {"on": True}),
    "unpin": ("forum.pin", {"on": False}),
    "close": ("forum.close", {}),
    "open": ("forum.open", {}),
    "hide": ("forum.hide", {}),
    "show": ("forum.show", {}),
}
"""The last part of the address: the operation it calls, and with what besides the topic and the reason."""


def _switch(name: str) -> Callable[[Request], Awaitable[Response]]:
    operation, more = SWITCHES[name]

    async def switch(request: Request) -> Response:
        topic_id = id_in(request)
        return await submit(request, operation, {"topic_id": topic_id, **more}, then=lambda topic: topic.address)

    return switch


async def edit_title(request: Request, form: Form | None = None) -> Response:
    """GET /t/<id>/edit"""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    standing = await ctx.db.read(queries.standing, id_in(request), ctx.viewer.id)
    if form is None:
        rules.require_may_retitle(ctx.viewer.id, standing)
    return await page(
        request, "forum/retitle.html", topic=standing.topic, section=standing.section, form=form,
        own=standing.topic.author.id == ctx.viewer.id,
    )  # fmt: skip


async def save_title(request: Request) -> Response:
    """POST /t/<id>/edit"""
    fixed = {"topic_id": id_in(request)}
    return await submit(request, "forum.edit_title", fixed, then=lambda topic: topic.address, again=edit_title)


async def _movable(tx: Transaction, topic_id: int, viewer_id: int) -> tuple[Standing, list[Section]]:
    standing = await queries.standing(tx, topic_id, viewer_id)
    rules.require_moderates(standing.role)
    sections = await queries.sections_for_moving(tx, viewer_id)
    return standing, [section for section in sections if section.id != standing.section.id]


async def move(request: Request, form: Form | None = None) -> Response:
    """GET /t/<id>/move"""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    standing, sections = await ctx.db.read(_movable, id_in(request), ctx.viewer.id)
    return await page(
        request, "forum/move.html", topic=standing.topic, section=standing.section, sections=sections, form=form
    )


async def do_move(request: Request) -> Response:
    """POST /t/<id>/move"""
    fixed = {"topic_id": id_in(request)}
    return await submit(request, "forum.move", fixed, then=lambda topic: topic.address, again=move)


routes = [
    Route("/t/{id}/edit", edit_title),
    Route("/t/{id}/edit", save_title, methods=["POST"]),
    Route("/t/{id}/move", move),
    Route("/t/{id}/move", do_move, methods=["POST"]),
    *(Route(f"/t/{{id}}/{name}", _switch(name), methods=["POST"]) for name in SWITCHES),
]
