"""Notices: what a person is told, each kind with its own sentence."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """Why a person is told."""

    MENTION = "mention"
    REPLY = "reply"
    DIRECT_MESSAGE = "direct_message"
    REQUEST_TAKEN = "request_taken"
    REQUEST_MESSAGE = "request_message"
    REQUEST_CHANGED = "request_changed"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One notice. `times` says how often the same thing happened again before it was read."""

    id: int
    kind: Kind
    title: str
    href: str
    times: int
    made_at: int
    read_at: int | None
    actor_id: int | None
    actor_name: str | None
