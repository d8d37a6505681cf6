"""What channels of the forum told above a version, each one function of a snapshot."""

from functools import partial
from typing import Any

from community.db import Transaction
from community.forum import queries, queries_posts, queries_told
from community.forum.model import Topic
from community.forum.readers import changed_after
from community.realtime.catching import Asked, Missed, Told


async def missed_of_topic(tx: Transaction, viewer_id: int, asked: Asked) -> Missed:
    """Posts, and the topic itself."""
    standing, posts = await changed_after(tx, asked.id, viewer_id, asked.after, asked.enough)
    topic = standing.topic
    if await asked.too_far(topic.version, partial(queries_posts.count_changed, tx, topic.id, asked.after)):
        return asked.start_over(topic.version)
    told = [Told(post.version, {"post": post, "post_count": topic.post_count}) for post in posts]
    return asked.answer(topic.version, [*told, Told(standing.own_version, {"topic": topic})])


async def missed_of_section(tx: Transaction, viewer_id: int, asked: Asked) -> Missed:
    """Topics of the list, those that are gone from it by their id alone, and the section itself."""
    section, _ = await queries.section_seen_by(tx, asked.id, viewer_id)
    own_version, told_from = await queries_told.versions(tx, section.id)
    if asked.after < told_from or await asked.too_far(
        section.version, partial(queries_told.count_told, tx, section.id, asked.after)
    ):
        return asked.start_over(section.version)
    listed = await queries_told.topics_listed(tx, section.id, asked.after, asked.enough)
    gone = await queries_told.topics_gone(tx, section.id, asked.after, asked.enough)
    told = [
        *(Told(version, _row(topic)) for version, topic in listed),
        *(Told(version, {"gone": topic_id}) for version, topic_id in gone),
        Told(own_version, {"section": section}),
    ]
    return asked.answer(section.version, told)


def _row(topic: Topic) -> dict[str, Any]:
    return {"topic": topic} if topic.hidden_at is None else {"gone": topic.id}
