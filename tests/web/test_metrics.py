"""/metrics: its figures move when what they count happens, and have the names and shapes Prometheus expects."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from community.config import Config, LimitsConfig
from community.db import Transaction
from community.figures import SECONDS, quantile
from community.jobs import queries as jobs
from tests.support import LiveSite, refused

Figures = dict[tuple[str, str], float]


async def figures(site: LiveSite) -> Figures:
    """By name and the values of the labels."""
    answer = await site.http.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


class Moved:
    """How far figures have moved since the last look."""

    def __init__(self, site: LiveSite) -> None:
        self._site = site
        self._before: Figures = {}

    async def look(self) -> Callable[..., float]:
        before, self._before = self._before, await figures(self._site)
        now = self._before
        return lambda name, labels="": (
            now.get((f"community_{name}", labels), 0) - before.get((f"community_{name}", labels), 0)
        )


@pytest.fixture
async def moved(site: LiveSite) -> Moved:
    found = Moved(site)
    await found.look()
    return found


async def test_a_message_moves_what_measures_writing_and_telling(site: LiveSite, moved: Moved) -> None:
    room = await site.room("Кухня", members=["anna", "boris"])
    anna, boris = await site.socket("anna", room), await site.socket("boris", room)
    await anna.hears("presence.changed", count=2)
    await boris.hears("presence.changed", count=2)
    await moved.look()
    await anna.call("chat.send", room_id=room.id, body="Каша готова")
    await boris.hears("chat.changed")
    found = await moved.look()
    assert found("operation_seconds_count", "chat.send ok") == 1
    assert found("send_receipt_seconds_count") == found("send_receipt_seconds_bucket", "+Inf") == 1
    assert 0 < found("send_receipt_seconds_sum") < 10
    assert found("commit_seconds_count") == found("batch_commands_count") == 1
    assert found("batch_commands_sum") == found("batch_commands_bucket", "1.0") == 1
    assert found("pushes_total", "change") >= 2
    assert found("pushes_total", "passing") == 0


async def test_refusals_and_faults_are_told_from_what_was_done(site: LiveSite, moved: Moved) -> None:
    with refused("unauthenticated"):
        await site.visitor.call("chat.send", room_id=1, body="?")
    with refused("not_found"):
        await site.admin.call("chat.send", room_id=9999, body="?")
    found = await moved.look()
    assert found("operation_seconds_count", "chat.send unauthenticated") == 1
    assert found("operation_seconds_count", "chat.send not_found") == 1
    assert found("operation_seconds_count", "chat.send ok") == found("send_receipt_seconds_count") == 0
    assert found("http_requests_total", "401") == found("http_requests_total", "404") == 1


async def test_a_made_up_operation_makes_no_figure(site: LiveSite, moved: Moved) -> None:
    with refused("not_found"):
        await site.admin.call("chat.made_up")
    assert not [labels for name, labels in await figures(site) if "made_up" in labels]


async def test_typing_and_presence_are_counted_apart(site: LiveSite, moved: Moved) -> None:
    room = await site.room("Кухня", members=["anna", "boris"])
    anna = await site.socket("anna", room)
    await anna.hears("presence.changed")
    await moved.look()
    boris = await site.socket("boris", room)
    await boris.hears("presence.changed", count=2)
    await anna.hears("presence.changed", count=2)
    await boris.hears_nothing()  # but what he, as a newcomer, may have been told before all were
    found = await moved.look()
    assert (found("pushes_total", "passing"), found("pushes_total", "change")) == (2 + len(boris._held), 0)


async def test_open_sockets_and_what_they_listen_to(site: LiveSite, moved: Moved) -> None:
    room = await site.room("Кухня", members=["anna"])
    anna, visitor = await site.socket("anna", room, "me"), await site.socket("visitor")
    found = await moved.look()
    assert (found("sockets"), found("sockets_signed_in"), found("subscriptions")) == (2, 1, 2)
    assert found("socket_unsent_bytes") == found("socket_unsent_most_bytes") == 0
    await anna.close()
    await visitor.close()
    async with asyncio.timeout(10):
        while site.app.hub.count():
            await asyncio.sleep(0)
    found = await moved.look()
    assert (found("sockets"), found("sockets_signed_in"), found("subscriptions")) == (-2, -1, -2)


async def test_refused_sockets_by_reason(make_site: Callable[..., Any]) -> None:
    site = await make_site(Config(limits=LimitsConfig(connections=10)))
    foreign = {"Origin": "https://elsewhere.example"}
    with pytest.raises(Exception, match="403"):
        await site.socket("visitor", headers=foreign)
    with pytest.raises(Exception, match="401"):
        await site.socket("visitor", headers={"Authorization": "Bearer nobody"})
    for _ in range(10):
        await site.socket("visitor")
    assert await (await site.socket("visitor")).closed_with() == 1013
    found = await figures(site)
    reasons = {labels: value for (name, labels), value in found.items() if name == "community_sockets_refused_total"}
    assert reasons == {"forbidden": 1, "unauthenticated": 1, "full": 1}


async def test_a_catch_up_and_how_much_it_brought(site: LiveSite, moved: Moved) -> None:
    room = await site.room("Кухня", members=["anna"])
    for body in ("раз", "два"):
        await site.as_("anna").call("chat.send", room_id=room.id, body=body)
    topic = await site.topic("anna")
    await moved.look()
    await site.as_("anna").call("chat.catch_up", room_id=room.id, after_version=0)
    await site.as_("anna").call("forum.catch_up", topic_id=topic.id, after_version=0)
    await site.as_("anna").call("live.catch_up", channel=f"room:{room.id}", after_version=1)
    found = await moved.look()
    assert (found("catch_up_rows_count"), found("catch_up_rows_sum")) == (3, 4)


async def test_pages_from_memory_are_requests_too(site: LiveSite, moved: Moved) -> None:
    await site.http.get("/policy")
    await moved.look()
    await site.http.get("/policy")
    found = await moved.look()
    assert (found("page_cache_hits_total"), found("http_requests_total", "200")) == (1, 2)  # and the look before
    assert found("http_seconds_count") == 2


async def test_sizes_and_jobs(site: LiveSite, moved: Moved) -> None:
    async def left(tx: Transaction) -> None:
        await jobs.insert_job(tx, "errand", "1", tx.now + 10**9)
        failing = await jobs.insert_job(tx, "errand", "2", tx.now + 10**9)
        await tx.run("update jobs set failed_at = :now where id = :id", now=tx.now, id=failing)

    await site.db.write(left)
    found = await figures(site)
    assert found["community_jobs_waiting", ""] == found["community_jobs_failed", ""] == 1
    assert found["community_database_bytes", ""] > 10_000
    assert found["community_commands_waiting", ""] == 0


async def test_every_figure_has_a_proper_name(site: LiveSite) -> None:
    await site.topic("anna")
    told = (await site.http.get("/metrics")).text
    for family in text_string_to_metric_families(told):
        if not family.name.startswith("process_"):
            assert re.fullmatch(r"community_[a-z_]+", family.name) and family.documentation
        if family.type == "histogram":
            assert family.name.endswith(("_seconds", "_rows", "_commands"))


@pytest.mark.parametrize(
    ("counts", "share", "value"),
    [
        ([0] * 14, 0.5, None),
        ([4, *[0] * 13], 0.5, 0.0005),
        ([1, 1, *[0] * 12], 0.5, 0.001),
        ([1, 1, *[0] * 12], 0.75, 0.0015),
        ([*[0] * 13, 3], 0.99, 10.0),
        ([99, 0, 0, 1, *[0] * 10], 0.99, 0.001),
    ],
)
def test_a_share_of_all_lies_under_a_value(counts: list[int], share: float, value: float | None) -> None:
    assert quantile(SECONDS, counts, share) == (value if value is None else pytest.approx(value))
