"""Rooms of a space and of two people: who makes, sees, enters and leaves them."""

import asyncio

from community.realtime.presence import MOST_NAMES
from community.web.paging import encode_cursor
from tests.support import LiveSite, refused


async def test_owners_make_rooms_and_members_do_not(site: LiveSite) -> None:
    await site.person("anna")
    room = await site.admin.call("chat.create_room", space_id=site.network_id, title="  Педсовет ")
    assert (room.title, room.kind, room.visibility, room.last_seq, room.closed_at) == (
        "Педсовет",
        "space",
        "space",
        0,
        None,
    )
    with refused("forbidden"):
        await site.as_("anna").call("chat.create_room", space_id=site.network_id, title="Моя")
    with refused("invalid", "title"):
        await site.admin.call("chat.create_room", space_id=site.network_id, title="  ")
    with refused("not_found"):
        await site.admin.call("chat.create_room", space_id=999, title="Нигде")


async def test_a_room_made_twice_with_one_client_id_is_one(site: LiveSite) -> None:
    made = [
        await site.admin.call("chat.create_room", space_id=site.network_id, title="Один", client_id="r1") for _ in "ab"
    ]
    assert made[0].id == made[1].id


async def test_a_narrowed_room_does_not_exist_for_those_not_added(site: LiveSite) -> None:
    room = await site.room("Только свои", members=["anna"], visibility="members")
    boris = await site.person("boris", role="moderator")
    for operation, more in (
        ("chat.history", {}), ("chat.send", {"body": "Есть кто?"}), ("chat.catch_up", {"after_version": 0}),
        ("chat.read_up_to", {"seq": 1}), ("chat.join_room", {}), ("chat.leave_room", {}), ("chat.typing", {}),
        ("chat.update_room", {"title": "Моё"}),
    ):  # fmt: skip
        with refused("not_found"):
            await boris.call(operation, room_id=room.id, **more)
    socket = await site.socket("boris")
    with refused("not_found"):
        await socket.call("live.subscribe", channel=f"room:{room.id}")
    assert room.id not in [row.id for row in (await boris.call("chat.rooms"))["items"]]


async def test_someone_removed_from_the_room_hears_nothing_more(site: LiveSite) -> None:
    room = await site.room("Кухня", members=["anna", "boris"], visibility="members")
    anna, boris = await site.socket("anna", room), await site.socket("boris", room)
    await site.admin.call("chat.remove_member", room_id=room.id, person_id=site.as_("boris").id)
    await anna.call("chat.send", room_id=room.id, body="Вы здесь?")
    await anna.hears("chat.changed")
    await boris.hears_nothing()
    with refused("not_found"):
        await boris.call("chat.history", room_id=room.id)


async def test_someone_added_hears_and_writes(site: LiveSite) -> None:
    room = await site.room("Кухня", members=["anna"], visibility="members")
    boris = await site.person("boris")
    await site.admin.call("chat.add_member", room_id=room.id, handle=boris.handle)
    socket = await site.socket("boris", room)
    await socket.call("chat.send", room_id=room.id, body="Я тут")
    assert (await socket.hears("chat.changed")).message.author.id == boris.id
    with refused("forbidden"):
        await site.as_("anna").call("chat.add_member", room_id=room.id, person_id=boris.id)
    with refused("not_found"):
        await site.admin.call("chat.add_member", room_id=room.id, person_id=12345)
    with refused("invalid", "person_id"):
        await site.admin.call("chat.add_member", room_id=room.id)


async def test_narrowing_a_room_sends_away_who_was_not_added(site: LiveSite) -> None:
    room = await site.room(members=["anna", "boris"])
    await site.admin.call("chat.add_member", room_id=room.id, person_id=site.as_("anna").id)
    anna, boris = await site.socket("anna", room), await site.socket("boris", room)
    await site.admin.call("chat.update_room", room_id=room.id, visibility="members")
    await anna.call("chat.send", room_id=room.id, body="Теперь узким кругом")
    while (await anna.hears("chat.changed")).get("message") is None:
        pass
    with refused("not_found"):
        await boris.call("chat.history", room_id=room.id)
    assert [heard["params"] for heard in boris._held if "message" in heard["params"]] == []


async def test_what_was_said_among_a_few_is_never_opened_to_all(site: LiveSite) -> None:
    room = await site.room("Тихая", members=["anna"], visibility="members")
    await site.as_("anna").call("chat.send", room_id=room.id, body="Между нами")
    await site.person("boris")
    with refused("conflict"):
        await site.admin.call("chat.update_room", room_id=room.id, visibility="space")
    with refused("not_found"):
        await site.as_("boris").call("chat.history", room_id=room.id)
    assert 'name="visibility"' not in (await site.get(f"/r/{room.id}/people", as_="admin")).text


