"""Reading back, catching up, and knowing how far one has read."""

import pytest

from community.chat.queries_pages import Where, window
from tests.support import LiveSite, Row, refused


async def filled(site: LiveSite, messages: int) -> Row:
    room = await site.room(members=["anna", "boris"])
    for number in range(1, messages + 1):
        await site.as_("anna").call("chat.send", room_id=room.id, body=f"Строка {number}")
    return room


def seqs(answer: Row) -> list[int]:
    return [row.seq for row in answer["items"]]


async def test_history_is_ascending_in_every_direction(site: LiveSite) -> None:
    room, boris = await filled(site, 7), site.as_("boris")
    newest = await boris.call("chat.history", room_id=room.id, limit=3)
    assert (seqs(newest), newest.next) == ([5, 6, 7], 5)
    older = await boris.call("chat.history", room_id=room.id, limit=3, before_seq=newest.next)
    assert (seqs(older), older.next) == ([2, 3, 4], 2)
    oldest = await boris.call("chat.history", room_id=room.id, limit=3, before_seq=older.next)
    assert (seqs(oldest), oldest.next) == ([1], None)
    newer = await boris.call("chat.history", room_id=room.id, limit=3, after_seq=0)
    assert (seqs(newer), newer.next) == ([1, 2, 3], 3)
    last = await boris.call("chat.history", room_id=room.id, limit=5, after_seq=3)
    assert (seqs(last), last.next) == ([4, 5, 6, 7], None)
    beyond = await boris.call("chat.history", room_id=room.id, after_seq=7)
    assert (seqs(beyond), beyond.next) == ([], None)
    with refused("invalid", "after_seq"):
        await boris.call("chat.history", room_id=room.id, after_seq=1, before_seq=3)


async def test_catching_up_brings_new_edited_removed_and_reacted(site: LiveSite) -> None:
    room, anna, boris = await filled(site, 4), site.as_("anna"), site.as_("boris")
    seen = (await boris.call("chat.catch_up", room_id=room.id, after_version=0)).version
    await anna.call("chat.edit", room_id=room.id, seq=2, body="Иначе")
    await anna.call("chat.remove", room_id=room.id, seq=1)
    await boris.call("chat.react", room_id=room.id, seq=3, name="спасибо")
    await anna.call("chat.send", room_id=room.id, body="Новое")
    caught = await boris.call("chat.catch_up", room_id=room.id, after_version=seen)
    assert seqs(caught) == [2, 1, 3, 5]
    assert (caught["items"][0].html, caught["items"][1].html) == ("<p>Иначе</p>", "")
    assert caught["items"][2].mine == ["спасибо"]
    assert (caught.more, caught.room, caught.version) == (False, None, caught["items"][-1].version)


async def test_catching_up_goes_page_by_page(site: LiveSite) -> None:
    room, boris = await filled(site, 5), site.as_("boris")
    after, found = 0, []
    while True:
        page = await boris.call("chat.catch_up", room_id=room.id, after_version=after, limit=2)
        found += seqs(page)
        if not page.more:
            break
        after = page["items"][-1].version
    assert found == [1, 2, 3, 4, 5]


async def test_catching_up_brings_the_room_when_it_changed(site: LiveSite) -> None:
    room = await filled(site, 1)
    await site.admin.call("chat.update_room", room_id=room.id, title="Педсовет")
    caught = await site.as_("boris").call("chat.catch_up", room_id=room.id, after_version=1)
    assert (caught["items"], caught.room.title) == ([], "Педсовет")


async def test_the_mark_never_goes_back_nor_ahead(site: LiveSite) -> None:
    room, boris = await filled(site, 5), site.as_("boris")
    assert (await boris.call("chat.read_up_to", room_id=room.id, seq=3)).unread == 2
    assert (await boris.call("chat.read_up_to", room_id=room.id, seq=1)).unread == 2
    assert (await boris.call("chat.read_up_to", room_id=room.id, seq=2**40)).unread == 0
    await site.as_("anna").call("chat.send", room_id=room.id, body="Ещё")
    assert (await boris.call("chat.read_up_to", room_id=room.id, seq=0)).unread == 1


async def test_own_messages_are_not_unread(site: LiveSite) -> None:
    room = await filled(site, 2)
    unread = {
        who: next(r.unread for r in (await site.as_(who).call("chat.rooms"))["items"] if r.id == room.id)
        for who in ("anna", "boris")
    }
    assert unread == {"anna": 0, "boris": 2}


async def test_writing_does_not_read_what_others_wrote_before(site: LiveSite) -> None:
    room, boris = await filled(site, 3), site.as_("boris")
    await boris.call("chat.send", room_id=room.id, body="Не читал, но скажу")
    assert (await boris.call("chat.read_up_to", room_id=room.id, seq=0)).unread == 4


@pytest.mark.parametrize(
    ("last_seq", "read", "where", "expected"),
    [
        (0, 0, Where(), (1, 0)),
        (7, 7, Where(), (1, 7)),
        (500, 500, Where(), (451, 500)),
        (500, 490, Where(), (451, 500)),
        (500, 300, Where(), (286, 335)),
        (500, 500, Where(at=100), (85, 134)),
        (500, 500, Where(at=9999), (485, 500)),
        (500, 500, Where(before=451), (401, 450)),
        (500, 500, Where(before=20), (1, 19)),
        (500, 500, Where(after=450), (451, 500)),
        (500, 500, Where(after=900), (901, 500)),
    ],
)
def test_a_page_is_a_window_of_the_room(last_seq: int, read: int, where: Where, expected: tuple[int, int]) -> None:
    assert window(last_seq, read, where) == expected
