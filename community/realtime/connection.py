"""One open socket: who is behind it, what it listens to, and whether that is in doubt."""

from community.operations import Viewer
from community.realtime import protocol
from community.realtime.frames import Frame
from community.realtime.outbox import MOST_UNSENT, Outbox

RESTART = 1012
TRY_AGAIN_LATER = 1013
SESSION_ENDED = 4401
LAGGED = Frame(protocol.notification("live.lagged", {}))


class Connection:
    """`doubt` counts the changes that may have touched this viewer, `known` those the viewer is fresh for.

    While `answering` a writing call, the end of the session waits for the answer: the call may be what ended it.
    """

    __slots__ = (
        "answering", "closed", "doubt", "ended", "known", "lagged", "outbox", "subscriptions", "token", "viewer",
    )  # fmt: skip

    def __init__(self, outbox: Outbox, viewer: Viewer, token: str) -> None:
        self.outbox = outbox
        self.viewer = viewer
        self.token = token
        self.subscriptions: dict[str, Subscription] = {}
        self.doubt = 0
        self.known = 0
        self.closed = False
        self.answering = False
        self.ended = False
        self.lagged = False

    def tell(self, frame: Frame) -> None:
        """Add a frame; a socket that does not keep up is closed and catches up when it comes back."""
        if not self.closed and not self.outbox.put(frame):
            self.lag()

    def lag(self) -> None:
        self.lagged = True
        self.close(TRY_AGAIN_LATER, LAGGED)

    def end(self) -> None:
        """The session is over. Nothing more is heard or asked; the answer that is due still goes out."""
        self.ended = True
        self.doubt += 1
        if not self.answering:
            self.close(SESSION_ENDED)

    def close(self, code: int, last: Frame | None = None) -> None:
        if not self.closed:
            self.closed = True
            self.outbox.close(code, last)


class Subscription:
    """A socket's place in a channel. While its right to listen is being looked up, frames are held back."""

    __slots__ = ("channel", "connection", "dropped", "entered", "held", "held_bytes")

    def __init__(self, connection: Connection, channel: str) -> None:
        self.connection = connection
        self.channel = channel
        self.held: list[Frame] | None = []
        self.held_bytes = 0
        self.entered = False
        self.dropped = False

    def take(self, frame: Frame) -> None:
        if self.dropped:
            return
        if self.held is None:
            self.connection.tell(frame)
        elif self.held_bytes > MOST_UNSENT:
            self.connection.lag()
        else:
            self.held.append(frame)
            self.held_bytes += len(frame)

    def hold(self) -> bool:
        """Whether it was listening freely until now; if not, whoever holds it looks again."""
        if self.held is not None:
            return False
        self.held, self.held_bytes = [], 0
        return True

    def release(self) -> None:
        """It may listen: what was held back is told first."""
        held, self.held = self.held or [], None
        for frame in held:
            self.connection.tell(frame)
