"""All writes of messages: sent, edited, removed, reacted to. `post_message` is the busiest path of the server."""

from typing import Any

from community import notify
from community.accounts.audit import record
from community.chat import commands, queries, queries_messages, rules
from community.chat.changes import MessageChanged
from community.chat.model import Access, Kind, Message, Sent
from community.db import Transaction
from community.db.once import Once
from community.errors import Conflict, Gone, Invalid
from community.text.drafts import Draft
from community.words import N_


async def post_message(
    tx: Transaction, person_id: int, once: Once, room_id: int, draft: Draft, reply_to: int | None
) -> Sent:
    """The message a client_id becomes, or has already become: that is asked before the right to write is."""
    if (sent := await queries_messages.already_sent(tx, person_id, once.client_id)) is not None:
        return await _sent_before(tx, sent, once)
    room = await queries.room_seen_by(tx, room_id, person_id)
    rules.require_may_write(room)
    if reply_to is not None and reply_to > room.last_seq:
        raise Invalid({"reply_to": N_("There is no such message in this room")})
    place = await queries_messages.next_place(tx, room_id)
    message_id = await queries_messages.insert_message(tx, room_id, place, person_id, room.alias, draft, reply_to, once)
    message = Message(
        id=message_id, room_id=room_id, seq=place[0], version=place[1], author=room.author(person_id), html=draft.html,
        reply_to=reply_to, reactions={}, posted_at=tx.now, edited_at=None, removed_at=None, client_id=once.client_id,
    )  # fmt: skip
    # Who had read everything has read this too; for others the unread above it stay unread.
    if (room.read_up_to or 0) == room.last_seq:
        await queries.move_mark(tx, room_id, person_id, place[0])
    _announce(tx, message, "posted")
    await _tell(tx, room, message, person_id, draft.mentions)
    return _with_source(message, draft.source)


async def _sent_before(tx: Transaction, sent: tuple[int, bytes], once: Once) -> Sent:
    message_id, digest = sent
    if digest != once.digest:
        raise Conflict(N_("This client_id was used for something else"))
    message = await queries_messages.message(tx, message_id)
    row = await queries_messages.stored(tx, message.room_id, message.seq)
    return _with_source(message, row.source)


async def edit_message(tx: Transaction, person_id: int, room_id: int, seq: int, draft: Draft) -> Sent:
    """Other words in the same place; everybody sees that they were changed, and when."""
    room = await queries.room_seen_by(tx, room_id, person_id)
    row = await queries_messages.stored(tx, room_id, seq)
    rules.require_may_edit(room, row, person_id)
    if row.source != draft.source:
        version = await queries_messages.next_version(tx, room_id)
        if not await queries_messages.rewrite(tx, row.id, version, draft):
            raise Gone(N_("This message was removed"))
    message = await queries_messages.message(tx, row.id)
    if row.source != draft.source:
        _announce(tx, message, "edited")
    return _with_source(message, draft.source)


async def remove_message(tx: Transaction, person_id: int, room_id: int, seq: int, why: str) -> Message:
    """Leave a tombstone. A moderator who removes another's message does so in the audit log."""
    room = await queries.room_seen_by(tx, room_id, person_id)
    row = await queries_messages.stored(tx, room_id, seq)
    rules.require_may_remove(room, row, person_id)
    if row.removed_at is not None:
        return await queries_messages.message(tx, row.id)
    version = await queries_messages.next_version(tx, room_id)
    await queries_messages.blank(tx, row.id, version, person_id)
    message = await queries_messages.message(tx, row.id)
    tx.announce(MessageChanged(message, {"person_id": _named(room, person_id), "what": "removed"}))
    if row.author_id != person_id:
        await record(
            tx, person_id, what="message.removed", space_id=room.space_id, subject=f"message:{row.id}",
            title=commands.title_for_log(room), why=why,
        )  # fmt: skip
    return message


async def react(tx: Transaction, person_id: int, room_id: int, seq: int, name: str, on: bool, door: str) -> Message:
    """Set or take back one's own reaction; nothing happens when it is so already.

    The answer is the whole message: of a request's room that is a reading of it, through this door.
    """
    room = await queries.room_seen_by(tx, room_id, person_id)
    rules.require_may_write(room)
    row = await queries_messages.stored(tx, room_id, seq)
    if row.removed_at is not None:
        raise Gone(N_("This message was removed"))
    if room.kind == Kind.REQUEST:
        await commands.record_opening(tx, room_id, person_id, door)
    if not await queries_messages.set_reaction(tx, row.id, person_id, name, on):
        return await queries_messages.message(tx, row.id)
    await queries_messages.recount_reactions(tx, row.id, await queries_messages.next_version(tx, room_id))
    message = await queries_messages.message(tx, row.id)
    cause = {"person_id": _named(room, person_id), "what": "reaction", "name": name, "on": on}
    tx.announce(MessageChanged(message, cause))
    return message


async def _tell(tx: Transaction, room: Access, message: Message, person_id: int, mentions: tuple[str, ...]) -> None:
    if room.kind != Kind.SPACE:
        await commands.tell_members(tx, room, person_id)
    elif mentions:
        for named_id in await queries.readers_named(tx, room.id, mentions):
            await notify.tell(
                tx, named_id, notify.Kind.MENTION, about=f"room:{room.id}", title=room.title,
                href=f"{room.address}?at={message.seq}#message-{message.seq}", actor_id=person_id,
            )  # fmt: skip


def _announce(tx: Transaction, message: Message, what: str) -> None:
    tx.announce(MessageChanged(message, {"person_id": message.author.id, "what": what}))


def _named(room: Access, person_id: int) -> int:
    return 0 if room.alias else person_id


def _with_source(message: Message, source: str) -> Sent:
    values: dict[str, Any] = {name: getattr(message, name) for name in message.__struct_fields__}
    return Sent(**values, source=source)
