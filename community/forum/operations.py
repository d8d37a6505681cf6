"""The forum's doors for programs: reading, writing, what was read, and the channels of topics and sections."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from community.db import Transaction
from community.fields import ClientId, Cursor, Id, Limit, Reason, Seq, Since
from community.forum import (
    commands,
    commands_topics,
    operations_moderation,
    operations_sections,
    queries,
    ranges,
    readers,
    readers_missed,
)
from community.forum.model import BODY, TITLE, OwnPost, Post, StartedTopic, Topic
from community.forum.readers import CaughtUp, PostPage, TopicPage
from community.operations import Context, Params, Viewer, channel, operation, rate
from community.realtime.catching import Asked, Missed, catches_up
from community.text import drafts

__all__ = ["operations_moderation", "operations_sections"]

START = rate("forum.create_topic", 30, per=60)
POST = rate("forum.reply", 60, per=60)
PREVIEW = rate("forum.preview", 120, per=60)

Body = Annotated[str, BODY]


class CreateTopic(Params):
    section_id: Id
    title: Annotated[str, TITLE]
    body: Body
    client_id: ClientId


class Reply(Params):
    topic_id: Id
    body: Body
    client_id: ClientId
    parent_id: Id | None = None


class Edit(Params):
    post_id: Id
    body: Body
    version: Since | None = None
    """The version that was read: the edit is a conflict when the post has changed since."""
    reason: Reason = ""


class EditTitle(Params):
    topic_id: Id
    title: Annotated[str, TITLE]
    reason: Reason = ""


class ThePost(Params):
    post_id: Id


class OnPost(Params):
    post_id: Id
    reason: Reason = ""


class Preview(Params):
    body: Body


class Topics(Params):
    section_id: Id
    after: Cursor | None = None
    limit: Limit = 30


class TheTopic(Params):
    topic_id: Id


class TheSection(Params):
    section_id: Id


class Posts(Params):
    topic_id: Id
    order: Literal["tree", "time"] = "tree"
    after: Cursor | None = None
    limit: Limit = 30


class CatchUp(Params):
    topic_id: Id
    after_version: Since
    limit: Limit = 100


class Read(Params):
    topic_id: Id
    ranges: Annotated[list[tuple[Seq, Seq]], Meta(max_length=100)]


class Source(msgspec.Struct, frozen=True):
    """A post's Markdown and the version it belongs to."""

    source: str
    version: int


class Previewed(msgspec.Struct, frozen=True):
    """What a text will look like."""

    html: str


class Unread(msgspec.Struct, frozen=True):
    """How many posts of the topic remain unread."""

    unread: int


@operation("forum.create_topic", CreateTopic, returns=StartedTopic, rate=START)
async def create_topic(ctx: Context, params: CreateTopic) -> StartedTopic:
    """Start a topic with its first post. Repeating a client_id returns the topic it first became."""
    title, draft = drafts.title(params.title), await ctx.offload(drafts.forum, params.body)
    return await ctx.db.write(commands_topics.start, ctx.person.id, params.section_id, title, draft, ctx.once(params))


@operation("forum.reply", Reply, returns=OwnPost, rate=POST)
async def reply(ctx: Context, params: Reply) -> OwnPost:
    """Reply to a topic or to one of its posts. Repeating a client_id returns the post it first became."""
    draft = await ctx.offload(drafts.forum, params.body)
    return await ctx.db.write(
        commands.reply, ctx.person.id, params.topic_id, params.parent_id, draft, ctx.once(params)
    )  # fmt: skip


@operation("forum.edit", Edit, returns=OwnPost, rate=POST)
async def edit(ctx: Context, params: Edit) -> OwnPost:
    """Change a post's text: its author, or a moderator with a reason for the audit log."""
    draft = await ctx.offload(drafts.forum, params.body)
    return await ctx.db.write(commands.edit, ctx.person.id, params.post_id, draft, params.version, params.reason)


@operation("forum.edit_title", EditTitle, returns=Topic)
async def edit_title(ctx: Context, params: EditTitle) -> Topic:
    """Change a topic's title: its author while it is open, or a moderator. Old addresses lead on."""
    title = drafts.title(params.title)
    return await ctx.db.write(commands_topics.retitle, ctx.person.id, params.topic_id, title, params.reason)


