"""SQL text as both engines take it: `:name` parameters are found and refusals said, rows become structs.

A statement is read once, whichever engine runs it, so that what one of them would not take is refused on both.
What becomes of the parameters is each engine's: `bind` here for SQLite, dialect_postgres for PostgreSQL.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

STATEMENTS = 4096
"""Texts remembered: the product has some four hundred, more come of clauses put together."""

_TOKEN = re.compile(
    r"""
      (?P<string>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<line>--[^\n]*)
    | (?P<block>/\*(?P<inside>.*?)\*/)
    | (?P<cast>::)
    | :(?P<parameter>[A-Za-z_]\w*)
    | (?P<odd>['"?;:]|/\*|\$\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_PARAMETER = re.compile(r"[a-z_][a-z0-9_]*")
_BEFORE = re.compile(r"(?<![\w$])(?:e|b|x|u&|n)\Z", re.IGNORECASE)
_IN = re.compile(r"\b(not\s+)?in\s*\(\s*\Z", re.IGNORECASE)
_CLOSED = re.compile(r"\s*\)")


class Refused(ValueError):
    """A statement that only one of the engines would take, or none."""


class Parameter(NamedTuple):
    """A place of the text that a value goes to. `listed`: all there is between the brackets of `in (…)`."""

    name: str
    start: int
    end: int
    listed: bool


class Statement(NamedTuple):
    """A statement with the places of its parameters."""

    parameters: tuple[Parameter, ...]
    names: frozenset[str]


@lru_cache(maxsize=STATEMENTS)
def read(sql: str) -> Statement:
    """Find the parameters, past strings, quoted names and comments. Raises Refused for what is not shared SQL."""
    found: list[Parameter] = []
    for match in _TOKEN.finditer(sql):
        kind, start = match.lastgroup, match.start()
        if match["cast"]:
            raise Refused(f"casts are written cast(x as bigint), not x::bigint: {_around(sql, start)}")
        if match["odd"]:
            raise Refused(f"{_MEANT.get(match['odd'], 'a place of one engine only')}: {_around(sql, start)}")
        if match["string"] and (before := _BEFORE.search(sql, max(0, start - 3), start)):
            raise Refused(f"a string of one engine only, {before[0]}'…': {_around(sql, start)}")
        if match["block"] and "/*" in match["inside"]:
            raise Refused(f"a comment inside a comment: {_around(sql, start)}")
        if kind == "parameter":
            if not _PARAMETER.fullmatch(match["parameter"]):
                raise Refused(f"parameters are written in small letters: {_around(sql, start)}")
            listed = bool(_IN.search(sql, 0, start)) and bool(_CLOSED.match(sql, match.end()))
            found.append(Parameter(match["parameter"], start, match.end(), listed))
    return Statement(tuple(found), frozenset(parameter.name for parameter in found))


_MEANT = {
    "'": "a string without an end",
    '"': "a name without an end",
    "/*": "a comment without an end",
    ";": "one statement at a time",
    ":": "a colon that begins no parameter",
    "?": "parameters are :named",
    "$": "parameters are :named",
}


def _around(sql: str, at: int) -> str:
    return " ".join(sql[max(0, at - 30) : at + 30].split())


def missing(sql: str, params: dict[str, Any]) -> Refused:
    """What is said of a statement that names a parameter for which there is no value."""
    names = ", ".join(f":{p.name}" for p in read(sql).parameters if p.name not in params)
    return Refused(f"no value for {names} in {' '.join(sql.split())[:200]}")


def is_list(value: Any) -> bool:
    return type(value) in (tuple, list)


@lru_cache(maxsize=STATEMENTS)
def _expanded(sql: str, lengths: tuple[tuple[str, int], ...]) -> str:
    wanted, parts, at = dict(lengths), [], 0
    for parameter in read(sql).parameters:
        if parameter.name in wanted:
            parts += [sql[at : parameter.start], spread(sql, parameter, wanted[parameter.name])]
            at = parameter.end
    return "".join((*parts, sql[at:]))


def list_head(sql: str, parameter: Parameter) -> re.Match[str]:
    """The `in (` or `not in (` before a list."""
    head = _IN.search(sql, 0, parameter.start) if parameter.listed else None
    if head is None:
        raise Refused(f"a list goes into `in (:{parameter.name})` and nowhere else")
    return head


_NONE = "select 0 where 0"
"""An empty list, for which SQLite still uses an index; for `in ()` it would read the whole table."""


def spread(sql: str, parameter: Parameter, length: int) -> str:
    """`:ids_0, :ids_1` for the list in `in (:ids)`."""
    list_head(sql, parameter)
    return ", ".join(f":{parameter.name}_{i}" for i in range(length)) or _NONE


def bind(sql: str, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """SQLite's statement and parameters: every tuple or list is spread into single placeholders."""
    statement = read(sql)
    lists = {k: v for k, v in params.items() if is_list(v)}
    if not lists:
        if not statement.names <= params.keys():
            raise missing(sql, params)
        return sql, params
    flat = {k: v for k, v in params.items() if k not in lists}
    for name, values in lists.items():
        flat.update((f"{name}_{i}", value) for i, value in enumerate(values))
    return _expanded(sql, tuple((k, len(v)) for k, v in lists.items())), flat


def to_struct(into: Any, names: tuple[str, ...], row: tuple[Any, ...]) -> Any:
    """One row as `into`; 0/1 becomes a bool where the struct says so."""
    return msgspec.convert(dict(zip(names, row, strict=True)), into, strict=False)
