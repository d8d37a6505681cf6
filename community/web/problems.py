"""A Problem as the doors show it: one object for HTTP and the socket, translated here and nowhere deeper."""

from typing import Any

import structlog
from starlette.responses import Response

from community import logs
from community.errors import Problem
from community.web import i18n
from community.web.respond import encode

log = structlog.get_logger()


def sentence(problem: Problem, locale: str) -> str:
    """What happened, in the person's language."""
    values = {key: value for key, value in problem.extra.items() if isinstance(value, (str, int))}
    return i18n.translate(locale, problem.message or problem.title, **values)


def field_sentences(problem: Problem, locale: str) -> dict[str, str]:
    return {name: i18n.translate(locale, said) for name, said in getattr(problem, "fields", {}).items()}


def problem_object(problem: Problem, locale: str) -> dict[str, Any]:
    """RFC 9457's object: type, title, status, detail, with the contract's kind and what else the problem knows."""
    found: dict[str, Any] = {
        "type": f"urn:community:problem:{problem.kind}",
        "title": i18n.translate(locale, problem.title),
        "status": problem.status,
        "detail": sentence(problem, locale),
        "kind": problem.kind,
    }
    for name, value in problem.extra.items():
        found.setdefault(name, value)
    if hasattr(problem, "fields"):
        found["fields"] = field_sentences(problem, locale)
    if hasattr(problem, "retry_after"):
        found["retry_after"] = problem.retry_after
    return found


def problem_response(problem: Problem, locale: str) -> Response:
    headers = {"Retry-After": str(problem.retry_after)} if hasattr(problem, "retry_after") else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = encode(problem_object(problem, locale))
    return Response(body, problem.status, headers, media_type="application/problem+json")


def unexpected(error: BaseException, where: str) -> Problem:
    """Log what should not have happened under the request's reference; the person gets that and no details."""
    reference = logs.reference.get() or logs.refer()
    log.error("unexpected", where=where, reference=reference, exc_info=error)
    return Problem(reference=reference)
