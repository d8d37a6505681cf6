"""Calls through a socket: their order, their answers, their refusals."""

import asyncio
import json

import pytest

from community.realtime.admission import READS_AT_ONCE
from community.realtime.calls import MOST_READS, MOST_UNFINISHED
from tests.realtime.stage import WITHIN


async def two_in_a_room(stage):
    await stage.room(1, "anna", "boris")
    return await stage.open("anna", "room:1"), await stage.open("boris", "room:1")


async def test_a_write_is_answered_and_heard_by_all_who_listen(either_stage):
    anna, boris = await two_in_a_room(either_stage)
    assert await anna.call("stage.write", room_id=1, body="Доброе утро") == 1
    for socket in (anna, boris):
        assert await socket.hears("note.changed") == {"channel": "room:1", "version": 1, "body": "Доброе утро"}


async def test_an_unknown_method_is_told_so(stage):
    anna = await stage.open()
    assert (await anna.ask("stage.fly"))["error"] == {"code": -32601, "message": "Method not found"}


async def test_a_fault_of_parameters_names_the_fields(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    error = (await anna.ask("stage.write", room_id=0, extra=1))["error"]
    assert (error["code"], error["data"]["kind"], error["data"]["status"]) == (-32602, "invalid", 422)
    assert set(error["data"]["fields"]) == {"room_id", "body", "extra"}


@pytest.mark.parametrize("params", ["[1]", "[]", "7", '"a"', "null", "true"])
async def test_parameters_go_by_name_only(stage, params):
    anna = await stage.open()
    answer = await anna.says(f'{{"jsonrpc":"2.0","method":"stage.me","params":{params},"id":1}}')
    assert (answer["error"]["code"], answer["error"]["data"]["kind"]) == (-32602, "invalid")


@pytest.mark.parametrize("value", ["1e999", "9" * 5000, str(2**63), '"\\ud800"', "1.5", "{}", "null"])
async def test_a_value_out_of_every_bound_is_the_fault_of_its_field(stage, value):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    answer = await anna.says(
        f'{{"jsonrpc":"2.0","method":"stage.write","params":{{"room_id":{value},"body":"а"}},"id":"x"}}'
    )
    assert (answer["id"], answer["error"]["code"]) == ("x", -32602)
    assert list(answer["error"]["data"]["fields"]) == ["room_id"]


async def test_every_other_problem_is_code_1_with_its_object(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    error = (await anna.ask("stage.write", room_id=2, body="а"))["error"]
    assert error["code"] == 1
    assert error["data"]["kind"] == "not_found"
    assert error["message"] == error["data"]["title"]


async def test_a_visitor_is_asked_to_sign_in(stage):
    visitor = await stage.open()
    error = (await visitor.ask("stage.write", room_id=1, body="а"))["error"]
    assert (error["code"], error["data"]["kind"]) == (1, "unauthenticated")


async def test_a_fault_of_ours_is_answered_with_a_reference_and_no_details(stage):
    stage.person("anna")
    anna = await stage.open("anna")
    answer = await anna.ask("stage.fail")
    assert (answer["error"]["code"], answer["error"]["data"]["kind"]) == (-32603, "internal")
    assert answer["error"]["data"]["reference"]
    assert "secret" not in json.dumps(answer)
    assert await anna.call("stage.me") == "Anna"


@pytest.mark.parametrize(("frame", "code"), [("{", -32700), ("[" * 100_000, -32700), ("7", -32600), ("[]", -32600)])
async def test_what_is_no_call_is_told_so_with_id_null(stage, frame, code):
    visitor = await stage.open()
    answer = await visitor.says(frame)
    assert (answer["id"], answer["error"]["code"]) == (None, code)


async def test_a_call_without_id_is_carried_out_and_not_answered(stage):
    anna, boris = await two_in_a_room(stage)
    await anna.raw.send('{"jsonrpc":"2.0","method":"stage.write","params":{"room_id":1,"body":"молча"}}')
    await anna.raw.send('{"jsonrpc":"2.0","method":"stage.write","params":{"room_id":2,"body":"мимо"}}')
    await anna.raw.send('{"jsonrpc":"2.0","method":"stage.fly"}')
    assert (await boris.hears("note.changed"))["body"] == "молча"
    assert await anna.call("stage.write", room_id=1, body="вслух") == 2
    assert [message for message in anna.log if "method" not in message] == []


def call(body, call_id, method="stage.write"):
    request = {"jsonrpc": "2.0", "method": method, "params": {"room_id": 1, "body": body}}
    return request if call_id is None else {**request, "id": call_id}


async def test_a_batch_is_carried_out_in_order_and_answered_by_one_array(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    batch = [call("а", 1), call("-", 2, "stage.notes"), call("б", None), 7, call("-", "x", "stage.notes"),
             call("-", 3, "stage.fly")]  # fmt: skip
    answers = await anna.says(json.dumps(batch))
    assert [answer["id"] for answer in answers] == [1, 2, None, "x", 3]
    assert (answers[1]["result"], answers[3]["result"]) == (["а"], ["а", "б"])
    assert (answers[2]["error"]["code"], answers[4]["error"]["code"]) == (-32600, -32601)


async def test_a_batch_without_ids_is_not_answered(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    await anna.raw.send(json.dumps([call("а", None), call("б", None)]))
    assert await anna.call("stage.write", room_id=1, body="в") == 3
    assert anna.log == []


async def test_a_batch_of_more_than_fifty_is_refused_whole(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    answer = await anna.says(json.dumps([call("а", number) for number in range(51)]))
    assert (answer["id"], answer["error"]["code"]) == (None, -32600)
    assert await anna.call("stage.notes", room_id=1, body="-") == []
    assert len(await anna.says(json.dumps([call("а", number) for number in range(50)]))) == 50


async def test_a_sign_in_inside_a_batch_counts_for_what_follows(stage):
    stage.person("anna")
    socket = await stage.open()
    sign_in = {"jsonrpc": "2.0", "method": "sessions.resume", "params": {"token": "anna"}, "id": 1}
    answers = await socket.says(json.dumps([sign_in, {"jsonrpc": "2.0", "method": "stage.me", "id": 2}]))
    assert answers[1]["result"] == "Anna"


async def test_writes_keep_the_order_they_came_in_and_reads_go_beside(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    slow = await anna.send("stage.write_slowly", name="door")
    sent = [await anna.send("stage.write", room_id=1, body=str(n)) for n in range(20)]
    await stage.at("door").wait()
    assert await anna.call("stage.notes", room_id=1, body="-") == []
    stage.signal("door").set()
    assert (await anna.answer(slow))["result"] is None
    assert [(await anna.answer(number))["result"] for number in sent] == list(range(1, 21))
    assert await anna.call("stage.notes", room_id=1, body="-") == [str(n) for n in range(20)]


async def test_eight_reads_of_a_socket_are_carried_out_at_once(stage):
    stage.person("anna")
    anna = await stage.open("anna")
    for number in range(MOST_READS + 1):
        await anna.send("stage.read_slowly", name=f"read {number}")
    for number in range(MOST_READS):
        await stage.at(f"read {number}").wait()
    boris = await stage.open()
    await boris.call("stage.me")
    assert not stage.at(f"read {MOST_READS}").is_set()
    stage.signal("read 3").set()
    async with asyncio.timeout(WITHIN):
        await stage.at(f"read {MOST_READS}").wait()


async def test_a_socket_with_too_much_unfinished_is_not_read_until_something_finishes(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    for number in range(MOST_UNFINISHED):
        await anna.send("stage.read_slowly", name=f"read {number}")
    extra = await anna.send("stage.write_slowly", name="extra")
    for number in range(MOST_READS):
        await stage.at(f"read {number}").wait()
    boris = await stage.open()
    await boris.call("stage.me")
    assert not stage.at("extra").is_set()
    stage.signal("read 0").set()
    async with asyncio.timeout(WITHIN):
        await stage.at("extra").wait()
    stage.signal("extra").set()
    assert (await anna.answer(extra))["result"] is None


async def test_reads_of_all_sockets_together_are_bounded_and_writes_are_not_held_up(stage):
    await stage.room(1, "anna")
    reading = [await stage.open("anna") for _ in range(READS_AT_ONCE // MOST_READS + 1)]
    for number, socket in enumerate(reading):
        for read in range(MOST_READS):
            await socket.send("stage.read_slowly", name=f"{number} {read}")
    async with asyncio.timeout(WITHIN):
        while sum(event.is_set() for event in stage.reached.values()) < READS_AT_ONCE:
            await (await reading[0].raw.ping())
    for socket in reading:
        await (await socket.raw.ping())
    assert sum(event.is_set() for event in stage.reached.values()) == READS_AT_ONCE
    anna = await stage.open("anna")
    assert await anna.call("stage.write", room_id=1, body="и всё же") == 1


async def test_what_was_written_before_the_line_was_lost_is_carried_out(stage):
    await stage.room(1, "anna", "boris")
    anna, boris = await stage.open("anna"), await stage.open("boris", "room:1")
    await anna.send("stage.write_slowly", name="door")
    await anna.send("stage.write", room_id=1, body="напоследок")
    await anna.call("stage.me")
    await anna.raw.close()
    stage.signal("door").set()
    assert (await boris.hears("note.changed"))["body"] == "напоследок"


async def test_the_reads_of_a_lost_line_are_given_up(stage):
    stage.person("anna")
    anna = await stage.open("anna")
    await anna.send("stage.read_slowly", name="door")
    await stage.at("door").wait()
    await anna.raw.close()
    async with asyncio.timeout(10):
        await stage.hub.drain()
    assert stage.hub.count() == 0


async def test_problems_are_told_in_the_language_of_the_person_or_the_browser(stage):
    russian = await stage.open(headers={"Accept-Language": "ru"})
    english = await stage.open(headers={"Accept-Language": "en"})
    told = [(await socket.ask("stage.write"))["error"]["data"]["title"] for socket in (russian, english)]
    assert told[1] == "Please sign in"
    assert told[0] != told[1]
