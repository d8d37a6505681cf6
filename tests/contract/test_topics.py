"""Topics as clients know them: shapes, reading order, cursors, catching up, tombstones."""

import asyncio
from typing import Any

import pytest

from tests.support import LiveSite, Row, refused

TOPIC = {"id", "slug", "title", "version", "last_seq"}
POST = {"id", "seq", "version", "parent_id", "depth", "author", "html", "posted_at", "edited_at", "removed_at"}


@pytest.fixture
async def topic(site: LiveSite) -> Row:
    """In a public space, so that visitors read it; Anna's, and Boris may reply."""
    space = await site.space()
    for who in ("anna", "boris"):
        await site.person(who)
        await site.person(who, space=space.id)
    section = await site.section(space=space.id)
    return await site.topic("anna", title="Плачет каждое утро", body="Что **помогает**?", section=section)


async def reply(who: Any, topic: Row, body: str, parent: Row | None = None) -> Row:
    more = {"parent_id": parent.id} if parent else {}
    return await who.call("forum.reply", topic_id=topic.id, body=body, **more)


def row(post: Row) -> Row:
    """What everybody gets of an own post."""
    return Row({name: value for name, value in post.items() if name != "source"})


async def all_pages(who: Any, name: str, **params: Any) -> list[Row]:
    found: list[Row] = []
    after: dict[str, str] = {}
    while True:
        page = await who.call(name, **params, **after)
        found += page["items"]
        if page.next is None:
            return found
        assert isinstance(page.next, str)
        after = {"after": page.next}


async def test_a_topic_comes_with_its_first_post(site: LiveSite, door: Any, topic: Row) -> None:
    assert set(topic) >= TOPIC
    assert (topic.slug, topic.last_seq, topic.post.seq, topic.post.source) == (
        "plachet-kazhdoe-utro", 1, 1, "Что **помогает**?",
    )  # fmt: skip
    visitor = await door("visitor")
    first = (await visitor.call("forum.posts", topic_id=topic.id))["items"][0]
    assert first == row(topic.post)
    assert set(first) >= POST
    assert "<strong>помогает</strong>" in first.html


async def test_replies_stand_in_reading_order_or_by_time(door: Any, topic: Row) -> None:
    boris, visitor = await door("boris"), await door("visitor")
    one = await reply(boris, topic, "один")
    deeper = await reply(boris, topic, "под первым", one)
    two = await reply(boris, topic, "два")
    deepest = await reply(boris, topic, "ещё глубже", deeper)
    assert [post.seq for post in (one, deeper, two, deepest)] == [2, 3, 4, 5]
    assert (deeper.parent_id, deeper.depth, deepest.parent_id) == (one.id, one.depth + 1, deeper.id)
    tree, time = [1, 2, 3, 5, 4], [1, 2, 3, 4, 5]
    for order, seqs in (({}, tree), ({"order": "tree"}, tree), ({"order": "time"}, time)):
        found = await all_pages(visitor, "forum.posts", topic_id=topic.id, limit=2, **order)
        assert [post.seq for post in found] == seqs


async def test_bad_orders_limits_and_cursors_are_invalid(door: Any, topic: Row) -> None:
    anna = await door("anna")
    for field, bad in (
        ("order", "best"), ("limit", 0), ("limit", 101), ("after", "not-ours"), ("after", 5), ("after", "@"),
    ):  # fmt: skip
        with refused("invalid", field):
            await anna.call("forum.posts", topic_id=topic.id, **{field: bad})
    await anna.call("forum.posts", topic_id=topic.id, limit=100)


async def test_seqs_have_no_gaps_when_many_reply_at_once(site: LiveSite, topic: Row) -> None:
    anna, boris = site.as_("anna"), await site.socket("boris")
    made = await asyncio.gather(*(reply(who, topic, str(number)) for number in range(20) for who in (anna, boris)))
    assert sorted(post.seq for post in made) == list(range(2, 42))
    assert len({post.version for post in made}) == 40


async def test_catching_up_pages_through_more_to_the_state_of_now(site: LiveSite, door: Any, topic: Row) -> None:
    boris, visitor = await door("boris"), await door("visitor")
    posts = [await reply(boris, topic, str(number)) for number in range(5)]
    await boris.call("forum.edit", post_id=posts[0].id, body="иначе")
    await boris.call("forum.remove", post_id=posts[1].id)
    caught: dict[int, Row] = {}
    after, more = 0, True
    while more:
        page = await visitor.call("forum.catch_up", topic_id=topic.id, after_version=after, limit=2)
        assert [post.version for post in page["items"]] == sorted(post.version for post in page["items"])
        caught |= {post.id: post for post in page["items"]}
        after, more = page["items"][-1].version, page.more
    listed = {post.id: post for post in await all_pages(visitor, "forum.posts", topic_id=topic.id)}
    assert caught == listed
    assert (caught[posts[1].id].html, caught[posts[1].id].removed_at is not None) == ("", True)
    nothing = await visitor.call("forum.catch_up", topic_id=topic.id, after_version=page.version)
    assert (nothing["items"], nothing.more, nothing.version) == ([], False, page.version)
    await site.admin.call("forum.close", topic_id=topic.id)
    closed = await visitor.call("forum.catch_up", topic_id=topic.id, after_version=page.version)
    assert closed.topic.closed_at is not None
    assert closed.version > page.version


async def test_the_source_is_for_the_author_and_moderators(site: LiveSite, door: Any, topic: Row) -> None:
    for who in ("anna", "admin"):
        source = await (await door(who)).call("forum.source", post_id=topic.post.id)
        assert source.source == "Что **помогает**?"
    for who, kind in (("boris", "forbidden"), ("visitor", "unauthenticated")):
        with refused(kind):
            await (await door(who)).call("forum.source", post_id=topic.post.id)


async def test_a_parent_is_a_post_of_the_same_topic(site: LiveSite, door: Any, topic: Row) -> None:
    other = await site.topic("anna", title="Другая тема")
    with refused("not_found"):
        await reply(await door("boris"), topic, "не туда", other.post)


async def test_a_post_holds_twenty_thousand_characters(door: Any, topic: Row) -> None:
    boris = await door("boris")
    await boris.call("forum.reply", topic_id=topic.id, body="я" * 20_000, client_id="long")
    for bad in ("я" * 20_001, "", "  ", "\0", "\u202eкот"):
        with refused("invalid", "body"):
            await boris.call("forum.reply", topic_id=topic.id, body=bad, client_id="bad")


async def test_topics_are_listed_with_what_clients_know(site: LiveSite, door: Any, topic: Row) -> None:
    for number in range(4):
        await site.admin.call("forum.create_topic", section_id=topic.section_id, title=f"Тема {number}", body="Слово")
    visitor = await door("visitor")
    found = await all_pages(visitor, "forum.topics", section_id=topic.section_id, limit=2)
    assert len({one.id for one in found}) == 5
    assert set(found[0]) >= TOPIC
    await reply(await door("boris"), topic, "последнее слово")
    assert (await visitor.call("forum.topics", section_id=topic.section_id, limit=1))["items"][0].id == topic.id
