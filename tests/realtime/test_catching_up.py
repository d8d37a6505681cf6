"""However long somebody was away: what a channel told meanwhile comes as it is now, each row once, nothing left out."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from community.operations import CHANNELS
from community.realtime import catching
from tests.realtime.away import PAGED, STORIES, a_request, a_room, a_space, by_name, caught_up, named
from tests.support import LiveSite, Row, Socket, refused

DOCUMENT = Path(__file__).parents[2] / "docs" / "live.md"


def test_every_kind_of_channel_is_caught_up_and_has_its_story_and_its_line_in_the_document() -> None:
    assert set(CHANNELS) == set(catching.CATCHES) == set(STORIES)
    document = DOCUMENT.read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)(?::ID)?` \| `", document, re.MULTILINE)) == set(CHANNELS)
    assert f"Above {catching.FAR:,} rows" in document


@pytest.mark.parametrize("kind", STORIES)
async def test_who_was_away_gets_each_row_once_as_the_last_push_told_it(site: LiveSite, kind: str) -> None:
    story = await STORIES[kind](site)
    listening, away = await site.socket(story.listener), await site.socket(story.listener)
    for socket in (listening, away):
        version = (await socket.call("live.subscribe", channel=story.channel)).version
    await away.close()
    for act in story.acts:
        await act()
    again = await site.socket(story.listener)
    now = (await again.call("live.subscribe", channel=story.channel)).version
    items = await caught_up(again, story.channel, version)
    assert by_name(items) == story.leaves
    assert [item.version for item in items] == sorted({item.version for item in items})
    assert items[-1].version == now
    pushed = await pushes(listening, story.channel, version, now)
    for item in items:
        assert lasting(item) == lasting(pushed[item.version])
    over_http = await caught_up(site.as_(story.listener), story.channel, version)
    assert by_name(over_http) == story.leaves


COUNTS = {"room": ("version", "last_seq"), "topic": ("version", "last_seq", "post_count"), "section": ("version",)}
"""What a row says of all that stands in it, and so is another when something is written there later."""


def lasting(params: Row) -> dict[str, Any]:
    """Of an item or a push what is the same until the row itself changes."""
    name, _ = named(params)
    row = params[name]
    if params.channel.startswith(f"{name}:"):
        row = {field: value for field, value in row.items() if field not in COUNTS.get(name, ())}
    return {"channel": params.channel, "version": params.version, name: row}


async def pushes(socket: Socket, channel: str, after: int, now: int) -> dict[int, Row]:
    """Every push above a version up to the one now, by version: none missing and none twice."""
    method = {"room": "chat", "topic": "forum", "section": "forum", "space": "spaces", "me": "notify"}
    found: dict[int, Row] = {}
    for version in range(after + 1, now + 1):
        heard = await socket.hears(f"{method.get(channel.partition(':')[0], 'consult')}.changed", channel=channel)
        assert heard.version == version
        found[version] = heard
    return found


@pytest.mark.parametrize("kind", PAGED)
@pytest.mark.parametrize("limit", [1, 2])
async def test_nothing_is_told_twice_or_left_out_while_others_write_between_the_pages(
    site: LiveSite, kind: str, limit: int
) -> None:
    story = await STORIES[kind](site)
    socket = await site.socket(story.listener)
    version = (await socket.call("live.subscribe", channel=story.channel)).version
    half = len(story.acts) // 2
    for act in story.acts[:half]:
        await act()
    items = await caught_up(socket, story.channel, version, limit, between=story.acts[half:])
    versions = [item.version for item in items]
    assert versions == sorted(set(versions))
    at_once = await caught_up(site.as_(story.listener), story.channel, version)
    assert as_left(items) == as_left(at_once)
    assert by_name(at_once) == story.leaves


def as_left(items: list[Row]) -> dict[Any, tuple[int, str]]:
    """What somebody knows who applied the items: by row its version and whether it is there; a topic may have gone."""
    rows = ((named(item), item.version) for item in items)
    return {(id_, "topic" if name == "gone" else name): (version, name) for (name, id_), version in rows}


async def test_reactions_of_ones_own_stand_beside_the_message(site: LiveSite) -> None:
    story = await a_room(site)
    for act in story.acts:
        await act()
    room_id = int(story.channel.partition(":")[2])
    for who, mine in (("boris", ["спасибо"]), ("anna", [])):
        [thanked] = await caught_up(site.as_(who), story.channel, 7)
        assert (thanked.mine, thanked.message.reactions) == (mine, {"спасибо": 1})
        of_rooms = await site.as_(who).call("chat.catch_up", room_id=room_id, after_version=7)
        assert of_rooms["items"] == [{**thanked.message, "mine": mine}]


async def test_a_topic_that_came_back_is_in_the_list_and_not_gone(site: LiveSite) -> None:
    space = await a_space(site)
    here, there = await site.section(space=space.id), await site.section("Другой", space=space.id)
    topic = await site.topic("anna", section=here)
    for section in (there, here):
        await site.admin.call("forum.move", topic_id=topic.id, section_id=section.id)
    boris = site.as_("boris")
    assert by_name(await caught_up(boris, f"section:{here.id}", 1)) == {"topic": [topic.id]}
    assert by_name(await caught_up(boris, f"section:{there.id}", 1)) == {"gone": [topic.id]}


async def test_a_hidden_topic_that_is_moved_and_shown_is_told_where_it_is_shown(site: LiveSite) -> None:
    space = await a_space(site)
    here, there = await site.section(space=space.id), await site.section("Другой", space=space.id)
    topic = await site.topic("anna", section=here)
    await site.admin.call("forum.hide", topic_id=topic.id)
    await site.admin.call("forum.move", topic_id=topic.id, section_id=there.id)
    boris = site.as_("boris")
    assert by_name(await caught_up(boris, f"section:{here.id}", 1)) == {"gone": [topic.id]}
    assert await caught_up(boris, f"section:{there.id}", 1) == []
    await site.admin.call("forum.show", topic_id=topic.id)
    assert by_name(await caught_up(boris, f"section:{there.id}", 1)) == {"topic": [topic.id]}


async def test_of_what_went_where_one_may_not_look_only_the_id_is_told(site: LiveSite) -> None:
    space = await a_space(site)
    here = await site.section(space=space.id)
    narrow = await site.section("Для своих", space=space.id, visibility="members")
    topic = await site.topic("anna", "Сон и тревога", section=here)
    await site.admin.call("forum.move", topic_id=topic.id, section_id=narrow.id)
    [item] = await caught_up(site.as_("boris"), f"section:{here.id}", 1)
    assert item == {"channel": f"section:{here.id}", "version": 3, "gone": topic.id}
    with refused("not_found"):
        await site.as_("boris").call("live.catch_up", channel=f"section:{narrow.id}", after_version=0)


async def test_nobody_catches_up_with_what_they_may_not_hear(site: LiveSite) -> None:
    hidden = await site.space(visibility="members")
    section = await site.section(space=hidden.id)
    topic = await site.admin.call("forum.create_topic", section_id=section.id, title="Внутри", body="Слово")
    room = await site.room(space=hidden.id)
    queue = await site.queue(specialists=["irina"])
    await site.person("anna")
    await site.person("boris")
    request = await site.as_("anna").call("consult.ask", queue_id=queue.id, subject="Звук", body="Пять лет")
    cases = [
        *((f"{kind}:{row.id}", "not_found", "not_found")
          for kind, row in {"space": hidden, "section": section, "topic": topic, "room": room}.items()),
        (f"queue:{queue.id}", "forbidden", "unauthenticated"), (f"request:{request.id}", "not_found", "not_found"),
        ("room:999", "not_found", "not_found"), ("cellar:1", "not_found", "not_found"),
        ("room:", "not_found", "not_found"), ("me:1", "not_found", "not_found"),
    ]  # fmt: skip
    for channel, stranger, visitor in cases:
        for who, kind in (("boris", stranger), ("visitor", visitor)):
            for caller in (site.as_(who), await site.socket(who)):
                with refused(kind):
                    await caller.call("live.catch_up", channel=channel, after_version=0)
    with refused("unauthenticated"):
        await site.visitor.call("live.catch_up", channel="me", after_version=0)
    with refused("forbidden"):
        await site.as_("irina").call("live.catch_up", channel=f"request:{request.id}", after_version=0)


async def test_the_asker_reads_who_caught_up_with_a_request(site: LiveSite) -> None:
    story = await a_request(site)
    await story.acts[0]()
    request_id = int(story.channel.partition(":")[2])
    anna, irina = site.as_("anna"), site.as_("irina")
    assert len(await caught_up(anna, story.channel, 0)) == 1
    assert (await anna.call("consult.openings", request_id=request_id))["items"] == []
    assert await caught_up(irina, story.channel, 2) == []
    assert (await anna.call("consult.openings", request_id=request_id))["items"] == []
    await irina.call("live.catch_up", channel=story.channel, after_version=1)
    [opening] = (await anna.call("consult.openings", request_id=request_id))["items"]
    assert (opening.person.id, opening.door) == (irina.id, "http")


async def test_people_who_are_told_at_once_each_hear_the_true_count(site: LiveSite) -> None:
    topic = await site.topic("anna")
    writers = [await site.person(f"w{n}") for n in range(4)]
    anna = await site.socket("anna", "me")
    version = (await anna.call("live.subscribe", channel="me")).version
    handle = site.as_("anna").handle
    sections = [await site.topic(f"w{n}") for n in range(4)]
    await asyncio.gather(
        *(
            writer.call("forum.reply", topic_id=other.id, body=f"@{handle}, посмотрите")
            for writer, other in zip(writers, sections, strict=True)
        ),
        writers[0].call("forum.reply", topic_id=topic.id, body="Ответ"),
    )
    heard = [(await anna.hears("notify.changed")) for _ in range(5)]
    assert [(one.version, one.unread) for one in heard] == [(version + n, n) for n in range(1, 6)]
