"""What queues and requests announce: to `queue:ID` only what staff may see, to `request:ID` the row for its readers."""

from community.accounts.model import Author
from community.consult.model import BoardRow, Queue, Request, Wait
from community.realtime.changes import Change, Push


class RequestChanged(Change, frozen=True):
    """A request was asked, taken, given back, held, closed, rated or withdrawn; `what` says which."""

    request: Request
    row: BoardRow
    what: str
    actor_id: int
    by_asker: bool

    def channels(self) -> tuple[str, ...]:
        return (f"queue:{self.row.queue_id}", f"request:{self.request.id}")

    def push(self, channel: str) -> Push:
        """Staff do not learn who asks, nor anybody who asks anonymously."""
        if channel.startswith("queue:"):
            params = {"request": self.row, "cause": self._cause(None)}
            return Push("consult.changed", params, self.row.version)
        params = {"request": self.request, "cause": self._cause(self.request.asker)}
        return Push("consult.changed", params, self.request.version)

    def _cause(self, asker: Author | None) -> dict[str, object]:
        by_asker = (asker.id or None) if asker else None
        return {"person_id": by_asker if self.by_asker else self.actor_id, "what": self.what}

    def stamps(self) -> tuple[str, ...]:
        """The queue's page says how many wait."""
        return (f"queue:{self.row.queue_id}",)


class QueueChanged(Change, frozen=True):
    """A queue's own row or the people who answer it changed. Its space's page shows it as well."""

    queue: Queue
    what: str

    def channels(self) -> tuple[str, ...]:
        return (f"queue:{self.queue.id}",)

    def push(self, channel: str) -> Push:
        return Push("consult.changed", {"queue": self.queue, "cause": {"what": self.what}}, self.queue.version)

    def stamps(self) -> tuple[str, ...]:
        return (f"queue:{self.queue.id}", f"space:{self.queue.space_id}")


class PlaceMoved(Change, frozen=True):
    """Somebody ahead left the queue: how many are ahead now. It numbers nothing, the newest wins."""

    request_id: int
    ahead: int
    wait: Wait | None = None

    def channels(self) -> tuple[str, ...]:
        return (f"request:{self.request_id}",)

    def push(self, channel: str) -> Push:
        return Push("consult.place", {"ahead": self.ahead, "place": self.ahead + 1, "wait": self.wait})
