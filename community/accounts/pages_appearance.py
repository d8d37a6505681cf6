"""What anybody may choose, signed in or not: the language and the look. /appearance, /language, /theme."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from community import operations
from community.accounts import rules
from community.accounts.model import LETTERS, PICTURES, SPACINGS, THEMES
from community.errors import Invalid
from community.fields import NOT_A_CHOICE
from community.web import forms
from community.web.appearance import look_of
from community.web.cookies import set_choice_cookie
from community.web.i18n import LOCALES, translate
from community.web.page import context, page, site_of, viewer_of
from community.words import N_

CHOICES = {"theme": THEMES, "letters": LETTERS, "spacing": SPACINGS, "pictures": PICTURES}
SAVED = N_("Saved: all pages look like this now")


async def appearance(request: Request) -> Response:
    """GET /appearance[?back=PATH][&flash=saved]"""
    asked = request.query_params
    return await page(
        request, "accounts/appearance.html", choices=CHOICES, back=rules.same_site_path(asked.get("back", "")),
        flashed=translate(request.state.locale, SAVED) if asked.get("flash") == "saved" else "",
    )  # fmt: skip


async def choose_language(request: Request) -> Response:
    """POST /language"""
    typed = await forms.read_form(request)
    chosen = _chosen(typed, "locale", LOCALES)
    answer = _back(typed)
    if not await _kept_with_the_person(request, {"locale": chosen}):
        set_choice_cookie(answer, "locale", chosen, site_of(request).config)
    return answer


async def choose_look(request: Request) -> Response:
    """POST /theme: any of theme, letters, spacing and pictures; what is not sent stays as it is."""
    typed = await forms.read_form(request)
    wanted = {name: _chosen(typed, name, choices) for name, choices in CHOICES.items() if name in typed}
    viewer = viewer_of(request)
    word = look_of(viewer.theme or request.state.theme).changed(**wanted).word
    answer = _back(typed)
    await _kept_with_the_person(request, wanted)
    # In the browser too: where the person's own look is the usual one, the browser's is shown.
    set_choice_cookie(answer, "theme", word, site_of(request).config)
    return answer


def _chosen(typed: dict[str, list[str]], name: str, choices: Any) -> str:
    chosen = typed.get(name, [""])[-1]
    if chosen not in choices:
        raise Invalid({name: NOT_A_CHOICE})
    return chosen


def _back(typed: dict[str, list[str]]) -> Response:
    return RedirectResponse(rules.same_site_path(typed.get("back", [""])[-1]), 303)


async def _kept_with_the_person(request: Request, wanted: dict[str, str]) -> bool:
    """A choice of somebody signed in is kept with the person; False for a visitor."""
    if not viewer_of(request).signed_in:
        return False
    await operations.call(context(request), "people.set_preferences", wanted)
    return True


routes = [
    Route("/appearance", appearance),
    Route("/language", choose_language, methods=["POST"]),
    Route("/theme", choose_look, methods=["POST"]),
]
