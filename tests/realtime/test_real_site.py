"""What the contract says of frames, batches and closes, on the socket of the real site with people of the database."""

import asyncio
import gc
import json
from typing import Any

import pytest
import websockets

from community.realtime import outbox
from community.realtime.frames import FrameProtocol
from community.server import PatientProtocol
from tests.support import PASSWORD, LiveSite, Socket

KIB = 1024


async def answered(socket: Socket, frame: Any) -> Any:
    """The answer to a frame written by hand, on a socket that hears nothing else."""
    line: Any = socket.raw
    socket._reading.cancel()
    await asyncio.wait([socket._reading])
    await line.send(frame)
    return json.loads(await asyncio.wait_for(line.recv(), 10))


def call(method: str, call_id: int | None = None, **params: Any) -> dict[str, Any]:
    asked = {"jsonrpc": "2.0", "method": method, "params": params}
    return asked if call_id is None else {**asked, "id": call_id}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"{}", 1003),
        ((b'"\xff"', True), 1007),
        (" " * (256 * KIB + 1), 1009),
        ([" " * 200 * KIB, " " * 100 * KIB], 1009),
    ],
    ids=["binary", "not UTF-8", "too large", "too large in pieces"],
)
async def test_a_frame_that_cannot_be_taken_closes_the_socket(site: LiveSite, frame: Any, code: int):
    socket = await site.socket("visitor")
    if isinstance(frame, tuple):
        await socket.raw.send(frame[0], text=True)
    else:
        await socket.raw.send(frame)
    assert await socket.closed_with() == code
    assert (await site.visitor.call("spaces.list"))["items"] is not None


@pytest.mark.parametrize(
    ("frame", "code"),
    [("", -32700), ("{", -32700), ("[", -32700), ('"x"', -32600), ("[]", -32600), ("null", -32600),
     (json.dumps([call("spaces.list", n) for n in range(51)]), -32600), ('{"jsonrpc":"2.0","id":7}', -32600),
     ('{"jsonrpc":"1.0","method":"spaces.list","id":7}', -32600), (json.dumps(call("spaces.sing", 7)), -32601)],
)  # fmt: skip
async def test_what_is_no_call_is_one_error(site: LiveSite, frame: str, code: int):
    answer = await answered(await site.socket("visitor"), frame)
    assert answer["error"]["code"] == code
    assert answer["id"] == (7 if frame.startswith("{") and len(frame) > 1 else None)


async def test_a_batch_of_fifty_is_answered_in_order_and_what_has_no_id_is_carried_out_unanswered(site: LiveSite):
    room = await site.room(members=["anna"])
    batch = [call("chat.send", n, room_id=room.id, body=f"строка {n}", client_id=f"b{n}") for n in range(48)]
    batch += [
        call("chat.send", room_id=room.id, body="молча", client_id="quiet"),
        call("chat.history", 50, room_id=room.id),
    ]
    answers = await answered(await site.socket("anna"), json.dumps(batch))
    assert [answer["id"] for answer in answers] == [*range(48), 50]
    assert [answer["result"]["seq"] for answer in answers[:48]] == list(range(1, 49))
    assert answers[48]["result"]["items"][-1]["seq"] == 49


async def test_a_frame_of_256_kib_is_taken(site: LiveSite):
    frame = json.dumps(call("spaces.list", 7))
    answer = await answered(await site.socket("visitor"), frame + " " * (256 * KIB - len(frame)))
    assert "result" in answer


async def _changes_the_password(site: LiveSite, token: str) -> None:
    await site.as_("anna").call(
        "people.change_password", current_password=PASSWORD, new_password="Сирень-и-дождь-8"
    )  # fmt: skip


async def _uses_a_link(site: LiveSite, token: str) -> None:
    link = (await site.admin.call("people.make_reset_link", person_id=site.as_("anna").id)).link
    await site.visitor.call("people.reset_password", secret=link.rpartition("/")[2], password="Сирень-и-дождь-8")


async def _is_suspended(site: LiveSite, token: str) -> None:
    await site.admin.call("people.suspend", person_id=site.as_("anna").id, reason="спам")


async def _revokes_it(site: LiveSite, token: str) -> None:
    sessions = await site.as_("anna").call("sessions.list")
    await site.as_("anna").call("sessions.revoke", session_id=next(row.id for row in sessions if not row.current))


async def _revokes_others(site: LiveSite, token: str) -> None:
    await site.as_("anna").call("sessions.revoke_others")


async def _signs_out_there(site: LiveSite, token: str) -> None:
    answer = await site.http.post("/sign-out", headers={"origin": site.address, "cookie": f"session={token}"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "ends", [_changes_the_password, _uses_a_link, _is_suspended, _revokes_it, _revokes_others, _signs_out_there]
)
async def test_a_session_that_ends_closes_its_sockets_and_its_token(site: LiveSite, ends: Any):
    room = await site.room(members=["anna"])
    token = (await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)).token
    listens = await site.socket("visitor", room, headers={"Authorization": f"Bearer {token}"})
    resumed = await site.socket("visitor")
    await resumed.call("sessions.resume", token=token)
    await ends(site, token)
    assert (await listens.closed_with(), await resumed.closed_with()) == (4401, 4401)
    with pytest.raises(websockets.InvalidStatus) as caught:
        await site.socket("visitor", headers={"Authorization": f"Bearer {token}"})
    assert caught.value.response.status_code == 401


async def test_a_revoked_token_closes_its_sockets(site: LiveSite):
    anna = await site.person("anna")
    made = await anna.call("tokens.create", title="Программа")
    socket = await site.socket("visitor", headers={"Authorization": f"Bearer {made.token}"})
    await anna.call("tokens.revoke", token_id=made.id)
    assert await socket.closed_with() == 4401
    assert (await anna.call("people.me")).id == anna.id


async def test_a_reader_that_lags_is_closed_with_1013_and_catches_up(site: LiveSite, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox, "MOST_UNSENT", 0)
    room = await site.room(members=["anna", "boris"])
    deaf = await site.socket("anna", room, max_queue=1)
    deaf.raw.transport.pause_reading()
    sent = 0
    while site.app.hub.viewers(f"room:{room.id}"):
        sent += 1
        await site.as_("boris").call("chat.send", room_id=room.id, body="слово " * 1300)
    deaf.raw.transport.resume_reading()
    assert await deaf.closed_with() == 1013
    again = await site.socket("anna", room)
    found: list[Any] = []
    while True:
        page = await again.call("chat.catch_up", room_id=room.id, after_version=found[-1].version if found else 0)
        found += page["items"]
        if not page.more:
            break
    assert [message.seq for message in found] == list(range(1, sent + 1))


async def test_who_has_left_is_forgotten_at_once_and_does_not_wait_for_the_collector(site: LiveSite):
    """With thousands of sockets looking for what holds itself stops the process for a second."""
    room = await site.room(members=["anna"])
    gc.collect()
    before = protocols()
    gc.disable()
    try:
        anna = await site.socket("anna", room)
        await anna.call("chat.send", room_id=room.id, body="Кто здесь?", client_id="c1")
        assert protocols() == before + 1
        await anna.raw.close()
        async with asyncio.timeout(5):
            while protocols() > before:
                await asyncio.sleep(0)
    finally:
        gc.enable()


def protocols() -> int:
    return sum(isinstance(one, FrameProtocol | PatientProtocol) for one in gc.get_objects())
