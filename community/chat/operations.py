"""What may be asked of rooms and messages, through every door, and the channel `room:ID`."""

from functools import partial

from community.chat import commands, commands_messages, queries, queries_messages, rules
from community.chat.model import (
    PAGE,
    Access,
    Body,
    CaughtUp,
    History,
    Kind,
    Message,
    Reaction,
    Room,
    Rooms,
    Sent,
    Shown,
    Source,
    Title,
    Unread,
    Visibility,
)  # fmt: skip
from community.db import Transaction
from community.db.once import Once, digest
from community.errors import Forbidden, Gone, Invalid
from community.fields import ClientId, Cursor, Handle, Id, Limit, Reason, Seq, Since
from community.operations import Context, Params, Unseen, Viewer, channel, operation, rate
from community.realtime.catching import Asked, Missed, Told, catches_up
from community.text import drafts
from community.web.paging import decode_cursor, encode_cursor
from community.words import N_

SENDING = rate("chat.send", 30, per=10)
CHANGING = rate("chat.change", 60, per=60)
TYPING = rate("chat.typing", 60, per=60)


async def listened(ctx: Context, room_id: int) -> None:
    """Who listens to a request's room reads it: that is kept like any other opening."""
    if ctx.viewer.signed_in:
        await opened(ctx, await ctx.db.read(queries.room_seen_by, room_id, ctx.viewer.id))


@channel("room", listened)
async def room_channel(tx: Transaction, viewer: Viewer, room_id: int) -> int:
    """Those who may read a room may listen to it. Nobody learns who else listens to a request's."""
    room = await queries.room_seen_by(tx, room_id, viewer.id)
    return Unseen(room.version) if room.kind == Kind.REQUEST else room.version


class CreateRoom(Params):
    space_id: Id
    title: Title
    visibility: Visibility = Visibility.SPACE
    client_id: ClientId | None = None


@operation("chat.create_room", CreateRoom, returns=Room)
async def create_room(ctx: Context, params: CreateRoom) -> Room:
    """Make a room in a space, as open as the space or only for those added. For the space's owners."""
    title = drafts.title(params.title)
    return await ctx.db.write(
        commands.create_room, ctx.person.id, ctx.once(params), params.space_id, title, params.visibility
    )


class UpdateRoom(Params):
    room_id: Id
    title: Title | None = None
    visibility: Visibility | None = None
    position: Since | None = None


@operation("chat.update_room", UpdateRoom, returns=Room)
async def update_room(ctx: Context, params: UpdateRoom) -> Room:
    """Change a room's title, visibility or place in the list; what is not given stays. For the space's owners."""
    title = None if params.title is None else drafts.title(params.title)
    return await ctx.db.write(
        commands.update_room, ctx.person.id, params.room_id, title, params.visibility, params.position
    )


class CloseRoom(Params):
    room_id: Id
    closed: bool = True
    reason: Reason = ""


@operation("chat.close_room", CloseRoom, returns=Room)
async def close_room(ctx: Context, params: CloseRoom) -> Room:
    """Close a room, so that it is read and not written in, or open it again. For the space's owners."""
    return await ctx.db.write(commands.close_room, ctx.person.id, params.room_id, params.closed, params.reason)


class ListRooms(Params):
    space_id: Id | None = None
    after: Cursor | None = None
    limit: Limit = PAGE


@operation("chat.rooms", ListRooms, returns=Rooms, reads=True, visitors=True)
async def rooms(ctx: Context, params: ListRooms) -> Rooms:
    """Rooms and direct talks that the caller may read, with how much of each is unread."""
    after = decode_cursor(params.after, tuple[Id])[0] if params.after else 0
    items = await ctx.db.read(queries.rooms_page, ctx.viewer.id, params.space_id or 0, after, params.limit + 1)
    more = len(items) > params.limit
    return Rooms(items=items[: params.limit], next=encode_cursor(items[params.limit - 1].id) if more else None)


class AddMember(Params):
    """Whom: by id or by handle."""

    room_id: Id
    person_id: Id | None = None
    handle: Handle | None = None


@operation("chat.add_member", AddMember, returns=Room)
async def add_member(ctx: Context, params: AddMember) -> Room:
    """Add a person to a room, by id or handle. For the space's owners."""
    return await ctx.db.write(commands.add_member, ctx.person.id, params.room_id, params.person_id, params.handle)


class RoomAndPerson(Params):
    room_id: Id
    person_id: Id


