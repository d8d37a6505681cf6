"""What stands in a database of PostgreSQL, and whether the server and the role in it are fit for this program."""

import asyncio
import socket
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import asyncpg

from community.address import PostgresUrl
from community.db.postgres_connect import connect, settings

T = TypeVar("T")

LEAST_VERSION = 15


class Unfit(Exception):
    """What stands in the way, in one sentence."""


class Found(NamedTuple):
    """The revision (None: no schema of ours) and the names of all tables."""

    revision: str | None
    tables: frozenset[str]


_SERVER = """
select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding,
       pg_is_in_recovery() as standby, current_schema() as schema,
       coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create
"""
_TABLES = "select tablename from pg_tables where schemaname = current_schema()"
_FORBIDDEN = """
select tablename from pg_tables where schemaname = current_schema() and not (
    has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'select')
    and has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'insert')
    and has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'update')
    and has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'delete'))
order by tablename limit 1
"""


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """The result of asynchronous work, for a caller that is not: it may stand inside a running loop or outside."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def look(address: PostgresUrl) -> Found:
    """What is there. Raises Unfit with a sentence."""
    return wait_for(_look(address))


async def _look(address: PostgresUrl) -> Found:
    connection = await _connected(address)
    try:
        server = await connection.fetchrow(_SERVER)
        require_fit(address, server)
        tables = frozenset([row[0] for row in await connection.fetch(_TABLES)])
        if (forbidden := await connection.fetchval(_FORBIDDEN)) is not None:
            raise Unfit(f"{address}: this role may not read and write the table {forbidden}")
        if "alembic_version" not in tables and not server["may_create"]:
            raise Unfit(f"{address}: this role may not create tables in the schema {server['schema']}")
        revision = None
        if "alembic_version" in tables:
            revision = await connection.fetchval("select version_num from alembic_version")
        return Found(revision, tables)
    finally:
        await connection.close()


def require_fit(address: PostgresUrl, server: Mapping[str, Any]) -> None:
    """Raises Unfit for a server, given as its row of `_SERVER`, on which the program would not be what it is."""
    if server["version"] < LEAST_VERSION:
        raise Unfit(f"{address}: PostgreSQL {server['version']} is too old, {LEAST_VERSION} is the oldest that will do")
    if server["encoding"] != "UTF8":
        raise Unfit(f"{address}: the database is encoded in {server['encoding']}, only UTF8 holds every letter")
    if server["standby"]:
        raise Unfit(f"{address}: this server is a standby and takes no writes")
    if server["schema"] is None:
        raise Unfit(f"{address}: this role has no schema to keep tables in")


async def _connected(address: PostgresUrl) -> Any:
    try:
        return await connect(address, settings())
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError) as error:
        raise Unfit(f"{address}: the server does not let this user in: {_first(error)}") from error
    except asyncpg.InvalidCatalogNameError as error:
        raise Unfit(f"{address}: there is no such database on the server; create it first") from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unfit(f"{address}: this role may not use the database: {_first(error)}") from error
    except socket.gaierror as error:
        raise Unfit(f"{address}: there is no host of this name") from error
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError, ValueError) as error:
        raise Unfit(f"{address}: no connection could be made: {_first(error)}") from error


def _first(error: BaseException) -> str:
    """The error in a line."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
