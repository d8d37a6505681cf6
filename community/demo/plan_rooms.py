"""What is said in rooms and in direct talks."""

from community.chat import commands, commands_messages
from community.chat.model import Visibility
from community.clock import MINUTE
from community.db import Transaction
from community.demo.model import Message, Room, Talk
from community.demo.plan import NETWORK, Made, Plan, once
from community.fields import LARGEST
from community.text import drafts

AFTER = 3 * MINUTE
"""After which somebody puts a reaction to a message."""


def plan_rooms(plan: Plan) -> None:
    for room in plan.texts.rooms.rooms:
        begun = _room(plan, room)
        _messages(plan, f"rooms.toml, «{room.title}»", room.key, room.space, begun, room.messages)
    for talk in plan.texts.rooms.talks:
        begun = _talk(plan, talk)
        _messages(plan, f"rooms.toml, {key_of(talk)}", key_of(talk), NETWORK, begun, talk.messages)


def key_of(talk: Talk) -> str:
    return "the talk of {} and {}".format(*talk.between)


def _room(plan: Plan, room: Room) -> int:
    where, holder = f"rooms.toml, «{room.title}»", plan.holders[room.space]

    async def make(tx: Transaction, made: Made) -> None:
        visibility = Visibility.MEMBERS if room.members else Visibility.SPACE
        by, space = made.people[holder], made.spaces[room.space]
        made.rooms[room.key] = (await commands.create_room(tx, by, None, space, room.title, visibility)).id

    begun = plan.does(where, holder, room.when, room.space, 0, make)
    for member in room.members:
        if member != holder:

            async def add(tx: Transaction, made: Made, member: str = member) -> None:
                by, room_id = made.people[holder], made.rooms[room.key]
                await commands.add_member(tx, by, room_id, made.people[member], None)

            plan.act(where, max(begun, plan.since(where, NETWORK, member)), begun, add)
    return begun


def _talk(plan: Plan, talk: Talk) -> int:
    """Opened by the first message's author, who finds the room of the two again with each further one."""
    where, (first, second) = f"rooms.toml, {key_of(talk)}", talk.between

    async def open_it(tx: Transaction, made: Made) -> None:
        room = await commands.open_direct(tx, made.people[first], made.people[second], None)
        made.rooms[key_of(talk)] = room.id

    after = max(plan.since(where, NETWORK, one) for one in talk.between)
    return plan.happens(where, first, plan.moment(where, talk.messages[0].when), NETWORK, after, open_it)


def _messages(
    plan: Plan, where: str, room: str, space: str, begun: int, messages: tuple[Message, ...]
) -> None:  # fmt: skip
    said = begun
    named = {message.id: number for number, message in enumerate(messages) if message.id}
    for number, message in enumerate(messages):
        row = f"{where}, message {number + 1}"
        answered = named[message.to] if message.to else None
        said = _message(plan, row, (room, number), space, said, message, answered)


def _message(
    plan: Plan, where: str, place: tuple[str, int], space: str, after: int, message: Message, answered: int | None
) -> int:  # fmt: skip
    """A message after the one above it, and what happens to it later; when it was sent."""
    room, draft = place[0], drafts.chat(message.text)

    async def post(tx: Transaction, made: Made) -> None:
        by, room_id = made.people[message.by], made.rooms[room]
        act = once(by, "chat.send", f"demo-{room_id}-{place[1]}", message)
        reply_to = None if answered is None else made.seqs[room, answered]
        await commands.read_up_to(tx, by, room_id, LARGEST)
        made.seqs[place] = (await commands_messages.post_message(tx, by, act, room_id, draft, reply_to)).seq

    at = plan.happens(where, message.by, plan.moment(where, message.when), space, after, post)
    _reactions(plan, where, place, space, at, message)
    if (edited := message.edited) is not None:
        other = drafts.chat(edited.text)

        async def edit(tx: Transaction, made: Made) -> None:
            by, room_id = made.people[message.by], made.rooms[room]
            await commands_messages.edit_message(tx, by, room_id, made.seqs[place], other)

        plan.happens(where, message.by, plan.moment(where, edited.when), space, at, edit)
    if (removed := message.removed) is not None:

        async def remove(tx: Transaction, made: Made) -> None:
            by, room_id = made.people[removed.by], made.rooms[room]
            await commands_messages.remove_message(tx, by, room_id, made.seqs[place], removed.why)

        plan.happens(where, removed.by, plan.moment(where, removed.when), space, at, remove)
    return at


def _reactions(
    plan: Plan, where: str, place: tuple[str, int], space: str, posted: int, message: Message
) -> None:  # fmt: skip
    """One after another; to a message of a moment ago all of them now."""
    reacting = [(name, person) for name, people in message.react.items() for person in people]
    for number, (name, person) in enumerate(reacting, 1):

        async def react(tx: Transaction, made: Made, name: str = name, person: str = person) -> None:
            by, room_id = made.people[person], made.rooms[place[0]]
            await commands.read_up_to(tx, by, room_id, made.seqs[place])
            await commands_messages.react(tx, by, room_id, made.seqs[place], name, True, "page")

        plan.act(where, min(posted + number * AFTER, plan.now), plan.since(where, space, person), react)
