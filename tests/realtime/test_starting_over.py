"""Who has missed too much is told so, starts with the newest page, and from there misses nothing."""

import pytest

from community.realtime import catching
from tests.realtime.away import PAGED, STORIES, by_name, caught_up, named
from tests.support import LiveSite


@pytest.mark.parametrize("kind", PAGED)
async def test_who_missed_too_much_is_told_to_start_over(
    site: LiveSite, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await STORIES[kind](site)
    who = site.as_(story.listener)
    version = (await who.call("live.catch_up", channel=story.channel, after_version=2**53 - 1)).version
    for act in story.acts:
        await act()
    items = await caught_up(who, story.channel, version)
    rows = len([item for item in items if named(item)[0] != kind])
    monkeypatch.setattr(catching, "FAR", rows)
    assert await caught_up(who, story.channel, version) == items
    monkeypatch.setattr(catching, "FAR", rows - 1)
    far = await who.call("live.catch_up", channel=story.channel, after_version=version)
    assert far == {"items": [], "version": items[-1].version, "more": False, "start_over": True}
    assert await caught_up(who, story.channel, far.version) == []


async def test_five_thousand_messages_are_paged_and_one_more_is_too_much(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    channel = f"room:{room.id}"
    anna, boris = site.as_("anna"), await site.socket("boris", channel)
    await anna.call("chat.send", room_id=room.id, body="Сначала")
    await site.outside(
        """with recursive n(i) as (select 2 union all select i + 1 from n where i < 5001)
           insert into messages (room_id, seq, version, author_id, source, html, posted_at, client_id, digest)
           select room_id, n.i, n.i, author_id, source, html, posted_at, 'copy' || n.i, digest from messages, n"""
    )
    await site.outside("update rooms set last_seq = 5001, version = 5001")
    assert len(await caught_up(boris, channel, 1)) == 5000
    far = await boris.call("live.catch_up", channel=channel, after_version=0)
    assert (far["items"], far.start_over, far.version) == ([], True, 5001)
    # Between the answer and the newest page somebody writes and somebody changes: nothing falls between.
    await anna.call("chat.send", room_id=room.id, body="Между тем")
    page = (await boris.call("chat.history", room_id=room.id))["items"]
    await anna.call("chat.edit", room_id=room.id, seq=5000, body="Иначе")
    shown = {message.seq: message.version for message in page}
    for item in await caught_up(boris, channel, far.version):
        shown[item.message.seq] = max(item.version, shown[item.message.seq])
    newest = (await boris.call("chat.history", room_id=room.id))["items"]
    assert shown == {message.seq: message.version for message in newest}


async def test_many_changes_of_few_rows_are_not_far(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="Сначала")
    await site.outside("update rooms set version = 6001")
    await site.as_("anna").call("chat.edit", room_id=room.id, seq=1, body="Иначе")
    [item] = await caught_up(site.as_("anna"), f"room:{room.id}", 0)
    assert (item.version, item.message.seq) == (6002, 1)


async def test_an_older_copy_of_the_database_is_started_over_with(site: LiveSite) -> None:
    for kind in ("room", "space", "me"):
        story = await STORIES[kind](site)
        answer = await site.as_(story.listener).call("live.catch_up", channel=story.channel, after_version=900)
        assert (answer["items"], answer.start_over) == ([], True), kind


async def test_a_section_from_before_this_was_kept_is_started_over_with(site: LiveSite) -> None:
    section = await site.section()
    await site.topic("anna", section=section)
    await site.outside("update sections set told_from = version")
    anna, channel = site.as_("anna"), f"section:{section.id}"
    far = await anna.call("live.catch_up", channel=channel, after_version=1)
    assert (far["items"], far.start_over, far.version) == ([], True, 2)
    topic = await site.topic("anna", "Новая", section=section)
    assert by_name(await caught_up(anna, channel, 2)) == {"topic": [topic.id]}
