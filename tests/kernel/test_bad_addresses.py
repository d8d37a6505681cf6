"""Every page under hostile addresses, and every form with nothing or nonsense in it: refused, never a fault of ours."""

import re
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from msgspec import inspect
from starlette.routing import Route

from community.operations import OPERATIONS
from community.web.paging import encode_cursor
from tests.support import LiveSite, Refused

PARTS = [
    "0", "-1", "1", str(2**53), str(2**63), str(2**70), "1e3", "٣", "a", "a-b", "%00", "..%2f..",
    "a%0d%0aSet-Cookie:%20b", "%ff", "%D0%B0", "%E2%80%AE", "x" * 5000,
]  # fmt: skip
QUERIES = ["at", "after", "before", "around", "reply", "quote", "words", "kind", "region", "mine", "next", "secret",
           "invitation", "flash", "blocked", "space", "person", "message", "what", "who"]  # fmt: skip
CURSORS = [
    encode_cursor(2**70), encode_cursor(-(2**70), 1), encode_cursor("a", 2**64), encode_cursor(1, 2**63, 2**63),
    encode_cursor(*range(1, 200)), encode_cursor(0), encode_cursor("", ""), encode_cursor("\0", 1),
]  # fmt: skip
ANSWERED = {200, 301, 302, 303, 307, 400, 401, 403, 404, 405, 409, 410, 413, 422}


def _paths(routes: Any, method: str) -> list[str]:
    return sorted({route.path for route in routes if isinstance(route, Route) and method in (route.methods or ())})


def _filled(path: str, part: str) -> str:
    return re.sub(r"\{[^}]*\}", part, path)


async def _things(site: LiveSite) -> None:
    """Something behind the small ids, so that hostile queries reach the readers."""
    await site.person("anna")
    space = await site.space(slug="a-b")
    await site.as_("anna").call("spaces.join", space_id=space.id)
    await site.topic("anna", section=await site.section(space=space.id))
    room = await site.room(space=space.id)
    await site.admin.call("chat.send", room_id=room.id, body="Доброе утро")
    queue = await site.queue(space=space.id)
    await site.as_("anna").call("consult.ask", queue_id=queue.id, subject="Звук", body="Не выходит")


@pytest.mark.parametrize("who", [None, "admin"])
async def test_no_address_is_a_fault_of_ours(site: LiveSite, who: str | None):
    await _things(site)
    faults = []
    for path in _paths(site.app._inner.routes, "GET"):
        addresses = [_filled(path, part) for part in PARTS] if "{" in path else [path]
        for part in ("1", "a-b"):
            for value in (quote("\u202e\0'\"<%", safe=""), str(2**70)):
                asked = "&".join(f"{name}={value}" for name in QUERIES)
                addresses += [f"{_filled(path, part)}?{asked}"]
            for cursor in CURSORS:
                addresses += [f"{_filled(path, part)}?{name}={cursor}" for name in ("after", "before")]
        for address in dict.fromkeys(addresses):
            answer = await site.get(address, as_=who)
            if answer.status_code not in ANSWERED:
                faults.append((answer.status_code, address[:150]))
            assert "set-cookie" not in answer.headers
            assert (
                answer.headers.get("location", "/").startswith("/") and answer.headers.get("location", "/")[1:2] != "/"
            )
    assert not faults, faults


@pytest.mark.parametrize("who", [None, "admin"])
async def test_no_form_is_a_fault_of_ours(site: LiveSite, who: str | None):
    await _things(site)
    names = {
        field.encode_name for operation in OPERATIONS.values() for field in msgspec.structs.fields(operation.params)
    }
    forms: list[dict[str, Any]] = [
        {}, dict.fromkeys(names, ""), dict.fromkeys(names, "\0\u202e"), dict.fromkeys(names, str(2**70)),
        {name: ["1", "2"] for name in names}, dict.fromkeys(names, "x" * 30_000),
    ]  # fmt: skip
    faults = []
    for path in _paths(site.app._inner.routes, "POST"):
        if path in ("/sign-out", "/api/{operation}"):
            continue
        for part in ("1", "a-b"):
            for number, form in enumerate(forms):
                answer = await site.post(_filled(path, part), form, as_=who)
                if answer.status_code not in ANSWERED:
                    faults.append((answer.status_code, _filled(path, part), number))
    assert not faults, faults


@pytest.mark.parametrize("who", ["anna", "visitor"])
async def test_no_cursor_is_a_fault_of_ours(site: LiveSite, who: str):
    await _things(site)
    asked, faults = 0, []
    for name, operation in OPERATIONS.items():
        fields = {field.encode_name: field.type for field in inspect.type_info(operation.params).fields}
        if "after" not in fields:
            continue
        given = {field: 1 for field in fields if field.endswith("_id")}
        for cursor in CURSORS:
            asked += 1
            try:
                await site.as_(who).call(name, after=cursor, **given)
            except Refused as problem:
                if problem.kind in ("internal", "unavailable"):
                    faults.append((name, cursor, problem))
    assert asked > 50 and not faults, faults
