"""The audit log for programs, and the reader the page shares."""

import msgspec

from community.db import Transaction
from community.errors import Forbidden, NotFound
from community.fields import Cursor, Id, Limit
from community.moderation import queries
from community.moderation.model import Act, SpaceRef
from community.operations import Context, Params, operation
from community.web.paging import Page, decode_cursor, page_of
from community.words import N_


class Log(Params):
    space_id: Id | None = None
    after: Cursor | None = None
    limit: Limit = 50


class LogView(msgspec.Struct, frozen=True):
    """A page of the log with the spaces one may choose between."""

    acts: Page[Act]
    spaces: list[SpaceRef]


async def read_log(tx: Transaction, viewer_id: int, params: Log) -> LogView:
    """`Forbidden` for who moderates nothing, or not the space asked for; `NotFound` when there is no such space."""
    spaces = await queries.moderated_spaces(tx, viewer_id)
    if params.space_id and params.space_id not in {space.id for space in spaces}:
        if not await queries.space_exists(tx, params.space_id):
            raise NotFound
        raise Forbidden(N_("The log is read by moderators of the space"))
    if not spaces:
        raise Forbidden(N_("The log is read by moderators"))
    before = decode_cursor(params.after, tuple[Id])[0] if params.after else 0
    acts = await queries.acts_page(tx, viewer_id, params.space_id or 0, before, params.limit + 1)
    return LogView(page_of(acts, params.limit, lambda act: (act.id,)), spaces)


@operation("moderation.log", Log, returns=Page[Act], reads=True)
async def log(ctx: Context, params: Log) -> Page[Act]:
    """Acts of power, newest first: who, what, on what, why. Of the spaces the caller moderates, or of one of them."""
    view = await ctx.db.read(read_log, ctx.person.id, params)
    return view.acts
