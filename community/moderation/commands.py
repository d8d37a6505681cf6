"""Writes of moderation. The log is written from the lowest features too, so its one insert lives with the accounts."""

from community.accounts.audit import record

__all__ = ["record"]
