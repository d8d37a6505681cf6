"""The log: one line an event on standard error, as text for people or JSON for machines.

A line that is written while a request or a socket's call is carried out names its reference, the same that the answer
names. Nothing of what people wrote or are stands in the log: no bodies, names, e-mail addresses, tokens, addresses.
"""

import logging
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from random import getrandbits
from typing import Any

import structlog

reference: ContextVar[str] = ContextVar("reference", default="")
"""Of the request or the socket's call that is being carried out here."""


def refer(given: str = "") -> str:
    """Begin a request or a call: its reference from now on, `given` or a new one."""
    found = given or f"{getrandbits(32):08x}"
    reference.set(found)
    return found


def _with_reference(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if found := reference.get():
        event.setdefault("reference", found)
    return event


def _without_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """PostgreSQL's DETAIL of a violated key is the row's own values, such as an e-mail address."""
    found = event.get("exc_info")
    error = found[1] if isinstance(found, tuple) else sys.exc_info()[1] if found is True else found
    while isinstance(error, BaseException):
        if getattr(error, "detail", None):
            error.detail = None  # type: ignore[attr-defined]
        error = error.__cause__ or error.__context__
    return event


def configure(form: str) -> None:
    """`text` or `json`. Uvicorn's own warnings go the same way."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_reference,
        _without_values,
        *([structlog.processors.format_exc_info] if form == "json" else []),
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    others = logging.StreamHandler(sys.stderr)
    without_own_fields = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    others.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[without_own_fields, renderer])
    )
    logging.basicConfig(handlers=[others], level=logging.WARNING)


def warn(event: str, **values: Any) -> None:
    structlog.get_logger().warning(event, **values)
