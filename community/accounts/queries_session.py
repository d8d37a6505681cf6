"""SQL that finds the person behind a session's secret: one statement, memberships included."""

from functools import lru_cache
from typing import Any

from community.accounts.model import HINTS
from community.clock import DAY
from community.db import Transaction
from community.operations import Viewer

LASTS = 90 * DAY
SLIDES_AFTER = DAY
"""How stale `seen_at` may grow before a visit moves the session's end: a write a day, not a write a page."""


async def viewer_by_secret(tx: Transaction, secret_hash: bytes) -> tuple[Viewer, int] | None:
    """The viewer and when the session was last seen (ms); None when it has ended or the person is blocked."""
    rows = await tx.rows(
        """
        select p.id, p.handle, p.name, p.locale, p.zone, p.theme, x.id, x.seen_at, m.space_id, m.role,
               (select n.id from spaces n where n.kind = 'network'), p.hints, p.invisible
        from sessions x join people p on p.id = x.person_id left join memberships m on m.person_id = p.id
        where x.secret_hash = :secret and x.expires_at > :now and p.suspended_at is null
        """,
        secret=secret_hash,
        now=tx.now,
    )
    return (_viewer(rows), rows[0][7]) if rows else None


def _viewer(rows: list[tuple[Any, ...]]) -> Viewer:
    first = rows[0]
    return Viewer(
        id=first[0],
        handle=first[1],
        name=first[2],
        locale=first[3],
        zone=first[4],
        theme=first[5],
        session_id=first[6],
        roles={row[8]: row[9] for row in rows if row[8] is not None},
        network_id=first[10] or 0,
        hints=_put_away(first[11]),
        invisible=bool(first[12]),
    )


@lru_cache(maxsize=1 << len(HINTS))
def _put_away(bits: int) -> frozenset[str]:
    return frozenset(name for place, name in enumerate(HINTS) if bits >> place & 1)


async def slide(tx: Transaction, session_id: int) -> None:
    """Move the end of a session that is in use."""
    await tx.run(
        "update sessions set seen_at = :now, expires_at = :end where id = :id and expires_at > :now",
        now=tx.now, end=tx.now + LASTS, id=session_id,
    )  # fmt: skip
