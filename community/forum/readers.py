"""What pages and operations read of the forum, each one function of a snapshot; the page's limits and cursors."""

from typing import Any

import msgspec

from community.db import Transaction
from community.errors import Gone
from community.forum import queries, queries_posts, ranges, rules
from community.forum.model import (
    BEFORE_THE_ONE_ASKED_FOR,
    POSTS_ON_A_PAGE,
    OwnPost,
    Post,
    Section,
    Standing,
    Topic,
    Writer,
    path_bytes,
)
from community.web.paging import decode_cursor, encode_cursor, page_of
from community.words import N_

VOICES = 6

_PATH_KEY: Any = queries_posts.PathKey
_SEQ_KEY: Any = queries_posts.SeqKey
_TOPIC_KEY: Any = queries.TopicKey


class TopicPage(msgspec.Struct, frozen=True):
    """Topics of a section. `unread`: how many posts the reader has yet to read, by topic id, where there are any."""

    items: list[Topic]
    next: str | None
    unread: dict[int, int]


class PostPage(msgspec.Struct, frozen=True):
    """Posts of a topic. `read` is what the reader has read of it (`1-40,45`), null for who keeps no marks in it."""

    items: list[Post]
    next: str | None
    read: str | None


class CaughtUp(msgspec.Struct, frozen=True, kw_only=True):
    """Posts changed since a version, by version, and the topic when it changed itself. `version` is the channel's."""

    items: list[Post]
    topic: Topic | None
    post_count: int
    version: int
    more: bool


class SectionView(msgspec.Struct, frozen=True):
    """A section's page. `first_unread` gives the seq to open a topic at, by topic id."""

    section: Section
    role: str | None
    topics: TopicPage
    first_unread: dict[int, int]


class TopicView(msgspec.Struct, frozen=True):
    """A page of a topic in reading order; `previous` and `next` are cursors of what lies before and after it."""

    standing: Standing
    posts: list[Post]
    previous: str | None
    next: str | None

    def unread(self) -> list[Post]:
        return [post for post in self.posts if not self.standing.has_read(post)]

    @property
    def first_unread(self) -> int:
        """The seq of the first post of the topic that has no mark, 0 when all is read or no marks are kept."""
        standing = self.standing
        if standing.role is None or standing.read is None:
            return 0
        return ranges.first_missing(standing.read, standing.topic.last_seq) or 0

    def voices(self) -> list[Writer]:
        """Who wrote the posts of the page, in their order, at most `VOICES`."""
        found = {post.author.id: post.author for post in self.posts if post.removed_at is None}
        return list(found.values())[:VOICES]


def cursor_of(post: Post) -> str:
    return encode_cursor(*post.path)


def path_at(cursor: str) -> bytes:
    return path_bytes(decode_cursor(cursor, _PATH_KEY))


def topic_key(topic: Topic) -> queries.TopicKey:
    return (0 if topic.pinned_at is not None else 1, topic.last_posted_at, topic.id)


async def section_page(
    tx: Transaction, section_id: int, viewer_id: int, after: str | None, limit: int
) -> SectionView:  # fmt: skip
    key = decode_cursor(after, _TOPIC_KEY) if after else None
    section, role = await queries.section_seen_by(tx, section_id, viewer_id)
    rows = await queries.topics_page(tx, section_id, viewer_id, key, limit + 1)
    shown = page_of(rows, limit, lambda row: topic_key(row[0]))
    unread = {topic.id: count for topic, count, _ in shown.items if count > 0}
    firsts = {
        topic.id: ranges.first_missing(ranges.parse(read), topic.last_seq) or 1
        for topic, _, read in shown.items
        if topic.id in unread and read
    }
    return SectionView(section, role, TopicPage([row[0] for row in shown.items], shown.next, unread), firsts)


async def posts_page(
    tx: Transaction, topic_id: int, viewer_id: int, by_time: bool, after: str | None, limit: int
) -> PostPage:  # fmt: skip
    standing = await queries.standing(tx, topic_id, viewer_id)
    if by_time:
        seq = decode_cursor(after, _SEQ_KEY)[0] if after else 0
        posts = await queries_posts.posts_by_time(tx, topic_id, seq, limit + 1)
        shown = page_of(posts, limit, lambda post: (post.seq,))
    else:
        path = path_at(after) if after else b""
        posts = await queries_posts.posts_in_reading_order(tx, topic_id, path, limit + 1)
        shown = page_of(posts, limit, lambda post: post.path)
    read = None if standing.role is None else ranges.write(standing.read or ranges.NONE)
    return PostPage(shown.items, shown.next, read)


async def changed_after(
    tx: Transaction, topic_id: int, viewer_id: int, version: int, limit: int
) -> tuple[Standing, list[Post]]:
    """A topic, and the first of its posts that have changed since a version."""
    standing = await queries.standing(tx, topic_id, viewer_id)
    return standing, await queries_posts.posts_changed(tx, topic_id, version, limit)


async def catch_up(tx: Transaction, topic_id: int, viewer_id: int, after_version: int, limit: int) -> CaughtUp:
    standing, posts = await changed_after(tx, topic_id, viewer_id, after_version, limit + 1)
    topic = standing.topic if standing.own_version > after_version else None
    return CaughtUp(
        items=posts[:limit], topic=topic, post_count=standing.topic.post_count, version=standing.topic.version,
        more=len(posts) > limit,
    )  # fmt: skip


async def topic_page(
    tx: Transaction, topic_id: int, viewer_id: int, at: int, post_id: int, after: str | None, before: str | None
) -> TopicView:
    """A page of a topic: from its beginning, after or before a cursor, or where a post stands (by seq or by id)."""
    start = path_at(after) if after else b""
    end = path_at(before) if before else b""
    standing = await queries.standing(tx, topic_id, viewer_id)
    if end:
        posts = await queries_posts.posts_before(tx, topic_id, end, POSTS_ON_A_PAGE + 1)
        if len(posts) > POSTS_ON_A_PAGE:
            shown = posts[1:]
            return TopicView(standing, shown, cursor_of(shown[0]), cursor_of(shown[-1]))
    elif at or (post_id and not start):
        start = await queries_posts.path_before(tx, topic_id, at, post_id, BEFORE_THE_ONE_ASKED_FOR)
    posts = await queries_posts.posts_in_reading_order(tx, topic_id, start, POSTS_ON_A_PAGE + 1)
    shown = posts[:POSTS_ON_A_PAGE]
    previous = cursor_of(shown[0]) if shown and shown[0].seq != 1 else None
    return TopicView(standing, shown, previous, cursor_of(shown[-1]) if len(posts) > POSTS_ON_A_PAGE else None)


async def post_with_standing(tx: Transaction, post_id: int, viewer_id: int) -> tuple[Standing, OwnPost]:
    """A post and how the viewer stands to its topic. The source is for `source` and its rules."""
    standing = await queries.standing_by_post(tx, post_id, viewer_id)
    return standing, await queries_posts.post(tx, post_id)


async def post_to_edit(tx: Transaction, post_id: int, viewer_id: int) -> tuple[Standing, OwnPost]:
    """The post with its Markdown, for its author and for moderators."""
    standing, post = await post_with_standing(tx, post_id, viewer_id)
    rules.require_may_see_source(viewer_id, standing, post)
    if not post.source:
        raise Gone(N_("This post was removed"))
    return standing, post
