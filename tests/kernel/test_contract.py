"""Every operation of the registry, through both doors: bad parameters, unknown things, nobody signed in."""

from typing import Any

import msgspec
import pytest
from msgspec import inspect

from community.fields import LARGEST
from community.operations import CHANNELS, OPERATIONS, Operation
from tests.support import Caller, LiveSite, Refused, refused

NAMES = sorted(OPERATIONS)
ENDS_SOMETHING = {"sessions.close"}  # called with good parameters it does what it should
SIGN_IN = {"sessions.open", "sessions.resume"}  # a socket that has somebody does not take another
BAD_TEXT = ["\0", "\u202eтолько", "\u2066", "a\x07b", "x" * 100_000]
BAD_NUMBER = [2**53, 2**63, 2**70, -1, 1.5, "7", True]
CANDIDATES = [
    "слово",
    "word",
    "a-word-that-is-nobodys-secret",
    "a@example.org",
    "Ромашка-и-лес-7",
    "Europe/Moscow",
    "спасибо",
]


def _inner(kind: Any) -> Any:
    if isinstance(kind, inspect.UnionType):
        return next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind


def _good(kind: Any) -> Any:
    """A value of the type, of a thing that does not exist where it names one."""
    kind = _inner(kind)
    match kind:
        case inspect.IntType():
            return LARGEST if kind.le in (None, LARGEST) else kind.le
        case inspect.BoolType():
            return True
        case inspect.EnumType():
            return next(iter(kind.cls)).value
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.ListType() | inspect.VarTupleType():
            return []
        case inspect.StrType():
            for text in CANDIDATES:
                if _fits(text, kind):
                    return text
    raise AssertionError(f"no sample of {kind}")


def _fits(text: str, kind: inspect.StrType) -> bool:
    import re

    long_enough = (kind.min_length or 0) <= len(text) <= (kind.max_length or 10**6)
    return long_enough and (kind.pattern is None or re.search(kind.pattern, text) is not None)


def _fields(operation: Operation) -> dict[str, Any]:
    return {field.encode_name: field.type for field in inspect.type_info(operation.params).fields}


def _bad(field: str, kind: Any) -> list[Any]:
    kind = _inner(kind)
    if "password" in field:  # what nobody sees may hold what no line may
        return ["\0", "x" * 100_000, 7]
    match kind:
        case inspect.IntType():
            return BAD_NUMBER
        case inspect.BoolType():
            return ["нет", 7, []]
        case inspect.EnumType() | inspect.LiteralType():
            return ["нечто", 7]
        case inspect.StrType():
            return [*BAD_TEXT, 7, [], {}]
    return ["не список", 7]


@pytest.fixture
async def anna(site: LiveSite) -> Caller:
    return await site.person("anna")


async def _rows(site: LiveSite) -> dict[str, int]:
    async def count(tx: Any) -> dict[str, int]:
        return {name: await tx.value(f"select count(*) from {name}") for name in tables}

    tables = [name for name in site.engine.columns(site.app.database) if not name.startswith("sqlite_")]
    return await site.db.read(count)


def test_the_registry_holds_every_operation_of_the_contract():
    named = [
        "people.register", "sessions.open", "sessions.resume", "sessions.close", "people.me", "people.get",
        "people.suspend", "spaces.create", "spaces.list", "spaces.get", "spaces.join", "spaces.leave",
        "spaces.set_role", "spaces.invite", "forum.create_section", "forum.create_topic", "forum.reply",
        "forum.topics", "forum.posts", "forum.catch_up", "forum.source", "chat.create_room", "chat.add_member",
        "chat.remove_member", "chat.join_room", "chat.send", "chat.edit", "chat.remove", "chat.react", "chat.history",
        "chat.catch_up", "chat.read_up_to", "chat.source", "consult.create_queue", "consult.add_specialist",
        "consult.set_duty", "consult.ask", "consult.take", "consult.take_next", "consult.transfer", "consult.hold",
        "consult.resume", "consult.close", "consult.reopen", "consult.rate", "consult.withdraw", "consult.queue",
        "consult.get", "consult.mine", "live.subscribe", "live.unsubscribe",
    ]  # fmt: skip
    assert set(named) <= set(OPERATIONS)
    assert {"room", "topic", "section", "space", "queue", "request", "me"} <= set(CHANNELS)


