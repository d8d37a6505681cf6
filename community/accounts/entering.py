"""Forms by which people come in: the only ones that set the session's cookie. The password is never shown again."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from community import operations
from community.accounts.model import Entered
from community.accounts.rules import same_site_path
from community.errors import Invalid, Problem
from community.web import forms
from community.web.cookies import set_session_cookie
from community.web.forms import Form
from community.web.i18n import count
from community.web.page import context, site_of
from community.web.problems import field_sentences, sentence

Draw = Callable[[Request, Form], Awaitable[Response]]


async def enter(
    request: Request, name: str, draw: Draw, fixed: dict[str, Any] | None = None, *, to: str = "", fields: Any = None
) -> Response:
    """Carry out an operation that returns a session's secret, set the cookie and go where the form's `next` says.

    A refusal, a wrong password too, draws the form again.
    """
    typed: dict[str, list[str]] = dict(fields if fields is not None else await forms.read_form(request))
    form = Form({key: values[-1] for key, values in typed.items()})
    asked = typed.pop("next", [""])[-1]
    wanted = to or same_site_path(asked)
    for key in {"name", "email"} & typed.keys():
        typed[key] = [value.strip() for value in typed[key]]
    try:
        raw = {**forms.for_operation(name, typed), **(fixed or {})}
        entered: Entered = await operations.call(context(request), name, raw, form=True)
    except Problem as problem:
        return await _again(request, form, problem, draw)
    answer = RedirectResponse(wanted, 303)
    set_session_cookie(answer, entered.token, site_of(request).config)
    return answer


async def _again(request: Request, form: Form, problem: Problem, draw: Draw) -> Response:
    locale = request.state.locale
    errors = field_sentences(problem, locale) if isinstance(problem, Invalid) else {}
    said, wait = sentence(problem, locale), getattr(problem, "retry_after", 0)
    if wait:
        advice = count(locale, "You can try again in %(num)s second.", "You can try again in %(num)s seconds.", wait)
        said = f"{said.rstrip('.')}. {advice}"
    forms.refused(form, problem, said, errors)
    answer = await draw(request, form)
    answer.status_code = problem.status
    if wait:
        answer.headers["retry-after"] = str(wait)
    return answer
