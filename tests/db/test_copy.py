"""`community copy`: a site moves from a file to a server and back, whatever breaks on the way."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from community.address import Address, PostgresUrl, SqliteFile
from community.db import copying, migrate
from community.db.copying_postgres import Postgres
from community.db.copying_sqlite import Sqlite
from community.db.lock import served_alone
from tests.demo.conftest import fill
from tests.engines import PostgresDatabases, SqliteFiles, tables
from tests.support import Said, community

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("copies"), empty_database)


@pytest.fixture(scope="module")
def full(files: SqliteFiles) -> SqliteFile:
    """The demonstration in a file; the newest person has gone, so that an id was given that no row has."""
    place = files.new()
    asyncio.run(fill(place))
    files.outside(place, "insert into settings (name, value, changed_at) values ('ё', '', 9007199254740993)")
    files.outside(place, files.COUNTS_FROM.format(table="people", number=5000))
    return place


@pytest.fixture
def there(postgres: PostgresDatabases) -> Iterator[PostgresUrl]:
    place = postgres.bare()
    yield place
    postgres.drop(place)


def url(address: Address) -> str:
    return address.url if isinstance(address, PostgresUrl) else f"sqlite:///{address.path}"


def copied(source: Address, target: Address) -> Said:
    return community("copy", "--from", url(source), "--to", url(target))


def refused(source: Address, target: Address, *said: str) -> None:
    done = copied(source, target)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    for words in said:
        assert words in done.stderr, done.stderr


def contents(address: Address, files: SqliteFiles, postgres: PostgresDatabases) -> dict[str, list]:
    found = tables(files if isinstance(address, SqliteFile) else postgres, address)
    return {name: rows for name, rows in found.items() if name != "sqlite_sequence"}


def test_there_and_back_every_row_is_the_same(
    files: SqliteFiles, postgres: PostgresDatabases, full: SqliteFile, there: PostgresUrl, tmp_path: Path
) -> None:
    back = SqliteFile(tmp_path / "new" / "back.db")
    done = copied(full, there)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "people: 25\n" in done.stdout and "with the same contents" in done.stdout
    assert copied(there, back).exit_code == 0
    expected = contents(full, files, postgres)
    assert sum(map(len, expected.values())) > 2000
    assert contents(there, files, postgres) == expected
    assert contents(back, files, postgres) == expected
    for place in (there, back):
        assert migrate.migrate(place) == []


def test_ids_are_counted_on_where_the_source_stood(
    files: SqliteFiles, postgres: PostgresDatabases, full: SqliteFile, there: PostgresUrl, tmp_path: Path
) -> None:
    insert = """insert into people (handle, name, name_key, email, email_key, password_hash, locale, zone, made_at)
                values ('new', '', '', '', 'new', '', '', '', 0) returning id"""
    back = SqliteFile(tmp_path / "back.db")
    copied(full, there)
    copied(there, back)
    assert postgres.rows(there, insert) == [(5001,)]
    assert files.rows(back, insert) == [(5001,)]


@pytest.mark.parametrize("to", ["file", "server"])
def test_a_copy_that_broke_off_says_so_and_goes_on_where_it_stood(
    files: SqliteFiles, postgres: PostgresDatabases, full: SqliteFile, there: PostgresUrl, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, to: str,
) -> None:  # fmt: skip
    target, kind = (there, Postgres) if to == "server" else (SqliteFile(tmp_path / "to.db"), Sqlite)
    monkeypatch.setattr(copying.copy, "__defaults__", (7,))
    write, steps = kind.write, []

    async def broken(self, table, rows, place) -> None:
        if len(steps) == 200:
            raise OSError("the line is cut")
        steps.append((table.name, rows))
        await write(self, table, rows, place)

    monkeypatch.setattr(kind, "write", broken)
    done = copied(full, target)
    assert (done.exit_code, done.stderr) == (1, "the line is cut\n")
    for command in (["migrate"], ["serve", "--port", "0"]):
        done = community(*command, database=url(target))
        assert done.exit_code == 2 and "was begun and not finished" in done.stderr.splitlines()[-1]
    other = files.copy(full)
    refused(other, target, "holds the beginning of a copy of", str(full.path))

    steps.clear()
    steps += [None] * -200  # none: from here on nothing breaks
    monkeypatch.setattr(kind, "write", write)
    assert copied(full, target).exit_code == 0
    assert contents(target, files, postgres) == contents(full, files, postgres)


def test_what_is_not_empty_is_left_alone(
    files: SqliteFiles, postgres: PostgresDatabases, full: SqliteFile, there: PostgresUrl
) -> None:
    assert copied(full, there).exit_code == 0
    before = contents(there, files, postgres)
    refused(full, there, "is not empty: there are rows in ")
    assert contents(there, files, postgres) == before
    foreign = postgres.bare()
    postgres.outside(foreign, "create table theirs (id int)")
    refused(full, foreign, "the database of another program")
    assert list(postgres.columns(foreign)) == ["theirs"]
    postgres.drop(foreign)


def test_a_source_that_is_not_fit_is_refused(
    files: SqliteFiles, postgres: PostgresDatabases, full: SqliteFile, there: PostgresUrl, tmp_path: Path
) -> None:
    refused(SqliteFile(tmp_path / "nowhere.db"), there, "there is nothing to copy")
    refused(full, full, "the same database")
    older = SqliteFile(tmp_path / "older.db")
    migrate.migrate(older, to="0009")
    refused(older, there, "schema 0009", "`community migrate` first")
    newer = files.copy(full)
    files.outside(newer, "update alembic_version set version_num = '9999'")
    refused(newer, there, "schema 9999")
    assert postgres.columns(there) == {}
    done = community("copy", "--from", "mysql://x/y", "--to", url(there))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)


def test_a_site_that_is_served_is_not_copied(full: SqliteFile, there: PostgresUrl, postgres: PostgresDatabases) -> None:
    with served_alone(full):
        refused(full, there, "stop the server first")
    assert postgres.columns(there) == {}


def test_a_row_that_arrives_as_another_is_noticed(
    full: SqliteFile, there: PostgresUrl, postgres: PostgresDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Postgres.write

    async def mistaken(self, table, rows, place) -> None:
        if table.name == "posts":
            rows = [(*rows[0][:7], "не то", *rows[0][8:]), *rows[1:]]
        await write(self, table, rows, place)

    monkeypatch.setattr(Postgres, "write", mistaken)
    done = copied(full, there)
    assert done.exit_code == 2 and "posts: not all rows are the same as in the source" in done.stderr


def test_a_sum_tells_rows_apart_and_not_their_order() -> None:
    rows = [(1, "а", None), (2, "б", b"\0"), (3, "", 5)]
    assert copying.digest(rows) == copying.digest(reversed(rows)) == copying.digest(rows[:1]) + copying.digest(rows[1:])
    for other in ([(1, "а", 0), *rows[1:]], [(1, "a", None), *rows[1:]], rows[:2], [*rows, rows[0]]):
        assert copying.digest(other) != copying.digest(rows)


def test_sqlite_keys_of_two_columns_are_gone_on_with(files: SqliteFiles, full: SqliteFile) -> None:
    """By single rows: each step begins after the key of the last."""

    async def read(size: int) -> list[copying.Row]:
        end = Sqlite(full.path, writes=False)
        [table] = [table for table in await end.tables() if table.name == "memberships"]
        found = [row async for rows in end.steps(table, None, size) for row in rows]
        await end.close()
        return found

    one, all_ = asyncio.run(read(1)), asyncio.run(read(10_000))
    assert one == all_ and len(one) > 25
    assert sqlite3.sqlite_version_info >= (3, 15)  # rows compared
