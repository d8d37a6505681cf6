"""What people have read of topics."""

from community.db import Transaction
from community.forum import ranges
from community.forum.queries_rows import PINNED_LAST


async def read_by_age(tx: Transaction, topic_id: int, read_from: int) -> ranges.Ranges:
    """The posts that count as read because they are older than the person's membership."""
    last = await tx.value(
        "select max(seq) from posts where topic_id = :topic and posted_at <= :moment", topic=topic_id, moment=read_from
    )
    return ((1, int(last)),) if last else ranges.NONE


async def keep_read(tx: Transaction, topic_id: int, person_id: int, read: ranges.Ranges) -> None:
    await tx.run(
        """
        insert into topic_reads (topic_id, person_id, ranges, read_count) values (:topic, :person, :ranges, :count)
        on conflict (topic_id, person_id) do update set ranges = excluded.ranges, read_count = excluded.read_count
        """,
        topic=topic_id,
        person=person_id,
        ranges=ranges.write(read),
        count=ranges.count(read),
    )


async def keep_section_read(tx: Transaction, section_id: int, person_id: int) -> None:
    """Every post of every topic of a section counts as read. Topics older than the membership do so without a mark."""
    await tx.run(
        f"""
        insert into topic_reads (topic_id, person_id, ranges, read_count)
        select t.id, :person, case when t.last_seq = 1 then '1' else '1-' || cast(t.last_seq as text) end, t.last_seq
        from sections c join memberships v on v.space_id = c.space_id and v.person_id = :person
            join topics t on t.section_id = c.id and {PINNED_LAST} in (0, 1) and t.last_posted_at > v.read_from
            left join topic_reads r on r.topic_id = t.id and r.person_id = :person
        where c.id = :section and coalesce(r.read_count, 0) < t.last_seq
        on conflict (topic_id, person_id) do update set ranges = excluded.ranges, read_count = excluded.read_count
        """,
        section=section_id,
        person=person_id,
    )
