"""What an error of PostgreSQL means for a command or a query: run it again, say `unavailable`, or a mistake of ours."""

import asyncpg

from community.db.engine import ForeignKeyViolation, UniqueViolation
from community.errors import NotFound, Unavailable

AGAIN = (
    asyncpg.UniqueViolationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.InvalidCachedStatementError,
)
"""Somebody else was quicker: carried out once more, the command finds what the other has written."""

_TROUBLE = (
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.PostgresSystemError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    TimeoutError,
)
"""The server lives and cannot do this now: a lock held too long, a full disk, a statement without end."""

_NO_TEXT = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
"""A NUL from an address: no text holds one, so it names nothing. What people write is looked at before."""

_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InternalClientError,
    OSError,
)


def lost(error: BaseException) -> bool:
    """Whether the connection is gone, or none could be had."""
    if isinstance(error, TimeoutError):
        return False
    if isinstance(error, asyncpg.InterfaceError):  # most others of this kind are mistakes of ours
        return "clos" in str(error)
    return isinstance(error, _GONE)


def again(error: BaseException) -> bool:
    return isinstance(error, AGAIN)


def said(error: BaseException) -> BaseException:
    """The error in words that do not depend on the engine, where there are such."""
    if isinstance(error, asyncpg.UniqueViolationError):
        return _because(UniqueViolation(str(error)), error)
    if isinstance(error, _TROUBLE) or lost(error) or again(error):
        return _because(Unavailable(), error)
    if isinstance(error, asyncpg.ForeignKeyViolationError):
        return _because(ForeignKeyViolation(str(error)), error)
    if isinstance(error, _NO_TEXT):
        return _because(NotFound(), error)
    if isinstance(error, asyncpg.DataError) and "out of int64 range" in str(error):
        return _because(OverflowError(str(error)), error)
    return error


def _because(told: BaseException, error: BaseException) -> BaseException:
    told.__cause__ = error
    return told
