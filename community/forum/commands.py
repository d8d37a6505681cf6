"""Writes of posts and of read marks. Topics: commands_topics. Sections: commands_sections."""

from community import notify
from community.db import Transaction
from community.db import once as acts
from community.db.once import Once
from community.errors import Conflict
from community.forum import queries, queries_posts, queries_reads, queries_told, queries_topics, ranges, rules
from community.forum.changes import Cause, PostChanged, TopicListed
from community.forum.model import OwnPost, Post, Section, Standing, path_below
from community.moderation.commands import record
from community.notify.commands import read_about
from community.text.drafts import Draft, excerpt
from community.words import N_


async def reply(
    tx: Transaction, person_id: int, topic_id: int, parent_id: int | None, draft: Draft, once: Once | None
) -> OwnPost:
    """Answer a topic, or one of its posts.

    A `client_id` used before returns the post it became, even from a topic hidden by now: it is the person's own.
    """
    if (earlier := await acts.earlier(tx, once)) is not None:
        return await queries_posts.post(tx, earlier)
    standing = await queries.standing(tx, topic_id, person_id)
    rules.require_may_reply(standing)
    above: tuple[int, ...] = ()
    answered = standing.topic.author.id
    if parent_id is not None:
        above, answered = await queries_posts.place_of_parent(tx, topic_id, parent_id)
    place = await queries_topics.next_place(tx, topic_id, person_id)
    path = path_below(above, place[0])
    post_id = await queries_posts.insert_post(
        tx, topic_id, place, parent_id, path, person_id, draft.source, draft.html
    )  # fmt: skip
    await acts.keep(tx, once, post_id)
    made = await queries_posts.post(tx, post_id)
    await mark(tx, standing, person_id, ((made.seq, made.seq),), made.seq)
    await tell(tx, standing, made, draft.mentions, answered)
    await _announced(tx, made, standing, person_id, "posted")
    return made


async def edit(
    tx: Transaction, person_id: int, post_id: int, draft: Draft, version: int | None, why: str
) -> OwnPost:  # fmt: skip
    """Put another text in a post's place. With `version` the post must not have changed since it was read."""
    standing = await queries.standing_by_post(tx, post_id, person_id)
    before = await queries_posts.post(tx, post_id)
    rules.require_may_edit(person_id, standing, before)
    if version is not None and version != before.version:
        raise Conflict(N_("This post has changed since you opened it: compare before you save"), version=before.version)
    if draft.source == before.source:
        return before
    moved = await queries_topics.next_version(tx, standing.topic.id)
    await queries_posts.update_post_text(tx, post_id, moved, person_id, draft.source, draft.html)
    if before.seq == 1:
        await queries_topics.update_summary(tx, standing.topic.id, draft.excerpt)
    after = await queries_posts.post(tx, post_id)
    if before.author.id != person_id:
        await _logged(tx, person_id, "post.edited", standing, before, why)
    await _announced(tx, after, standing, person_id, "edited")
    return after


async def remove(tx: Transaction, person_id: int, post_id: int, why: str) -> Post:
    """Leave a tombstone in a post's place. Removing what is removed changes nothing."""
    standing = await queries.standing_by_post(tx, post_id, person_id)
    before = await queries_posts.post(tx, post_id)
    if before.removed_at is not None:
        return _plain(before)
    rules.require_may_remove(person_id, standing, before)
    version = await queries_topics.next_version(tx, standing.topic.id, -1)
    await queries_posts.mark_removed(tx, post_id, version, person_id)
    if before.seq == 1:
        await queries_topics.update_summary(tx, standing.topic.id, "")
    if before.author.id != person_id:
        await _logged(tx, person_id, "post.removed", standing, before, why)
    return await _announced(tx, await queries_posts.post(tx, post_id), standing, person_id, "removed")


