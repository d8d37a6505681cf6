"""Read marks: what a person has read of a topic, as ranges."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.db import Transaction
from community.forum import ranges
from tests.support import LiveSite

seqs = st.sets(st.integers(1, 60), max_size=40)


def numbers(held: ranges.Ranges) -> set[int]:
    return {seq for first, last in held for seq in range(first, last + 1)}


@given(seqs)
def test_what_is_written_is_read_back(read: set[int]) -> None:
    held = ranges.of(read)
    assert ranges.parse(ranges.write(held)) == held
    assert numbers(held) == read
    assert ranges.count(held) == len(read)


@given(seqs, seqs)
def test_a_union_holds_both_and_nothing_else(before: set[int], now: set[int]) -> None:
    held = ranges.union(ranges.of(before), ranges.of(now))
    assert numbers(held) == before | now
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(held))


@given(st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70))), st.integers(0, 50))
def test_nothing_beyond_the_topic_is_ever_held(asked: list[tuple[int, int]], highest: int) -> None:
    wanted = {seq for first, last in asked for seq in range(first, last + 1) if 1 <= seq <= highest}
    assert numbers(ranges.up_to(asked, highest)) == wanted


@given(seqs, st.integers(0, 61))
def test_the_first_missing_is_the_first_unread(read: set[int], highest: int) -> None:
    expected = next((seq for seq in range(1, highest + 1) if seq not in read), None)
    assert ranges.first_missing(ranges.of(read), highest) == expected


@given(seqs, st.integers(1, 60))
def test_a_number_is_held_or_not(read: set[int], seq: int) -> None:
    assert ranges.holds(ranges.of(read), seq) is (seq in read)


@pytest.mark.parametrize(
    ("text", "held"), [("", ()), ("7", ((7, 7),)), ("1-40,45", ((1, 40), (45, 45))), ("1-2,4-5", ((1, 2), (4, 5)))]
)
def test_ranges_are_written_as_people_write_them(text: str, held: ranges.Ranges) -> None:
    assert ranges.parse(text) == held
    assert ranges.write(held) == text


async def marks(tx: Transaction, person_id: int) -> list[tuple[int, str]]:
    return [
        (topic_id, ranges_)
        for topic_id, ranges_ in await tx.rows(
            "select topic_id, ranges from topic_reads where person_id = :person order by topic_id", person=person_id
        )
    ]


async def test_a_section_marked_as_read_keeps_no_marks_of_topics_older_than_ones_coming(timed_site: LiveSite) -> None:
    site = timed_site
    section = await site.section()
    older, revived = [await site.topic("boris", title, section=section) for title in ("Давнее", "Ожившее")]
    site.clock.advance(1000)
    anna = await site.person("anna")
    site.clock.advance(1000)
    await site.as_("boris").call("forum.reply", topic_id=revived.id, body="И снова")
    newer = await site.topic("boris", "Новое", section=section)
    await site.admin.call("forum.pin", topic_id=newer.id)
    assert (await anna.call("forum.topics", section_id=section.id)).unread == {str(revived.id): 1, str(newer.id): 1}
    await anna.call("forum.read_section", section_id=section.id)
    assert (await anna.call("forum.topics", section_id=section.id)).unread == {}
    assert await site.db.read(marks, anna.id) == [(revived.id, "1-2"), (newer.id, "1")]
    assert older.id not in (revived.id, newer.id)
