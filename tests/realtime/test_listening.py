"""Listening to channels, and losing the right to."""

import asyncio

import pytest

from community.errors import Unavailable
from community.operations import Viewer
from community.realtime import hub as hubs
from community.realtime import telling
from community.realtime.bus import Publisher
from community.realtime.changes import AccessChanged, Change, PersonChanged, Push
from community.realtime.connection import Connection
from community.realtime.frames import Frame
from community.realtime.telling import WRITES_AT_ONCE
from tests.realtime.stage import NoteWritten


async def test_subscribing_answers_the_version_and_what_comes_after_is_heard(either_stage):
    stage = either_stage
    await stage.room(1, "anna", "boris")
    await stage.write(1, "boris", "до")
    anna = await stage.open("anna")
    assert await anna.call("live.subscribe", channel="room:1") == {"version": 1}
    await stage.write(1, "boris", "после")
    assert await anna.hears("note.changed") == {"channel": "room:1", "version": 2, "body": "после"}


async def test_nobody_hears_of_a_channel_they_do_not_listen_to(stage):
    await stage.room(1, "anna", "boris")
    await stage.room(2, "anna")
    anna, boris = await stage.open("anna", "room:2"), await stage.open("boris")
    await stage.write(1, "boris", "тихо")
    assert await anna.heard() == await boris.heard() == []


@pytest.mark.parametrize("name", ["room:1", "room:99", "room:", "room", "hall:1", "me:1", "room:0", "room:-1",
                                  "room:1e1", "room:٣", "room:" + "9" * 17, ":", "1", "room:1:1"])  # fmt: skip
async def test_a_channel_that_is_not_there_or_hidden_is_not_found(stage, name):
    await stage.room(1, "anna")
    stage.person("boris")
    boris = await stage.open("boris")
    assert await boris.refused("live.subscribe", channel=name) == "not_found"
    assert await boris.call("live.subscribe", channel="space:7") == {"version": 70}


async def test_a_visitor_may_listen_to_what_is_open_and_has_no_channel_of_their_own(stage):
    visitor = await stage.open()
    assert await visitor.call("live.subscribe", channel="space:3") == {"version": 30}
    assert await visitor.refused("live.subscribe", channel="me") == "unauthenticated"


async def test_ones_own_channel_is_called_me_and_is_heard_by_nobody_else(stage):
    anna = stage.person("anna")
    stage.person("boris")
    hers, his = await stage.open("anna", "me"), await stage.open("boris", "me")
    stage.hub.tell(f"me:{anna.id}", "notify.changed", {"unread": 3})
    assert await hers.hears("notify.changed") == {"channel": "me", "unread": 3}
    assert await his.heard("notify.changed") == []


