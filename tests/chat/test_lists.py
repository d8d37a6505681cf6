"""The page of one's chats: rooms of one's own spaces, talks with the latest first; what is unread in them."""

import re

from tests.support import LiveSite, text_of


async def test_rooms_of_others_spaces_do_not_crowd_out_ones_own(site: LiveSite) -> None:
    elsewhere = await site.space("Чужой сад")
    await site.room("Чужая гостиная", space=elsewhere.id)
    await site.room("Учительская", members=["anna"])
    added = await site.room("Гостям", space=elsewhere.id, visibility="members")
    await site.admin.call("chat.add_member", room_id=added.id, person_id=site.as_("anna").id)
    said = text_of(await site.get("/chats", as_="anna"))
    assert "Учительская" in said
    assert "Гостям" in said
    assert "Чужая гостиная" not in said


async def test_talks_are_listed_from_the_latest_a_page_at_a_time(timed_site: LiveSite) -> None:
    site = timed_site
    anna = await site.person("anna")
    names = [f"Собеседник {number:02}" for number in range(52)]
    for number, name in enumerate(names):
        other = await site.person(f"p{number}", name=name)
        talk = await other.call("chat.open_direct", person_id=anna.id)
        await other.call("chat.send", room_id=talk.id, body="Добрый день")
        site.clock.advance(60_000)
    first = await site.get("/chats", as_="anna")
    more = re.search(r'href="(/chats\?after=[^"]+)"', first.text)
    assert more
    rest = await site.get(more[1], as_="anna")
    shown = [re.findall(r">(Собеседник \d+)</span>", page.text) for page in (first, rest)]
    assert shown == [names[:1:-1], names[1::-1]]
    assert 'href="/chats?after' not in rest.text
    assert (await site.get("/chats?after=nonsense!", as_="anna")).status_code == 422


async def test_the_page_costs_at_most_six_statements(site: LiveSite) -> None:
    await site.room("Учительская", members=["anna", "boris"])
    talk = await site.as_("boris").call("chat.open_direct", person_id=site.as_("anna").id)
    await site.as_("boris").call("chat.send", room_id=talk.id, body="Есть минута?")
    assert await site.statements("/chats", as_="anna") <= 6


async def test_what_was_said_before_one_came_counts_as_read(site: LiveSite) -> None:
    space = await site.space()
    rooms = [await site.room(members=["boris"]), await site.room("Гостиная", space=space.id)]
    for room in rooms:
        for body in ("Раз", "Два"):
            await site.admin.call("chat.send", room_id=room.id, body=body)
    anna = await site.person("anna")
    await anna.call("spaces.join", space_id=space.id)
    await site.admin.call("chat.send", room_id=rooms[1].id, body="Добро пожаловать")
    listed = {room.id: room.unread for room in (await anna.call("chat.rooms"))["items"]}
    assert listed == {rooms[0].id: 0, rooms[1].id: 1}
