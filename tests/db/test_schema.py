"""The same migrations make the same schema on both engines, from nothing and step by step under rows that are there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from community.address import Address, PostgresUrl, SqliteFile
from community.db import migrate
from tests.engines import Engine, PostgresDatabases, tables
from tests.postgres_server import beside

REVISIONS = [file.name.partition("_")[0] for file in sorted(migrate.VERSIONS.glob("[0-9]*.py"))]
CLASSES = (
    (sa.SmallInteger, "number"), (sa.Integer, "number"), (sa.LargeBinary, "bytes"), (sa.String, "text"),
)  # fmt: skip


def at(address: Address, work: Callable[[sa.Connection], Any]) -> Any:
    """What SQLAlchemy finds or does there, in one transaction."""
    if isinstance(address, SqliteFile):
        engine = sa.create_engine(f"sqlite:///{address.path}")
        with engine.begin() as connection:
            found = work(connection)
        engine.dispose()
        return found
    return beside(_on_server(address, work))


async def _on_server(address: PostgresUrl, work: Callable[[sa.Connection], Any]) -> Any:
    engine = create_async_engine(address.url.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.begin() as connection:
        found = await connection.run_sync(work)
    await engine.dispose()
    return found


def shape(connection: sa.Connection) -> dict[str, Any]:
    """Tables with columns, types by class, keys and indexes, without what is named by an engine itself."""
    found: dict[str, Any] = {}
    inspector = sa.inspect(connection)
    for table in inspector.get_table_names():
        found[table] = {
            "columns": [_column(column) for column in inspector.get_columns(table)],
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in inspector.get_foreign_keys(table)
            ),
            "unique": sorted(key["column_names"] for key in inspector.get_unique_constraints(table)),
            "indexes": sorted(_index(index) for index in inspector.get_indexes(table) if not _of_a_key(index)),
            "checks": sorted(_plain(check["sqltext"]) for check in inspector.get_check_constraints(table)),
        }
    return found


def _column(column: Any) -> tuple[Any, ...]:
    kind = next(name for type_, name in CLASSES if isinstance(column["type"], type_))
    default = column["default"] and column["default"].partition("::")[0].strip("'")
    return column["name"], kind, column["nullable"], default


def _of_a_key(index: Any) -> bool:
    return bool(index.get("duplicates_constraint"))


def _index(index: Any) -> tuple[Any, ...]:
    columns = [_plain(text or "") for text in index.get("expressions", index["column_names"])]
    where = index["dialect_options"].get("sqlite_where", index["dialect_options"].get("postgresql_where"))
    order = sorted((_plain(name), "".join(how)) for name, how in index.get("column_sorting", {}).items())
    named = [f"{name} {dict(order)[name]}" if name in dict(order) else name for name in columns]
    return index["name"], bool(index["unique"]), named, "" if where is None else _plain(str(where))


def _plain(sql: str) -> str:
    """An expression without the brackets, casts and spaces that an engine puts into it."""
    return re.sub(r"::\w+|[()\s]+", " ", sql).lower().strip().replace("  ", " ")


@pytest.mark.postgres
def test_both_engines_have_the_same_schema(postgres: PostgresDatabases, empty_database: Path) -> None:
    there = postgres.new()
    on_postgres, on_sqlite = at(there, shape), at(SqliteFile(empty_database), shape)
    postgres.drop(there)
    assert sorted(on_postgres) == sorted(on_sqlite)
    for table in on_sqlite:
        for part in on_sqlite[table]:
            if part == "indexes":
                assert _read(on_postgres[table][part]) == _read(on_sqlite[table][part]), table
            else:
                assert on_postgres[table][part] == on_sqlite[table][part], (table, part)


BY_EXPRESSION = "topics_listed"
"""SQLAlchemy reads no expressions of SQLite's indexes: this one is compared as it is written."""


def _read(indexes: list[Any]) -> list[Any]:
    return [index for index in indexes if index[0] != BY_EXPRESSION]


@pytest.mark.postgres
def test_an_index_of_expressions_is_the_same(postgres: PostgresDatabases, empty_database: Path) -> None:
    there = postgres.new()
    [(on_postgres,)] = postgres.rows(there, f"select indexdef from pg_indexes where indexname = '{BY_EXPRESSION}'")
    here = f"select sql from sqlite_master where name = '{BY_EXPRESSION}'"
    on_sqlite = at(SqliteFile(empty_database), lambda connection: connection.exec_driver_sql(here).scalar())
    assert _plain(on_postgres.replace("public.", "").replace("USING btree", "")) == _plain(on_sqlite)
    postgres.drop(there)


@pytest.mark.postgres
def test_texts_sort_by_code_points_in_every_column(postgres: PostgresDatabases) -> None:
    there = postgres.new()
    sql = """select table_name, column_name from information_schema.columns
             where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'"""
    assert postgres.rows(there, sql) == []
    postgres.drop(there)


ODD = {"specialties": "[]", "reactions": "{}", "kind": "network"}


def fill(connection: sa.Connection) -> None:
    """A row in every table that has none."""
    described = sa.MetaData()
    described.reflect(connection)
    for table in described.sorted_tables:
        if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar():
            continue
        connection.execute(table.insert(), [{column.name: _value(column) for column in table.columns}])


def _value(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Integer | sa.SmallInteger):
        return 1
    if isinstance(column.type, sa.LargeBinary):
        return b"\0\1"
    return ODD.get(column.name, "ёж")


def test_every_step_upgrades_a_filled_database(engine: Engine) -> None:
    place = engine.bare()
    kept: dict[str, list[Any]] = {}
    for revision in REVISIONS:
        assert [name.partition("_")[0] for name in migrate.migrate(place, to=revision)] == [revision]
        now = tables(engine, place)
        for table, rows in kept.items():
            assert [row[: len(rows[0])] for row in now[table]] == rows, (revision, table)
        at(place, fill)
        kept = {name: rows for name, rows in tables(engine, place).items() if rows and name not in FOREIGN}
    assert migrate.migrate(place) == []
    whole = engine.new()
    assert at(place, shape) == at(whole, shape)
    for address in (place, whole):
        engine.drop(address)


FOREIGN = {"alembic_version", "sqlite_sequence", "search_words"}
"""Tables whose rows the migrations themselves change."""


def test_an_interrupted_migration_leaves_nothing(engine: Engine) -> None:
    """A table of the last step is there already: all steps of the run are taken back."""
    place = engine.bare()
    migrate.migrate(place, to=REVISIONS[4])
    before = at(place, shape)
    at(place, lambda connection: connection.exec_driver_sql("create table search_words (id bigint)"))
    with pytest.raises(migrate.SchemaError, match="nothing was changed"):
        migrate.migrate(place)
    at(place, lambda connection: connection.exec_driver_sql("drop table search_words"))
    assert at(place, shape) == before
    assert migrate.revision(place) == REVISIONS[4]
    engine.drop(place)


@pytest.mark.postgres
def test_a_migration_waits_for_no_lock_longer_than_people_wait(postgres: PostgresDatabases) -> None:
    place = postgres.bare()
    migrate.migrate(place, to=REVISIONS[-2])
    held = postgres.held(place, "lock table alembic_version in share mode")
    with held, pytest.raises(migrate.Refused, match="lock timeout"):
        migrate.migrate(place)
    assert migrate.migrate(place) != []
    postgres.drop(place)
