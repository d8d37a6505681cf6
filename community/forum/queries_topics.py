"""The writing of topics. Every change takes the topic's next version, most of them the section's as well."""

from typing import Any

from community.db import Transaction


async def insert_topic(
    tx: Transaction, section_id: int, author_id: int, slug: str, title: str, summary: str
) -> int:  # fmt: skip
    """A topic with room for its first post, which has seq and version 1."""
    return int(
        await tx.value(
            """
            insert into topics (section_id, slug, title, summary, author_id, last_seq, version, own_version, post_count,
                                made_at, last_posted_at, last_author_id)
            values (:section, :slug, :title, :summary, :author, 1, 1, 1, 1, :now, :now, :author) returning id
            """,
            section=section_id,
            slug=slug,
            title=title,
            summary=summary,
            author=author_id,
            now=tx.now,
        )
    )


async def next_place(tx: Transaction, topic_id: int, author_id: int) -> tuple[int, int]:
    """Seq and version of a new post, gapless and in commit order."""
    rows = await tx.rows(
        """
        update topics set last_seq = last_seq + 1, version = version + 1, post_count = post_count + 1,
            last_posted_at = :now, last_author_id = :author
        where id = :id returning last_seq, version
        """,
        id=topic_id,
        author=author_id,
        now=tx.now,
    )
    return int(rows[0][0]), int(rows[0][1])


async def next_version(tx: Transaction, topic_id: int, posts_more: int = 0) -> int:
    """The version of a change to one of the topic's posts; `posts_more` moves the count of those not removed."""
    return int(
        await tx.value(
            "update topics set version = version + 1, post_count = post_count + :more where id = :id returning version",
            id=topic_id, more=posts_more,
        )
    )  # fmt: skip


async def update_topic(tx: Transaction, topic_id: int, **values: Any) -> int:
    """Change columns of the topic itself; its new version."""
    columns = "".join(f", {name} = :{name}" for name in values)
    return int(
        await tx.value(
            f"update topics set version = version + 1, own_version = version + 1{columns}"
            " where id = :id returning version",
            id=topic_id, **values,
        )
    )  # fmt: skip


async def update_summary(tx: Transaction, topic_id: int, summary: str) -> None:
    await tx.run("update topics set summary = :summary where id = :id", id=topic_id, summary=summary)


async def next_section_version(tx: Transaction, section_id: int) -> int:
    return int(
        await tx.value("update sections set version = version + 1 where id = :id returning version", id=section_id)
    )


async def pinned_count(tx: Transaction, section_id: int) -> int:
    return int(
        await tx.value(
            "select count(*) from topics where section_id = :section and pinned_at is not null", section=section_id
        )
    )
