"""The schema of a database file: which revision it has, which this code knows, and the child process between."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ROOT / "migrations" / "versions"


class SchemaError(Exception):
    """The schema cannot be brought to what this code knows; the message says why."""


def head() -> str:
    """The newest revision this code knows: migrations are numbered files, and the number is the revision."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def revision(path: Path) -> str | None:
    """The revision of a file; None for one that is new or empty. Raises SchemaError for what is not ours to change."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            tables = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
            if "alembic_version" in tables:
                row = connection.execute("select version_num from alembic_version").fetchone()
                return row[0] if row else None
    except sqlite3.DatabaseError as error:
        raise SchemaError(f"{path}: {error}") from error
    if tables:
        raise SchemaError(f"{path} is the database of another program")
    return None


def pending(path: Path) -> list[str]:
    """Names of the migrations that the file lacks, in order. Raises SchemaError for a schema newer than this code."""
    now = revision(path)
    if now is not None and now > head():
        raise SchemaError(f"the database has schema {now}, this edition knows up to {head()}: use the newer edition")
    return sorted(file.stem for file in VERSIONS.glob("[0-9]*.py") if now is None or file.name.partition("_")[0] > now)


def migrate(path: Path) -> list[str]:
    """Bring the file to the newest revision in a child process; what was applied. A copy is kept beside it first."""
    missing = pending(path)
    if not missing:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    _require_writable(path)
    if (now := revision(path)) is not None:
        _copy(path, path.with_name(f"before-{missing[0].partition('_')[0]}.db"), now)
    environ = {**os.environ, "COMMUNITY_MIGRATE_URL": f"sqlite:///{path.resolve()}"}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "-c", str(ROOT / "migrations" / "alembic.ini"), "upgrade", "head"],
        env=environ, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SchemaError(f"the migration failed, nothing was changed:\n{done.stderr.strip()[-2000:]}")
    return missing


def _require_writable(path: Path) -> None:
    """Ask before the child process does, whose answer is a page long."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("begin immediate")
            connection.execute("rollback")
    except sqlite3.Error as error:
        raise SchemaError(f"{path}: {error}") from error


def _copy(path: Path, target: Path, now: str) -> None:
    """A whole copy by the engine's own backup, safe beside a running server."""
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        raise SchemaError(f"no copy of schema {now} could be made at {target}: {error}") from error
