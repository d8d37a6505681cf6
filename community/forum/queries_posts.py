"""Posts: in reading order, by time, by version, and the writing of them."""

from typing import Annotated

from msgspec import Meta

from community.db import Transaction
from community.errors import NotFound
from community.forum.model import DEEPEST, OwnPost, Post, path_bytes, path_of
from community.forum.queries_rows import POST, POST_FROM, SECTION_READABLE, TOPIC_SHOWN, Row, post_of

_WIDTH = 16

PathKey = Annotated[tuple[Annotated[int, Meta(ge=1, le=2**32 - 1)], ...], Meta(min_length=1, max_length=DEEPEST)]
SeqKey = tuple[Annotated[int, Meta(ge=1, le=2**53 - 1)]]


async def post(tx: Transaction, post_id: int) -> OwnPost:
    """A post of a topic that was found visible, with its source (empty once it is removed by its author)."""
    return _own(await tx.rows(f"select {POST}, p.source from {POST_FROM} where p.id = :id", id=post_id))


async def first_post(tx: Transaction, topic_id: int) -> OwnPost:
    return _own(
        await tx.rows(
            f"select {POST}, p.source from {POST_FROM} where p.topic_id = :topic and p.seq = 1", topic=topic_id
        )
    )


def _own(rows: list[Row]) -> OwnPost:
    if not rows:
        raise NotFound
    found = post_of(rows[0])
    return OwnPost(**{name: getattr(found, name) for name in Post.__struct_fields__}, source=rows[0][_WIDTH])


async def posts_in_reading_order(tx: Transaction, topic_id: int, after: bytes, limit: int) -> list[Post]:
    """Those after a path, empty for the beginning."""
    rows = await tx.rows(
        f"select {POST} from {POST_FROM} where p.topic_id = :topic and p.path > :after order by p.path limit :limit",
        topic=topic_id, after=after, limit=limit,
    )  # fmt: skip
    return [post_of(row) for row in rows]


async def posts_before(tx: Transaction, topic_id: int, before: bytes, limit: int) -> list[Post]:
    """The last ones before a path, in reading order."""
    rows = await tx.rows(
        f"select {POST} from {POST_FROM} where p.topic_id = :topic and p.path < :before"
        " order by p.path desc limit :limit",
        topic=topic_id, before=before, limit=limit,
    )  # fmt: skip
    return [post_of(row) for row in reversed(rows)]


async def posts_by_time(tx: Transaction, topic_id: int, after_seq: int, limit: int) -> list[Post]:
    rows = await tx.rows(
        f"select {POST} from {POST_FROM} where p.topic_id = :topic and p.seq > :after order by p.seq limit :limit",
        topic=topic_id, after=after_seq, limit=limit,
    )  # fmt: skip
    return [post_of(row) for row in rows]


async def posts_changed(tx: Transaction, topic_id: int, after_version: int, limit: int) -> list[Post]:
    rows = await tx.rows(
        f"select {POST} from {POST_FROM} where p.topic_id = :topic and p.version > :after"
        " order by p.version limit :limit",
        topic=topic_id, after=after_version, limit=limit,
    )  # fmt: skip
    return [post_of(row) for row in rows]


async def count_changed(tx: Transaction, topic_id: int, after_version: int, most: int) -> int:
    """How many posts have changed since a version; no more than `most` are counted."""
    return int(
        await tx.value(
            "select count(*) from (select 1 from posts where topic_id = :topic and version > :after limit :most) p",
            topic=topic_id, after=after_version, most=most,
        )
    )  # fmt: skip


async def path_before(tx: Transaction, topic_id: int, seq: int, post_id: int, how_many: int) -> bytes:
    """The path after which a page begins that shows a post with some above it; empty: the beginning.

    The post is given by its seq, or when that is 0 by its id.
    """
    rows = await tx.rows(
        """
        select path from posts where topic_id = :topic
          and path < coalesce((select x.path from posts x where x.topic_id = :topic
                          and (x.seq = :seq or :seq = 0 and x.id = :post)), :none)
        order by path desc limit :limit
        """,
        topic=topic_id,
        seq=seq,
        post=post_id,
        none=b"",
        limit=how_many + 1,
    )
    return bytes(rows[how_many][0]) if len(rows) > how_many else b""


async def place_of_parent(tx: Transaction, topic_id: int, parent_id: int) -> tuple[tuple[int, ...], int]:
    """Path and author of the post a reply answers; `NotFound` when it is not of this topic."""
    rows = await tx.rows(
        "select path, author_id from posts where id = :id and topic_id = :topic", id=parent_id, topic=topic_id
    )
    if not rows:
        raise NotFound
    return path_of(rows[0][0]), rows[0][1]


async def insert_post(
    tx: Transaction, topic_id: int, place: tuple[int, int], parent_id: int | None, path: tuple[int, ...],
    author_id: int, source: str, html: str,
) -> int:  # fmt: skip
    """`place` is the post's seq and version; its id is returned."""
    return int(
        await tx.value(
            """
            insert into posts (topic_id, seq, version, parent_id, path, author_id, source, html, posted_at)
            values (:topic, :seq, :version, :parent, :path, :author, :source, :html, :now) returning id
            """,
            topic=topic_id,
            seq=place[0],
            version=place[1],
            parent=parent_id,
            path=path_bytes(path),
            author=author_id,
            source=source,
            html=html,
            now=tx.now,
        )
    )


async def update_post_text(tx: Transaction, post_id: int, version: int, editor_id: int, source: str, html: str) -> None:
    await tx.run(
        "update posts set source = :source, html = :html, edited_at = :now, edited_by = :editor, version = :version"
        " where id = :id and removed_at is null",
        id=post_id, version=version, editor=editor_id, source=source, html=html, now=tx.now,
    )  # fmt: skip


async def mark_removed(tx: Transaction, post_id: int, version: int, remover_id: int) -> None:
    """The tombstone. What its author removes is wiped; what a moderator removes can be brought back."""
    await tx.run(
        """
        update posts set removed_at = :now, removed_by = :remover, version = :version,
            source = case when author_id = :remover then '' else source end,
            html = case when author_id = :remover then '' else html end
        where id = :id
        """,
        id=post_id,
        version=version,
        remover=remover_id,
        now=tx.now,
    )


async def mark_restored(tx: Transaction, post_id: int, version: int) -> None:
    await tx.run(
        "update posts set removed_at = null, removed_by = null, version = :version where id = :id",
        id=post_id, version=version,
    )  # fmt: skip


async def readers_among(
    tx: Transaction, topic_id: int, handles: tuple[str, ...], person_ids: tuple[int, ...]
) -> list[tuple[int, str]]:
    """Of the people named by handle or by id those who may read the topic: (id, handle)."""
    readable, shown = SECTION_READABLE.replace(":viewer", "q.id"), TOPIC_SHOWN.replace(":viewer", "q.id")
    rows = await tx.rows(
        f"""
        select q.id, q.handle from people q, topics t join sections c on c.id = t.section_id
            join spaces s on s.id = c.space_id
        where t.id = :topic and (q.handle in (:handles) or q.id in (:people)) and q.suspended_at is null
          and {readable} and {shown}
        order by q.id
        """,
        topic=topic_id,
        handles=handles,
        people=person_ids,
    )
    return [(row[0], row[1]) for row in rows]
