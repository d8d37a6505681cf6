"""The publisher: what committed commands announced, in commit order, to page caches first and then to listeners."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import structlog

from community.realtime.changes import AccessChanged, Change, PersonChanged, Push, SessionEnded
from community.realtime.frames import Frame
from community.realtime.order import InOrder
from community.realtime.pushes import push_frame

log = structlog.get_logger()


class Bus(Protocol):
    """What carries changes to the sockets. In one process it is the hub itself."""

    def wants(self, channel: str) -> bool: ...

    def deliver(self, channel: str, frame: Frame) -> None: ...

    def access_changed(self, change: AccessChanged) -> None: ...

    def session_ended(self, change: SessionEnded) -> None: ...

    def person_changed(self, change: PersonChanged) -> None: ...


class Publisher:
    """Hand `publish` to the database: it is called on the loop with each batch, before its callers are answered."""

    def __init__(self, bus: Bus, move_stamps: Callable[[tuple[str, ...]], None], order: InOrder | None = None) -> None:
        """`order` where commits may be told in another order than they were made in."""
        self._bus = bus
        self._move_stamps = move_stamps
        self._order = order

    def publish(self, changes: Sequence[Change]) -> None:
        """Never raises: what is committed is committed, and its callers wait for their answers."""
        for act in (self._stamp, self._tell):
            for change in changes:
                try:
                    act(change)
                except Exception:
                    log.exception("a change could not be published", change=type(change).__name__)

    def _stamp(self, change: Change) -> None:
        """Before anything is told: whoever hears of a change and asks for its page gets the new one."""
        if stamps := change.stamps():
            self._move_stamps(stamps)

    def _tell(self, change: Change) -> None:
        self._control(change)
        for channel in change.channels():
            if not self._bus.wants(channel):
                if self._order is not None:
                    self._order.forget(channel)
            elif (push := change.push(channel)) is not None:
                if self._order is None or push.version is None:
                    self._bus.deliver(channel, push_frame(channel, push))
                else:
                    self._order.put(channel, push.version, partial(self._deliver, channel, push))

    def _deliver(self, channel: str, push: Push) -> None:
        if self._bus.wants(channel):
            self._bus.deliver(channel, push_frame(channel, push))

    def _control(self, change: Change) -> None:
        """Rights before frames: who has just lost the right does not hear of it."""
        if isinstance(change, AccessChanged):
            self._bus.access_changed(change)
        elif isinstance(change, SessionEnded):
            self._bus.session_ended(change)
        elif isinstance(change, PersonChanged):
            self._bus.person_changed(change)
