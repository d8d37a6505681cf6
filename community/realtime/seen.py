"""What the open sockets of this process are like together, counted when somebody asks."""

from collections.abc import Collection
from typing import NamedTuple

from community.realtime.connection import Connection


class Sockets(NamedTuple):
    """`unsent` bytes wait for all peers together, `unsent_most` for one."""

    open: int
    signed_in: int
    subscriptions: int
    unsent: int
    unsent_most: int


def sockets(connections: Collection[Connection]) -> Sockets:
    unsent = [connection.outbox.unsent for connection in connections]
    return Sockets(
        len(connections),
        sum(connection.viewer.signed_in for connection in connections),
        sum(len(connection.subscriptions) for connection in connections),
        sum(unsent),
        max(unsent, default=0),
    )
