"""The left column: what it names, what it counts, what it keeps to itself."""

import pytest

from community.home.queries_nav import nav
from community.operations import Viewer


async def column(site, who, path="/"):
    return await site.db.read(nav, Viewer(id=site.as_(who).id), path)


def titles(found):
    return {space.title: [item.title for item in space.items] for space in found.spaces}


async def test_own_spaces_stand_in_it_the_network_first(site):
    for title in ("Ёлка", "Арбуз"):
        space = await site.space(title)
        await site.person("anna", space=space.id)
    await site.space("Чужой")
    found = await column(site, "anna")
    assert [space.title for space in found.spaces] == ["Сеть «Содружество»", "Арбуз", "Ёлка"]


async def test_sections_and_rooms_stand_below_their_space(site):
    await site.section("Режим")
    await site.room("Учительская")
    await site.person("anna")
    assert titles(await column(site, "anna")) == {"Сеть «Содружество»": ["Режим", "Учительская"]}


async def test_narrowed_parts_are_in_the_column_of_those_added(site):
    await site.room("Тихая", ["anna"], visibility="members")
    await site.section("Для своих", visibility="members")
    await site.person("boris")
    assert titles(await column(site, "anna")) == {"Сеть «Содружество»": ["Тихая"]}
    assert titles(await column(site, "boris")) == {"Сеть «Содружество»": []}


async def test_a_guest_of_a_members_only_space_has_only_what_was_opened_to_the_guest(site):
    space = await site.space("Тихий сад", visibility="members")
    await site.person("guest", role="guest", space=space.id)
    await site.room("Для всех", space=space.id)
    room = await site.room("Родители", space=space.id, visibility="members")
    await site.admin.call("chat.add_member", room_id=room.id, person_id=site.as_("guest").id)
    assert titles(await column(site, "guest"))["Тихий сад"] == ["Родители"]


async def test_topics_written_since_one_came_are_unread_until_read(site):
    section = await site.section()
    await site.person("anna")
    await site.topic("boris", section=section)
    topic = await site.topic("boris", "Второй вопрос", section=section)
    unread = (await column(site, "anna")).spaces[0].items[0]
    assert (unread.kind, unread.unread) == ("section", 2)
    await site.as_("anna").call("forum.read", topic_id=topic.id, ranges=[[1, 1]])
    assert (await column(site, "anna")).spaces[0].items[0].unread == 1


async def test_pinned_topics_are_counted_and_hidden_ones_are_not(site):
    section = await site.section()
    await site.person("anna")
    pinned = await site.topic("boris", section=section)
    hidden = await site.topic("boris", "Спам", section=section)
    await site.admin.call("forum.pin", topic_id=pinned.id)
    await site.admin.call("forum.hide", topic_id=hidden.id, reason="Спам")
    assert (await column(site, "anna")).spaces[0].items[0].unread == 1


async def test_what_was_written_before_one_came_counts_as_read(timed_site):
    section = await timed_site.section()
    await timed_site.topic("boris", section=section)
    timed_site.clock.advance(1000)
    await timed_site.person("anna")
    assert (await column(timed_site, "anna")).spaces[0].items[0].unread == 0


async def test_messages_of_a_room_are_unread_until_read(site):
    room = await site.room("Учительская", ["anna", "boris"])
    for _ in range(3):
        await site.as_("boris").call("chat.send", room_id=room.id, body="Добрый день")
    assert (await column(site, "anna")).spaces[0].items[0].unread == 3
    await site.as_("anna").call("chat.read_up_to", room_id=room.id, seq=2)
    assert (await column(site, "anna")).spaces[0].items[0].unread == 1


async def test_the_place_one_is_at_is_marked(site):
    room = await site.room("Учительская", ["anna"])
    found = await column(site, "anna", f"/r/{room.id}")
    assert [item.current for item in found.spaces[0].items] == [True]


async def test_closed_rooms_leave_the_column(site):
    room = await site.room("Учительская", ["anna"])
    await site.admin.call("chat.close_room", room_id=room.id)
    assert titles(await column(site, "anna")) == {"Сеть «Содружество»": []}


@pytest.mark.parametrize("specialist", [True, False])
async def test_who_waits_is_counted_for_those_who_answer(site, specialist):
    await site.queue("Логопед", ["anna"])
    await site.person("boris")
    parent = await site.person("parent")
    queue = (await column(site, "anna")).spaces[0].items[0]
    await parent.call("consult.ask", queue_id=int(queue.href.rpartition("/")[2]), subject="Звук Р", body="Как ставить?")
    found = await column(site, "anna" if specialist else "boris")
    assert found.spaces[0].items[0].waiting == (1 if specialist else 0)


async def test_unread_notices_are_counted(site):
    section = await site.section()
    topic = await site.topic("anna", section=section)
    await site.person("boris")
    await site.as_("boris").call("forum.reply", topic_id=topic.id, body="Да")
    assert (await column(site, "anna")).unread_notices == 1
