"""/help and /help/<slug>: the same for everybody, in the reader's language."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community.errors import NotFound
from community.help.model import EVERYBODY, KINDS, Text
from community.help.texts import text
from community.web.page import page


def _texts(request: Request, slugs: tuple[str, ...]) -> list[Text]:
    return [found for slug in slugs if (found := text(request.state.locale, slug))]


async def index(request: Request) -> Response:
    """GET /help"""
    return await page(
        request, "help/index.html", stamps=(), everybody=_texts(request, EVERYBODY), kinds=_texts(request, KINDS)
    )  # fmt: skip


async def one(request: Request) -> Response:
    """GET /help/<slug>"""
    found = text(request.state.locale, request.path_params["slug"])
    if found is None:
        raise NotFound
    return await page(request, "help/page.html", stamps=(), text=found, others=_texts(request, EVERYBODY + KINDS))


routes = [
    Route("/help", index),
    Route("/help/{slug}", one),
]
