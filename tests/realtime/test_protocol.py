"""JSON-RPC 2.0 as docs/api.md promises it, on plain values."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community.realtime import protocol
from community.realtime.protocol import Batch, Call, Fault


def request(**members: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "method": "chat.send", "id": 1, **members})


def test_a_call_is_read_with_its_parameters_by_name():
    assert protocol.parse(request(params={"room_id": 3})) == Call("chat.send", {"room_id": 3}, 1)


def test_a_call_without_parameters_has_an_empty_object():
    assert protocol.parse(request()) == Call("chat.send", {}, 1)


def test_a_call_without_id_is_silent_and_one_with_null_is_not():
    assert protocol.parse('{"jsonrpc":"2.0","method":"chat.send"}') == Call("chat.send", {}, silent=True)
    assert protocol.parse(request(id=None)) == Call("chat.send", {}, None, silent=False)


@pytest.mark.parametrize("call_id", ["", "a", "é😀", 0, -7, 2**53 + 1, 10**60, None])
def test_an_id_comes_back_as_it_was(call_id):
    call = protocol.parse(request(id=call_id))
    assert isinstance(call, Call)
    assert json.loads(protocol.result(call.id, None))["id"] == call_id


@pytest.mark.parametrize("call_id", ["1.5", "1.0", "1e3", "true", "false", "{}", "[]", "[1]"])
def test_any_other_id_is_an_invalid_request_with_id_null(call_id):
    text = f'{{"jsonrpc":"2.0","method":"chat.send","id":{call_id}}}'
    assert protocol.parse(text) == Fault(protocol.INVALID_REQUEST, None)


@pytest.mark.parametrize("text", ['"chat.send"', "1", "null", "true", "{}", '{"method":"a"}', '{"jsonrpc":"2.0"}',
                                  '{"jsonrpc":2.0,"method":"a"}', '{"jsonrpc":"1.0","method":"a"}',
                                  '{"jsonrpc":"2.0","method":7}', '{"jsonrpc":"2.0","method":null}'])  # fmt: skip
def test_what_is_not_a_request_object_is_told_so(text):
    assert protocol.parse(text) == Fault(protocol.INVALID_REQUEST, None)


def test_an_invalid_request_keeps_an_id_that_could_be_read():
    assert protocol.parse(request(jsonrpc="1.0", id="x")) == Fault(protocol.INVALID_REQUEST, "x")


@pytest.mark.parametrize("text", ["", " ", "{", '{"a":}', "[1,", "NaN", "Infinity", "{'a':1}", '{"a":1}x', '"\n"',
                                  "\ufeff{}", '{"jsonrpc":"2.0","method":"\\x"}', "01", "[" * 100_000, '{"a":' * 60_000,
                                  "[" * 5000 + "]" * 5000])  # fmt: skip
def test_what_is_not_json_or_too_deep_is_a_parse_error(text):
    assert protocol.parse(text) == Fault(protocol.PARSE_ERROR, None)


def test_the_last_of_equal_names_counts():
    assert protocol.parse('{"jsonrpc":"2.0","method":"a","method":"b","id":1,"id":2}') == Call("b", {}, 2)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 5000, "-" + "9" * 100_000])
def test_a_number_past_every_bound_is_left_to_the_parameters(number):
    call = protocol.parse(f'{{"jsonrpc":"2.0","method":"a","params":{{"n":{number}}},"id":1}}')
    assert isinstance(call, Call)
    assert call.id == 1
    assert abs(call.params["n"]) > 10**300


def test_half_a_surrogate_pair_is_told_back_as_an_escape():
    call = protocol.parse('{"jsonrpc":"2.0","method":"a","id":"\\ud800"}')
    assert isinstance(call, Call)
    assert b'"\\ud800"' in protocol.error(protocol.PROBLEM, call.id)


def test_parameters_that_are_not_an_object_are_left_to_the_operation():
    assert protocol.parse(request(params=[1])) == Call("chat.send", [1], 1)


def test_a_batch_keeps_its_order_and_its_faults():
    parsed = protocol.parse(f"[{request(id=1)}, 7, {request(id=2)}]")
    assert parsed == Batch((Call("chat.send", {}, 1), Fault(protocol.INVALID_REQUEST), Call("chat.send", {}, 2)))


def test_a_batch_of_fifty_is_taken_and_an_empty_or_longer_one_is_one_fault():
    parsed = protocol.parse("[" + ",".join([request()] * 50) + "]")
    assert isinstance(parsed, Batch)
    assert len(parsed.items) == 50
    assert protocol.parse("[" + ",".join([request()] * 51) + "]") == Fault(protocol.INVALID_REQUEST)
    assert protocol.parse("[]") == Fault(protocol.INVALID_REQUEST)


def test_answers_have_the_shapes_of_the_specification():
    assert json.loads(protocol.result(1, {"a": "ё"})) == {"jsonrpc": "2.0", "id": 1, "result": {"a": "ё"}}
    assert json.loads(protocol.result(None, None)) == {"jsonrpc": "2.0", "id": None, "result": None}
    assert json.loads(protocol.error(-32601, "x")) == {
        "jsonrpc": "2.0", "id": "x", "error": {"code": -32601, "message": "Method not found"},
    }  # fmt: skip
    assert json.loads(protocol.error(1, 2, "Too fast", {"kind": "too_fast"}))["error"] == {
        "code": 1, "message": "Too fast", "data": {"kind": "too_fast"},
    }  # fmt: skip
    assert json.loads(protocol.array([protocol.result(1, 1), protocol.result(2, 2)])) == [
        {"jsonrpc": "2.0", "id": 1, "result": 1}, {"jsonrpc": "2.0", "id": 2, "result": 2},
    ]  # fmt: skip


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.text() | st.binary())
@example('{"jsonrpc":"2.0","method":"a","id":"\ud800"}')
def test_no_frame_raises(text):
    assert isinstance(protocol.parse(text), Call | Fault | Batch)


@given(st.dictionaries(st.sampled_from(["jsonrpc", "method", "params", "id", "more"]), values | st.just("2.0")))
def test_every_object_becomes_a_call_or_a_fault_that_can_be_answered(members):
    parsed = protocol.parse(json.dumps(members))
    assert isinstance(parsed, Call | Fault)
    answer = json.loads(protocol.error(protocol.PROBLEM, parsed.id))
    assert answer["id"] is None or answer["id"] == members["id"]


@given(st.text(), values, st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | st.none())
def test_a_well_formed_call_is_read_as_it_was_written(method, params, call_id):
    call = protocol.parse(json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": call_id}))
    assert call == Call(method, params, call_id)


@given(st.lists(values, min_size=1, max_size=50))
def test_a_batch_has_an_item_for_each_of_its_values(items):
    parsed = protocol.parse(json.dumps(items))
    assert isinstance(parsed, Batch)
    assert len(parsed.items) == len(items)
