"""JSON-RPC 2.0 without I/O: text in, calls and faults out; results, errors and notifications as JSON.

https://www.jsonrpc.org/specification, with the limits of docs/api.md: parameters by name, at most 50 calls in a batch.
"""

import json
import math
from typing import Any, Final

import msgspec

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
PROBLEM: Final = 1
MEANINGS: Final = {
    PARSE_ERROR: "Parse error",
    INVALID_REQUEST: "Invalid Request",
    METHOD_NOT_FOUND: "Method not found",
    INVALID_PARAMS: "Invalid params",
    INTERNAL_ERROR: "Internal error",
}
MOST_IN_A_BATCH: Final = 50

CallId = str | int | None


class Call(msgspec.Struct, frozen=True):
    """One call. A `silent` one came without an id: it is carried out and not answered."""

    method: str
    params: Any
    id: CallId = None
    silent: bool = False


class Fault(msgspec.Struct, frozen=True):
    """What stands in place of a call that cannot be understood."""

    code: int
    id: CallId = None


class Batch(msgspec.Struct, frozen=True):
    """Calls and faults to be taken in order and answered by one array."""

    items: tuple[Call | Fault, ...]


_decoder = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder()


def parse(text: str | bytes) -> Call | Fault | Batch:
    """What a frame asks for. Never raises."""
    try:
        value = _decode(text)
    except (ValueError, RecursionError):
        return Fault(PARSE_ERROR)
    if type(value) is list:
        if not 1 <= len(value) <= MOST_IN_A_BATCH:
            return Fault(INVALID_REQUEST)
        return Batch(tuple(map(_request, value)))
    return _request(value)


def _decode(text: str | bytes) -> Any:
    """The value; what the fast decoder refuses is judged again by the standard library.

    That one also takes numbers past the largest float and halves of surrogate pairs, which JSON's grammar allows: they
    become a parameter's fault, so that the caller is told which call it was.
    """
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return json.loads(text, parse_int=_integer, parse_constant=_refuse)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= 400 else math.inf


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _request(value: Any) -> Call | Fault:
    if type(value) is not dict:
        return Fault(INVALID_REQUEST)
    call_id = value.get("id")
    if call_id is not None and type(call_id) is not int and type(call_id) is not str:
        return Fault(INVALID_REQUEST)
    method = value.get("method")
    if value.get("jsonrpc") != "2.0" or type(method) is not str:
        return Fault(INVALID_REQUEST, call_id)
    return Call(method, value.get("params", {}), call_id, "id" not in value)


def result(call_id: CallId, value: Any) -> bytes:
    """The answer to a call that was carried out."""
    return _encode({"jsonrpc": "2.0", "id": call_id, "result": value})


def error(code: int, call_id: CallId, message: str = "", data: Any = None) -> bytes:
    """The answer to a call that was not; `data` is the problem object where there is one."""
    told: dict[str, Any] = {"code": code, "message": message or MEANINGS.get(code, "Problem")}
    if data is not None:
        told["data"] = data
    return _encode({"jsonrpc": "2.0", "id": call_id, "error": told})


def notification(method: str, params: Any) -> bytes:
    """What the server says unasked."""
    return _encode({"jsonrpc": "2.0", "method": method, "params": params})


def array(answers: list[bytes]) -> bytes:
    """The answer to a batch, from the answers to its calls."""
    return b"[" + b",".join(answers) + b"]"


def _encode(value: Any) -> bytes:
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:  # a caller's own broken id or field name, told back as an escape
        return json.dumps(msgspec.to_builtins(value)).encode()
