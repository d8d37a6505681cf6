"""Who listens to what in this process: frames go to every listener, rights are looked up again when they change."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog

from community import operations
from community.config import Config
from community.db import Database, Transaction
from community.errors import Conflict, NotFound, Problem, Unauthenticated
from community.operations import VISITOR, Unseen, Viewer
from community.realtime.admission import Admission
from community.realtime.changes import AccessChanged, PersonChanged, Push, SessionEnded
from community.realtime.connection import RESTART, TRY_AGAIN_LATER, Connection, Subscription
from community.realtime.frames import Frame
from community.realtime.presence import MOST_NAMES, PAUSE, Presence
from community.realtime.pushes import push_frame
from community.realtime.seen import Sockets, sockets
from community.realtime.telling import Telling
from community.web.session import Identify
from community.words import N_

MOST_CHANNELS = 200
REVIEWS_AT_ONCE = 4
DRAIN_SECONDS = 5.0
ANSWERING_SECONDS = 2.0
"""What a call that is being carried out gets to be answered before its socket is closed for a restart."""

log = structlog.get_logger()


class Hub:
    """The sockets of this process, by channel and by person. Everything here happens on the loop."""

    def __init__(self, db: Database, identify: Identify, config: Config, *, presence_pause: float = PAUSE) -> None:
        self._db = db
        self._identify = identify
        self.admission = Admission(config)
        self._connections: set[Connection] = set()
        self._channels: dict[str, dict[Subscription, None]] = {}
        self._people: dict[int, set[Connection]] = {}
        self._presence = Presence(self.viewers, self._tell_people, self._tell_one, presence_pause)
        self._telling = Telling(lambda channel: self._channels.get(channel, ()), db.figures)
        self._reviews = asyncio.Semaphore(REVIEWS_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self.draining = False
        self.moves = 0
        """Counts changes of people and rights: a viewer found while it moved may be out of date."""

    # Sockets.

    def count(self) -> int:
        return len(self._connections)

    def count_of(self, viewer: Viewer) -> int:
        return len(self._people.get(viewer.id, ()))

    def seen(self) -> Sockets:
        return sockets(self._connections)

    async def join(self, connection: Connection, moves: int) -> None:
        """Take in an open socket; `moves` is what `hub.moves` was before its viewer was looked up."""
        self._connections.add(connection)
        self._empty.clear()
        self._index(connection)
        if self.draining:
            connection.close(RESTART)
        if moves != self.moves:
            connection.doubt += 1
            with suppress(Problem):  # closed already, or looked up again at the next call
                await self.refresh(connection)

    def leave(self, connection: Connection) -> None:
        connection.closed = True
        self._db.figures.sockets_lagged += connection.lagged
        for subscription in list(connection.subscriptions.values()):
            self._drop(subscription)
        self._connections.discard(connection)
        mine = self._people.get(connection.viewer.id)
        if mine is not None:
            mine.discard(connection)
            if not mine:
                del self._people[connection.viewer.id]
        if not self._connections:
            self._empty.set()

    async def adopt(self, connection: Connection, token: str) -> None:
        """Give an anonymous socket its person, once."""
        if connection.token:
            raise Conflict(N_("Somebody is signed in on this socket already"))
        moves = self.moves
        viewer = await self._identify(token)
        if viewer is None:
            raise Unauthenticated
        if self.admission.crowded(self.count_of(viewer)):
            raise Conflict(N_("Too many connections of this person are open"))
        connection.viewer, connection.token = viewer, token
        if connection in self._connections:
            self._index(connection)
        if moves != self.moves:
            connection.doubt += 1
            await self.refresh(connection)

    def _index(self, connection: Connection) -> None:
        if connection.viewer.signed_in:
            self._people.setdefault(connection.viewer.id, set()).add(connection)

    async def refresh(self, connection: Connection) -> Viewer:
        """The socket's viewer as of the last change that may have touched it."""
        while connection.known != connection.doubt:
            doubt = connection.doubt
            viewer = await self._identify(connection.token) if connection.token else VISITOR
            if viewer is None:
                connection.end()
                raise Unauthenticated
            connection.viewer, connection.known = viewer, doubt
        return connection.viewer

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Close every socket with 1012, behind the answer that it waits for, and wait until they are gone.

        Later ones are closed at once.
        """
        self.draining = True
        self._presence.stop()
        for connection in list(self._connections):
            if not connection.answering:
                connection.close(RESTART)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), ANSWERING_SECONDS)
        for connection in list(self._connections):
            connection.close(RESTART)
        try:
            await asyncio.wait_for(self._empty.wait(), seconds)
        except TimeoutError:
            log.warning("sockets still open after draining", count=self.count())

    # Listening.

    async def subscribe(self, connection: Connection, name: str) -> int:
        """Listen to a channel, or ask again; its version, read after registering. Raises what the channel raises."""
        if name == "me" and not connection.viewer.signed_in:
            raise Unauthenticated
        key = _key(name, connection.viewer)
        subscription = connection.subscriptions.get(key)
        if subscription is None:
            if len(connection.subscriptions) >= MOST_CHANNELS:
                raise Conflict(N_("A socket listens to at most %(most)s channels"), most=MOST_CHANNELS)
            subscription = connection.subscriptions[key] = Subscription(connection, key)
            self._channels.setdefault(key, {})[subscription] = None
        return await self._settle(subscription)

    def listens(self, connection: Connection, name: str) -> bool:
        return _key(name, connection.viewer) in connection.subscriptions

    def unsubscribe(self, connection: Connection, name: str) -> None:
        subscription = connection.subscriptions.get(_key(name, connection.viewer))
        if subscription is not None:
            self._drop(subscription)

    async def _settle(self, subscription: Subscription) -> int:
        """Look the right to listen up, again if it came into doubt meanwhile; then let frames through, or drop it."""
        connection = subscription.connection
        kind, _, number = subscription.channel.partition(":")
        reader = operations.CHANNELS[kind]
        try:
            while True:
                viewer = await self.refresh(connection)
                doubt = connection.doubt
                version = await self._db.read(_version, reader, viewer, int(number))
                if doubt == connection.doubt:
                    break
        except BaseException:
            self._drop(subscription)
            raise
        if subscription.dropped:
            raise NotFound
        subscription.release()
        if not subscription.entered and not isinstance(version, Unseen):
            subscription.entered = True
            self._presence.moved(subscription.channel, subscription)
        return int(version)

    def _drop(self, subscription: Subscription) -> None:
        if subscription.dropped:
            return
        subscription.dropped = True
        del subscription.connection.subscriptions[subscription.channel]
        listeners = self._channels[subscription.channel]
        del listeners[subscription]
        if not listeners:
            del self._channels[subscription.channel]
            self._presence.forget(subscription.channel)
        elif subscription.entered:
            self._presence.moved(subscription.channel)

    def viewers(self, channel: str) -> list[Viewer]:
        """The people of whom may be told that they listen to a channel, each once; visitors are nobody."""
        found: dict[int, Viewer] = {}
        for subscription in self._channels.get(channel, ()):
            connection = subscription.connection
            viewer = connection.viewer
            if subscription.entered and viewer.signed_in and not (viewer.invisible or connection.closed):
                found[viewer.id] = viewer
        return list(found.values())

    # Changes of people and rights.

    def access_changed(self, change: AccessChanged) -> None:
        """Hold back, at once, what the people concerned would hear; let it through when they still may."""
        self.moves += 1
        for connection in self._concerned(change):
            connection.doubt += 1
            for subscription in connection.subscriptions.values():
                if change.channel in ("", subscription.channel) and subscription.hold():
                    self._start(self._review(subscription))

    def _concerned(self, change: AccessChanged) -> list[Connection]:
        if change.person_ids:
            return [connection for person in change.person_ids for connection in self._people.get(person, ())]
        if change.channel:
            return [subscription.connection for subscription in self._channels.get(change.channel, ())]
        return list(self._connections)

    async def _review(self, subscription: Subscription) -> None:
        try:
            async with self._reviews:
                await self._settle(subscription)
        except Problem as problem:
            if problem.status >= 500:  # nobody can say now whether it may listen: it asks again later
                subscription.connection.close(TRY_AGAIN_LATER)
        except Exception:
            log.exception("a right to listen could not be looked up", channel=subscription.channel)
            subscription.connection.close(TRY_AGAIN_LATER)

    def doubt_everybody(self) -> None:
        """Rows have changed and nobody says which: look every person up again, and all they listen to."""
        self.access_changed(AccessChanged())
        for connection in self._connections:
            if connection.token and not connection.subscriptions:
                self._start(self._look_again(connection))

    async def _look_again(self, connection: Connection) -> None:
        async with self._reviews:
            with suppress(Problem):  # its session has ended and it is closed, or its next call looks again
                await self.refresh(connection)
        for subscription in connection.subscriptions.values():
            if subscription.entered:
                self._presence.moved(subscription.channel)

    def session_ended(self, change: SessionEnded) -> None:
        self.moves += 1
        ended = frozenset(change.session_ids)
        for connection in list(self._connections):
            if connection.viewer.signed_in and connection.viewer.session_id in ended:
                for subscription in list(connection.subscriptions.values()):
                    self._drop(subscription)
                connection.end()

    def person_changed(self, change: PersonChanged) -> None:
        """Their sockets look the person up again, and those who see who is here learn of it."""
        self.moves += 1
        for connection in self._people.get(change.person_id, ()):
            connection.doubt += 1
            self._start(self._look_again(connection))

    # Telling.

    def wants(self, channel: str) -> bool:
        """Whether anybody here listens, so that a frame is worth encoding."""
        return channel in self._channels

    def tell(self, channel: str, method: str, params: dict[str, Any]) -> None:
        """Say what is not written anywhere, such as who is typing. It names people: visitors do not hear it."""
        listening = (subscription.connection.viewer.signed_in for subscription in self._channels.get(channel, ()))
        if any(listening):
            self._tell_people(channel, push_frame(channel, Push(method, params)))

    def _tell_people(self, channel: str, frame: Frame) -> None:
        self.deliver(channel, frame, visitors=False)

    def _tell_one(self, subscription: Subscription, frame: Frame) -> None:
        if subscription.connection.viewer.signed_in:
            self._db.figures.pushed(1, passing=True)
            subscription.take(frame)

    def crowded(self, channel: str) -> bool:
        """Whether so many listen that nobody of them is named."""
        return len(self._channels.get(channel, ())) > MOST_NAMES

    def deliver(self, channel: str, frame: Frame, visitors: bool = True) -> None:
        """Write a frame to every listener, a channel's in the order of the calls; a long row goes on by itself."""
        if channel in self._channels:
            self._telling.put(channel, frame, visitors)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _key(name: str, viewer: Viewer) -> str:
    """One name a channel: `me` is `me:7` inside, and `room:012` is `room:12`. NotFound for a kind there is not."""
    _, number = operations.parse_channel(name)
    kind = name.partition(":")[0]
    return f"{kind}:{viewer.id if kind == 'me' else number}"


async def _version(tx: Transaction, reader: operations.Reader, viewer: Viewer, number: int) -> int:
    return await reader(tx, viewer, number)
