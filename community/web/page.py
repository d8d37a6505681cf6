"""Pages for people: the context of a request, drawing, and form posts that call operations."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from community import operations
from community.db import Transaction
from community.errors import Conflict, Invalid, Problem, Unauthenticated, Unavailable
from community.operations import Context, Site, Viewer
from community.web import forms, templates
from community.web.forms import Form
from community.web.problems import field_sentences, sentence, unexpected

P = ParamSpec("P")
R = TypeVar("R")
LONGEST_WAY_BACK = 1000
Again = Callable[[Request, Form], Awaitable[Response | None]]


def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def viewer_of(request: Request) -> Viewer:
    viewer: Viewer = request.state.viewer
    return viewer


def context(request: Request, door: str = "page") -> Context:
    """The context of one request, for operations and page readers."""
    return Context(
        site_of(request), request.state.viewer, request.state.locale, door, request.state.address,
        agent=request.headers.get("user-agent", "")[:200],
    )  # fmt: skip


async def look(
    request: Request,
    query: Callable[Concatenate[Transaction, P], Coroutine[Any, Any, R]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Read what a page shows together with its left column: one snapshot, one hop to a reader."""
    site, viewer = site_of(request), viewer_of(request)
    if not viewer.signed_in:
        return await site.db.read(query, *args, **kwargs)

    async def both(tx: Transaction) -> tuple[R, Any]:
        return await query(tx, *args, **kwargs), await site.resources["nav"](tx, viewer, request.url.path)

    found, request.state.nav = await site.db.read(both)
    return found


async def page(
    request: Request, template: str, *, status: int = 200, stamps: tuple[str, ...] | None = None, **values: Any
) -> Response:
    """Draw a page for whoever looks, with the left column.

    `stamps` are what the page depends on: with them (and only with them) a visitor's page is kept in memory until one
    moves. A page kept is drawn with times that do not age.
    """
    site, viewer = site_of(request), viewer_of(request)
    nav = getattr(request.state, "nav", None)
    if nav is None and viewer.signed_in:
        nav = await _nav(request, status)
    kept = stamps is not None and not viewer.signed_in
    if kept:
        request.state.cache_stamps = ("site", *(stamps or ()))
    html = templates.render(
        template,
        request.state.locale,
        status=status,
        zone=viewer.zone if viewer.signed_in else site.config.site.time_zone,
        now=0 if kept else site.clock.now(),
        viewer=viewer,
        nav=nav,
        path=_back(request),
        site_title=site.resources["title"],
        site_address=site.config.site.address.rstrip("/"),
        theme=viewer.theme or request.state.theme,
        **values,
    )
    return Response(html, status, media_type="text/html")


async def _nav(request: Request, status: int) -> Any:
    """The left column; a page that says that the server is in trouble does without when it must."""
    site = site_of(request)
    try:
        return await site.db.read(site.resources["nav"], viewer_of(request), request.url.path)
    except Unavailable:
        if status < 500:
            raise
        return None


def sign_in_first(request: Request) -> Response:
    """A visitor asked for what needs a person: to sign-in, and back afterwards."""
    return RedirectResponse("/sign-in?next=" + quote(_here(request), safe=""), 303)


def _back(request: Request) -> str:
    """Where a choice made on this page leads back to; the frame is kept by it, so it is not as long as one likes."""
    back = _here(request) if request.method == "GET" else request.url.path
    return back if len(back) <= LONGEST_WAY_BACK else "/"


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


async def submit(
    request: Request,
    name: str,
    fixed: Mapping[str, Any] | None = None,
    *,
    then: Callable[[Any], str],
    again: Again | None = None,
    fields: dict[str, list[str]] | None = None,
) -> Response:
    """A form post: call the operation with what was typed (and `fixed`, which a form cannot change).

    Success answers 303 to `then(result)`. A problem draws the form once more through `again` (None: not mine), or the
    general page that shows everything typed, ready to be sent again.
    """
    typed = fields if fields is not None else await forms.read_form(request)
    form = Form({key: values if len(values) > 1 else values[0] for key, values in typed.items()})
    try:
        raw = {**forms.for_operation(name, typed), **(fixed or {})}
        result = await operations.call(context(request), name, raw, form=True)
    except Problem as problem:
        return await refused(request, form, problem, again)
    except Exception as error:
        return await refused(request, form, unexpected(error, name), None)
    return RedirectResponse(then(result), 303)


async def submit_and_show(
    request: Request,
    name: str,
    fixed: Mapping[str, Any],
    *,
    then: Callable[[Any], Awaitable[Response]],
    again: Again,
) -> Response:
    """A form post whose answer holds what is told only once and stands in no address: it is drawn at once."""
    typed = await forms.read_form(request)
    form = Form({key: values[-1] for key, values in typed.items()})
    try:
        answer = await operations.call(
            context(request), name, {**forms.for_operation(name, typed), **fixed}, form=True
        )  # fmt: skip
    except Problem as problem:
        return await refused(request, form, problem, again)
    return await then(answer)


async def refused(request: Request, form: Form, problem: Problem, again: Again | None = None) -> Response:
    """The form once more, with what is wrong; nothing typed is lost."""
    locale = request.state.locale
    errors = field_sentences(problem, locale) if isinstance(problem, Invalid) else {}
    forms.refused(form, problem, sentence(problem, locale), errors)
    if isinstance(problem, Conflict):
        form.values.pop("client_id", None)  # what comes next is another act
    if again is not None and not isinstance(problem, Unauthenticated):
        answer = await again(request, form)
        if answer is not None:
            answer.status_code = problem.status
            _advise(answer, problem)
            return answer
    return await problem_page(request, problem, form)


async def problem_page(request: Request, problem: Problem, form: Form | None = None) -> Response:
    """What happened and what to do, in the look of the house."""
    locale = request.state.locale
    answer = await page(
        request,
        "problem.html",
        status=problem.status,
        message=sentence(problem, locale),
        reference=problem.extra.get("reference", ""),
        retry_after=getattr(problem, "retry_after", 0),
        form=form,
        action=_here(request),
    )
    _advise(answer, problem)
    return answer


def _advise(answer: Response, problem: Problem) -> None:
    if hasattr(problem, "retry_after"):
        answer.headers["retry-after"] = str(problem.retry_after)
