"""Starting topics and replying to them, through the front door."""

from tests.support import LiveSite, refused


async def test_a_teacher_asks_and_a_colleague_answers(site: LiveSite) -> None:
    topic = await site.topic("anna", title="Плачет каждое утро. Что помогает?", body="Мальчик, **2 года**.")
    assert topic.slug == "plachet-kazhdoe-utro-chto-pomogaet"
    assert (topic.last_seq, topic.version, topic.post_count) == (1, 1, 1)
    assert (topic.post.seq, topic.post.parent_id, topic.post.depth) == (1, None, 0)
    assert topic.post.html == "<p>Мальчик, <strong>2 года</strong>.</p>"
    irina = await site.person("irina", name="Ирина Павлова")
    reply = await irina.call("forum.reply", topic_id=topic.id, body="Ритуал прощания.", parent_id=topic.post.id)
    assert (reply.seq, reply.version, reply.parent_id, reply.depth) == (2, 2, topic.post.id, 1)
    assert reply.author.name == "Ирина Павлова"
    seen = await site.as_("anna").call("forum.posts", topic_id=topic.id)
    assert [post.seq for post in seen["items"]] == [1, 2]
    assert seen["items"][1] == {k: v for k, v in reply.items() if k != "source"}


async def test_a_list_carries_no_source(site: LiveSite) -> None:
    topic = await site.topic("anna")
    assert topic.post.source == "Что помогает?"
    seen = await site.as_("anna").call("forum.posts", topic_id=topic.id)
    assert "source" not in seen["items"][0]


async def test_the_same_client_id_makes_one_topic_and_one_reply(site: LiveSite) -> None:
    anna, section = await site.person("anna"), await site.section()
    given = {"section_id": section.id, "title": "Режим дня", "body": "Когда гулять?", "client_id": "a1"}
    topic = await anna.call("forum.create_topic", **given)
    assert (await anna.call("forum.create_topic", **given)).id == topic.id
    with refused("conflict"):
        await anna.call("forum.create_topic", **{**given, "title": "Другое"})
    reply = await anna.call("forum.reply", topic_id=topic.id, body="После сна", client_id="a1")
    again = await anna.call("forum.reply", topic_id=topic.id, body="После сна", client_id="a1")
    assert again == reply
    assert (await anna.call("forum.topic", topic_id=topic.id)).last_seq == 2


async def test_a_reply_sent_before_the_topic_was_closed_is_found_again(site: LiveSite) -> None:
    topic = await site.topic("anna")
    anna = site.as_("anna")
    reply = await anna.call("forum.reply", topic_id=topic.id, body="Ещё вот что", client_id="b1")
    await site.admin.call("forum.close", topic_id=topic.id)
    assert (await anna.call("forum.reply", topic_id=topic.id, body="Ещё вот что", client_id="b1")).id == reply.id
    with refused("forbidden"):
        await anna.call("forum.reply", topic_id=topic.id, body="И ещё", client_id="b2")


async def test_posts_stand_in_reading_order_and_by_time(site: LiveSite) -> None:
    topic = await site.topic("anna")
    anna = site.as_("anna")
    second = await anna.call("forum.reply", topic_id=topic.id, body="Второе")
    await anna.call("forum.reply", topic_id=topic.id, body="Третье")
    await anna.call("forum.reply", topic_id=topic.id, body="Ответ на второе", parent_id=second.id)

    async def seqs(order: str, limit: int) -> list[int]:
        found, after = [], None
        while True:
            page = await anna.call("forum.posts", topic_id=topic.id, order=order, limit=limit, after=after)
            found += [post.seq for post in page["items"]]
            if (after := page.next) is None:
                return found

    assert await seqs("tree", 100) == await seqs("tree", 1) == [1, 2, 4, 3]
    assert await seqs("time", 100) == await seqs("time", 3) == [1, 2, 3, 4]


async def test_the_tree_is_at_most_sixteen_levels_deep(site: LiveSite) -> None:
    topic = await site.topic("anna")
    post = topic.post
    for number in range(18):
        below = await site.as_("anna").call("forum.reply", topic_id=topic.id, body=f"{number}", parent_id=post.id)
        assert below.parent_id == post.id
        assert below.depth == min(post.depth + 1, 15)
        post = below
    seen = await site.as_("anna").call("forum.posts", topic_id=topic.id, limit=100)
    assert [each.seq for each in seen["items"]] == list(range(1, 20))


async def test_a_reply_to_a_post_of_another_topic_is_refused(site: LiveSite) -> None:
    one, other = await site.topic("anna", "Первая тема"), await site.topic("anna", "Вторая тема")
    with refused("not_found"):
        await site.as_("anna").call("forum.reply", topic_id=one.id, body="Сюда?", parent_id=other.post.id)


async def test_topics_are_listed_by_activity_with_the_pinned_first(site: LiveSite) -> None:
    section = await site.section()
    topics = [await site.topic("anna", f"Тема {n}", section=section) for n in range(5)]
    await site.as_("anna").call("forum.reply", topic_id=topics[1].id, body="Подниму")
    await site.admin.call("forum.pin", topic_id=topics[0].id)
    found, after = [], None
    while True:
        page = await site.admin.call("forum.topics", section_id=section.id, limit=2, after=after)
        found += [topic.title for topic in page["items"]]
        if (after := page.next) is None:
            break
    assert found == ["Тема 0", "Тема 1", "Тема 4", "Тема 3", "Тема 2"]