@operation("chat.remove_member", RoomAndPerson, returns=Room)
async def remove_member(ctx: Context, params: RoomAndPerson) -> Room:
    """Take a person out of a room; what they listen to is tested again at once. For the space's owners."""
    return await ctx.db.write(commands.remove_member, ctx.person.id, params.room_id, params.person_id)


class RoomAndSelf(Params):
    """`person_id`, when given, can only be the caller's own."""

    room_id: Id
    person_id: Id | None = None


@operation("chat.join_room", RoomAndSelf, returns=Room)
async def join_room(ctx: Context, params: RoomAndSelf) -> Room:
    """Join a room that is open to its space. For members of the space."""
    return await ctx.db.write(commands.join_room, _oneself(ctx, params), params.room_id)


@operation("chat.leave_room", RoomAndSelf, returns=None)
async def leave_room(ctx: Context, params: RoomAndSelf) -> None:
    """Leave a room one was added to or joined."""
    await ctx.db.write(commands.leave_room, _oneself(ctx, params), params.room_id)


class OpenDirect(Params):
    person_id: Id | None = None
    handle: Handle | None = None
    client_id: ClientId | None = None


@operation("chat.open_direct", OpenDirect, returns=Room)
async def open_direct(ctx: Context, params: OpenDirect) -> Room:
    """The direct talk with a person, by id or handle; made when there is none yet, so asking twice is safe."""
    return await ctx.db.write(commands.open_direct, ctx.person.id, params.person_id, params.handle)


class Send(Params):
    room_id: Id
    body: Body
    client_id: ClientId
    reply_to: Seq | None = None


@operation("chat.send", Send, returns=Sent, rate=SENDING)
async def send(ctx: Context, params: Send) -> Sent:
    """Post a message to a room. Repeating a client_id returns the message it first became."""
    once = Once(ctx.person.id, "chat.send", params.client_id, digest(params))
    draft = await ctx.offload(drafts.chat, params.body)
    return await ctx.db.write(
        commands_messages.post_message, once.person_id, once, params.room_id, draft, params.reply_to
    )


class Edit(Params):
    room_id: Id
    seq: Seq
    body: Body


@operation("chat.edit", Edit, returns=Sent, rate=CHANGING)
async def edit(ctx: Context, params: Edit) -> Sent:
    """Change the words of one's own message. Everybody sees that it was changed."""
    draft = await ctx.offload(drafts.chat, params.body)
    return await ctx.db.write(commands_messages.edit_message, ctx.person.id, params.room_id, params.seq, draft)


class Remove(Params):
    room_id: Id
    seq: Seq
    reason: Reason = ""


@operation("chat.remove", Remove, returns=Message, rate=CHANGING)
async def remove(ctx: Context, params: Remove) -> Message:
    """Remove a message: its words go, its place stays. For its author and the space's moderators."""
    return await ctx.db.write(
        commands_messages.remove_message, ctx.person.id, params.room_id, params.seq, params.reason
    )


class React(Params):
    room_id: Id
    seq: Seq
    name: Reaction
    on: bool = True


@operation("chat.react", React, returns=Message, rate=CHANGING)
async def react(ctx: Context, params: React) -> Message:
    """Set a reaction on a message, or take it back. For those who may write in the room."""
    return await ctx.db.write(
        commands_messages.react, ctx.person.id, params.room_id, params.seq, params.name, params.on, ctx.door
    )


class MessagePlace(Params):
    room_id: Id
    seq: Seq


@operation("chat.source", MessagePlace, returns=Source, reads=True)
async def source(ctx: Context, params: MessagePlace) -> Source:
    """The Markdown of a message, for its author and the space's moderators."""
    found, room = await ctx.db.read(_source, ctx.person.id, params.room_id, params.seq)
    await opened(ctx, room)
    return found


async def _source(tx: Transaction, person_id: int, room_id: int, seq: int) -> tuple[Source, Access]:
    room = await queries.room_seen_by(tx, room_id, person_id)
    message = await queries_messages.stored(tx, room_id, seq)
    if not rules.may_see_source(room, message, person_id):
        raise Forbidden(N_("Only the author can change a message"))
    if message.removed_at is not None:
        raise Gone(N_("This message was removed"))
    return Source(room_id=room_id, seq=seq, source=message.source), room


class ReadHistory(Params):
    room_id: Id
    before_seq: Seq | None = None
    after_seq: Since | None = None
    limit: Limit = PAGE


@operation("chat.history", ReadHistory, returns=History, reads=True, visitors=True)
async def history(ctx: Context, params: ReadHistory) -> History:
    """Messages before or after a seq, without either the newest; always in ascending order."""
    if params.before_seq is not None and params.after_seq is not None:
        raise Invalid({"after_seq": N_("Give one of the two, not both or neither")})
    found, room = await ctx.db.read(_history, ctx.viewer.id, params)
    await opened(ctx, room)
    return found


