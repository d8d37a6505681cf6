"""Who may open a socket, and as whom."""

import asyncio
import json

import pytest
from websockets.exceptions import InvalidStatus

from community.config import Config, LimitsConfig, SiteConfig
from community.realtime.changes import PersonChanged, SessionEnded
from tests.realtime.stage import notes_of, staged


async def refusal(stage, who="", **headers):
    """Status and kind of a handshake that is refused."""
    with pytest.raises(InvalidStatus) as caught:
        await stage.open(who, headers=headers)
    response = caught.value.response
    return response.status_code, json.loads(response.body)["kind"]


async def test_a_bearer_token_opens_it_as_its_person(stage):
    stage.person("anna")
    anna = await stage.open("anna")
    assert await anna.call("stage.me") == "Anna"


async def test_without_a_token_it_is_a_visitors(stage):
    visitor = await stage.open()
    assert await visitor.call("stage.me") == ""


async def test_an_unknown_bearer_token_is_refused(stage):
    assert await refusal(stage, "nobody") == (401, "unauthenticated")


async def test_the_cookie_is_believed_from_a_page_of_this_site_and_from_a_program(stage):
    stage.person("anna")
    home = f"http://127.0.0.1:{stage.port}"
    anna = await stage.open(headers={"Cookie": "session=anna", "Origin": home})
    assert await anna.call("stage.me") == "Anna"
    assert await refusal(stage, Cookie="session=anna", Origin="https://elsewhere.example") == (403, "forbidden")
    program = await stage.open(headers={"Cookie": "session=anna"})
    assert await program.call("stage.me") == "Anna"


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1", "http://127.0.0.1.elsewhere.example", "file://", ""])
async def test_an_origin_that_is_not_ours_is_refused_even_to_visitors_and_tokens(stage, origin):
    stage.person("anna")
    assert await refusal(stage, Origin=origin) == (403, "forbidden")
    assert await refusal(stage, "anna", Origin=origin) == (403, "forbidden")


async def test_a_cookie_of_an_ended_session_makes_a_visitor(stage):
    home = f"http://127.0.0.1:{stage.port}"
    visitor = await stage.open(headers={"Cookie": "session=old", "Origin": home})
    assert await visitor.call("stage.me") == ""


async def test_with_an_address_the_origin_is_that_address_and_the_cookie_is_bound_to_it(monkeypatch, place):
    config = Config(site=SiteConfig(address="https://sad.example"))
    async with staged(monkeypatch, place, config=config) as stage:
        stage.person("anna")
        headers = {"Cookie": "__Host-session=anna; session=boris", "Origin": "https://sad.example"}
        assert await (await stage.open(headers=headers)).call("stage.me") == "Anna"
        assert await refusal(stage, Origin=f"http://127.0.0.1:{stage.port}") == (403, "forbidden")


async def test_a_full_house_closes_with_1013(monkeypatch, place):
    async with staged(monkeypatch, place, config=Config(limits=LimitsConfig(connections=10))) as stage:
        ten = [await stage.open() for _ in range(10)]
        assert await ten[-1].call("stage.me") == ""
        assert await (await stage.open()).closed() == 1013
        await ten[0].raw.close()
        await ten[1].ask("stage.me")
        assert await (await stage.open()).call("stage.me") == ""


async def test_a_person_with_too_many_sockets_and_an_address_with_too_many_are_turned_away(monkeypatch, place):
    limits = LimitsConfig(connections_per_person=2, connections_per_address=4)
    async with staged(monkeypatch, place, config=Config(limits=limits)) as stage:
        for who in ("anna", "boris"):
            stage.person(who)
        first, _ = await stage.open("anna"), await stage.open("anna")
        third = await stage.open("anna")
        assert (await third.closed(), third.raw.close_reason) == (1013, "too many of this person")
        visitor = await stage.open()
        assert await visitor.refused("sessions.resume", token="anna") == "conflict"
        assert await visitor.call("sessions.resume", token="boris") == "boris"
        await stage.open()
        fifth = await stage.open("boris")
        assert (await fifth.closed(), fifth.raw.close_reason) == (1013, "too many from this address")
        await first.raw.close()
        assert await (await stage.open("anna")).call("stage.me") == "Anna"
        assert stage.hub.admission.refused == {"too many of this person": 1, "too many from this address": 1}


