"""Each request and each call of a socket has a reference: in the answer, in the log, on the page of a fault."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from community import operations
from community.config import Config, LogConfig, ProxyConfig
from community.db import Transaction
from community.operations import Context, Params, operation
from tests.support import LiveSite, Refused

NEW = re.compile(r"[0-9a-f]{8}")
LONG = """
with recursive counted(n) as (select cast(1 as bigint) union all select n + 1 from counted where n < 400000)
select count(*) from counted
"""


class Secret(Params):
    secret: str = ""


async def count_for_long(tx: Transaction, secret: str) -> int:
    return int(await tx.value(LONG))


@pytest.fixture(autouse=True)
def _operations() -> Iterator[None]:
    @operation("test.fail", Secret, returns=None, visitors=True)
    async def fail(ctx: Context, params: Secret) -> None:
        raise ArithmeticError("out of luck")

    @operation("test.count", Secret, returns=int, visitors=True)
    async def count(ctx: Context, params: Secret) -> int:
        return await ctx.db.write(count_for_long, params.secret)

    @operation("test.look", Secret, returns=int, reads=True, visitors=True)
    async def look(ctx: Context, params: Secret) -> int:
        return await ctx.db.read(count_for_long, params.secret)

    yield
    for name in ("test.fail", "test.count", "test.look"):
        del operations.OPERATIONS[name]


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/static/nothing.js", "/sign-in"])
async def test_every_answer_names_a_reference_of_its_own(site: LiveSite, path: str) -> None:
    first, second = await site.http.get(path), await site.http.get(path)  # the second perhaps from memory
    found = [answer.headers.get_list("x-request-id") for answer in (first, second)]
    assert all(len(names) == 1 and NEW.fullmatch(names[0]) for names in found)
    assert found[0] != found[1]


async def test_a_handshake_names_one_taken_or_refused(site: LiveSite) -> None:
    taken = await site.socket("visitor")
    assert NEW.fullmatch(taken.raw.response.headers["x-request-id"])
    asked = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
             "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "origin": "https://elsewhere.example"}  # fmt: skip
    refused = await site.http.get("/ws", headers=asked)
    assert refused.status_code == 403
    assert NEW.fullmatch(refused.headers["x-request-id"])


@pytest.mark.parametrize(
    ("trusted", "given", "kept"),
    [
        (["127.0.0.1"], "Proxy-7_a", True),
        (["127.0.0.1"], "x" * 64, True),
        (["127.0.0.1"], "x" * 65, False),
        (["127.0.0.1"], "a b", False),
        (["127.0.0.1"], "a\tb", False),
        (["127.0.0.1"], "", False),
        (["10.0.0.0/8"], "Proxy-7_a", False),
        ([], "Proxy-7_a", False),
    ],
)
async def test_a_reference_is_taken_from_a_trusted_proxy_alone(
    make_site: Callable[..., Any], trusted: list[str], given: str, kept: bool
) -> None:
    site = await make_site(Config(proxy=ProxyConfig(trusted=trusted)), set_up=False)
    answer = await site.http.get("/healthz", headers={"x-request-id": given})
    assert (answer.headers["x-request-id"] == given) is kept
    assert kept or NEW.fullmatch(answer.headers["x-request-id"])


async def test_a_fault_is_logged_under_the_reference_that_its_caller_gets(site: LiveSite) -> None:
    with capture_logs() as lines:
        answer = await site.http.post("/api/test.fail", json={"secret": "s3cret"})
    assert answer.status_code == 500
    assert answer.json()["reference"] == answer.headers["x-request-id"] == lines[0]["reference"]
    assert "s3cret" not in repr(lines)


async def test_each_call_of_a_socket_has_its_own(site: LiveSite) -> None:
    socket = await site.socket("visitor")
    before = site.site.figures.socket_faults
    with capture_logs() as lines:
        told = [(await socket.ask("test.fail"))["error"]["data"]["reference"] for _ in range(3)]
    assert [line["reference"] for line in lines] == told
    assert len({*told, socket.raw.response.headers["x-request-id"]}) == 4
    assert site.site.figures.socket_faults == before + 3


async def test_a_slow_command_is_logged_by_name_with_its_times_and_its_request(make_site: Callable[..., Any]) -> None:
    site = await make_site(Config(log=LogConfig(slow_ms=5)))
    with capture_logs() as lines:
        answer = await site.http.post("/api/test.count", json={"secret": "s3cret"})
    assert answer.json() == 400000
    [line] = [line for line in lines if line.get("name") == "count_for_long"]
    assert line["event"] == "slow command" and line["log_level"] == "warning"
    assert line["reference"] == answer.headers["x-request-id"]
    assert line["ran_ms"] >= 5 and line["waited_ms"] >= 0 and line["committed_ms"] >= 0 and line["together"] == 1
    assert "s3cret" not in repr(lines)
    assert site.site.figures.commands_slow >= 1


async def test_a_slow_query_is_logged_by_name(make_site: Callable[..., Any]) -> None:
    site = await make_site(Config(log=LogConfig(slow_ms=5)))
    with capture_logs() as lines:
        await site.visitor.call("test.look", secret="s3cret")
    [line] = [line for line in lines if line.get("name") == "count_for_long"]
    assert line["event"] == "slow query" and line["ran_ms"] >= 5
    assert "s3cret" not in repr(lines)
    assert site.site.figures.queries_slow >= 1


async def test_nothing_is_slow_when_the_bound_is_nothing(make_site: Callable[..., Any]) -> None:
    site = await make_site(Config(log=LogConfig(slow_ms=0)))
    with capture_logs() as lines:
        await site.visitor.call("test.count")
        await site.visitor.call("test.look")
    assert lines == []


async def test_a_refused_call_is_no_fault(site: LiveSite) -> None:
    socket = await site.socket("visitor")
    with pytest.raises(Refused):
        await socket.call("people.get", person_id=999)
    assert site.site.figures.socket_faults == 0
