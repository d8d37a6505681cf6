"""Where a database is: a file of SQLite, or a database of a PostgreSQL server."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A file; `str` names it in sentences."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class PostgresUrl:
    """A database on a server. `str` names it in sentences, without the password."""

    url: str
    readers: int = 10
    writers: int = 6

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        user, at, place = parts.netloc.rpartition("@")
        return urlunsplit(("postgresql", user.partition(":")[0] + at + place, parts.path, "", ""))


Address = SqliteFile | PostgresUrl


def parse(url: str) -> Address:
    """The address that `database.url` gives. Raises ValueError for what is none."""
    if url.startswith(SQLITE):
        path = url.removeprefix(SQLITE)
        if path in ("", ":memory:"):
            raise ValueError(url)
        return SqliteFile(Path(path))
    if not url.startswith(POSTGRES):
        raise ValueError(url)
    parts = urlsplit(url)
    named = parts.path.strip("/") or dict(parse_qsl(parts.query)).get("dbname", "")
    if not named or "/" in named or parts.fragment or parts.port == 0:  # .port raises for what is no number
        raise ValueError(url)
    return PostgresUrl(url)


def of(place: Address | Path) -> Address:
    """An address, where a path is a file of SQLite."""
    return SqliteFile(place) if isinstance(place, Path) else place