async def test_one_channel_under_two_spellings_is_listened_to_once(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna", "room:1", "room:001", "room:1")
    await stage.write(1, "anna", "раз")
    assert len(await anna.heard()) == 1


async def test_after_unsubscribing_nothing_more_is_heard(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna", "room:1")
    assert await anna.call("live.unsubscribe", channel="room:1") is None
    assert await anna.call("live.unsubscribe", channel="room:1") is None
    await stage.write(1, "anna", "раз")
    assert await anna.heard() == []


async def test_a_socket_listens_to_two_hundred_channels_at_most(stage):
    visitor = await stage.open("", *(f"space:{n}" for n in range(1, 201)))
    assert await visitor.refused("live.subscribe", channel="space:201") == "conflict"
    await visitor.call("live.unsubscribe", channel="space:1")
    assert await visitor.call("live.subscribe", channel="space:201") == {"version": 2010}


async def test_pushes_come_in_the_order_of_versions_to_everybody(either_stage):
    stage = either_stage
    names = ["anna", "boris", "vera", "gleb"]
    await stage.room(1, *names)
    sockets = [await stage.open(name, "room:1") for name in names]
    await asyncio.gather(*(stage.write(1, names[n % 4], str(n)) for n in range(200)))
    for socket in sockets:
        heard = await socket.heard()
        assert [push["version"] for push in heard] == list(range(1, 201))


async def test_someone_removed_hears_nothing_from_that_moment_on(either_stage):
    stage = either_stage
    await stage.room(1, "anna", "boris")
    anna, boris = await stage.open("anna", "room:1"), await stage.open("boris", "room:1")
    gone = AccessChanged((stage.people["boris"].id,), "room:1")
    await stage.removed(1, "boris", NoteWritten(1, 1, "при нём"), gone, NoteWritten(1, 2, "без него"))
    await stage.write(1, "anna", "и дальше")
    assert (await anna.hears("note.changed"))["body"] == "при нём"
    assert (await anna.hears("note.changed"))["body"] == "без него"
    assert await boris.refused("live.subscribe", channel="room:1") == "not_found"
    assert not [one for one in stage.hub.viewers("room:1") if one.handle == "boris"]
    assert [push["body"] for push in await boris.heard()] == ["при нём"]


async def test_those_who_may_stay_get_what_was_held_back_in_order(stage):
    await stage.room(1, "anna", "boris")
    anna = await stage.open("anna", "room:1")
    changes = [AccessChanged(channel="room:1"), NoteWritten(1, 1, "а"), AccessChanged((), ""), NoteWritten(1, 2, "б")]
    await stage.announced(*changes)
    assert [(await anna.hears("note.changed"))["body"] for _ in range(2)] == ["а", "б"]
    await stage.announced(NoteWritten(1, 3, "в"))
    assert (await anna.hears("note.changed"))["body"] == "в"


async def test_a_change_of_one_persons_rights_leaves_the_others_alone(stage):
    await stage.room(1, "anna", "boris")
    anna, boris = await stage.open("anna", "room:1"), await stage.open("boris", "room:1")
    before = len(stage.looked_up)
    await stage.announced(AccessChanged((stage.people["boris"].id,)))
    assert await anna.heard() == await boris.heard() == []
    assert stage.looked_up[before:] == ["boris"]


async def test_rights_that_change_while_they_are_looked_up_are_looked_up_again(stage):
    """The first look still saw Boris among the members."""
    await stage.room(1, "anna", "boris")
    boris = await stage.open("boris")
    read, looks = stage.db.read, []

    async def read_and_then_remove(query, *args):
        version = await read(query, *args)
        looks.append(version)
        if len(looks) == 1:
            gone = AccessChanged((stage.people["boris"].id,), "room:1")
            await stage.removed(1, "boris", gone, NoteWritten(1, 1, "тайна"))
        return version

    stage.db.read = read_and_then_remove
    assert await boris.refused("live.subscribe", channel="room:1") == "not_found"
    assert await boris.heard() == []


async def test_what_is_written_while_a_subscription_is_looked_up_is_not_missed(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna")
    read = stage.db.read

    async def read_and_then_write(query, *args):
        version = await read(query, *args)
        stage.db.read = read
        await stage.write(1, "anna", "между")
        return version

    stage.db.read = read_and_then_write
    assert await anna.call("live.subscribe", channel="room:1") == {"version": 0}
    assert await anna.hears("note.changed") == {"channel": "room:1", "version": 1, "body": "между"}


async def test_the_role_a_channel_sees_is_the_one_after_the_change(stage):
    anna = stage.person("anna")
    seen = []

    async def hall(tx, viewer, number):
        seen.append(viewer.roles)
        return 0

    hubs.operations.CHANNELS["hall"] = hall
    socket = await stage.open("anna", "hall:1")
    stage.people["anna"] = Viewer(id=anna.id, name="Anna", session_id=anna.session_id, roles={1: "owner"})
    await stage.announced(AccessChanged((anna.id,)))
    await socket.call("stage.me")
    stage.hub.tell("hall:1", "hall.changed", {})
    await socket.hears("hall.changed")
    assert seen == [{}, {1: "owner"}]


@pytest.mark.parametrize("error", [Unavailable(), OSError("the disk is gone")])
async def test_when_nobody_can_say_who_may_listen_the_socket_is_sent_away(stage, error):
    await stage.room(1, "anna")
    anna = await stage.open("anna", "room:1")

    async def silent(query, *args):
        raise error

    stage.db.read = silent
    await stage.announced(AccessChanged(channel="room:1"), NoteWritten(1, 1, "тайна"))
    assert await anna.closed() == 1013
    assert [message for message in anna.log if message.get("method") == "note.changed"] == []


async def test_a_refused_subscription_leaves_nothing_behind(stage):
    await stage.room(1, "anna")
    stage.person("boris")
    boris = await stage.open("boris")
    assert await boris.refused("live.subscribe", channel="room:1") == "not_found"
    assert not stage.hub.wants("room:1")


async def test_a_closed_socket_leaves_nothing_behind(stage):
    await stage.room(1, "anna")
    anna = await stage.open("anna", "room:1", "me")
    await anna.raw.close()
    await stage.hub.drain()
    assert not stage.hub.wants("room:1")
    assert not stage.hub.wants(f"me:{stage.people['anna'].id}")


async def test_over_http_listening_is_a_conflict(stage):
    context = hubs.operations.Context(stage.site, stage.person("anna"), "ru", "http")
    with pytest.raises(hubs.Conflict):
        await hubs.operations.call(context, "live.subscribe", {"channel": "me"})


class Slate:
    """An outbox that keeps what it was given."""

    def __init__(self):
        self.frames = []

    def put(self, frame):
        self.frames.append(frame)
        return True

    async def calm(self):
        return None

    def close(self, code, last=None):
        self.frames.append(code)


async def listeners(stage, number, channel="space:1"):
    found = [Connection(Slate(), Viewer(), "") for _ in range(number)]
    for connection in found:
        await stage.hub.join(connection, stage.hub.moves)
        await stage.hub.subscribe(connection, channel)
    return found


async def test_a_crowded_channel_lets_the_loop_do_something_else_and_keeps_the_order(stage):
    crowd = await listeners(stage, WRITES_AT_ONCE + 100)
    first, second = Frame(b"1"), Frame(b"2")
    stage.hub.deliver("space:1", first)
    stage.hub.deliver("space:1", second)
    assert sum(len(one.outbox.frames) for one in crowd) == WRITES_AT_ONCE
    while len(crowd[-1].outbox.frames) < 2:
        await asyncio.sleep(0)
    assert all(one.outbox.frames == [first, second] for one in crowd)
    assert crowd[0].outbox.frames[0] is first
    for one in crowd:
        stage.hub.leave(one)


async def test_what_gathers_for_a_crowded_channel_is_written_at_once_and_in_order(stage):
    crowd = await listeners(stage, WRITES_AT_ONCE + 1)
    for text in (b"1", b"2", b"3"):
        stage.hub.deliver("space:1", Frame(text))
    while len(crowd[-1].outbox.frames) < 2:
        await asyncio.sleep(0)
    assert all([frame.payloads for frame in one.outbox.frames] == [(b"1",), (b"2", b"3")] for one in crowd)
    for one in crowd:
        stage.hub.leave(one)


async def test_of_what_a_crowded_channel_cannot_be_told_in_time_the_newest_is_kept(stage, monkeypatch):
    monkeypatch.setattr(telling, "MOST_GATHERED", 3)
    crowd = await listeners(stage, WRITES_AT_ONCE + 1)
    for text in (b"1", b"2", b"3", b"4", b"5", b"666666"):
        stage.hub.deliver("space:1", Frame(text))
    while len(crowd[-1].outbox.frames) < 2:
        await asyncio.sleep(0)
    assert all([frame.payloads for frame in one.outbox.frames] == [(b"1",), (b"666666",)] for one in crowd)
    stage.hub.deliver("space:1", Frame(b"7"))
    while len(crowd[-1].outbox.frames) < 3:
        await asyncio.sleep(0)
    for one in crowd:
        stage.hub.leave(one)


async def test_a_crowded_channel_keeps_no_other_waiting(stage):
    crowd = await listeners(stage, 10 * WRITES_AT_ONCE)
    (alone,) = await listeners(stage, 1, "space:2")
    for number in range(100):
        stage.hub.deliver("space:1", Frame(str(number).encode()))
    stage.hub.deliver("space:2", Frame(b"1"))
    while not alone.outbox.frames:
        await asyncio.sleep(0)
    assert crowd[-1].outbox.frames == []
    for one in (*crowd, alone):
        stage.hub.leave(one)


async def test_visitors_are_not_told_what_names_people_however_much_has_gathered(stage):
    crowd = await listeners(stage, WRITES_AT_ONCE + 1)
    stage.hub.deliver("space:1", Frame(b"1"))
    stage.hub.deliver("space:1", Frame(b"2"), visitors=False)
    stage.hub.deliver("space:1", Frame(b"3"))
    while len(crowd[-1].outbox.frames) < 2:
        await asyncio.sleep(0)
    assert all([frame.payloads for frame in one.outbox.frames] == [(b"1",), (b"3",)] for one in crowd)
    for one in crowd:
        stage.hub.leave(one)


async def test_what_is_written_at_once_is_heard_as_single_frames(either_stage, monkeypatch):
    monkeypatch.setattr(telling, "WRITES_AT_ONCE", 1)
    stage = either_stage
    await stage.room(1, "anna", "boris")
    anna, boris = await stage.open("anna", "room:1"), await stage.open("boris", "room:1")
    await stage.announced(*(NoteWritten(1, number, str(number)) for number in range(1, 5)))
    for listener in (anna, boris):
        assert [(await listener.hears("note.changed"))["body"] for _ in range(4)] == ["1", "2", "3", "4"]


async def test_who_leaves_in_the_middle_of_a_crowded_frame_is_not_told(stage):
    crowd = await listeners(stage, WRITES_AT_ONCE + 2)
    stage.hub.deliver("space:1", Frame(b"1"))
    stage.hub.leave(crowd[-1])
    while not crowd[-2].outbox.frames:
        await asyncio.sleep(0)
    assert crowd[-1].outbox.frames == []
    for one in crowd[:-1]:
        stage.hub.leave(one)


async def test_a_change_that_cannot_be_put_into_words_harms_no_other(stage):
    class Broken(Change, frozen=True):
        def channels(self):
            return ("room:1",)

        def push(self, channel):
            raise ValueError(channel)

    class Unspeakable(Broken, frozen=True):
        def push(self, channel):
            return Push("note.changed", {"body": object()}, 1)

        def stamps(self):
            raise ValueError

    await stage.room(1, "anna")
    anna = await stage.open("anna", "room:1")
    await stage.announced(Broken(), Unspeakable(), NoteWritten(1, 5, "цело"))
    assert (await anna.hears("note.changed"))["body"] == "цело"
    assert stage.stamps == ["room:1"]


async def test_page_caches_move_before_anybody_hears(stage):
    order = []

    class Ear:
        def wants(self, channel):
            return True

        def deliver(self, channel, frame):
            order.append(frame.texts[0])

        def person_changed(self, change):
            order.append(change)

    publisher = Publisher(Ear(), order.extend)
    publisher.publish([NoteWritten(1, 1, "а"), PersonChanged(7), NoteWritten(2, 1, "б")])
    assert order[:2] == ["room:1", "room:2"]
    assert '"body":"а"' in order[2]
    assert order[3] == PersonChanged(7)
    assert '"body":"б"' in order[4]
