"""The command line."""

import asyncio
import getpass
import secrets
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from community import address, logs
from community import config as configuration
from community.address import Address, PostgresUrl, SqliteFile
from community.clock import Clock
from community.config import Config, ConfigError
from community.db import Database, migrate
from community.db.lock import AlreadyServed, served_alone
from community.errors import Problem

R = TypeVar("R")

cli = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)

Data = Annotated[Path, typer.Option(help="Folder of the database and the files.")]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="The configuration file.")]
DEFAULT_DATA = Path("data")
DEFAULT_CONFIG = Path("config.toml")


def _config(file: Path | None) -> Config:
    """The configuration asked for, or config.toml of this folder when there is one; every problem, and exit 2."""
    path = file or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None)
    try:
        return configuration.load(path)
    except ConfigError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        raise typer.Exit(2) from None


def database_of(config: Config, data: Path) -> Address:
    """Where the database is: `database.url`, else the file in the data folder."""
    if not config.database.url:
        return SqliteFile(data / "community.db")
    found = address.parse(config.database.url)
    if isinstance(found, PostgresUrl):
        return replace(found, readers=config.database.readers, writers=config.database.writers)
    return found


@contextmanager
def _said() -> Iterator[None]:
    """What stands in the way is said in a sentence, exit 1; 2 when the server named in the configuration is not fit."""
    try:
        yield
    except migrate.Refused as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    except (migrate.SchemaError, AlreadyServed, sqlite3.Error, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


def _migrated(place: Address) -> list[str]:
    with _said():
        _make_folder(place)
        return migrate.migrate(place)


def _make_folder(place: Address) -> None:
    if isinstance(place, SqliteFile):
        place.path.parent.mkdir(parents=True, exist_ok=True)


def _with_database(place: Address, work: Callable[[Database], Awaitable[R]]) -> R:
    """Do something with the database; a problem is said in a sentence, exit 1."""

    async def run() -> R:
        database = Database(place, Clock())
        try:
            return await work(database)
        finally:
            await database.close()

    try:
        with _said():
            return asyncio.run(run())
    except Problem as problem:
        from community.web.problems import problem_object

        found: dict[str, Any] = problem_object(problem, "en")
        print(
            found["detail"],
            *(f"{name}: {said}" for name, said in found.get("fields", {}).items()),
            sep="\n",
            file=sys.stderr,
        )
        raise typer.Exit(1) from None


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        print("The two do not match.", file=sys.stderr)
        raise typer.Exit(1)
    return first


@cli.command()
def serve(
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    data: Data = DEFAULT_DATA,
    config: ConfigFile = None,
    workers: int = 1,
) -> None:
    """Migrate if needed, then serve."""
    settings = _config(config)
    if workers != 1:
        print("Several workers need PostgreSQL and Redis; this edition runs as one process.", file=sys.stderr)
        raise typer.Exit(2)
    logs.configure(settings.log.format)
    if not settings.limits.enabled:
        logs.warn("limits.enabled is false: pace limits are lifted")
    if not settings.secure:
        logs.warn("site.address is not https: passwords and cookies travel unprotected")
    place = database_of(settings, data)
    with _said():
        _make_folder(place)
        with served_alone(place):
            raise typer.Exit(_served(settings, place, host, port))


def _served(settings: Config, place: Address, host: str, port: int) -> int:
    from community import server
    from community.app import App

    _migrated(place)
    app = App(settings, place, setup_secret=secrets.token_urlsafe(24))
    set_up = _with_database(place, _has_administrator)

    def greet(address: str) -> None:
        if not set_up:
            link = f"{settings.site.address or address}/setup?secret={app.setup_secret}"
            print(f"No administrator yet. Begin at {link}", flush=True)

    return server.serve(app, host, port, greet)


async def _has_administrator(database: Database) -> bool:
    from community.accounts.queries import has_administrator

    return await database.read(has_administrator)


@cli.command("migrate")
def migrate_command(data: Data = DEFAULT_DATA, config: ConfigFile = None) -> None:
    """Apply migrations and say which."""
    applied = _migrated(database_of(_config(config), data))
    for name in applied:
        print(name)
    if not applied:
        print(f"up to date: {migrate.head()}")


@cli.command("create-admin")
def create_admin(
    name: Annotated[str, typer.Option()],
    email: Annotated[str, typer.Option()],
    password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False,
    data: Data = DEFAULT_DATA,
    config: ConfigFile = None,
) -> None:
    """Make an administrator, and the network space if there is none."""
    from community.admin.console import create_administrator

    settings = _config(config)
    place = database_of(settings, data)
    _migrated(place)
    password = _password(password_stdin)
    handle = _with_database(place, lambda database: create_administrator(database, settings, name, email, password))
    print(f"{name} ({handle}) is an administrator.")


@cli.command("reset-password")
def reset_password(
    email: Annotated[str, typer.Option()],
    password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False,
    data: Data = DEFAULT_DATA,
    config: ConfigFile = None,
) -> None:
    """Give a person a new password and end all of the person's sessions."""
    from community.admin.console import set_password

    place = database_of(_config(config), data)
    _migrated(place)
    password = _password(password_stdin)
    _with_database(place, lambda database: set_password(database, email, password))
    print("The password is changed; every session has ended.")


@cli.command()
def demo(
    password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False,
    data: Data = DEFAULT_DATA,
    config: ConfigFile = None,
) -> None:
    """Fill an empty database with a network of invented people, to look around in."""
    from community.demo import console

    place = database_of(_config(config), data)
    with _said():
        _make_folder(place)
        with served_alone(place):
            # Asked before the schema is brought up to date: a database that is refused is not changed in any way.
            migrate.pending(place)
            if migrate.revision(place) is not None and not _with_database(place, console.is_empty):
                print(console.NOT_EMPTY, file=sys.stderr)
                raise typer.Exit(1)
            _migrated(place)
            password = sys.stdin.readline().rstrip("\r\n") if password_stdin else console.new_password()
            made, shown = _with_database(place, lambda database: console.fill(database, password))
    print(made)
    known = "the one you gave" if password_stdin else password
    print(f"\nThe same password for everybody: {known}\nSign in for instance as\n")
    for one in shown:
        print(f"  {one.role:18} {one.email:24} {one.name}")
    print(f"\nNext: community serve --data {data}" + (f" --config {config}" if config else ""))


@cli.command("copy")
def copy_command(
    source: Annotated[str, typer.Option("--from", help="sqlite:///path/to/file.db or postgresql://…")],
    target: Annotated[
        str, typer.Option("--to", help="The same; it must be empty, or hold the beginning of this copy.")
    ],
) -> None:
    """Copy a site from one database to another, in either direction; broken off, it goes on when it is run again."""
    from community.db import copying_command

    with _said():
        copying_command.run(source, target, print)


@cli.command("check-config")
def check_config(config: ConfigFile = None) -> None:
    """Say every problem of the configuration in one list."""
    _config(config)
    print("The configuration is in order.")


def main() -> None:
    """The entry point."""
    cli()