async def test_power_over_rooms_is_in_the_log_and_keeps_titles_of_narrowed_ones(site: LiveSite) -> None:
    opened = await site.room("Учительская")
    narrowed = await site.room("Тайный совет", visibility="members")
    boris = await site.person("boris", name="Борис Зуев")
    for room in (opened, narrowed):
        for operation in ("add_member", "add_member", "remove_member"):
            await site.admin.call(f"chat.{operation}", room_id=room.id, person_id=boris.id)
        await site.admin.call("chat.update_room", room_id=room.id, position=7)
        await site.admin.call("chat.update_room", room_id=room.id, position=7)
    await site.person("mod", role="moderator")
    log = (await site.as_("mod").call("moderation.log"))["items"]
    acts = [(act.what, act.title) for act in log[::-1] if act.what.startswith("room.")]
    assert acts == [
        ("room.made", "Учительская"), ("room.made", ""),
        ("room.member_added", "Учительская: Борис Зуев"), ("room.member_removed", "Учительская: Борис Зуев"),
        ("room.changed", "Учительская"),
        ("room.member_added", "Борис Зуев"), ("room.member_removed", "Борис Зуев"), ("room.changed", ""),
    ]  # fmt: skip


async def test_members_join_and_leave_an_open_room(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    anna = site.as_("anna")
    assert (await anna.call("chat.join_room", room_id=room.id)).id == room.id
    await anna.call("chat.join_room", room_id=room.id, person_id=anna.id)
    assert await anna.call("chat.leave_room", room_id=room.id) is None
    with refused("forbidden"):
        await anna.call("chat.join_room", room_id=room.id, person_id=site.admin.id)
    await site.person("guest", role="guest")
    with refused("forbidden"):
        await site.as_("guest").call("chat.join_room", room_id=room.id)


async def test_who_joined_as_a_member_does_not_write_as_a_guest(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    anna = site.as_("anna")
    await anna.call("chat.join_room", room_id=room.id)
    await site.person("anna", role="guest")
    for operation, more in (("send", {"body": "Всё ещё тут"}), ("typing", {})):
        with refused("forbidden"):
            await anna.call(f"chat.{operation}", room_id=room.id, **more)
    await site.admin.call("chat.add_member", room_id=room.id, person_id=anna.id)
    await anna.call("chat.send", room_id=room.id, body="Меня добавили")


async def test_a_closed_room_is_read_and_not_written_in(site: LiveSite) -> None:
    room = await site.room(members=["anna"])
    anna = await site.socket("anna", room)
    await anna.call("chat.send", room_id=room.id, body="До закрытия")
    await anna.hears("chat.changed")
    closed = await site.admin.call("chat.close_room", room_id=room.id, reason="Лето")
    heard = await anna.hears("chat.changed")
    assert (heard.room, heard.cause.what) == (closed, "closed")
    for operation, more in (("send", {"body": "После"}), ("edit", {"seq": 1, "body": "После"})):
        with refused("forbidden"):
            await anna.call(f"chat.{operation}", room_id=room.id, **more)
    assert len((await anna.call("chat.history", room_id=room.id))["items"]) == 1
    with refused("forbidden"):
        await site.as_("anna").call("chat.close_room", room_id=room.id, closed=False)
    await site.admin.call("chat.close_room", room_id=room.id, closed=False)
    await anna.call("chat.send", room_id=room.id, body="Снова вместе")


async def test_two_people_have_one_talk_whoever_opens_it(site: LiveSite) -> None:
    anna, boris = await site.person("anna"), await site.person("boris")
    one, other = await asyncio.gather(
        anna.call("chat.open_direct", person_id=boris.id), boris.call("chat.open_direct", handle=anna.handle)
    )
    assert one.id == other.id
    assert (one.kind, one.title, one.space_id) == ("direct", "", None)
    with refused("invalid", "person_id"):
        await anna.call("chat.open_direct", person_id=anna.id)
    with refused("not_found"):
        await anna.call("chat.open_direct", person_id=4321)


async def test_a_direct_talk_is_for_the_two_and_nobody_else(site: LiveSite) -> None:
    anna, boris, vera = [await site.person(who) for who in ("anna", "boris", "vera")]
    room = await anna.call("chat.open_direct", person_id=boris.id)
    await anna.call("chat.send", room_id=room.id, body="Между нами")
    for stranger in (vera, site.admin):
        with refused("not_found"):
            await stranger.call("chat.history", room_id=room.id)
    for operation in ("add_member", "remove_member"):
        with refused("not_found"):
            await anna.call(f"chat.{operation}", room_id=room.id, person_id=vera.id)
    with refused("forbidden"):
        await anna.call("chat.leave_room", room_id=room.id)


async def test_the_other_of_a_talk_is_told_once_until_reading_it(site: LiveSite) -> None:
    anna, boris = await site.person("anna", name="Анна Ковалёва"), await site.person("boris")
    room = await anna.call("chat.open_direct", person_id=boris.id)
    assert (await boris.call("chat.rooms"))["items"] == []
    for body in ("Добрый день", "Тайна"):
        await anna.call("chat.send", room_id=room.id, body=body)
    notices = (await boris.call("notify.list"))["items"]
    assert [(n.kind, n.title, n.href, n.times) for n in notices] == [
        ("direct_message", "Анна Ковалёва", f"/r/{room.id}", 2)
    ]
    listed = (await boris.call("chat.rooms"))["items"][0]
    assert (listed.other.name, listed.unread) == ("Анна Ковалёва", 2)
    await boris.call("chat.read_up_to", room_id=room.id, seq=2)
    assert (await boris.call("notify.list"))["items"][0].read_at is not None
    assert (await anna.call("notify.list"))["items"] == []


async def test_rooms_are_listed_page_by_page_and_by_space(site: LiveSite) -> None:
    await site.person("anna")
    made = [await site.room(f"Чат {number}") for number in range(3)]
    elsewhere = await site.room("Не здесь", space=(await site.space()).id)
    first = await site.as_("anna").call("chat.rooms", space_id=site.network_id, limit=2)
    rest = await site.as_("anna").call("chat.rooms", space_id=site.network_id, limit=2, after=first.next)
    assert [row.id for row in [*first["items"], *rest["items"]]] == [room.id for room in made]
    assert rest.next is None
    with refused("invalid", "after"):
        await site.as_("anna").call("chat.rooms", after=encode_cursor(2**70))
    assert elsewhere.id in [row.id for row in (await site.as_("anna").call("chat.rooms"))["items"]]


async def test_visitors_of_an_open_room_hear_what_is_said_and_not_who_is_there(site: LiveSite) -> None:
    space = await site.space()
    room = await site.room(space=space.id)
    visitor = await site.socket("visitor", room)
    await site.person("anna", space=space.id)
    anna = await site.socket("anna", room)
    await anna.hears("presence.changed", count=1)
    boris = await site.person("boris", space=space.id)
    await boris.call("chat.typing", room_id=room.id)
    await anna.hears("chat.typing")
    await boris.call("chat.send", room_id=room.id, body="Добрый день")
    assert (await visitor.hears("chat.changed")).message.html == "<p>Добрый день</p>"
    assert visitor._held == []


async def test_who_shows_their_presence_to_nobody_is_in_a_room_and_writes_unseen(site: LiveSite) -> None:
    room = await site.room()
    await site.person("anna")
    boris = await site.person("boris")
    anna = await site.socket("anna", room)
    await site.socket("boris", room)
    await anna.hears("presence.changed", count=2)
    answer = await site.post("/settings/preferences", {"locale": "ru", "zone": "Europe/Moscow", "invisible": "true"},
                             as_="boris")  # fmt: skip
    assert answer.status_code == 303
    told = await anna.hears("presence.changed", count=1)
    assert [person["handle"] for person in told.here] == ["anna"]
    await boris.call("chat.typing", room_id=room.id)
    await anna.hears_nothing()
    assert (await boris.call("people.me")).invisible
    assert 'value="true" selected' in (await site.get("/settings/account", as_="boris")).text
    await boris.call("people.set_preferences", invisible=False)
    await anna.hears("presence.changed", count=2)


async def test_where_more_than_fifty_listen_nobody_is_told_who_is_writing(site: LiveSite) -> None:
    room = await site.room()
    await site.person("anna")
    boris = await site.person("boris")
    sockets = [await site.socket("anna", room) for _ in range(MOST_NAMES)]
    await boris.call("chat.typing", room_id=room.id)
    await sockets[-1].hears("chat.typing", person_id=boris.id)
    sockets.append(await site.socket("anna", room))
    await boris.call("chat.typing", room_id=room.id)
    await sockets[-1].hears_nothing()
