"""The left column, in one statement: a page has room for no more."""

from typing import Any

from community.db import Transaction
from community.home.model import Nav, NavItem, NavSpace, Part
from community.home.queries_parts import parts
from community.operations import Viewer

_NAV = f"""
select 'space' as kind, s.id, s.id as space_id, s.title, s.slug, s.kind as note, 0 as narrowed, 0 as closed,
       0 as unread, 0 as waiting, s.slug as space_slug, s.title as space_title, 0 as position,
       s.title_key as space_key
from memberships v join spaces s on s.id = v.space_id where v.person_id = :viewer
union all
{parts("section", "room", "queue", which="1 = 1", own=True)}
union all
select 'notices', 0, 0, '', '', '', 0, 0, count(*), 0, '', '', 0, ''
from (select 1 from notices where person_id = :viewer and read_at is null limit 1000) u
"""

_KINDS = {"section": 0, "room": 1, "queue": 2}
_NETWORK = "network"


async def nav(tx: Transaction, viewer: Viewer, path: str) -> Nav:
    """Own spaces, the network first, with their open sections, rooms and queues in the order their owners gave."""
    spaces: list[tuple[Any, ...]] = []
    items: dict[int, list[tuple[Any, ...]]] = {}
    unread_notices = 0
    for row in await tx.rows(_NAV, viewer=viewer.id):
        if row[0] == "space":
            spaces.append(row)
        elif row[0] == "notices":
            unread_notices = int(row[8])
        elif not row[7]:
            items.setdefault(row[2], []).append(row)
    spaces.sort(key=lambda row: (row[5] != _NETWORK, row[13], row[1]))
    return Nav(unread_notices, tuple(_space(row, items.get(row[1], []), path) for row in spaces))


def _space(space: tuple[Any, ...], rows: list[tuple[Any, ...]], path: str) -> NavSpace:
    rows.sort(key=lambda row: (_KINDS[row[0]], row[12], row[1]))
    return NavSpace(space[4], space[3], tuple(_item(row, path) for row in rows))


def _item(row: tuple[Any, ...], path: str) -> NavItem:
    part = part_of(row)
    return NavItem(part.kind, part.title, part.href, part.unread, part.waiting, path == part.href, part.id)


def part_of(row: tuple[Any, ...]) -> Part:
    return Part(
        kind=row[0], id=row[1], space_id=row[2], title=row[3], slug=row[4], note=row[5], narrowed=bool(row[6]),
        closed=bool(row[7]), unread=max(0, row[8]), waiting=row[9], space_slug=row[10], space_title=row[11],
    )  # fmt: skip
