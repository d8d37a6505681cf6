"""What PostgreSQL is told differently: `:name` becomes `$n` with the type of the value, lists become arrays.

A type is written beside every placeholder. Without it the server would guess from the first place a parameter stands
in: `:before = 0` would make an int4 of an id. So the same statement with a text and with a NULL is two prepared
statements, and a value means on both engines what it is in Python.
"""

from functools import lru_cache
from typing import Any

from community.db import sql as text
from community.db.sql import Refused

_TYPES = {int: "bigint", str: "text", bytes: "bytea", float: "double precision"}
_UNTYPED = ""
_EMPTY = "[]"


def _one(value: Any) -> str:
    found = _TYPES.get(type(value))
    if found is not None:
        return found
    if value is None:
        return _UNTYPED
    for kind, name in _TYPES.items():  # an enum's member is a text, yes and no are 1 and 0
        if isinstance(value, kind):
            return name
    raise Refused(f"{type(value).__name__} is nothing that a statement takes")


def _kind(value: Any) -> str:
    if not text.is_list(value):
        return _one(value)
    return f"{_one(value[0])}[]" if value else _EMPTY


@lru_cache(maxsize=text.STATEMENTS)
def _names(sql: str) -> tuple[str, ...]:
    """Every parameter once, in the order of their numbers."""
    return tuple(dict.fromkeys(parameter.name for parameter in text.read(sql).parameters))


@lru_cache(maxsize=text.STATEMENTS)
def _written(sql: str, kinds: tuple[str, ...]) -> str:
    """The server's text for parameters of these kinds. A list is one array, so that all lengths are one statement."""
    names = _names(sql)
    parts, at = [], 0
    for parameter in text.read(sql).parameters:
        number = names.index(parameter.name) + 1
        kind = kinds[number - 1]
        begins, before = parameter.start, ""
        if kind.endswith("[]"):
            head = text.list_head(sql, parameter)
            begins, before = head.start(), "<> all (" if head[1] else "= any ("
            kind = "" if kind == _EMPTY else kind
        parts += [sql[at:begins], before, f"${number}::{kind}" if kind else f"${number}"]
        at = parameter.end
    return "".join((*parts, sql[at:]))


def bind(sql: str, params: dict[str, Any]) -> tuple[str, list[Any]]:
    """The server's statement and its arguments in the order of their numbers."""
    try:
        values = [params[name] for name in _names(sql)]
    except KeyError:
        raise text.missing(sql, params) from None
    return _written(sql, tuple([_kind(value) for value in values])), [
        int(value) if type(value) is bool else value for value in values
    ]


@lru_cache(maxsize=text.STATEMENTS)
def writes(sql: str) -> bool:
    """Whether a statement changes rows; no `with` of ours does."""
    return _first_word(sql) in ("insert", "update", "delete")


def _first_word(sql: str) -> str:
    words = sql.split(None, 1)
    return words[0].lower() if words else ""
