"""What is in the database afterwards; and what happens when it was not empty, or when a text is at fault."""

from typing import Any

import msgspec
import pytest

from community.address import Address
from community.clock import DAY
from community.demo.model import Texts
from community.demo.texts import TextsError, read
from community.errors import Conflict, Invalid
from tests.demo.conftest import NOW, fill
from tests.engines import Engine, tables


async def test_there_is_a_network_of_the_promised_size(rows: Any) -> None:
    kinds = dict(await rows("select kind, count(*) from spaces group by kind"))
    assert kinds == {"network": 1, "institution": 3, "community": 2, "partner": 1}
    assert len(await rows("select distinct region from spaces where kind = 'institution'")) == 3
    assert await rows("select count(*) from people") == [(25,)]
    (topics, posts), *_ = await rows("select (select count(*) from topics), (select count(*) from posts)")
    assert topics >= 40 and 200 <= posts <= 260
    assert (await rows("select count(*) from rooms where kind = 'space'"))[0][0] == 7
    assert (await rows("select count(*) from rooms where kind = 'direct'"))[0][0] == 2
    talked = "select count(*) from messages m join rooms r on r.id = m.room_id where r.kind <> 'request'"
    assert (await rows(talked))[0][0] >= 150
    assert (await rows("select count(*) from queues"))[0][0] == 2


async def test_discussions_are_trees_of_two_to_twelve_posts(rows: Any) -> None:
    counts = [count for (count,) in await rows("select last_seq from topics")]
    assert min(counts) >= 3 and max(counts) <= 13
    assert len(set(counts)) >= 7
    assert (await rows("select max(length(path)) / 4 from posts"))[0][0] >= 3
    assert await rows("select count(*) from posts where posted_at > (select made_at from topics where id = topic_id)"
                      f" + {7 * DAY}") > [(15,)]  # fmt: skip


async def test_moderators_have_been_at_work(rows: Any) -> None:
    done = dict(
        await rows("select what, min(why) from audit_log where what like 'topic.%' or what like 'post.%' group by what")
    )
    assert {"topic.pinned", "topic.closed", "topic.moved", "post.removed"} <= done.keys()
    assert done["topic.closed"] and done["topic.moved"] and done["post.removed"]
    assert await rows("select count(*) from topics where pinned_at is not null") == [(2,)]
    assert await rows("select count(*) from topics where closed_at is not null") == [(1,)]


async def test_rooms_have_replies_reactions_an_edited_and_a_removed_message(rows: Any) -> None:
    assert (await rows("select count(distinct name) from reactions"))[0][0] >= 4
    assert (await rows("select count(*) from messages where reply_to is not null"))[0][0] >= 5
    assert (await rows("select count(*) from messages where edited_at is not null"))[0][0] == 1
    assert (await rows("select count(*) from messages where removed_at is not null"))[0][0] == 1


async def test_queues_hold_requests_in_every_state(rows: Any) -> None:
    states = await rows("select queue_id, state from requests")
    assert {state for _, state in states} == {"waiting", "taken", "held", "closed", "withdrawn"}
    for queue in (1, 2):
        assert {"waiting", "taken", "closed"} <= {state for of, state in states if of == queue}
    assert (await rows("select count(*) from requests where stars is not null"))[0][0] >= 5
    assert await rows("select count(*) from requests where alias is not null") == [(1,)]
    askers = await rows("select distinct p.position = 'parent' from requests r join people p on p.id = r.asker_id")
    assert len(askers) == 2
    assert await rows("select count(*) from queues where lead_id is null or waiting = 0") == [(0,)]
    assert (await rows("select count(*) from queue_specialists where on_duty_at is null"))[0][0] == 1


async def test_whoever_took_a_request_is_in_its_access_log(rows: Any) -> None:
    unseen = """select count(*) from requests r where r.taker_id is not null and not exists (
        select 1 from request_openings o where o.request_id = r.id and o.person_id = r.taker_id)"""
    assert await rows(unseen) == [(0,)]
    watched = "select count(*) from request_openings o join requests r on r.id = o.request_id join queues q"
    assert (await rows(f"{watched} on q.id = r.queue_id where o.person_id = q.lead_id and r.taker_id <> q.lead_id"))[0][
        0
    ]


