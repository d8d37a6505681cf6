"""What may be asked of channels: to listen and to stop, on a socket only; to catch up, through every door."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from community.errors import Conflict
from community.fields import Limit, Since, line
from community.operations import LISTENED, Context, Params, operation, parse_channel, rate
from community.realtime.catching import CATCHES, Asked, Missed
from community.realtime.connection import Connection
from community.realtime.hub import Hub
from community.words import N_

LISTENING = rate("live", 1200, per=60)


@dataclass(slots=True)
class SocketContext(Context):
    """A call that came through a socket."""

    hub: Hub | None = None
    connection: Connection | None = None


class Listen(Params):
    channel: Annotated[str, line(1, 64)]


class Subscribed(msgspec.Struct):
    version: int


def _socket(ctx: Context) -> tuple[Hub, Connection]:
    if not isinstance(ctx, SocketContext) or ctx.hub is None or ctx.connection is None:
        raise Conflict(N_("This works on a socket only"))
    return ctx.hub, ctx.connection


@operation("live.subscribe", Listen, returns=Subscribed, rate=LISTENING, reads=True, visitors=True)
async def subscribe(ctx: Context, params: Listen) -> Subscribed:
    """Listen to a channel on this socket; the answer is the channel's version, read after listening began."""
    hub, connection = _socket(ctx)
    anew = not hub.listens(connection, params.channel)
    version = await hub.subscribe(connection, params.channel)
    kind, _, number = params.channel.partition(":")
    if anew and kind in LISTENED:
        try:
            await LISTENED[kind](ctx, int(number))
        except BaseException:
            hub.unsubscribe(connection, params.channel)
            raise
    return Subscribed(version)


@operation("live.unsubscribe", Listen, returns=None, rate=LISTENING, reads=True, visitors=True)
async def unsubscribe(ctx: Context, params: Listen) -> None:
    """Stop listening to a channel on this socket."""
    hub, connection = _socket(ctx)
    hub.unsubscribe(connection, params.channel)


class CatchUp(Params):
    channel: Annotated[str, line(1, 64)]
    after_version: Since
    limit: Limit = 100


@operation("live.catch_up", CatchUp, returns=Missed, reads=True, visitors=True)
async def catch_up(ctx: Context, params: CatchUp) -> Missed:
    """What a channel told above a version: the state now of each row changed since, by version, as pushed."""
    _, number = parse_channel(params.channel)
    kind = params.channel.partition(":")[0]
    name = f"{kind}:{number}" if number else kind
    return await CATCHES[kind](ctx, Asked(name, number, params.after_version, params.limit))
