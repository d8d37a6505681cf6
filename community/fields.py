"""Decoding of untrusted mappings field by field, so that every fault is named at once; the bounded types of fields."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, get_type_hints

import msgspec
from msgspec import Meta, Struct

from community.errors import Invalid
from community.words import N_

# Control characters and the marks that reorder text: a name or a line that holds them can pretend to be another.
# Written as escapes: the patterns are shown in the description of the interface, where bare surrogates cannot stand.
_REORDERING = r"\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff"
_LINE = rf"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_REORDERING}]*\Z"
_TEXT = rf"^[^\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{_REORDERING}]*\Z"

S = TypeVar("S", bound=Struct)

LARGEST = 2**53 - 1
MOST_UNKNOWN = 50
"""Unknown fields that an answer names: it is not to become many times what was sent."""
_MISFITS = (msgspec.ValidationError, OverflowError, UnicodeEncodeError)
"""What `convert` raises for a value at fault; the last for half a surrogate pair where a choice or a number is due."""


def line(at_least: int, at_most: int) -> Meta:
    """One line of text, bounded in characters, without control and reordering characters."""
    return Meta(min_length=at_least, max_length=at_most, pattern=_LINE)


def text(at_least: int, at_most: int) -> Meta:
    """Text of several lines (tab and line ends allowed), bounded in characters."""
    return Meta(min_length=at_least, max_length=at_most, pattern=_TEXT)


Id = Annotated[int, Meta(ge=1, le=LARGEST)]
Seq = Annotated[int, Meta(ge=1, le=LARGEST)]
Since = Annotated[int, Meta(ge=0, le=LARGEST)]
Limit = Annotated[int, Meta(ge=1, le=100)]
Cursor = Annotated[str, Meta(max_length=500, pattern=r"^[A-Za-z0-9_-]*\Z")]
ClientId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
Secret = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]*\Z")]
Handle = Annotated[str, Meta(pattern=r"^[a-z0-9-]{2,40}\Z")]
_MAILBOX = r"[^\s@<>\"(),:;\\\x00-\x1f\x7f-\x9f]"
Email = Annotated[str, Meta(max_length=254, pattern=rf"^{_MAILBOX}{{1,64}}@{_MAILBOX}{{1,190}}\Z")]
Password = Annotated[str, Meta(min_length=10, max_length=200, pattern=r"^[^\x00]*\Z")]
Reason = Annotated[str, line(0, 500)]

MISSING = N_("This is required")
UNKNOWN = N_("There is no such field")
WRONG_TYPE = N_("A different kind of value is expected here")
TOO_SHORT = N_("This is too short")
TOO_LONG = N_("This is too long")
EMPTY = N_("Please fill this in")
OUT_OF_RANGE = N_("This number is out of range")
BAD_CHARACTERS = N_("This contains characters that are not allowed here")
NOT_AN_ADDRESS = N_("This is not an e-mail address")
NOT_A_CHOICE = N_("This is not one of the choices")


def _said(error: str, value: Any, kind: Any) -> str:
    """The sentence for a fault that msgspec describes in its own words (stable since 0.18, pinned by a test)."""
    if "of length >=" in error:
        return EMPTY if not value else TOO_SHORT
    if "of length <=" in error:
        return TOO_LONG
    if "matching regex" in error:
        return EMPTY if value == "" else NOT_AN_ADDRESS if kind == Email else BAD_CHARACTERS
    if "`int` >=" in error or "`int` <=" in error or "out of range" in error:
        return OUT_OF_RANGE
    if "Invalid enum value" in error or "Invalid value" in error:
        return NOT_A_CHOICE
    return WRONG_TYPE


@cache
def _types(struct: type[Struct]) -> dict[str, Any]:
    return get_type_hints(struct, include_extras=True)


@cache
def _optional(struct: type[Struct]) -> frozenset[str]:
    return frozenset(f.encode_name for f in msgspec.structs.fields(struct) if not f.required)


_SPACE = re.compile(r"\r\n?")


def _from_form(struct: type[Struct], raw: Mapping[str, Any]) -> dict[str, Any]:
    """A form's strings as values: an empty field of an optional parameter is absent, line ends become \\n."""
    optional = _optional(struct)
    return {
        name: _SPACE.sub("\n", value) if isinstance(value, str) else value
        for name, value in raw.items()
        if not (value == "" and name in optional)
    }


def decode(struct: type[S], raw: Any, *, form: bool = False) -> S:
    """The struct that the mapping describes; `Invalid` names every field at fault. `form` takes strings for numbers."""
    if not isinstance(raw, Mapping):
        raise Invalid({}, N_("An object with named parameters is expected"))
    values = _from_form(struct, raw) if form else raw
    try:
        return msgspec.convert(values, struct, strict=not form)
    except _MISFITS:
        raise Invalid(_faults(struct, values, strict=not form)) from None


def _faults(struct: type[Struct], values: Mapping[str, Any], *, strict: bool) -> dict[str, str]:
    faults: dict[str, str] = {}
    types = _types(struct)
    known = {f.encode_name: f for f in msgspec.structs.fields(struct)}
    for name in values:
        if name not in known and len(faults) < MOST_UNKNOWN:
            faults[str(name)[:64]] = UNKNOWN
    for name, field in known.items():
        if name not in values:
            if field.required:
                faults[name] = MISSING
            continue
        try:
            msgspec.convert(values[name], types[field.name], strict=strict)
        except _MISFITS as error:
            faults[name] = _said(str(error), values[name], types[field.name])
    return faults
