"""What rooms announce to `room:ID`."""

from typing import Any

from community.chat.model import Message, Room
from community.realtime.changes import Change, Push


class MessageChanged(Change, frozen=True):
    """A message was sent, edited, removed or reacted to; `cause` says by whom and which."""

    message: Message
    cause: dict[str, Any]

    def channels(self) -> tuple[str, ...]:
        return (f"room:{self.message.room_id}",)

    def push(self, channel: str) -> Push:
        return Push("chat.changed", {"message": self.message, "cause": self.cause}, self.message.version)

    def stamps(self) -> tuple[str, ...]:
        return self.channels()


class RoomChanged(Change, frozen=True):
    """A room's own row has changed: its title, its visibility, open or closed. Its space's page shows it as well."""

    room: Room
    cause: dict[str, Any]

    def channels(self) -> tuple[str, ...]:
        return (f"room:{self.room.id}",)

    def push(self, channel: str) -> Push:
        return Push("chat.changed", {"room": self.room, "cause": self.cause}, self.room.version)

    def stamps(self) -> tuple[str, ...]:
        space = () if self.room.space_id is None else (f"space:{self.room.space_id}",)
        return (*self.channels(), *space)