async def _history(tx: Transaction, viewer_id: int, params: ReadHistory) -> tuple[History, Access]:
    """Seqs have no gaps: a page is a range."""
    room = await queries.room_seen_by(tx, params.room_id, viewer_id)
    if params.after_seq is not None:
        first = params.after_seq + 1
        last = min(params.after_seq + params.limit, room.last_seq)
        more = last if last < room.last_seq else None
    else:
        last = room.last_seq if params.before_seq is None else min(params.before_seq - 1, room.last_seq)
        first = max(1, last - params.limit + 1)
        more = first if first > 1 else None
    items = await queries_messages.between(tx, room.id, first, last, viewer_id)
    return History(items=items, next=more if items else None), room


class CatchUp(Params):
    room_id: Id
    after_version: Since
    limit: Limit = 100


@operation("chat.catch_up", CatchUp, returns=CaughtUp, reads=True, visitors=True)
async def catch_up(ctx: Context, params: CatchUp) -> CaughtUp:
    """The current state of every message changed after a version, by version; edited, removed, reacted to as well."""
    after, limit = params.after_version, params.limit
    room, own_version, items = await ctx.db.read(_changed_after, ctx.viewer.id, params.room_id, after, limit + 1)
    await opened(ctx, room)
    changed = room.room() if own_version > after else None
    ctx.site.figures.catch_up_rows.add(min(len(items), limit))
    return CaughtUp(items=items[:limit], room=changed, version=room.version, more=len(items) > limit)


async def _changed_after(
    tx: Transaction, viewer_id: int, room_id: int, after: int, limit: int
) -> tuple[Access, int, list[Shown]]:
    """A room, the version of its own last change, and the first messages that have changed since `after`."""
    room = await queries.room_seen_by(tx, room_id, viewer_id)
    items = await queries_messages.changed_after(tx, room.id, after, limit, viewer_id)
    return room, await queries_messages.room_version(tx, room.id), items


@catches_up("room")
async def catch_up_channel(ctx: Context, asked: Asked) -> Missed:
    """Messages and the room itself. Who catches up with a request's room reads it."""
    found, room = await ctx.db.read(_missed, ctx.viewer.id, asked)
    await opened(ctx, room)
    return found


async def _missed(tx: Transaction, viewer_id: int, asked: Asked) -> tuple[Missed, Access]:
    room, own_version, items = await _changed_after(tx, viewer_id, asked.id, asked.after, asked.enough)
    if await asked.too_far(room.version, partial(queries_messages.count_changed_after, tx, room.id, asked.after)):
        return asked.start_over(room.version), room
    told = [Told(one.version, {"message": one.message(), "mine": one.mine}) for one in items]
    return asked.answer(room.version, [*told, Told(own_version, {"room": room.room()})]), room


class ReadUpTo(Params):
    room_id: Id
    seq: Since


@operation("chat.read_up_to", ReadUpTo, returns=Unread)
async def read_up_to(ctx: Context, params: ReadUpTo) -> Unread:
    """Mark a room as read up to a message; the mark never goes back. How many remain unread."""
    return Unread(unread=await ctx.db.write(commands.read_up_to, ctx.person.id, params.room_id, params.seq))


class Typing(Params):
    room_id: Id


@operation("chat.typing", Typing, returns=None, rate=TYPING, reads=True)
async def typing(ctx: Context, params: Typing) -> None:
    """Let those who listen to the room know that the caller is writing. For those who may write in it.

    Nothing is told of somebody whose presence is shown to nobody, and nothing where more than 50 listen.
    """
    room = await ctx.db.read(queries.room_seen_by, params.room_id, ctx.person.id)
    rules.require_may_write(room)
    channel = f"room:{room.id}"
    if ctx.person.invisible or ctx.site.live.crowded(channel):
        return
    author = room.author(ctx.person.id)
    ctx.site.live.tell(channel, "chat.typing", {"person_id": author.id, "name": author.name})


async def opened(ctx: Context, room: Access) -> None:
    """Keep who read a request's room, and through which door, before the answer leaves."""
    if room.kind == Kind.REQUEST:
        await ctx.db.write(commands.record_opening, room.id, ctx.person.id, ctx.door)


def _oneself(ctx: Context, params: RoomAndSelf) -> int:
    if params.person_id not in (None, ctx.person.id):
        raise Forbidden(N_("You can only join or leave for yourself"))
    return ctx.person.id
