"""How operations are called, whatever they do: signing in, problems, batches, the end of a session."""

import json
from typing import Any

import websockets

from tests.support import PASSWORD, LiveSite, refused

STATUS = {"unauthenticated": 401, "forbidden": 403, "not_found": 404, "conflict": 409, "invalid": 422}
PROBLEM = {"type", "title", "status", "detail", "kind"}


def me(**more: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": "people.me", **more}


async def says(socket: Any, asked: Any) -> Any:
    """What comes back to a text, on a socket that nobody else reads."""
    await socket.send(asked if isinstance(asked, str) else json.dumps(asked))
    return json.loads(await socket.recv())


async def alone(site: LiveSite, who: str) -> Any:
    """A bare connection: its frames are read one by one."""
    address = site.address.replace("http", "ws", 1) + "/ws"
    headers = {"Authorization": f"Bearer {site.as_(who).token}"}
    return await websockets.connect(address, additional_headers=headers, proxy=None)


async def test_each_kind_of_problem_is_the_same_through_both_doors(site: LiveSite, door: Any) -> None:
    await site.person("anna")
    space = await site.space()
    anna, visitor = await door("anna"), await door("visitor")
    for kind, who, name, params in (
        ("unauthenticated", visitor, "people.me", {}),
        ("forbidden", anna, "chat.create_room", {"space_id": space.id, "title": "Учительская"}),
        ("not_found", anna, "people.get", {"person_id": 2**53 - 1}),
        ("conflict", site.admin, "spaces.create",
         {"kind": "community", "slug": space.slug, "title": "Ещё один", "visibility": "public"}),
        ("invalid", anna, "people.get", {"person_id": "7"}),
    ):  # fmt: skip
        with refused(kind) as problem:
            await who.call(name, **params)
        assert set(problem) >= PROBLEM
        assert problem.status == STATUS[kind]
    assert "person_id" in problem.fields


async def test_operations_never_set_a_cookie_and_only_the_sign_in_form_does(site: LiveSite) -> None:
    await site.person("anna")
    entering = {"email": "anna@example.org", "password": PASSWORD}
    assert "set-cookie" not in (await site.http.post("/api/sessions.open", json=entering)).headers
    assert "session=" in (await site.post("/sign-in", entering)).headers["set-cookie"]


async def test_a_cookie_needs_the_sites_own_origin_and_a_bearer_wins_over_it(site: LiveSite) -> None:
    anna, boris = await site.person("anna"), await site.person("boris")
    cookie = {"cookie": f"session={anna.token}"}
    for origin, status in ((site.address, 200), ("https://elsewhere.example", 403)):
        answer = await site.http.post("/api/people.me", json={}, headers={**cookie, "origin": origin})
        assert answer.status_code == status
    both = {**cookie, "origin": "https://elsewhere.example", "authorization": f"Bearer {boris.token}"}
    assert (await site.http.post("/api/people.me", json={}, headers=both)).json()["id"] == boris.id


async def test_a_body_of_256_kib_is_taken_and_a_larger_one_is_too_large(site: LiveSite) -> None:
    anna = await site.person("anna")
    headers = {"authorization": f"Bearer {anna.token}", "content-type": "application/json"}
    for size, status in ((256 * 1024, 200), (256 * 1024 + 1, 413)):
        answer = await site.http.post("/api/people.me", content=b"{}".ljust(size), headers=headers)
        assert answer.status_code == status


async def test_registering_alone_does_not_sign_a_socket_in(site: LiveSite) -> None:
    socket = await site.socket("visitor")
    made = await socket.call("people.register", name="Вера", email="vera@example.org", password=PASSWORD)
    with refused("unauthenticated"):
        await socket.call("people.me")
    resumed = await socket.call("sessions.resume", token=made.token)
    assert resumed.person.id == made.person.id == (await socket.call("people.me")).id
    with refused("conflict"):
        await socket.call("sessions.resume", token=made.token)


async def test_signing_out_over_the_socket_is_answered_before_it_closes(site: LiveSite) -> None:
    await site.person("anna")
    socket, other = await site.socket("anna"), await site.socket("anna")
    assert (await socket.ask("sessions.close"))["result"] is None
    assert (await socket.closed_with(), await other.closed_with()) == (4401, 4401)


async def test_what_follows_signing_out_in_a_batch_is_nobodys(site: LiveSite) -> None:
    await site.person("anna")
    socket = await alone(site, "anna")
    closing = {"jsonrpc": "2.0", "method": "sessions.close", "id": 1}
    first, second = await says(socket, [closing, me(id=2)])
    assert (first["result"], second["error"]["data"]["kind"]) == (None, "unauthenticated")
    await socket.wait_closed()
    assert socket.close_code == 4401


async def test_codes_of_errors_over_the_socket(site: LiveSite) -> None:
    await site.person("anna")
    socket = await alone(site, "anna")
    for asked, code in (
        ("{", -32700),
        ("1", -32600),
        ({"method": "people.me", "id": 1}, -32600),
        ({"jsonrpc": "2.0", "method": "no.such", "id": 1}, -32601),
        ({"jsonrpc": "2.0", "method": "people.get", "params": [1], "id": 1}, -32602),
        ({"jsonrpc": "2.0", "method": "people.get", "params": {}, "id": 1}, -32602),
        ({"jsonrpc": "2.0", "method": "people.get", "params": {"person_id": 999}, "id": 1}, 1),
    ):
        answer = await says(socket, asked)
        assert answer["error"]["code"] == code
        if code in (-32602, 1):
            assert set(answer["error"]["data"]) >= PROBLEM
    await socket.close()


async def test_a_batch_holds_fifty_calls_carried_out_in_order(site: LiveSite) -> None:
    await site.person("anna")
    room = await site.room()
    socket = await alone(site, "anna")
    calls = [
        {"jsonrpc": "2.0", "method": "chat.send", "id": number,
         "params": {"room_id": room.id, "body": "слово", "client_id": f"b{number}"}}
        for number in range(1, 50)
    ]  # fmt: skip
    history = {"jsonrpc": "2.0", "method": "chat.history", "id": 50, "params": {"room_id": room.id, "limit": 1}}
    answers = {answer["id"]: answer["result"] for answer in await says(socket, [*calls, history])}
    assert [answers[number]["seq"] for number in range(1, 50)] == list(range(1, 50))
    assert answers[50]["items"][-1]["seq"] == 49
    for asked in ([], [me(id=number) for number in range(51)]):
        answer = await says(socket, asked)
        assert (answer["id"], answer["error"]["code"]) == (None, -32600)
    await socket.send(json.dumps([me(), me()]))
    assert (await says(socket, me(id="next")))["id"] == "next"
    await socket.close()


async def test_a_call_without_an_id_is_carried_out_and_not_answered(site: LiveSite) -> None:
    await site.person("anna")
    room = await site.room()
    socket = await alone(site, "anna")
    sent = {"room_id": room.id, "body": "тихо", "client_id": "quiet"}
    await socket.send(json.dumps({"jsonrpc": "2.0", "method": "chat.send", "params": sent}))
    await socket.send(json.dumps({"jsonrpc": "2.0", "method": "chat.send", "params": {}}))
    again = await says(socket, {"jsonrpc": "2.0", "method": "chat.send", "params": sent, "id": 1})
    assert (again["id"], again["result"]["seq"]) == (1, 1)
    await socket.close()
