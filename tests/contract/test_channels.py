"""Each kind of channel: what subscribing answers, and what a notification carries."""

import pytest

from tests.support import LiveSite, Row, Socket, refused


@pytest.fixture
async def space(site: LiveSite) -> Row:
    """A public space of Anna and Boris."""
    made = await site.space()
    for who in ("anna", "boris"):
        await site.person(who)
        await site.person(who, space=made.id)
    return made


async def hears(socket: Socket, method: str, channel: str) -> Row:
    heard = await socket.hears(method, channel=channel)
    assert isinstance(heard.version, int)
    return heard


async def test_a_room_tells_of_messages_and_of_itself(site: LiveSite, space: Row) -> None:
    room = await site.room(space=space.id)
    channel = f"room:{room.id}"
    boris, visitor = await site.socket("boris"), await site.socket("visitor")
    for socket in (boris, visitor):
        assert (await socket.call("live.subscribe", channel=channel)).version == 0
    anna = site.as_("anna")
    sent = await anna.call("chat.send", room_id=room.id, body="Есть свободный зал?")
    for socket in (boris, visitor):
        heard = await hears(socket, "chat.changed", channel)
        assert (heard.version, heard.message.seq, heard.cause) == (1, 1, {"person_id": anna.id, "what": "posted"})
        assert "source" not in heard.message
    await anna.call("chat.react", room_id=room.id, seq=sent.seq, name="вопрос", on=True)
    heard = await hears(boris, "chat.changed", channel)
    assert (heard.message.reactions, heard.cause.what) == ({"вопрос": 1}, "reaction")
    await site.admin.call("chat.update_room", room_id=room.id, title="Зал")
    heard = await hears(boris, "chat.changed", channel)
    assert (heard.version, heard.room.title) == (3, "Зал")
    typing = await site.socket("anna", channel)
    await typing.call("chat.typing", room_id=room.id)
    assert "version" not in await boris.hears("chat.typing", channel=channel)
    assert "version" not in await boris.hears("presence.changed", channel=channel)


async def test_a_topic_tells_of_posts_and_of_itself(site: LiveSite, space: Row) -> None:
    topic = await site.topic("anna", section=await site.section(space=space.id))
    channel = f"topic:{topic.id}"
    boris = await site.socket("boris")
    now = await boris.call("forum.catch_up", topic_id=topic.id, after_version=0)
    assert (await boris.call("live.subscribe", channel=channel)).version == now.version
    anna = site.as_("anna")
    reply = await anna.call("forum.reply", topic_id=topic.id, body="Режим **дня**")
    heard = await hears(boris, "forum.changed", channel)
    listed = (await boris.call("forum.posts", topic_id=topic.id))["items"][-1]
    assert heard.post == listed
    assert (heard.version, heard.cause.person_id) == (reply.version, anna.id)
    await site.admin.call("forum.close", topic_id=topic.id)
    assert (await hears(boris, "forum.changed", channel)).topic.closed_at is not None


async def test_a_section_tells_of_its_topics(site: LiveSite, space: Row) -> None:
    section = await site.section(space=space.id)
    channel = f"section:{section.id}"
    boris = await site.socket("boris", channel)
    topic = await site.topic("anna", section=section)
    heard = await hears(boris, "forum.changed", channel)
    assert heard.topic == (await boris.call("forum.topics", section_id=section.id))["items"][0]
    assert heard.topic.id == topic.id


async def test_a_queue_tells_staff_and_a_request_its_readers(site: LiveSite, space: Row) -> None:
    queue = await site.queue(specialists=["irina"], space=space.id)
    staff = await site.socket("irina", f"queue:{queue.id}")
    params = {"queue_id": queue.id, "body": "Дочке пять лет"}
    first = await site.as_("anna").call("consult.ask", **params, subject="Звук «р»")
    heard = await hears(staff, "consult.changed", f"queue:{queue.id}")
    assert (heard.request.id, heard.request.state, heard.cause) == (
        first.id, "waiting", {"person_id": None, "what": "asked"},
    )  # fmt: skip
    assert "Дочке" not in str(heard)
    second = await site.as_("boris").call("consult.ask", **params, subject="Звук «л»")
    await hears(staff, "consult.changed", f"queue:{queue.id}")
    asker = await site.socket("boris", f"request:{second.id}")
    irina = site.as_("irina")
    await irina.call("consult.take", request_id=first.id)
    moved = await asker.hears("consult.place", channel=f"request:{second.id}")
    assert moved == {"channel": f"request:{second.id}", "ahead": 0, "place": 1, "wait": None}
    await irina.call("consult.close", request_id=first.id)
    await irina.call("consult.take", request_id=second.id)
    heard = await hears(asker, "consult.changed", f"request:{second.id}")
    assert (heard.request.state, heard.request.taker.id) == ("taken", irina.id)
    assert heard.cause == {"person_id": irina.id, "what": "taken"}


async def test_one_who_asks_anonymously_is_in_no_cause(site: LiveSite, space: Row) -> None:
    queue = await site.queue(specialists=["irina"], space=space.id)
    request = await site.as_("anna").call(
        "consult.ask", queue_id=queue.id, subject="Звук", body="Дочке пять лет", anonymous=True
    )
    await site.as_("irina").call("consult.take", request_id=request.id)
    taker = await site.socket("irina", f"request:{request.id}")
    await site.as_("anna").call("consult.withdraw", request_id=request.id)
    heard = await hears(taker, "consult.changed", f"request:{request.id}")
    assert heard.cause == {"person_id": None, "what": "withdrawn"}


async def test_me_tells_how_many_notices_are_unread(site: LiveSite, space: Row) -> None:
    topic = await site.topic("anna", section=await site.section(space=space.id))
    anna = await site.socket("anna")
    assert isinstance((await anna.call("live.subscribe", channel="me")).version, int)
    await site.as_("boris").call("forum.reply", topic_id=topic.id, parent_id=topic.post.id, body="У нас прошло")
    assert (await anna.hears("notify.changed", channel="me")).unread == 1


async def test_a_channel_one_may_not_hear(site: LiveSite) -> None:
    hidden = await site.space(visibility="members")
    room = await site.room(space=hidden.id)
    section = await site.section(space=hidden.id)
    topic = await site.admin.call("forum.create_topic", section_id=section.id, title="Внутри", body="Слово")
    queue = await site.queue()
    await site.person("boris")
    boris, visitor = await site.socket("boris"), await site.socket("visitor")
    for socket in (boris, visitor):
        for channel in (
            f"room:{room.id}",
            f"section:{section.id}",
            f"topic:{topic.id}",
            f"space:{hidden.id}",
            "room:999",
        ):
            with refused("not_found"):
                await socket.call("live.subscribe", channel=channel)
    for socket, channel, kind in (
        (boris, f"queue:{queue.id}", "forbidden"),
        (visitor, f"queue:{queue.id}", "unauthenticated"),
        (visitor, "me", "unauthenticated"),
    ):
        with refused(kind):
            await socket.call("live.subscribe", channel=channel)


async def test_after_unsubscribing_nothing_is_heard(site: LiveSite, space: Row) -> None:
    room = await site.room(space=space.id)
    boris = await site.socket("boris", room)
    assert await boris.call("live.unsubscribe", channel=f"room:{room.id}") is None
    await site.as_("anna").call("chat.send", room_id=room.id, body="Есть свободный зал?")
    await boris.hears_nothing()
