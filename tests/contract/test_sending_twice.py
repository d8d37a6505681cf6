"""A `client_id` is one act of one person by one operation: repeated it gives the row as it is now."""

import asyncio
from typing import Any

import pytest

from tests.support import LiveSite, Row, refused


class Stage:
    """A section, a topic, a room and a queue of the network, where Anna and Boris write."""

    def __init__(self, section: Row, topic: Row, room: Row, queue: Row) -> None:
        self.section, self.topic, self.room, self.queue = section, topic, room, queue

    def params(self, name: str) -> dict[str, Any]:
        return {
            "forum.create_topic": {"section_id": self.section.id, "title": "Утро", "body": "Плачет"},
            "forum.reply": {"topic_id": self.topic.id, "body": "Плачет"},
            "chat.send": {"room_id": self.room.id, "body": "Плачет"},
            "consult.ask": {"queue_id": self.queue.id, "subject": "Утро", "body": "Плачет"},
        }[name]


REQUIRED = ["forum.create_topic", "forum.reply", "chat.send", "consult.ask"]


@pytest.fixture
async def stage(site: LiveSite) -> Stage:
    for who in ("anna", "boris"):
        await site.person(who)
    section = await site.section()
    return Stage(section, await site.topic("anna", section=section), await site.room(), await site.queue())


@pytest.mark.parametrize("name", REQUIRED)
async def test_the_same_parameters_are_the_same_row_and_others_a_conflict(stage: Stage, door: Any, name: str) -> None:
    anna, boris = await door("anna"), await door("boris")
    given = {**stage.params(name), "client_id": "A-1_z"}
    made = await anna.call(name, **given)
    assert (await anna.call(name, **given)).id == made.id
    with refused("conflict"):
        await anna.call(name, **{**given, "body": "Смеётся"})
    assert (await boris.call(name, **given)).id != made.id


@pytest.mark.parametrize("name", REQUIRED)
async def test_a_client_id_belongs_to_the_operation(stage: Stage, site: LiveSite, name: str) -> None:
    anna = site.as_("anna")
    for other in REQUIRED:
        if other != name:
            await anna.call(other, **stage.params(other), client_id="one")
    await anna.call(name, **stage.params(name), client_id="one")


@pytest.mark.parametrize("name", REQUIRED)
async def test_sent_many_times_at_once_it_is_made_once(stage: Stage, site: LiveSite, name: str) -> None:
    anna = site.as_("anna")
    made = await asyncio.gather(*(anna.call(name, **stage.params(name), client_id="race") for _ in range(10)))
    assert len({row.id for row in made}) == 1


@pytest.mark.parametrize("name", REQUIRED)
async def test_it_is_required_and_of_a_form(stage: Stage, site: LiveSite, name: str) -> None:
    socket = await site.socket("anna")
    assert "client_id" in (await socket.ask(name, stage.params(name)))["error"]["data"]["fields"]
    for bad in ("", "x" * 65, "a b", "я", "a.b", 7, None):
        with refused("invalid", "client_id"):
            await socket.call(name, **stage.params(name), client_id=bad)
    await socket.call(name, **stage.params(name), client_id="x" * 64)


async def test_a_message_comes_back_as_it_is_now(stage: Stage, site: LiveSite, door: Any) -> None:
    anna = await door("anna")
    given = {**stage.params("chat.send"), "client_id": "m"}
    sent = await anna.call("chat.send", **given)
    edited = await anna.call("chat.edit", room_id=stage.room.id, seq=sent.seq, body="Смеётся")
    assert await anna.call("chat.send", **given) == edited
    await anna.call("chat.remove", room_id=stage.room.id, seq=sent.seq)
    removed = await anna.call("chat.send", **given)
    assert (removed.id, removed.html, removed.removed_at is not None) == (sent.id, "", True)
    assert "Смеётся" not in removed.values()


async def test_a_reply_comes_back_as_it_is_now_even_from_a_closed_topic(
    stage: Stage, site: LiveSite, door: Any
) -> None:
    anna = await door("anna")
    given = {**stage.params("forum.reply"), "client_id": "r"}
    sent = await anna.call("forum.reply", **given)
    edited = await anna.call("forum.edit", post_id=sent.id, body="Смеётся")
    await site.admin.call("forum.close", topic_id=stage.topic.id)
    assert await anna.call("forum.reply", **given) == edited
    with refused("forbidden"):
        await anna.call("forum.reply", **{**given, "client_id": "s"})


async def test_it_is_looked_up_before_the_right_to_write(stage: Stage, site: LiveSite, door: Any) -> None:
    boris = await door("boris")
    made = {name: await boris.call(name, **stage.params(name), client_id="before") for name in REQUIRED}
    await site.person("boris", role="guest")
    for name in REQUIRED[:3]:
        with refused("forbidden"):
            await boris.call(name, **stage.params(name), client_id="after")
        assert (await boris.call(name, **stage.params(name), client_id="before")).id == made[name].id
        with refused("conflict"):
            await boris.call(name, **{**stage.params(name), "body": "Смеётся"}, client_id="before")


@pytest.mark.parametrize(
    ("name", "params", "other"),
    [
        (
            "spaces.create",
            {"kind": "community", "slug": "hor", "title": "Хор", "visibility": "public"},
            {"title": "Бор"},
        ),
        ("forum.create_section", {"title": "Речь"}, {"title": "Игра"}),
        ("chat.create_room", {"title": "Речь"}, {"title": "Игра"}),
        ("consult.create_queue", {"title": "Речь"}, {"title": "Игра"}),
        ("spaces.invite", {"role": "member", "term": 7, "count": 2}, {"count": 3}),
        ("tokens.create", {"title": "Речь"}, {"title": "Игра"}),
    ],
)
async def test_whatever_makes_something_takes_one(
    site: LiveSite, name: str, params: dict[str, Any], other: dict[str, Any]
) -> None:
    if name not in ("spaces.create", "tokens.create"):
        params = {**params, "space_id": site.network_id}
    made = await asyncio.gather(*(site.admin.call(name, **params, client_id="one") for _ in range(5)))
    assert len({row.id for row in made}) == 1
    with refused("conflict"):
        await site.admin.call(name, **{**params, **other}, client_id="one")
