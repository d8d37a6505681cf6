"""A server, a role or a database that will not do: one clear sentence, exit 2, and nothing is changed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from community.address import PostgresUrl
from community.db import migrate, postgres_schema
from tests.engines import PostgresDatabases
from tests.support import PASSWORD, community

pytestmark = pytest.mark.postgres

COMMANDS = (
    ["migrate"],
    ["serve", "--port", "0"],
    ["create-admin", "--name", "Ольга Ким", "--email", "o@example.org", "--password-stdin"],
    ["demo", "--password-stdin"],
)


@pytest.fixture
def bare(postgres: PostgresDatabases) -> Iterator[PostgresUrl]:
    made = postgres.bare()
    yield made
    postgres.drop(made)


@pytest.fixture
def site(postgres: PostgresDatabases) -> Iterator[PostgresUrl]:
    made = postgres.new()
    yield made
    postgres.drop(made)


def refused(address: PostgresUrl, *said: str, but: str = "") -> None:
    """Every command that needs the database says the same."""
    for command in COMMANDS:
        if command[0] == but:
            continue
        done = community(*command, given=PASSWORD, database=address.url)
        assert done.exit_code == 2, (command, done)
        lines = [line for line in done.stderr.splitlines() if "[warning" not in line]
        assert len(lines) == 1 and done.stdout == "", done
        for words in said:
            assert words in lines[0], lines[0]
        assert "secret" not in done.stdout + done.stderr


def with_(address: PostgresUrl, old: str, new: str) -> PostgresUrl:
    assert old in address.url
    return replace(address, url=address.url.replace(old, new))


def test_where_nobody_answers(bare: PostgresUrl) -> None:
    port = bare.url.rpartition(":")[2].partition("/")[0]
    refused(with_(bare, f":{port}", ":1"), "postgresql://community@127.0.0.1:1/", "no connection could be made")
    refused(with_(bare, "127.0.0.1", "no-such-host.invalid"), "there is no host of this name")


def test_a_wrong_password_is_not_repeated(postgres: PostgresDatabases, bare: PostgresUrl) -> None:
    postgres.server.run("create role guarded login password 'right'")
    refused(with_(bare, "community@", "guarded:secret@"), "does not let this user in", "guarded")
    postgres.server.run("drop role guarded")


def test_a_user_there_is_not(bare: PostgresUrl) -> None:
    refused(with_(bare, "community@", "nobody@"), "does not let this user in")


def test_a_database_there_is_not(bare: PostgresUrl) -> None:
    refused(PostgresUrl(bare.url.rpartition("/")[0] + "/nowhere"), "no such database", "create it first")


def test_a_role_that_may_not_make_tables(postgres: PostgresDatabases, bare: PostgresUrl) -> None:
    postgres.server.run("create role weak login")
    refused(with_(bare, "community@", "weak@"), "may not create tables", "public")
    assert postgres.columns(bare) == {}
    postgres.server.run("drop role weak")


def test_a_role_that_may_not_write(postgres: PostgresDatabases, site: PostgresUrl) -> None:
    postgres.server.run("create role weak login")
    postgres.outside(site, "grant select on all tables in schema public to weak")
    refused(with_(site, "community@", "weak@"), "may not read and write the table alembic_version")
    postgres.outside(site, "drop owned by weak")
    postgres.server.run("drop role weak")


def test_a_role_that_may_not_connect(postgres: PostgresDatabases, bare: PostgresUrl) -> None:
    name = bare.url.rpartition("/")[2]
    postgres.server.run("create role weak login")
    postgres.server.run(f"revoke connect on database {name} from public")
    refused(with_(bare, "community@", "weak@"), "may not use the database")
    postgres.server.run("drop role weak")


def test_a_schema_from_the_future(postgres: PostgresDatabases, site: PostgresUrl) -> None:
    postgres.outside(site, "update alembic_version set version_num = '9999'")
    before = postgres.columns(site)
    refused(site, "schema 9999", f"up to {migrate.head()}", "newer edition")
    assert postgres.columns(site) == before
    assert postgres.rows(site, "select version_num from alembic_version") == [("9999",)]


@pytest.mark.parametrize("table", ["create table theirs (id int)", "create table alembic_version (version_num text)"])
def test_the_database_of_another_program(postgres: PostgresDatabases, bare: PostgresUrl, table: str) -> None:
    postgres.outside(bare, table)
    if "alembic" in table:
        postgres.outside(bare, "insert into alembic_version values ('a1b2c3d4')")
    before = postgres.columns(bare)
    refused(bare, "the database of another program" if "theirs" in table else "schema a1b2c3d4")
    assert postgres.columns(bare) == before


def test_an_older_schema_is_migrated(postgres: PostgresDatabases, bare: PostgresUrl) -> None:
    migrate.migrate(bare, to="0009")
    done = community("migrate", database=bare.url)
    missing = [file.stem for file in sorted(migrate.VERSIONS.glob("[0-9]*.py")) if file.name > "0010"]
    assert (done.exit_code, done.stdout.split()) == (0, missing)


def test_a_server_that_is_too_old(bare: PostgresUrl, postgres: PostgresDatabases, monkeypatch) -> None:
    monkeypatch.setattr(postgres_schema, "LEAST_VERSION", 99)
    refused(bare, "is too old, 99 is the oldest that will do", but="serve")  # it runs in another process
    assert postgres.columns(bare) == {}
    twelve = {"version": 12, "encoding": "UTF8", "standby": False, "schema": "public", "may_create": True}
    monkeypatch.undo()
    with pytest.raises(postgres_schema.Unfit, match="PostgreSQL 12 is too old, 15 is the oldest"):
        postgres_schema.require_fit(bare, twelve)
    with pytest.raises(postgres_schema.Unfit, match="a standby"):
        postgres_schema.require_fit(bare, {**twelve, "version": 15, "standby": True})
    postgres_schema.require_fit(bare, {**twelve, "version": 15})


def test_an_encoding_that_does_not_hold_every_letter(postgres: PostgresDatabases) -> None:
    postgres.server.run("create database ascii encoding 'SQL_ASCII' locale 'C' template template0")
    refused(PostgresUrl(postgres.server.url("ascii")), "encoded in SQL_ASCII", "only UTF8")
    postgres.server.run("drop database ascii")


def test_a_locale_that_sorts_otherwise_changes_nothing_of_the_order(postgres: PostgresDatabases) -> None:
    """The columns say themselves how they sort, so the locale that Debian has set up will do."""
    postgres.server.run("create database russian locale_provider icu icu_locale 'ru' template template0")
    there = PostgresUrl(postgres.server.url("russian"))
    migrate.migrate(there)
    names = ["Ёлка", "ёж", "Анна", "анна", "Яна", "zoe", "а-1", "а 1"]
    for name in names:
        postgres.outside(there, f"insert into settings (name, value, changed_at) values ('{name}', '', 0)")
    assert postgres.rows(there, "select x from unnest(array['а-1', 'Яна', 'а 1', 'ёж']) x order by x") != [
        ("Яна",), ("а 1",), ("а-1",), ("ёж",)
    ]  # fmt: skip
    assert [row[0] for row in postgres.rows(there, "select name from settings order by name")] == sorted(names)
    postgres.drop(there)
