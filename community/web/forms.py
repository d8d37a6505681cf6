"""Reading a form, and keeping what was typed when it is refused."""

import typing
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

from community.errors import Invalid, Problem, TooLarge
from community.operations import OPERATIONS, Params
from community.words import N_

LARGEST_FORM = 2 * 1024 * 1024
LARGEST_JSON = 256 * 1024
MOST_READ = 16 * 1024 * 1024
MOST_FIELDS = 500


@dataclass(slots=True)
class Form:
    """What was typed, and what is wrong with it, for drawing the form again."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    status: int = 200


async def read_body(request: Request, at_most: int) -> bytes:
    """The whole body, or `TooLarge`. What is too much is still read, within reason: a browser that is cut off while it
    sends shows a broken connection instead of the answer."""
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_READ:
                break
            if size <= at_most:
                chunks.append(chunk)
    except ClientDisconnect:  # nobody is there to be told, and it is no fault of ours
        raise Invalid({}, N_("The request has not arrived whole")) from None
    if size > at_most:
        raise TooLarge
    return b"".join(chunks)


async def read_form(request: Request) -> dict[str, list[str]]:
    """A form's fields with all their values. Text that is not UTF-8 arrives with marks of replacement."""
    body = await read_body(request, LARGEST_FORM)
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"
        )
    except ValueError:
        raise Invalid({}, N_("The form has too many fields")) from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


@cache
def _lists(params: type[Params]) -> frozenset[str]:
    hints = typing.get_type_hints(params)

    def is_list(kind: Any) -> bool:
        return typing.get_origin(kind) in (list, tuple) or any(is_list(arg) for arg in typing.get_args(kind))

    return frozenset(name for name, kind in hints.items() if is_list(kind))


def for_operation(name: str, fields: dict[str, list[str]]) -> dict[str, Any]:
    """The fields as the operation takes them: lists where it takes lists, and no `client_id` where it knows none."""
    params = OPERATIONS[name].params
    known = {f.encode_name for f in msgspec.structs.fields(params)}
    lists = _lists(params)
    return {
        key: values if key in lists else values[-1]
        for key, values in fields.items()
        if key in known or key != "client_id"
    }


def refused(form: Form, problem: Problem, sentence: str, errors: dict[str, str]) -> Form:
    """The form as it is drawn again."""
    form.problem, form.errors, form.status = sentence, errors, problem.status
    return form
