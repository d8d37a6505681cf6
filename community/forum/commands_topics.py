"""Writes of topics: starting one, its title, and what moderators do: pin, close, hide, move."""

from collections.abc import Mapping
from typing import Any

from community.db import Transaction
from community.db import once as acts
from community.db.once import Once
from community.errors import Conflict
from community.forum import commands, queries, queries_posts, queries_told, queries_topics, rules
from community.forum.changes import Cause, TopicChanged, TopicGone
from community.forum.model import Standing, StartedTopic, Topic
from community.moderation.commands import record
from community.realtime.changes import AccessChanged
from community.search import Kind, index
from community.text.drafts import Draft
from community.text.names import slug
from community.words import N_

MOST_PINNED = 10


async def start(
    tx: Transaction, person_id: int, section_id: int, title: str, draft: Draft, once: Once | None
) -> StartedTopic:
    """Open a topic with its first post. A `client_id` used before returns the topic it became."""
    if (earlier := await acts.earlier(tx, once)) is not None:
        return await _started(tx, earlier)
    section, role = await queries.section_seen_by(tx, section_id, person_id)
    rules.require_may_start(role, section)
    topic_id = await queries_topics.insert_topic(
        tx, section_id, person_id, slug(title, "topic"), title, draft.excerpt
    )  # fmt: skip
    await queries_posts.insert_post(tx, topic_id, (1, 1), None, (1,), person_id, draft.source, draft.html)
    await acts.keep(tx, once, topic_id)
    await index(tx, Kind.TOPIC, topic_id, title)
    made = await _started(tx, topic_id)
    standing = await queries.standing(tx, topic_id, person_id)
    await commands.mark(tx, standing, person_id, ((1, 1),), 1)
    await commands.tell(tx, standing, made.post, draft.mentions, person_id)
    await commands.list_anew(tx, section, topic_id, Cause(person_id, "started"))
    return made


async def _started(tx: Transaction, topic_id: int) -> StartedTopic:
    topic = await queries.topic(tx, topic_id)
    first = await queries_posts.first_post(tx, topic_id)
    return StartedTopic(**_fields(topic), post=first)


def _fields(topic: Topic) -> dict[str, Any]:
    return {name: getattr(topic, name) for name in Topic.__struct_fields__}


async def retitle(tx: Transaction, person_id: int, topic_id: int, title: str, why: str) -> Topic:
    """Another title. Addresses go by the id, so the old ones lead on."""
    standing = await queries.standing(tx, topic_id, person_id)
    rules.require_may_retitle(person_id, standing)
    if title == standing.topic.title:
        return standing.topic
    if standing.topic.author.id != person_id:
        await _logged(tx, person_id, "topic.retitled", standing, why)
    await index(tx, Kind.TOPIC, topic_id, title)
    return await _change(tx, person_id, standing, "retitled", {"title": title, "slug": slug(title, "topic")})


async def pin(tx: Transaction, person_id: int, topic_id: int, on: bool, why: str) -> Topic:
    standing = await _moderated(tx, person_id, topic_id)
    if on == (standing.topic.pinned_at is not None):
        return standing.topic
    if on and await queries_topics.pinned_count(tx, standing.section.id) >= MOST_PINNED:
        raise Conflict(N_("%(most)s topics are pinned here already: unpin one first"), most=MOST_PINNED)
    what = "pinned" if on else "unpinned"
    await _logged(tx, person_id, f"topic.{what}", standing, why)
    return await _change(tx, person_id, standing, what, {"pinned_at": tx.now if on else None})


async def close(tx: Transaction, person_id: int, topic_id: int, on: bool, why: str) -> Topic:
    """Close a topic for replies, or open it again. Its readers see why it was closed."""
    standing = await _moderated(tx, person_id, topic_id)
    if on == (standing.topic.closed_at is not None):
        return standing.topic
    what = "closed" if on else "opened"
    await _logged(tx, person_id, f"topic.{what}", standing, why)
    values = {
        "closed_at": tx.now if on else None, "closed_by": person_id if on else None, "closed_why": why if on else "",
    }  # fmt: skip
    return await _change(tx, person_id, standing, what, values)


async def hide(tx: Transaction, person_id: int, topic_id: int, on: bool, why: str) -> Topic:
    """Hide a topic from everybody but moderators of the space, or show it again."""
    standing = await _moderated(tx, person_id, topic_id)
    if on == (standing.topic.hidden_at is not None):
        return standing.topic
    what = "hidden" if on else "shown"
    await _logged(tx, person_id, f"topic.{what}", standing, why)
    values = {"hidden_at": tx.now if on else None, "hidden_by": person_id if on else None}
    if on:
        version = await queries_topics.next_section_version(tx, standing.section.id)
        await queries_told.set_listed_version(tx, topic_id, version)
        tx.announce(AccessChanged(channel=f"topic:{topic_id}"))
        tx.announce(TopicGone(topic_id, standing.section, version))
    return await _change(tx, person_id, standing, what, values)


async def move(tx: Transaction, person_id: int, topic_id: int, section_id: int, why: str) -> Topic:
    """Move a topic to another section of the space, or of another space that the person moderates as well."""
    standing = await _moderated(tx, person_id, topic_id)
    target, role = await queries.section_seen_by(tx, section_id, person_id)
    rules.require_moderates(role)
    if target.id == standing.section.id:
        return standing.topic
    await _logged(tx, person_id, "topic.moved", standing, why)
    if target.space_id != standing.section.space_id:
        moved = commands.title_for_log(standing) if target.visibility == "space" else ""
        await record(
            tx, person_id, what="topic.moved", space_id=target.space_id, subject=f"topic:{topic_id}",
            title=moved, why=why,
        )  # fmt: skip
    version = await queries_topics.next_section_version(tx, standing.section.id)
    await queries_told.keep_gone(tx, standing.section.id, topic_id, version)
    await queries_topics.update_topic(tx, topic_id, section_id=section_id, pinned_at=None, listed_version=0)
    tx.announce(AccessChanged(channel=f"topic:{topic_id}"))
    tx.announce(TopicGone(topic_id, standing.section, version))
    after = await queries.topic(tx, topic_id)
    cause = Cause(person_id, "moved")
    tx.announce(TopicChanged(after, target, cause))
    await commands.list_anew(tx, target, topic_id, cause)
    return after


async def _moderated(tx: Transaction, person_id: int, topic_id: int) -> Standing:
    standing = await queries.standing(tx, topic_id, person_id)
    rules.require_moderates(standing.role)
    return standing


async def _change(
    tx: Transaction, person_id: int, standing: Standing, what: str, values: Mapping[str, Any]
) -> Topic:  # fmt: skip
    """Change columns of the topic and say so to its readers and to its section's."""
    await queries_topics.update_topic(tx, standing.topic.id, **values)
    after = await queries.topic(tx, standing.topic.id)
    cause = Cause(person_id, what)
    tx.announce(TopicChanged(after, standing.section, cause))
    await commands.list_anew(tx, standing.section, after.id, cause)
    return after


async def _logged(tx: Transaction, actor_id: int, what: str, standing: Standing, why: str) -> None:
    await record(
        tx, actor_id, what=what, space_id=standing.topic.space_id, subject=f"topic:{standing.topic.id}",
        title=commands.title_for_log(standing), why=why,
    )  # fmt: skip
