"""`community copy`: both ends opened, nobody beside, what was copied said."""

import asyncio
from collections.abc import Callable

from community import address
from community.address import Address, PostgresUrl, SqliteFile
from community.db import copying, migrate
from community.db.copying import Copied
from community.db.lock import AlreadyServed, served_alone
from community.db.migrate import Refused


def run(source: str, target: str, say: Callable[[str], None]) -> None:
    """Copy from one address to the other. Raises Refused, in which case neither has changed unless it says so."""
    ends = _parsed(source), _parsed(target)
    begun = copying.require_fit(*ends)
    if isinstance(ends[1], SqliteFile):
        ends[1].path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with served_alone(ends[0]), served_alone(ends[1]):
            if not begun:
                migrate.migrate(ends[1])
            rows = asyncio.run(_copied(*ends, say))
    except AlreadyServed as error:
        raise Refused(f"{error}: stop the server first, so that nothing is written meanwhile") from None
    say(f"{rows:,} rows are copied: as many in each table, with the same contents.")


def _parsed(url: str) -> Address:
    try:
        return address.parse(url)
    except ValueError:
        raise Refused(
            f"{url}: sqlite:///path/to/file.db or postgresql://user:password@host/database is expected"
        ) from None


async def _copied(source: Address, target: Address, say: Callable[[str], None]) -> int:
    reads = await copying.opened(source, writes=False)
    writes = await copying.opened(target, writes=True)

    def said(done: Copied) -> None:
        say(f"{done.table}: {done.rows:,}")

    try:
        return await copying.copy(reads, writes, (_named(source), _named(target)), said)
    finally:
        await reads.close()
        await writes.close()


def _named(end: Address) -> str:
    return str(end) if isinstance(end, PostgresUrl) else str(end.path.resolve())