async def restore(tx: Transaction, person_id: int, post_id: int, why: str) -> Post:
    """Bring back what a moderator removed."""
    standing = await queries.standing_by_post(tx, post_id, person_id)
    before = await queries_posts.post(tx, post_id)
    rules.require_moderates(standing.role)
    if before.removed_at is None:
        return _plain(before)
    rules.require_may_restore(standing, before)
    version = await queries_topics.next_version(tx, standing.topic.id, 1)
    await queries_posts.mark_restored(tx, post_id, version)
    if before.seq == 1:
        again = await queries_posts.post(tx, post_id)
        await queries_topics.update_summary(tx, standing.topic.id, excerpt(again.html))
    await _logged(tx, person_id, "post.restored", standing, before, why)
    return await _announced(tx, await queries_posts.post(tx, post_id), standing, person_id, "restored")


async def mark_read(tx: Transaction, person_id: int, topic_id: int, seen: ranges.Ranges) -> int:
    """Add to what the person has read of a topic; how many of its posts remain unread."""
    standing = await queries.standing(tx, topic_id, person_id)
    return await mark(tx, standing, person_id, seen, standing.topic.last_seq)


async def mark(tx: Transaction, standing: Standing, person_id: int, seen: ranges.Ranges, last_seq: int) -> int:
    """The same for a topic already found, which by now has `last_seq` posts. Outsiders of the space have no marks."""
    if standing.role is None:
        return 0
    topic = standing.topic
    known = standing.read
    if known is None and topic.made_at <= standing.read_from:
        known = await queries_reads.read_by_age(tx, topic.id, standing.read_from)
    read = ranges.union(known or ranges.NONE, ranges.up_to(seen, last_seq))
    if read != standing.read:
        await queries_reads.keep_read(tx, topic.id, person_id, read)
    await read_about(tx, person_id, f"topic:{topic.id}")
    return last_seq - ranges.count(read)


async def mark_section_read(tx: Transaction, person_id: int, section_id: int) -> None:
    _, role = await queries.section_seen_by(tx, section_id, person_id)
    if role is not None:
        await queries_reads.keep_section_read(tx, section_id, person_id)


async def tell(tx: Transaction, standing: Standing, post: Post, handles: tuple[str, ...], answered: int) -> None:
    """Notices: to those named in the post, and to the one it answers, as far as they may read the topic."""
    if standing.topic.hidden_at is not None:
        return
    for person_id, handle in await queries_posts.readers_among(tx, post.topic_id, handles, (answered,)):
        kind = notify.Kind.MENTION if handle in handles else notify.Kind.REPLY
        await notify.tell(
            tx, person_id, kind, about=f"topic:{post.topic_id}", title=standing.topic.title,
            href=f"/p/{post.id}", actor_id=post.author.id,
        )  # fmt: skip


async def list_anew(tx: Transaction, section: Section, topic_id: int, cause: Cause) -> None:
    """Tell readers of the section what the topic's row in its list is now; of a hidden topic they hear nothing."""
    topic = await queries.topic(tx, topic_id)
    if topic.hidden_at is None:
        version = await queries_topics.next_section_version(tx, section.id)
        await queries_told.set_listed_version(tx, topic_id, version)
        tx.announce(TopicListed(topic, section, version, cause))


def _plain(post: OwnPost) -> Post:
    return Post(**{name: getattr(post, name) for name in Post.__struct_fields__})


async def _announced(tx: Transaction, post: OwnPost, standing: Standing, person_id: int, what: str) -> Post:
    """Say what became of a post: to readers of the topic, and to those of the section's list when it moves in it."""
    said = _plain(post)
    cause = Cause(person_id, what)
    more = {"posted": 1, "removed": -1, "restored": 1}.get(what, 0)
    tx.announce(PostChanged(said, standing.topic.post_count + more, standing.section, cause))
    if more:
        await list_anew(tx, standing.section, standing.topic.id, cause)
    return said


async def _logged(tx: Transaction, actor_id: int, what: str, standing: Standing, post: Post, why: str) -> None:
    await record(
        tx, actor_id, what=what, space_id=standing.topic.space_id, subject=f"post:{post.id}",
        title=title_for_log(standing), why=why,
    )  # fmt: skip


def title_for_log(standing: Standing) -> str:
    """Moderators of the space read the log; a title from a narrowed section is only for those added to it."""
    return standing.topic.title if standing.section.visibility == "space" else ""