@operation("forum.remove", OnPost, returns=Post)
async def remove(ctx: Context, params: OnPost) -> Post:
    """Remove a post; its place in the tree stays. Its author's removal is final, a moderator's can be undone."""
    return await ctx.db.write(commands.remove, ctx.person.id, params.post_id, params.reason)


@operation("forum.restore", OnPost, returns=Post)
async def restore(ctx: Context, params: OnPost) -> Post:
    """Bring back a post that a moderator removed."""
    return await ctx.db.write(commands.restore, ctx.person.id, params.post_id, params.reason)


@operation("forum.source", ThePost, returns=Source, reads=True)
async def source(ctx: Context, params: ThePost) -> Source:
    """A post's Markdown, for its author and for moderators."""
    _, found = await ctx.db.read(readers.post_to_edit, params.post_id, ctx.person.id)
    return Source(found.source, found.version)


@operation("forum.preview", Preview, returns=Previewed, rate=PREVIEW, reads=True)
async def preview(ctx: Context, params: Preview) -> Previewed:
    """What a text will look like as a post; nothing is kept."""
    draft = await ctx.offload(drafts.forum, params.body)
    return Previewed(draft.html)


@operation("forum.topics", Topics, returns=TopicPage, reads=True, visitors=True)
async def topics(ctx: Context, params: Topics) -> TopicPage:
    """Topics of a section: pinned ones first, then by last activity; with the reader's unread counts beside them."""
    view = await ctx.db.read(readers.section_page, params.section_id, ctx.viewer.id, params.after, params.limit)
    return view.topics


@operation("forum.topic", TheTopic, returns=Topic, reads=True, visitors=True)
async def topic(ctx: Context, params: TheTopic) -> Topic:
    """A topic without its posts."""
    return (await ctx.db.read(queries.standing, params.topic_id, ctx.viewer.id)).topic


@operation("forum.posts", Posts, returns=PostPage, reads=True, visitors=True)
async def posts(ctx: Context, params: Posts) -> PostPage:
    """Posts of a topic, in the tree's reading order or by time; with what the reader has read beside them."""
    by_time = params.order == "time"
    return await ctx.db.read(
        readers.posts_page, params.topic_id, ctx.viewer.id, by_time, params.after, params.limit
    )  # fmt: skip


@operation("forum.catch_up", CatchUp, returns=CaughtUp, reads=True, visitors=True)
async def catch_up(ctx: Context, params: CatchUp) -> CaughtUp:
    """The current state of every post changed since a version, by version; of the topic when it changed itself."""
    return await ctx.db.read(readers.catch_up, params.topic_id, ctx.viewer.id, params.after_version, params.limit)


@operation("forum.read", Read, returns=Unread)
async def read(ctx: Context, params: Read) -> Unread:
    """Mark ranges of posts as read, each [first seq, last seq]; how many posts remain unread."""
    seen = ranges.union((first, last) for first, last in params.ranges if first <= last)
    return Unread(await ctx.db.write(commands.mark_read, ctx.person.id, params.topic_id, seen))


@operation("forum.read_section", TheSection, returns=None)
async def read_section(ctx: Context, params: TheSection) -> None:
    """Mark every topic of a section as read."""
    await ctx.db.write(commands.mark_section_read, ctx.person.id, params.section_id)


@channel("topic")
async def topic_channel(tx: Transaction, viewer: Viewer, id: int) -> int:
    """A topic: for whoever may read it."""
    return await queries.topic_version(tx, id, viewer.id)


@catches_up("topic")
async def catch_up_topic(ctx: Context, asked: Asked) -> Missed:
    """Posts and the topic itself."""
    return await ctx.db.read(readers_missed.missed_of_topic, ctx.viewer.id, asked)


@channel("section")
async def section_channel(tx: Transaction, viewer: Viewer, id: int) -> int:
    """A section's list: for whoever may read it."""
    return await queries.section_version(tx, id, viewer.id)


@catches_up("section")
async def catch_up_section(ctx: Context, asked: Asked) -> Missed:
    """A section's list and the section itself."""
    return await ctx.db.read(readers_missed.missed_of_section, ctx.viewer.id, asked)
