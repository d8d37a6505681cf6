"""notify.*: what a person was told, for programs."""

from typing import Annotated

import msgspec
from msgspec import Meta

from community.db import Transaction
from community.errors import Unauthenticated
from community.fields import Cursor, Id, Limit
from community.notify import commands, queries
from community.notify.model import Notice
from community.operations import Context, Nothing, Params, Unseen, Viewer, channel, operation
from community.realtime.catching import Asked, Missed, catches_up
from community.web.paging import Page, decode_cursor, page_of


class List(Params):
    after: Cursor | None = None
    limit: Limit = 50


class Read(Params):
    ids: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()


class Unread(msgspec.Struct, frozen=True):
    """How many notices of the person are still unread."""

    unread: int


async def list_notices(tx: Transaction, person_id: int, params: List) -> Page[Notice]:
    before = decode_cursor(params.after, tuple[Id])[0] if params.after else 0
    rows = await queries.notices_page(tx, person_id, before, params.limit + 1)
    return page_of(rows, params.limit, lambda notice: (notice.id,))


@operation("notify.list", List, returns=Page[Notice], reads=True)
async def list_(ctx: Context, params: List) -> Page[Notice]:
    """The caller's notices, newest first."""
    return await ctx.db.read(list_notices, ctx.person.id, params)


@operation("notify.read", Read, returns=Unread)
async def read(ctx: Context, params: Read) -> Unread:
    """Mark notices as read, at most 100 by id; all of them when none is named."""
    return Unread(await ctx.db.write(commands.read, ctx.person.id, params.ids))


async def count_unread(tx: Transaction, person_id: int) -> Unread:
    return Unread(await queries.unread_count(tx, person_id))


@operation("notify.unread", Nothing, returns=Unread, reads=True)
async def unread(ctx: Context, params: Nothing) -> Unread:
    """How many of the caller's notices are unread: what a page asks once it hears `me`."""
    return await ctx.db.read(count_unread, ctx.person.id)


@channel("me")
async def me_channel(tx: Transaction, viewer: Viewer, _: int) -> Unseen:
    """`me` is heard by the person alone."""
    if not viewer.signed_in:
        raise Unauthenticated
    return Unseen(await queries.version(tx, viewer.id))


@catches_up("me")
async def catch_up_me(ctx: Context, asked: Asked) -> Missed:
    """How many notices are unread, when that has changed."""
    version, unread = await ctx.db.read(_told, ctx.person.id)
    return asked.of_one_row(version, {"unread": unread})


async def _told(tx: Transaction, person_id: int) -> tuple[int, int]:
    return await queries.version(tx, person_id), await queries.unread_count(tx, person_id)
