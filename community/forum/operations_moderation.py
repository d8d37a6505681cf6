"""What moderators do to a topic, for programs. Each act is in the audit log with its reason."""

from community.fields import Id, Reason
from community.forum import commands_topics
from community.forum.model import Topic
from community.operations import Context, Params, operation


class OnTopic(Params):
    topic_id: Id
    reason: Reason = ""


class Pin(OnTopic):
    on: bool = True


class Move(Params):
    topic_id: Id
    section_id: Id
    reason: Reason = ""


@operation("forum.pin", Pin, returns=Topic)
async def pin(ctx: Context, params: Pin) -> Topic:
    """Keep a topic at the head of its section's list, or let it go (`on` false): for moderators of the space."""
    return await ctx.db.write(commands_topics.pin, ctx.person.id, params.topic_id, params.on, params.reason)


@operation("forum.close", OnTopic, returns=Topic)
async def close(ctx: Context, params: OnTopic) -> Topic:
    """Close a topic: only moderators of the space reply from now on."""
    return await ctx.db.write(commands_topics.close, ctx.person.id, params.topic_id, True, params.reason)


@operation("forum.open", OnTopic, returns=Topic)
async def reopen(ctx: Context, params: OnTopic) -> Topic:
    """Open a closed topic again."""
    return await ctx.db.write(commands_topics.close, ctx.person.id, params.topic_id, False, params.reason)


@operation("forum.hide", OnTopic, returns=Topic)
async def hide(ctx: Context, params: OnTopic) -> Topic:
    """Hide a topic from everybody but moderators of the space."""
    return await ctx.db.write(commands_topics.hide, ctx.person.id, params.topic_id, True, params.reason)


@operation("forum.show", OnTopic, returns=Topic)
async def show(ctx: Context, params: OnTopic) -> Topic:
    """Show a hidden topic again."""
    return await ctx.db.write(commands_topics.hide, ctx.person.id, params.topic_id, False, params.reason)


@operation("forum.move", Move, returns=Topic)
async def move(ctx: Context, params: Move) -> Topic:
    """Move a topic to a section of the same space, or of another one that the caller moderates too."""
    return await ctx.db.write(
        commands_topics.move, ctx.person.id, params.topic_id, params.section_id, params.reason
    )  # fmt: skip
