"""search.find, and the readers that the page shares with it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from community.db import Transaction
from community.fields import Cursor, Id, Limit, Since
from community.operations import Context, Params, operation, rate
from community.search import queries
from community.search.model import ASKED, OF_EACH, ORDER, SOURCES, Found, Kind, Row
from community.search.queries import Key
from community.search.terms import terms
from community.web.paging import Page, decode_cursor, page_of

FIND = rate("search.find", 120, per=60)


class Find(Params):
    text: Annotated[str, ASKED]
    kinds: Annotated[tuple[Kind, ...], Meta(max_length=len(Kind))] = ()
    limit: Limit = 20
    after: Cursor | None = None


async def list_found(tx: Transaction, viewer_id: int, locale: str, params: Find) -> Page[Found]:
    """Kind by kind, in each the best matches first."""
    kinds = tuple(sorted(set(params.kinds or Kind), key=ORDER.__getitem__))
    after = _key(params.after) if params.after else None
    rows = await queries.find(tx, viewer_id, kinds, terms(params.text), params.limit + 1, after)
    page = page_of(rows[: params.limit + 1], params.limit, lambda row: (row.nth, -row.score, row.sort_key, row.id))
    return Page([_found(row, locale) for row in page.items], page.next)


def _key(cursor: str) -> Key:
    nth, score, sort_key, row_id = decode_cursor(cursor, tuple[Since, int, str, Id])
    return nth, score, sort_key, row_id


class Group(msgspec.Struct, frozen=True):
    """The best of one kind, and whether there are more."""

    kind: Kind
    items: list[Found]
    more: bool


async def overview(tx: Transaction, viewer_id: int, locale: str, text: str) -> list[Group]:
    """The best of each kind in which something was found."""
    rows = await queries.find(tx, viewer_id, tuple(Kind), terms(text), OF_EACH + 1, None)
    groups: dict[Kind, list[Found]] = {}
    for row in rows:
        groups.setdefault(row.kind, []).append(_found(row, locale))
    return [Group(kind, items[:OF_EACH], len(items) > OF_EACH) for kind, items in groups.items()]


def _found(row: Row, locale: str) -> Found:
    return Found(
        kind=row.kind, id=row.id, title=row.title, href=row.href, note=SOURCES[row.kind].note(row, locale),
        at=row.at, closed=row.closed,
    )  # fmt: skip


@operation("search.find", Find, returns=Page[Found], rate=FIND, reads=True, visitors=True)
async def find(ctx: Context, params: Find) -> Page[Found]:
    """What has all the words in its name, in any form of them; the last word may be a beginning. Kind by kind.

    Queues, topics, rooms, sections, spaces and people, as far as the caller may see them; people only signed in.
    """
    return await ctx.db.read(list_found, ctx.viewer.id, ctx.locale, params)
