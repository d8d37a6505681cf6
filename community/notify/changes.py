"""What notices announce, to the person alone."""

from community.realtime.changes import Change, Push


class NoticesChanged(Change, frozen=True):
    """The number of unread notices of a person, heard on the person's own channel `me`."""

    person_id: int
    unread: int
    version: int

    def channels(self) -> tuple[str, ...]:
        return (f"me:{self.person_id}",)

    def push(self, channel: str) -> Push:
        return Push("notify.changed", {"unread": self.unread}, self.version)