async def test_bad_parameters_are_named_through_both_doors_and_write_nothing(site: LiveSite, anna: Caller):
    signed_in, nobodys = await site.socket("anna"), await site.socket("visitor")
    before = await _rows(site)
    for name in NAMES:
        operation = OPERATIONS[name]
        socket = nobodys if name in SIGN_IN else signed_in
        for field, kind in _fields(operation).items():
            for bad in _bad(field, kind):
                await _is_refused(anna, name, field, bad)
        with refused("invalid", "нет такого поля"):
            await _call(socket, name, {"нет такого поля": 1})
        required = {f.encode_name for f in msgspec.structs.fields(operation.params) if f.required}
        if required:
            with refused("invalid", *required):
                await _call(anna, name, {})
            with refused("invalid", *required):
                await _call(socket, name, {})
    assert await _rows(site) == before


async def _is_refused(who: Caller, name: str, field: str, bad: Any) -> None:
    with pytest.raises(Refused) as caught:
        await _call(who, name, {field: bad})
    problem = caught.value.problem
    assert (problem["kind"], field in problem["fields"]) == ("invalid", True), (name, field, str(bad)[:50], problem)


async def _call(who: Any, name: str, params: dict[str, Any]) -> Any:
    """Exactly these parameters: no client_id is added."""
    if isinstance(who, Caller):
        headers = {"authorization": f"Bearer {who.token}"} if who.token else {}
        answer = await who._site.http.post(f"/api/{name}", content=msgspec.json.encode(params), headers=headers)
        if answer.status_code != 200:
            raise Refused(msgspec.json.decode(answer.content))
        return msgspec.json.decode(answer.content)
    answer = await who.ask(name, params)
    if "error" in answer:
        code, data = answer["error"]["code"], answer["error"]["data"]
        assert code == {"invalid": -32602, "internal": -32603}.get(data["kind"], 1)
        raise Refused(data)
    return answer["result"]


async def _kind_of(who: Any, name: str, params: dict[str, Any]) -> str:
    """How a call was refused; "" when it was carried out."""
    try:
        await _call(who, name, params)
    except Refused as problem:
        return str(problem.kind)
    return ""


NOT_A_FAULT_OF_OURS = ("", "not_found", "forbidden", "conflict", "gone", "invalid", "unauthenticated")


async def test_unknown_things_are_never_an_internal_fault(site: LiveSite, anna: Caller):
    socket = await site.socket("anna")
    for name in sorted(set(NAMES) - ENDS_SOMETHING):
        sample = {field: _good(kind) for field, kind in _fields(OPERATIONS[name]).items()}
        for who in (anna, socket, site.admin):
            assert (name, await _kind_of(who, name, sample)) in {(name, kind) for kind in NOT_A_FAULT_OF_OURS}


async def test_a_visitor_may_call_only_what_is_open_to_visitors(site: LiveSite):
    socket = await site.socket("visitor")
    for name in NAMES:
        if OPERATIONS[name].visitors:
            continue
        sample = {field: _good(kind) for field, kind in _fields(OPERATIONS[name]).items()}
        for who in (site.visitor, socket):
            with refused("unauthenticated"):
                await _call(who, name, sample)


async def test_a_problem_speaks_the_language_of_the_person(site: LiveSite, anna: Caller):
    with refused("invalid", "room_id") as problem:
        await _call(anna, "chat.send", {})
    assert problem.detail == "Проверьте отмеченное" or any("а" <= c <= "я" for c in problem.detail.lower())
    answer = await site.http.post("/api/chat.send", json={}, headers={"accept-language": "en"})
    assert answer.json()["detail"] == "Please sign in"


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"{", "invalid"), (b"[]", "invalid"), (b"\xff\xfe", "invalid"), (b'"x"', "invalid"), (b'{"a":1e400}', "invalid"),
     (b'{"email":"\\ud800"}', "invalid"), (b"[" * 100_000, "invalid"), (b" " * 1_000_000, "too_large")],
)  # fmt: skip
async def test_a_body_that_is_not_an_object_is_refused(site: LiveSite, body: bytes, kind: str):
    answer = await site.http.post("/api/sessions.open", content=body)
    assert answer.json()["kind"] == kind


async def test_an_unknown_operation_is_not_found(site: LiveSite, anna: Caller):
    with refused("not_found"):
        await _call(anna, "chat.sing", {})
    answer = await site.http.get("/api/chat.send")
    assert answer.status_code == 405


async def test_the_description_names_every_operation_and_its_shapes(site: LiveSite):
    described = (await site.http.get("/api/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    assert {path.removeprefix("/api/") for path in described["paths"]} == set(OPERATIONS)
    for path in described["paths"].values():
        assert path["post"]["summary"]
        assert path["post"]["responses"]["200"]["content"]
    page = await site.get("/api/docs")
    assert page.status_code == 200
    assert all(name in page.text for name in NAMES)
