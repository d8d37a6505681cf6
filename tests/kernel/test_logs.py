"""What stands in the log: the reference of the request, and nothing that people are or wrote."""

import json
import subprocess
import sys
from typing import Any

import pytest

LINES = """
import logging, sys
import structlog
from community import logs

logs.configure(sys.argv[1])
log = structlog.get_logger()
log.info("before")
logs.refer("abc-1")
log.info("inside")
logging.getLogger("uvicorn.error").warning("somebody else's")
log.info("of another", reference="xyz-2")
class Violation(Exception):
    detail = None
    def __str__(self):
        return f"taken DETAIL: {self.detail}"
try:
    try:
        broken = Violation()
        broken.detail = "Key (email_key)=(anna@example.org) already exists."
        raise broken
    except Violation as error:
        raise KeyError("wrapped") from error
except KeyError as error:
    log.error("unexpected", exc_info=error)
    log.exception("once more")
"""


def said(form: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LINES, form], capture_output=True, text=True, check=True, timeout=60
    )  # fmt: skip
    return done.stderr


def test_every_line_names_the_request_it_was_written_in() -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in said("json").splitlines()]
    assert [(line["event"], line.get("reference")) for line in lines] == [
        ("before", None),
        ("inside", "abc-1"),
        ("somebody else's", "abc-1"),
        ("of another", "xyz-2"),
        ("unexpected", "abc-1"),
        ("once more", "abc-1"),
    ]


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_violated_key_is_logged_without_the_value_that_was_there(form: str) -> None:
    told = said(form)
    assert "Violation" in told and "wrapped" in told
    assert "anna@example.org" not in told
