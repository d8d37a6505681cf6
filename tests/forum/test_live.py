"""What readers of a topic and of a section hear, and what they catch up with."""

from tests.support import LiveSite, refused


async def test_a_reply_is_heard_as_lists_show_it(site: LiveSite) -> None:
    topic = await site.topic("anna")
    boris = await site.person("boris")
    socket = await site.socket("anna", f"topic:{topic.id}")
    await boris.call("forum.reply", topic_id=topic.id, body="Ответ")
    heard = await socket.hears("forum.changed")
    listed = (await boris.call("forum.posts", topic_id=topic.id))["items"]
    assert (heard.channel, heard.version, heard.post) == (f"topic:{topic.id}", 2, listed[1])
    assert heard.post_count == 2
    assert heard.cause == {"person_id": boris.id, "what": "posted"}


async def test_a_section_hears_of_new_topics_and_of_those_that_leave(site: LiveSite) -> None:
    section, other = await site.section(), await site.section("Сон")
    await site.person("anna")
    socket = await site.socket("anna", f"section:{section.id}")
    topic = await site.topic("anna", section=section)
    heard = await socket.hears("forum.changed")
    assert (heard.version, heard.topic.title) == (section.version + 1, "Плачет каждое утро")
    await site.admin.call("forum.move", topic_id=topic.id, section_id=other.id)
    assert (await socket.hears("forum.changed")).gone == topic.id


async def test_what_was_missed_is_caught_up_once_and_in_order(site: LiveSite) -> None:
    topic = await site.topic("anna")
    anna = site.as_("anna")
    second = await anna.call("forum.reply", topic_id=topic.id, body="Второе")
    third = await anna.call("forum.reply", topic_id=topic.id, body="Третье")
    await anna.call("forum.edit", post_id=second.id, body="Второе, иначе")
    await anna.call("forum.remove", post_id=third.id)
    await site.admin.call("forum.pin", topic_id=topic.id)
    caught = await anna.call("forum.catch_up", topic_id=topic.id, after_version=1)
    assert [(post.seq, post.version) for post in caught["items"]] == [(2, 4), (3, 5)]
    assert (caught.version, caught.more) == (6, False)
    assert caught.topic.pinned_at is not None
    first = await anna.call("forum.catch_up", topic_id=topic.id, after_version=1, limit=1)
    assert (first.more, len(first["items"])) == (True, 1)
    assert (await anna.call("forum.catch_up", topic_id=topic.id, after_version=6))["items"] == []


async def test_every_version_of_a_topic_is_one_push(site: LiveSite) -> None:
    topic = await site.topic("anna")
    anna, socket = site.as_("anna"), await site.socket("anna", f"topic:{topic.id}")
    reply = await anna.call("forum.reply", topic_id=topic.id, body="Ответ")
    await anna.call("forum.edit", post_id=reply.id, body="Иначе")
    await site.admin.call("forum.remove", post_id=reply.id)
    await site.admin.call("forum.restore", post_id=reply.id)
    await site.admin.call("forum.close", topic_id=topic.id)
    heard = [await socket.hears("forum.changed") for _ in range(5)]
    assert [push.version for push in heard] == [2, 3, 4, 5, 6]
    assert [push.cause.what for push in heard] == ["posted", "edited", "removed", "restored", "closed"]


async def test_who_loses_access_hears_nothing_more(site: LiveSite) -> None:
    topic = await site.topic("anna")
    mod = await site.person("mod", role="moderator")
    anna, listening = await site.socket("anna", f"topic:{topic.id}"), await site.socket("mod", f"topic:{topic.id}")
    await site.admin.call("forum.hide", topic_id=topic.id)
    await mod.call("forum.reply", topic_id=topic.id, body="Между нами")
    assert (await listening.hears("forum.changed", version=3)).post.html == "<p>Между нами</p>"
    with refused("not_found"):
        await anna.call("live.subscribe", channel=f"topic:{topic.id}")
    assert not [m for m in anna._held if "Между нами" in str(m)]


async def test_a_section_does_not_tell_of_hidden_topics(site: LiveSite) -> None:
    topic = await site.topic("anna")
    socket = await site.socket("anna", f"section:{topic.section_id}")
    await site.admin.call("forum.hide", topic_id=topic.id)
    assert (await socket.hears("forum.changed")).gone == topic.id
    await site.admin.call("forum.reply", topic_id=topic.id, body="Между нами")
    await site.admin.call("forum.edit_title", topic_id=topic.id, title="Между нами")
    await socket.hears_nothing()


async def test_narrowing_a_section_silences_those_not_added(site: LiveSite) -> None:
    topic = await site.topic("anna")
    socket = await site.socket("anna", f"topic:{topic.id}")
    await site.admin.call("forum.update_section", section_id=topic.section_id, visibility="members")
    await site.admin.call("forum.reply", topic_id=topic.id, body="Только для своих")
    with refused("not_found"):
        await socket.call("live.subscribe", channel=f"topic:{topic.id}")
    await socket.hears_nothing(but=("presence.changed", "live.dropped"))