async def test_lifted_limits_of_pace_lift_those_of_a_person_and_an_address_too(monkeypatch, place):
    limits = LimitsConfig(enabled=False, connections_per_person=1, connections_per_address=1)
    async with staged(monkeypatch, place, config=Config(limits=limits)) as stage:
        stage.person("anna")
        assert [await (await stage.open("anna")).call("stage.me") for _ in range(3)] == ["Anna"] * 3


async def test_draining_closes_every_socket_with_1012(either_stage):
    stage = either_stage
    stage.person("anna")
    anna, visitor = await stage.open("anna"), await stage.open()
    await stage.hub.drain()
    assert (await anna.closed(), await visitor.closed()) == (1012, 1012)
    assert stage.hub.count() == 0
    assert await (await stage.open()).closed() == 1012


async def test_what_is_being_written_is_answered_before_a_restart_and_what_waits_is_not_begun(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    begun = await anna.send("stage.write_slowly", name="door")
    await anna.send("stage.write", room_id=1, body="потом")
    await stage.at("door").wait()
    draining = asyncio.create_task(stage.hub.drain())
    await asyncio.sleep(0)
    stage.signal("door").set()
    assert (await anna.answer(begun))["result"] is None
    assert await anna.closed() == 1012
    await draining
    assert await stage.db.read(notes_of, 1) == []


async def test_a_socket_takes_its_person_by_a_token_once(stage):
    stage.person("anna")
    stage.person("boris")
    socket = await stage.open()
    assert await socket.refused("stage.write", room_id=1, body="а") == "unauthenticated"
    assert await socket.refused("sessions.resume", token="nobody") == "unauthenticated"
    assert await socket.call("sessions.resume", token="anna") == "anna"
    assert await socket.call("stage.me") == "Anna"
    assert await socket.refused("sessions.resume", token="boris") == "conflict"
    assert await socket.call("stage.me") == "Anna"


async def test_a_socket_opened_by_a_person_takes_no_other(stage):
    stage.person("anna")
    stage.person("boris")
    anna = await stage.open("anna")
    assert await anna.refused("sessions.resume", token="boris") == "conflict"
    assert await anna.call("stage.me") == "Anna"


async def test_what_is_sent_behind_a_sign_in_is_already_the_persons(stage):
    stage.person("anna")
    socket = await stage.open()
    await socket.send("sessions.resume", token="anna")
    asked = await socket.send("stage.me")
    assert (await socket.answer(asked))["result"] == "Anna"


async def test_an_ended_session_closes_its_sockets_with_4401_and_no_others(either_stage):
    stage = either_stage
    anna, boris = stage.person("anna"), stage.person("boris")
    hers, adopted, his = await stage.open("anna"), await stage.open(), await stage.open("boris")
    await adopted.call("sessions.resume", token="anna")
    del stage.people["anna"]
    await stage.announced(SessionEnded((anna.session_id, 999)))
    assert (await hers.closed(), await adopted.closed()) == (4401, 4401)
    assert await his.call("stage.me") == boris.name


async def test_a_changed_person_is_looked_up_again_at_the_next_call(stage):
    anna = stage.person("anna")
    socket = await stage.open("anna")
    stage.people["anna"] = type(anna)(id=anna.id, name="Анна", handle="anna", session_id=anna.session_id)
    assert await socket.call("stage.me") == "Anna"
    await stage.announced(PersonChanged(anna.id))
    assert await socket.call("stage.me") == "Анна"
    looked_up = len(stage.looked_up)
    assert await socket.call("stage.me") == "Анна"
    assert len(stage.looked_up) == looked_up


async def test_a_person_who_is_gone_at_the_next_call_is_closed_with_4401(stage):
    anna = stage.person("anna")
    socket = await stage.open("anna")
    del stage.people["anna"]
    await stage.announced(PersonChanged(anna.id))
    await socket.send("stage.me")
    assert await socket.closed() == 4401


async def test_a_session_that_ends_while_its_socket_opens_is_noticed(stage):
    anna = stage.person("anna")
    found = stage.identify

    async def ends_meanwhile(token):
        viewer = await found(token)
        if stage.people.pop("anna", None):
            stage.hub.session_ended(SessionEnded((anna.session_id,)))
        return viewer

    stage.identify = ends_meanwhile
    assert await (await stage.open("anna")).closed() == 4401
