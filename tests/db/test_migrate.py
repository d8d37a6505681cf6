"""Migrations: from nothing, from before, from the future."""

import sqlite3
from pathlib import Path

import pytest

from community.db import migrate


def test_an_empty_folder_gets_the_whole_schema(tmp_path: Path):
    path = tmp_path / "community.db"
    applied = migrate.migrate(path)
    assert applied[0].startswith("0001")
    assert migrate.revision(path) == migrate.head()
    assert migrate.migrate(path) == []


def test_an_older_file_is_copied_before_it_is_changed(tmp_path: Path, empty_database: Path):
    path = tmp_path / "community.db"
    with sqlite3.connect(empty_database) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    last = sorted(migrate.VERSIONS.glob("[0-9]*.py"))[-2].name.partition("_")[0]
    assert migrate.pending(path) == []
    with sqlite3.connect(path) as connection:
        connection.execute("update alembic_version set version_num = ?", (last,))
    with pytest.raises(migrate.SchemaError, match="nothing was changed"):  # its tables are there already
        migrate.migrate(path)
    assert migrate.revision(path) == last
    assert (tmp_path / f"before-{migrate.head()}.db").exists()


def test_a_schema_from_the_future_is_refused(tmp_path: Path, empty_database: Path):
    path = tmp_path / "community.db"
    path.write_bytes(empty_database.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(migrate.SchemaError, match="newer edition"):
        migrate.pending(path)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path):
    path = tmp_path / "community.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(migrate.SchemaError, match="is not a database"):
        migrate.migrate(path)
