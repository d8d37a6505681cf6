"""What is said in the forum: topics, answers, what their authors and moderators do to them later."""

from community.db import Transaction
from community.demo.model import Change, Post, Removal, Topic
from community.demo.plan import Made, Plan
from community.demo.texts import TextsError
from community.errors import Problem
from community.fields import LARGEST
from community.forum import commands, commands_topics
from community.text import drafts
from community.text.drafts import Draft

FIRST = ""
"""The name of a topic's own post among those that answer it."""
ALL = ((1, LARGEST),)


def plan_forum(plan: Plan) -> None:
    for number, (name, topic) in enumerate(plan.texts.topics):
        _topic(plan, f"{name}, «{topic.title}»", number, topic)


def _topic(plan: Plan, where: str, number: int, topic: Topic) -> None:
    section = next(one for one in plan.texts.cast.sections if one.key == topic.section)
    draft = drawn(where, topic.body)

    async def start(tx: Transaction, made: Made) -> None:
        started = await commands_topics.start(
            tx, made.people[topic.by], made.sections[topic.section], topic.title, draft, None
        )
        made.topics[number] = started.id
        made.posts[number, FIRST] = started.post.id

    begins = plan.since(where, section.space, plan.holders[section.space])
    begun = plan.does(where, topic.by, topic.when, section.space, begins, start)
    said = {FIRST: begun}
    if topic.edited is not None:
        _edit(plan, where, (number, FIRST), topic.by, section.space, begun, topic.edited)
    for row, post in enumerate(topic.posts, 1):
        _post(plan, f"{where}, post {row}", number, row, post, section.space, said)
    _moderate(plan, where, number, topic, section.space, begun)


def _post(
    plan: Plan, where: str, topic: int, row: int, post: Post, space: str, said: dict[str, int]
) -> None:  # fmt: skip
    draft, name = drawn(where, post.body), post.id or str(row)

    async def reply(tx: Transaction, made: Made) -> None:
        by, topic_id = made.people[post.by], made.topics[topic]
        await commands.mark_read(tx, by, topic_id, ALL)
        parent = made.posts[topic, post.to] if post.to else None
        made.posts[topic, name] = (await commands.reply(tx, by, topic_id, parent, draft, None)).id

    said[name] = plan.does(where, post.by, post.when, space, said[post.to], reply)
    if post.edited is not None:
        _edit(plan, where, (topic, name), post.by, space, said[name], post.edited)
    if post.removed is not None:
        _remove(plan, where, (topic, name), space, said[name], post.removed)


def _edit(
    plan: Plan, where: str, post: tuple[int, str], by: str, space: str, after: int, change: Change
) -> None:  # fmt: skip
    draft = drawn(where, change.text)

    async def edit(tx: Transaction, made: Made) -> None:
        await commands.edit(tx, made.people[by], made.posts[post], draft, None, "")

    plan.does(where, by, change.when, space, after, edit)


def _remove(plan: Plan, where: str, post: tuple[int, str], space: str, after: int, removal: Removal) -> None:
    async def remove(tx: Transaction, made: Made) -> None:
        await commands.remove(tx, made.people[removal.by], made.posts[post], removal.why)

    plan.does(where, removal.by, removal.when, space, after, remove)


def _moderate(plan: Plan, where: str, topic: int, text: Topic, space: str, begun: int) -> None:
    pinned, closed, moved = text.pinned, text.closed, text.moved
    if pinned is not None:

        async def pin(tx: Transaction, made: Made) -> None:
            await commands_topics.pin(tx, made.people[pinned.by], made.topics[topic], True, pinned.why)

        plan.does(where, pinned.by, pinned.when, space, begun, pin)
    if moved is not None:

        async def move(tx: Transaction, made: Made) -> None:
            by, target = made.people[moved.by], made.sections[moved.to]
            await commands_topics.move(tx, by, made.topics[topic], target, moved.why)

        plan.does(where, moved.by, moved.when, space, begun, move)
    if closed is not None:

        async def close(tx: Transaction, made: Made) -> None:
            await commands_topics.close(tx, made.people[closed.by], made.topics[topic], True, closed.why)

        plan.does(where, closed.by, closed.when, space, begun, close)


def drawn(where: str, text: str) -> Draft:
    try:
        return drafts.forum(text)
    except Problem as problem:
        raise TextsError(f"{where}: {problem.message or problem.title}") from None
