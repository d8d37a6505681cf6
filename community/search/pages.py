"""/find: one field over everything that has a name."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community import fields
from community.errors import Invalid
from community.operations import keep_pace
from community.search.model import HEADINGS, ON_A_PAGE, Kind
from community.search.operations import FIND, Find, list_found, overview
from community.web.page import context, look, page
from community.web.problems import field_sentences


async def find(request: Request) -> Response:
    """GET /find[?q=][&kind=][&after=]: the best of each kind, or all of one kind. Nothing asked: what can be found."""
    ctx, asked = context(request), request.query_params
    text, kind = asked.get("q", ""), _kind(asked.get("kind", ""))
    values: dict[str, Any] = {
        "text": text,
        "kind": kind,
        "headings": HEADINGS,
        "groups": [],
        "found": None,
        "fault": "",
    }
    if not text.strip():
        return await page(request, "search/find.html", **values)
    given = {"text": text, "after": asked.get("after", ""), "kinds": [kind] if kind else [], "limit": str(ON_A_PAGE)}
    try:
        params = fields.decode(Find, given, form=True)
    except Invalid as problem:
        if "text" not in problem.fields:
            raise
        fault = field_sentences(problem, ctx.locale)["text"]
        return await page(request, "search/find.html", status=problem.status, **values | {"fault": fault})
    keep_pace(ctx, FIND)
    if kind:
        values["found"] = await look(request, list_found, ctx.viewer.id, ctx.locale, params)
    else:
        values["groups"] = await look(request, overview, ctx.viewer.id, ctx.locale, params.text)
    return await page(request, "search/find.html", **values)


def _kind(asked: str) -> Kind | None:
    return Kind(asked) if asked in HEADINGS else None


routes = [Route("/find", find)]
