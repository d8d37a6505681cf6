"""/setup: the beginning of a site, by the one-time link that `serve` prints while there is no administrator."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community.accounts.entering import enter
from community.admin.console import NETWORK_TITLES
from community.admin.operations import require_not_set_up, require_setup_secret
from community.web.forms import Form
from community.web.page import context, page


async def setup(request: Request) -> Response:
    """GET /setup?secret=SECRET"""
    return await _setup_form(request, None)


async def _setup_form(request: Request, form: Form | None) -> Response:
    ctx = context(request)
    await ctx.db.read(require_not_set_up)
    secret = str(form.values.get("secret", "")) if form else request.query_params.get("secret", "")
    require_setup_secret(ctx, secret)
    answer = await page(
        request,
        "admin/setup.html",
        form=form,
        secret=secret,
        title=NETWORK_TITLES[ctx.locale],
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def set_up(request: Request) -> Response:
    """POST /setup"""
    await context(request).db.read(require_not_set_up)
    return await enter(request, "site.setup", _setup_form, to="/")


routes = [Route("/setup", setup), Route("/setup", set_up, methods=["POST"])]
