"""What spaces announce, on the channel `space:ID`, to those who may read the space."""

from community.realtime.changes import Change, Push
from community.spaces.model import Space


class SpaceChanged(Change, frozen=True):
    """A space was made, or what its pages and the left column show of it has changed."""

    space: Space

    def channels(self) -> tuple[str, ...]:
        return (f"space:{self.space.id}",)

    def push(self, channel: str) -> Push:
        return Push("spaces.changed", {"space": self.space}, self.space.version)

    def stamps(self) -> tuple[str, ...]:
        return (f"space:{self.space.id}", "site")


class PeopleChanged(SpaceChanged, frozen=True):
    """Someone came, went or has another role. Pages that name nobody need not be drawn again."""

    def stamps(self) -> tuple[str, ...]:
        return (f"people:{self.space.id}",)
