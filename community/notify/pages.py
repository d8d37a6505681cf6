"""/notices: what a person was told."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community import fields
from community.notify.model import Kind
from community.notify.operations import List, list_notices
from community.web.page import context, page, sign_in_first, submit
from community.words import N_

SENTENCES: Mapping[str, str] = {
    Kind.MENTION: N_("You were mentioned"),
    Kind.REPLY: N_("A reply to you"),
    Kind.DIRECT_MESSAGE: N_("A message in a direct talk"),
    Kind.REQUEST_TAKEN: N_("A specialist has taken your question"),
    Kind.REQUEST_MESSAGE: N_("A message in a consultation"),
    Kind.REQUEST_CHANGED: N_("A consultation has changed"),
}


async def notices(request: Request) -> Response:
    """GET /notices[?after=]"""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    params = fields.decode(List, {"after": request.query_params.get("after", "")}, form=True)
    found = await ctx.db.read(list_notices, ctx.viewer.id, params)
    return await page(request, "notify/notices.html", found=found, sentences=SENTENCES)


async def read(request: Request) -> Response:
    """POST /notices/read: everything."""
    return await submit(request, "notify.read", then=lambda _: "/notices")


routes = [Route("/notices", notices), Route("/notices/read", read, methods=["POST"])]
