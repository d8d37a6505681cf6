"""The log: one line an event on standard error, as text for people or JSON for machines."""

import logging
import sys
from typing import Any

import structlog


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
