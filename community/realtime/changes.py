"""What a command may announce: `tx.announce(change)` leaves after the commit, or never.

A feature subclasses `Change` and says which channels hear of it, what is pushed to each, and which page-cache stamps it
moves. What is pushed never depends on who listens: it is encoded once for a channel. A person's own channel, `me` to
the outside, is `me:7` here.
"""

from typing import Any

import msgspec


class Push(msgspec.Struct, frozen=True):
    """One notification for a channel. `version` is the channel's counter after a row changed, None for news of no row.

    `params` names the row and its state, such as `{"message": message, "cause": {…}}`; the publisher puts `channel` and
    `version` before it.
    """

    method: str
    params: dict[str, Any]
    version: int | None = None


class Change(msgspec.Struct, frozen=True):
    """Something that was committed."""

    def channels(self) -> tuple[str, ...]:
        """The channels that hear of it, such as `("room:12", "me:7")`."""
        return ()

    def push(self, channel: str) -> Push | None:
        """What a channel hears; None when it hears nothing."""
        return None

    def stamps(self) -> tuple[str, ...]:
        """The page-cache stamps it moves, such as `("topic:5", "section:2")`."""
        return ()


class AccessChanged(Change, frozen=True):
    """Rights have changed: of these people (nobody named: of everybody) to this channel (none named: to all of theirs).

    Announce it with every act that may end somebody's access; it may also be subclassed by a change that is pushed.
    """

    person_ids: tuple[int, ...] = ()
    channel: str = ""


class SessionEnded(Change, frozen=True):
    """These sessions are over: their sockets are closed."""

    session_ids: tuple[int, ...]


class PersonChanged(Change, frozen=True):
    """A person's name, roles or settings are not what their sockets know."""

    person_id: int
