"""One text for both engines: where parameters are found, what is refused, what each engine is told."""

import sqlite3
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.db import dialect_postgres, sql
from community.db.sql import Refused

NOT_PARAMETERS = [
    "select ':name'",
    "select 'it''s :name'",
    "select '' || ':name'",
    'select ":name" from t',
    'select "a"":name" from t',
    "select 1 -- :name",
    "select 1 /* :name */",
    "select 1 /* ' */ -- \" :name",
    "select '--', 1 /* '':name'' */",
]


@pytest.mark.parametrize("text", NOT_PARAMETERS)
def test_what_only_looks_like_a_parameter_is_left_alone(text: str) -> None:
    assert sql.read(text).parameters == ()
    assert sql.bind(text, {}) == (text, {})
    assert dialect_postgres.bind(text, {}) == (text, [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("select :a", ["a"]),
        ("select :a, :b2, :a", ["a", "b2", "a"]),
        ("select -:a+:b_c*:d", ["a", "b_c", "d"]),
        ("select ':no', :yes, ':no'", ["yes"]),
        ("select :a--:b\n,:c", ["a", "c"]),
        ("select :a/*:b*/,:c", ["a", "c"]),
        ('select ":b", :a', ["a"]),
        (r"select 1 where x like :a escape '\'", ["a"]),
        ("select 'день :no' , :день", None),
        ("select 1", []),
    ],
)
def test_parameters_are_found_where_they_stand(text: str, names: list[str] | None) -> None:
    if names is None:
        with pytest.raises(Refused):
            sql.read(text)
        return
    assert [parameter.name for parameter in sql.read(text).parameters] == names


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("select a::text from t", "casts are written"),
        ("select :a::text", "casts are written"),
        ("select 'open", "a string without an end"),
        ('select "open', "a name without an end"),
        ("select 1 /* open", "a comment without an end"),
        ("select 1 /* a /* b */ c */", "a comment inside a comment"),
        ("select 1; select 2", "one statement at a time"),
        ("select ?", "parameters are :named"),
        ("select $1", "a place of one engine only"),
        ("select $$text$$", "parameters are :named"),
        ("select x[1:2]", "a colon that begins no parameter"),
        ("select :Name", "small letters"),
        ("select :1", "a colon that begins no parameter"),
        (r"select E'\n'", "a string of one engine only"),
        ("select x'00'", "a string of one engine only"),
        ("select U&'d'", "a string of one engine only"),
    ],
)
def test_what_one_engine_alone_would_take_is_refused_on_both(text: str, says: str) -> None:
    for bind in (sql.bind, dialect_postgres.bind):
        with pytest.raises(Refused, match=says):
            bind(text, {"a": 1, "name": 1})


@pytest.mark.parametrize("bind", [sql.bind, dialect_postgres.bind])
def test_a_missing_value_is_named_and_one_too_many_does_no_harm(bind: Any) -> None:
    with pytest.raises(Refused, match="no value for :b, :c in select"):
        bind("select :a, :b, :c", {"a": 1})
    bind("select :a", {"a": 1, "b": 2})


class Colour(StrEnum):
    RED = "red"


class Flag(int):
    pass


@pytest.mark.parametrize(
    ("text", "params", "expected", "args"),
    [
        ("select :a, :b, :a", {"b": "x", "a": 1}, "select $1::bigint, $2::text, $1::bigint", [1, "x"]),
        ("select :a", {"a": None}, "select $1", [None]),
        ("select :a", {"a": True}, "select $1::bigint", [1]),
        ("select :a", {"a": b"x"}, "select $1::bytea", [b"x"]),
        ("select :a", {"a": 1.5}, "select $1::double precision", [1.5]),
        ("select :a", {"a": Colour.RED}, "select $1::text", [Colour.RED]),
        ("select :a", {"a": Flag(7)}, "select $1::bigint", [7]),
        ("select 1 where x in (:ids)", {"ids": (1, 2)}, "select 1 where x = any ($1::bigint[])", [(1, 2)]),
        ("select 1 where x  IN ( :ids )", {"ids": ["a"]}, "select 1 where x  = any ($1::text[] )", [["a"]]),
        ("select 1 where x not in (:ids)", {"ids": (1,)}, "select 1 where x <> all ($1::bigint[])", [(1,)]),
        ("select 1 where x in (:ids)", {"ids": ()}, "select 1 where x = any ($1)", [()]),
        ("select 1 where x in (:id)", {"id": 4}, "select 1 where x in ($1::bigint)", [4]),
        ("select 1 where x in (:a, :b)", {"a": 4, "b": 5}, "select 1 where x in ($1::bigint, $2::bigint)", [4, 5]),
    ],
)
def test_postgres_is_told_numbers_types_and_arrays(
    text: str, params: dict[str, Any], expected: str, args: list[Any]
) -> None:
    assert dialect_postgres.bind(text, params) == (expected, args)


def test_a_list_stands_in_brackets_after_in_and_nowhere_else() -> None:
    for text in ("select :ids", "select 1 where x in (:ids, 4)", "select min(:ids)"):
        for bind in (sql.bind, dialect_postgres.bind):
            with pytest.raises(Refused, match="nowhere else"):
                bind(text, {"ids": (1, 2)})


def test_a_value_of_no_type_of_the_database_is_refused() -> None:
    with pytest.raises(Refused, match="dict is nothing"):
        dialect_postgres.bind("select :a", {"a": {}})


def test_a_statement_is_read_once_for_all_lengths_of_a_list() -> None:
    text = "select 1 where 2 in (:ids) -- read once"
    assert len({dialect_postgres.bind(text, {"ids": tuple(range(n))})[0] for n in range(1, 50)}) == 1
    before = sql.read.cache_info().misses
    for n in range(50):
        sql.bind(text, {"ids": tuple(range(n))})
    assert sql.read.cache_info().misses == before


@pytest.mark.parametrize(
    ("text", "ids", "found"),
    [
        ("select :x in (:ids)", (1, 2), 1),
        ("select :x in (:ids)", (), 0),
        ("select :x not in (:ids)", (), 1),
        ("select :x not in (:ids)", (2,), 0),
    ],
)
def test_sqlite_takes_lists_of_every_length(text: str, ids: tuple[int, ...], found: int) -> None:
    bound, params = sql.bind(text, {"x": 2, "ids": ids})
    assert sqlite3.connect(":memory:").execute(bound, params).fetchone() == (found,)


@given(st.text(alphabet="'\"-/*:ab \n;$é"))
def test_any_text_is_read_or_refused_and_strings_stay_as_they_are(inside: str) -> None:
    quoted = "'" + inside.replace("'", "''") + "'"
    assert sql.bind(f"select {quoted}, :a", {"a": 1})[0] == f"select {quoted}, :a"
    assert dialect_postgres.bind(f"select {quoted}, :a", {"a": 1})[0] == f"select {quoted}, $1::bigint"
    try:
        sql.read(inside)
    except Refused:
        return
    sqlite3.complete_statement(inside)