async def test_for_everybody_something_is_read_and_something_is_not(rows: Any) -> None:
    topics = await rows("""
        select m.person_id, sum(case when coalesce(r.read_count, 0) < t.last_seq then 1 else 0 end),
               sum(case when coalesce(r.read_count, 0) > 0 then 1 else 0 end)
        from memberships m join sections c on c.space_id = m.space_id and c.visibility = 'space'
            join topics t on t.section_id = c.id and t.last_posted_at > m.read_from
            left join topic_reads r on r.topic_id = t.id and r.person_id = m.person_id
        group by m.person_id""")  # fmt: skip
    assert len(topics) == 25
    assert [person for person, unread, read in topics if not (unread and read)] == []
    shares = sorted(read / (unread + read) for _, unread, read in topics)
    assert shares[0] < 0.4 and shares[-1] > 0.6


async def test_notices_came_by_themselves_and_some_are_unread(rows: Any) -> None:
    kinds = {kind for (kind,) in await rows("select distinct kind from notices")}
    assert {"mention", "reply", "direct_message", "request_taken", "request_message", "request_changed"} == kinds
    told = dict(await rows("select person_id, count(*) from notices where read_at is null group by person_id"))
    assert len(told) >= 5 and max(told.values()) <= 8


async def test_times_reach_from_two_months_ago_to_a_few_minutes_ago(rows: Any) -> None:
    (first, last), *_ = await rows("select min(posted_at), max(posted_at) from messages")
    assert NOW - 65 * DAY < first < NOW - 50 * DAY
    assert NOW - DAY / 24 < last <= NOW
    (first, last), *_ = await rows("select min(posted_at), max(posted_at) from posts")
    assert NOW - 65 * DAY < first < NOW - 50 * DAY
    assert NOW - DAY / 12 < last <= NOW
    assert await rows(f"select count(*) from people where made_at > {NOW}") == [(0,)]


async def test_counters_fit_what_is_there(rows: Any) -> None:
    """The rows were made by the commands, so their numbers hold."""
    wrong = """
        select 'topic', t.id from topics t where t.last_seq <> (select count(*) from posts p where p.topic_id = t.id)
           or t.post_count <> (select count(*) from posts p where p.topic_id = t.id and p.removed_at is null)
           or t.last_posted_at <> (select max(posted_at) from posts p where p.topic_id = t.id)
        union all
        select 'room', r.id from rooms r where r.last_seq <> (select count(*) from messages m where m.room_id = r.id)
        union all
        select 'order', m.id from messages m join messages n on n.room_id = m.room_id and n.seq = m.seq + 1
        where n.posted_at < m.posted_at
        union all
        select 'queue', q.id from queues q
        where q.waiting <> (select count(*) from requests r where r.queue_id = q.id and r.state = 'waiting')"""
    assert await rows(wrong) == []


async def test_the_same_now_gives_the_same_rows_but_for_secrets(engine: Engine, filled: Address) -> None:
    again = engine.new()
    await fill(again)
    assert tables(engine, again) == tables(engine, filled)


async def test_a_database_with_anybody_in_it_is_left_as_it_is(engine: Engine, filled: Address) -> None:
    before = tables(engine, filled)
    with pytest.raises(Conflict, match="an empty one"):
        await fill(filled)
    assert tables(engine, filled) == before


async def test_a_refusal_in_the_middle_leaves_the_database_empty(engine: Engine) -> None:
    """A parent who writes where only members do: found when nearly everything has been made."""
    place = engine.new()
    texts = read()
    name, topic = next((n, t) for n, t in texts.topics if t.section == "papers" and t.posts)
    posts = (*topic.posts, msgspec.structs.replace(topic.posts[0], id="", to="", by="danilova", when="5m"))
    broken = tuple((n, msgspec.structs.replace(topic, posts=posts) if t is topic else t) for n, t in texts.topics)
    with pytest.raises(TextsError, match=f"{name}, «{topic.title}», post {len(posts)}: "):
        await fill(place, texts=msgspec.structs.replace(texts, topics=broken))
    assert tables(engine, place) == tables(engine, engine.new())


async def test_an_easy_password_is_refused_before_anything_is_made(engine: Engine) -> None:
    from community.clock import FrozenClock
    from community.db import Database
    from community.demo import console

    place = engine.new()
    database = Database(place, FrozenClock(NOW))
    for easy in ("1234567890", "Анна Ковалёва", "short"):
        with pytest.raises(Invalid):
            await console.fill(database, easy)
    assert await console.is_empty(database)
    await database.close()


def test_passwords_are_strong_and_never_the_same() -> None:
    from community.accounts.passwords import weakness
    from community.demo import console

    made = [console.new_password() for _ in range(200)]
    assert len(set(made)) == len(made)
    assert [one for one in made if len(one) < 12 or weakness(one, name="", email="")] == []


def test_texts_are_read_in_the_order_of_files_whatever_the_folder_lists_first() -> None:
    texts: Texts = read()
    names = [name for name, _ in texts.topics]
    assert names == sorted(names)
