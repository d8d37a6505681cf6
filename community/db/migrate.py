"""The schema of a database: which revision it has, which this code knows, and the child process between."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from community.address import Address, PostgresUrl, of

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ROOT / "migrations" / "versions"


COPYING = "community_copying"
"""The table that stands in a target while a copy into it is not finished."""
_HALF_COPIED = "{}: a copy into this database was begun and not finished; run `community copy` again"


class SchemaError(Exception):
    """The schema cannot be brought to what this code knows; the message says why."""


class Refused(SchemaError):
    """A server or a database on it is not fit, and nothing was changed; the message says why."""


class HalfCopied(Refused):
    """A copy into this database was begun and not finished."""


def head() -> str:
    """The newest revision this code knows: migrations are numbered files, and the number is the revision."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def revision(place: Address | Path) -> str | None:
    """The revision of a database; None for one that is new or empty. Raises SchemaError for what is not ours."""
    address = of(place)
    return _revision_on_server(address) if isinstance(address, PostgresUrl) else _revision_of_file(address.path)


def _revision_on_server(address: PostgresUrl) -> str | None:
    from community.db import postgres_schema

    try:
        found = postgres_schema.look(address)
    except postgres_schema.Unfit as error:
        raise Refused(str(error)) from error
    if COPYING in found.tables:
        raise HalfCopied(_HALF_COPIED.format(address))
    if found.tables and found.revision is None:
        raise Refused(f"{address} is the database of another program")
    return found.revision


def _revision_of_file(path: Path) -> str | None:
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            tables = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
            if COPYING in tables:
                raise HalfCopied(_HALF_COPIED.format(path))
            if "alembic_version" in tables:
                row = connection.execute("select version_num from alembic_version").fetchone()
                return row[0] if row else None
    except sqlite3.DatabaseError as error:
        raise SchemaError(f"{path}: {error}") from error
    if tables:
        raise SchemaError(f"{path} is the database of another program")
    return None


def pending(place: Address | Path) -> list[str]:
    """Names of the migrations that a database lacks, in order. Raises SchemaError for a newer schema than ours."""
    now = revision(place)
    if now is not None and (now > head() or not any(file.name.startswith(f"{now}_") for file in VERSIONS.glob("*"))):
        said = f"the database has schema {now}, this edition knows up to {head()}: use the newer edition"
        raise Refused(said) if isinstance(of(place), PostgresUrl) else SchemaError(said)
    return sorted(file.stem for file in VERSIONS.glob("[0-9]*.py") if now is None or file.name.partition("_")[0] > now)


def migrate(place: Address | Path, to: str = "head") -> list[str]:
    """Bring a database to the newest revision in a child process; what was applied. Of a file a copy is kept first."""
    address = of(place)
    missing = pending(address)
    if not missing:
        return []
    if isinstance(address, PostgresUrl):
        url = address.url
    else:
        url = f"sqlite:///{address.path.resolve()}"
        _make_ready(address.path, missing)
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "-c", str(ROOT / "migrations" / "alembic.ini"), "upgrade", to],
        env={**os.environ, "COMMUNITY_MIGRATE_URL": url}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        failed = Refused if isinstance(address, PostgresUrl) else SchemaError
        raise failed(f"the migration failed, nothing was changed:\n{done.stderr.strip()[-2000:]}")
    return [name for name in missing if to == "head" or name.partition("_")[0] <= to]


def _make_ready(path: Path, missing: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _require_writable(path)
    if (now := revision(path)) is not None:
        _copy(path, path.with_name(f"before-{missing[0].partition('_')[0]}.db"), now)


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
