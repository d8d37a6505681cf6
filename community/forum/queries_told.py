"""What a section's channel told: topics of its list by the version of their last change there, and those that left."""

from community.db import Transaction
from community.forum.model import Topic
from community.forum.queries_rows import TOPIC, TOPIC_FROM, TOPIC_WIDTH, topic_of

_LEFT = """topics_gone g where g.section_id = :section and g.version > :version and not exists (
    select 1 from topics b where b.id = g.topic_id and b.section_id = g.section_id and b.listed_version > g.version)"""
"""A topic that came back and was listed anew is told by its row."""


async def set_listed_version(tx: Transaction, topic_id: int, version: int) -> None:
    """The version at which a section last told of the topic's row, or of its going out of sight."""
    await tx.run("update topics set listed_version = :version where id = :topic", version=version, topic=topic_id)


async def keep_gone(tx: Transaction, section_id: int, topic_id: int, version: int) -> None:
    """The topic has left the section for another."""
    await tx.run(
        """
        insert into topics_gone (section_id, topic_id, version) values (:section, :topic, :version)
        on conflict (section_id, topic_id) do update set version = excluded.version
        """,
        section=section_id, topic=topic_id, version=version,
    )  # fmt: skip


async def versions(tx: Transaction, section_id: int) -> tuple[int, int]:
    """The version at which the section itself, not a topic of it, last changed, and the one from which all is kept."""
    rows = await tx.rows("select own_version, told_from from sections where id = :section", section=section_id)
    return rows[0][0], rows[0][1]


async def topics_listed(tx: Transaction, section_id: int, version: int, limit: int) -> list[tuple[int, Topic]]:
    """Topics of a section told of since a version, hidden ones too, each after its version there."""
    rows = await tx.rows(
        f"""
        select {TOPIC}, t.listed_version from {TOPIC_FROM}
        where t.section_id = :section and t.listed_version > :version order by t.listed_version limit :limit
        """,
        section=section_id, version=version, limit=limit,
    )  # fmt: skip
    return [(row[TOPIC_WIDTH], topic_of(row)) for row in rows]


async def topics_gone(tx: Transaction, section_id: int, version: int, limit: int) -> list[tuple[int, int]]:
    """Topics that have left a section for another since a version: the version, the topic's id."""
    rows = await tx.rows(
        f"select g.version, g.topic_id from {_LEFT} order by g.version limit :limit",
        section=section_id, version=version, limit=limit,
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def count_told(tx: Transaction, section_id: int, version: int, most: int) -> int:
    """How many topics were told of since a version; no more than `most` of either sort are counted."""
    listed, gone = (await tx.rows(
        f"""
        select (select count(*) from (select 1 from topics t
                where t.section_id = :section and t.listed_version > :version limit :most) l),
            (select count(*) from (select 1 from {_LEFT} limit :most) m)
        """,
        section=section_id, version=version, most=most,
    ))[0]  # fmt: skip
    return int(listed + gone)
