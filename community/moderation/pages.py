"""The audit log for people."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community import fields
from community.moderation.operations import Log, read_log
from community.spaces.words import ROLE
from community.web.page import context, page, sign_in_first


async def log(request: Request) -> Response:
    """GET /moderation/log[?space=ID][&after=cursor]"""
    ctx = context(request)
    if not ctx.viewer.signed_in:
        return sign_in_first(request)
    asked = {"space_id": request.query_params.get("space", ""), "after": request.query_params.get("after", "")}
    params = fields.decode(Log, asked, form=True)
    view = await ctx.db.read(read_log, ctx.person.id, params)
    return await page(request, "moderation/log.html", view=view, space_id=params.space_id or 0, roles=ROLE)


routes = [Route("/moderation/log", log)]