async def test_a_place_in_the_list_that_we_did_not_make_is_refused(site: LiveSite) -> None:
    topic = await site.topic("anna")
    for cursor in ("x", "W10", "WzBd", "WzksOTk5OTk5OTk5OTk5OTk5OTk5OTld"):
        with refused("invalid", "after"):
            await site.admin.call("forum.posts", topic_id=topic.id, after=cursor)
        with refused("invalid", "after"):
            await site.admin.call("forum.topics", section_id=topic.section_id, after=cursor)


async def test_nothing_to_see_is_not_a_post(site: LiveSite) -> None:
    topic = await site.topic("anna")
    anna = site.as_("anna")
    for body in ("", "   \n ", "\u2063"):
        with refused("invalid", "body"):
            await anna.call("forum.reply", topic_id=topic.id, body=body)
    with refused("invalid", "body"):
        await anna.call("forum.reply", topic_id=topic.id, body="я" * 20_001)
    assert (await anna.call("forum.topic", topic_id=topic.id)).last_seq == 1


async def test_a_preview_is_what_the_post_becomes(site: LiveSite) -> None:
    topic = await site.topic("anna")
    body = "- один\n- два\n\n<script>x</script>"
    shown = await site.as_("anna").call("forum.preview", body=body)
    reply = await site.as_("anna").call("forum.reply", topic_id=topic.id, body=body)
    assert reply.html == shown.html
    assert "<script" not in shown.html
    with refused("unauthenticated"):
        await site.visitor.call("forum.preview", body=body)


async def test_read_marks_count_what_is_unread(site: LiveSite) -> None:
    boris = await site.person("boris")
    topic = await site.topic("anna")
    for number in range(4):
        await site.as_("anna").call("forum.reply", topic_id=topic.id, body=f"Ответ {number}")
    listed = await boris.call("forum.topics", section_id=topic.section_id)
    assert listed.unread == {str(topic.id): 5}
    assert await boris.call("forum.read", topic_id=topic.id, ranges=[[1, 2], [4, 4]]) == {"unread": 2}
    assert await boris.call("forum.read", topic_id=topic.id, ranges=[[2, 90]]) == {"unread": 0}
    assert (await boris.call("forum.posts", topic_id=topic.id)).read == "1-5"
    assert (await boris.call("forum.topics", section_id=topic.section_id)).unread == {}
    assert (await site.as_("anna").call("forum.topics", section_id=topic.section_id)).unread == {}


async def test_a_newcomer_has_nothing_old_to_read(site: LiveSite) -> None:
    topic = await site.topic("anna")
    boris = await site.person("boris")
    assert (await boris.call("forum.topics", section_id=topic.section_id)).unread == {}
    await site.as_("anna").call("forum.reply", topic_id=topic.id, body="Новое")
    assert (await boris.call("forum.topics", section_id=topic.section_id)).unread == {str(topic.id): 1}
    assert await boris.call("forum.read", topic_id=topic.id, ranges=[[2, 2]]) == {"unread": 0}


async def test_a_whole_section_is_marked_as_read(site: LiveSite) -> None:
    boris, section = await site.person("boris"), await site.section()
    for number in range(3):
        await site.topic("anna", f"Тема {number}", section=section)
    assert len((await boris.call("forum.topics", section_id=section.id)).unread) == 3
    await boris.call("forum.read_section", section_id=section.id)
    assert (await boris.call("forum.topics", section_id=section.id)).unread == {}


async def test_people_are_told_when_they_are_answered_or_named(site: LiveSite) -> None:
    topic = await site.topic("anna")
    boris, vera = await site.person("boris"), await site.person("vera")
    await boris.call("forum.reply", topic_id=topic.id, body=f"Спросим @{vera.handle}", parent_id=topic.post.id)
    told = [(n.kind, n.title) for n in (await site.as_("anna").call("notify.list"))["items"]]
    assert told == [("reply", "Плачет каждое утро")]
    notices = (await vera.call("notify.list"))["items"]
    assert [(n.kind, n.href[:3]) for n in notices] == [("mention", "/p/")]
    await vera.call("forum.read", topic_id=topic.id, ranges=[[1, 2]])
    assert [n.read_at is None for n in (await vera.call("notify.list"))["items"]] == [False]


async def test_who_may_not_read_the_topic_is_not_told_of_it(site: LiveSite) -> None:
    vera = await site.person("vera")
    section = await site.section(visibility="members")
    await site.admin.call(
        "forum.create_topic", section_id=section.id, title="Для своих", body=f"Скажем @{vera.handle}?"
    )
    assert (await vera.call("notify.list"))["items"] == []


async def test_everybody_marked_in_a_post_is_told(site: LiveSite) -> None:
    section = await site.section()
    people = [await site.person(f"p{number}") for number in range(24)]
    body = " ".join(f"@{person.handle}" for person in people)
    topic = await site.topic("anna", body=body, section=section)
    assert topic.post.html.count('class="mention"') == len(people)
    for person in people:
        assert [n.kind for n in (await person.call("notify.list"))["items"]] == ["mention"]
