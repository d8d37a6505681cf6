"""SQL text as both engines take it: lists for `in (:ids)` are expanded, rows become structs by column name."""

import re
from functools import lru_cache
from typing import Any

import msgspec

_PARAMETER = re.compile(r":([a-z_][a-z0-9_]*)")


@lru_cache(maxsize=512)
def _expanded(sql: str, lengths: tuple[tuple[str, int], ...]) -> str:
    wanted = dict(lengths)

    def replace(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in wanted:
            return match.group(0)
        return ", ".join(f":{name}_{i}" for i in range(wanted[name])) or "null"

    return _PARAMETER.sub(replace, sql)


def bind(sql: str, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The statement and parameters with every tuple or list spread into single placeholders."""
    lists = {k: v for k, v in params.items() if type(v) in (tuple, list)}
    if not lists:
        return sql, params
    flat = {k: v for k, v in params.items() if k not in lists}
    for name, values in lists.items():
        flat.update((f"{name}_{i}", value) for i, value in enumerate(values))
    return _expanded(sql, tuple((k, len(v)) for k, v in lists.items())), flat


def to_struct(into: Any, names: tuple[str, ...], row: tuple[Any, ...]) -> Any:
    """One row as `into`; 0/1 becomes a bool where the struct says so."""
    return msgspec.convert(dict(zip(names, row, strict=True)), into, strict=False)
