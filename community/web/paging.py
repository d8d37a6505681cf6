"""Lists paged by key: opaque cursors, `{items, next}`."""

import base64
import binascii
from typing import Any, Generic, TypeVar

import msgspec

from community.errors import Invalid
from community.words import N_

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some rows, and the cursor of the next ones (null at the end)."""

    items: list[T]
    next: str | None = None


def encode_cursor(*key: int | str) -> str:
    """A cursor that holds the key of the last row shown."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def decode_cursor(cursor: str, kinds: type[T]) -> T:
    """The key of a cursor, as a tuple type such as `tuple[int, int]`. `Invalid` for anything we did not make."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = msgspec.json.decode(raw, type=kinds)
        if isinstance(key, tuple) and any(isinstance(part, int) and abs(part) >= 2**63 for part in key):
            raise ValueError("no row has such a number")
        return key
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise Invalid({"after": N_("This is not a place in the list")}) from None


def page_of(rows: list[T], limit: int, key: Any) -> Page[T]:
    """Of `limit` + 1 rows asked for the first `limit`, with a cursor when there are more. `key(row)` is a tuple."""
    if len(rows) <= limit:
        return Page(rows)
    return Page(rows[:limit], encode_cursor(*key(rows[limit - 1])))
