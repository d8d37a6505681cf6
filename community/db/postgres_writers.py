"""The writers of PostgreSQL: a few connections that carry out commands, those of one row one after another.

Commands that move the same counter (a room's, a topic's) would only wait for each other's lock. They stand in one lane,
and whoever takes the lane carries out what waits in it in one transaction, with one fsync: what the batch is on SQLite.
Lanes are carried out beside each other. Others than these have a transaction of their own.

No savepoints: a command that refuses before it has written anything leaves nothing behind. When one fails later, the
whole transaction is taken back and each of its commands is carried out alone.
"""

import asyncio
import inspect
import random
from collections import deque
from contextlib import suppress
from functools import lru_cache
from typing import Any

from community.address import PostgresUrl
from community.db import postgres_faults as faults
from community.db.engine import Command, Owner, Work, answer, driving
from community.db.once import Once
from community.db.postgres_connect import PostgresTransaction, connect, settings
from community.errors import Problem, Unavailable

MOST_TOGETHER = 32
MOST_TRIES = 5
PATIENCE = 4.0
"""Seconds a command waits for a server that is away."""
STOP_SECONDS = 10.0
TELL_OTHERS = "select pg_notify('community', '')"

Lane = deque[Work]


MOVED = ("room_id", "topic_id", "post_id", "request_id", "queue_id")
"""How commands call the row whose counters, or whose state, they move."""


@lru_cache(maxsize=1024)
def _moved(command: Command) -> tuple[str, int] | None:
    names = list(inspect.signature(command).parameters)[1:]
    return next(((name, names.index(name)) for name in MOVED if name in names), None)


def lane(command: Command, args: tuple[Any, ...]) -> tuple[str, Any] | None:
    """What a command would wait for anyway: the row that it moves, or the same act of the same person."""
    if (found := _moved(command)) is not None and found[1] < len(args):
        return found[0], args[found[1]]
    return next((("act", arg) for arg in args if isinstance(arg, Once)), None)


class _Spoilt(Exception):
    """The transaction of several commands cannot be kept: each is carried out alone."""


class Writers:
    """Takes commands and answers them once they are committed. Tasks and connections are made as they are needed."""

    def __init__(self, address: PostgresUrl, owner: Owner, *, tells_others: bool) -> None:
        self._address = address
        self._owner = owner
        self._tells_others = tells_others
        self._loop = asyncio.get_running_loop()
        self._lanes: dict[Any, Lane] = {}
        self._ready: asyncio.Queue[tuple[Any, Lane]] = asyncio.Queue()
        self._writers: list[_Writer] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._idle = 0
        self.waiting = 0

    async def put(self, command: Command, args: tuple[Any, ...]) -> Any:
        work = Work(command, args, self._loop.create_future(), self._loop.time())
        self.waiting += 1
        work.future.add_done_callback(self._answered)
        key = lane(command, args)
        found = self._lanes.get(key) if key is not None else None
        if found is not None:
            found.append(work)
        else:
            made: Lane = deque((work,))
            if key is not None:
                self._lanes[key] = made
            self._ready.put_nowait((key, made))
            if self._idle < self._ready.qsize() and len(self._tasks) < self._address.writers:
                self._tasks.append(self._loop.create_task(self._run()))
        return await work.future

    def _answered(self, _: asyncio.Future[Any]) -> None:
        self.waiting -= 1

    async def _run(self) -> None:
        writer = _Writer(self._address, self._owner, tells_others=self._tells_others)
        self._writers.append(writer)
        while True:
            self._idle += 1
            try:
                key, waiting = await self._ready.get()
            finally:
                self._idle -= 1
            try:
                await writer.carry_out(waiting)
            finally:
                if waiting:
                    self._ready.put_nowait((key, waiting))
                elif key is not None:
                    del self._lanes[key]
                self._ready.task_done()

    async def stop(self) -> None:
        """Carry out what is waiting, then end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ready.join(), STOP_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.hang_up()


class _Writer:
    """One connection and what is carried out on it."""

    def __init__(self, address: PostgresUrl, owner: Owner, *, tells_others: bool) -> None:
        self._address = address
        self._owner = owner
        self._tells_others = tells_others
        self._loop = asyncio.get_running_loop()
        self._connection: Any = None

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def carry_out(self, waiting: Lane) -> None:
        """What stands in the lane, and what comes to stand there meanwhile; everybody is answered, whatever happens."""
        taken: list[Work] = []
        try:
            await self._together(waiting, taken)
        except _Spoilt:
            for work in taken:
                await self._alone(work)
        except BaseException:
            left = [work for work in taken if not work.future.done()]
            for work in left:
                work.error = Unavailable()
            answer(self._owner, left)
            raise

    async def _together(self, waiting: Lane, taken: list[Work]) -> None:
        try:
            connection = await self._ready()
            await connection.execute("begin")
            while waiting and len(taken) < MOST_TOGETHER:
                work = waiting.popleft()
                taken.append(work)
                if not await self._one(connection, work):
                    raise _Spoilt
        except Exception as error:
            if not taken:
                taken.append(waiting.popleft())
            await self._take_back()
            raise _Spoilt from error
        if await self._commit(connection, taken):
            answer(self._owner, taken)

    async def _one(self, connection: Any, work: Work) -> bool:
        """Carry out one command; whether the transaction can be kept."""
        transaction = PostgresTransaction(connection, self._owner.clock.now(), writes=True)
        work.result, work.error, work.announced = None, None, []
        inside = driving.set(work.name)
        try:
            work.result = await work.command(transaction, *work.args)
        except Problem as problem:
            work.error = problem
            return not transaction.wrote
        finally:
            driving.reset(inside)
        work.announced = transaction.announced
        return True

    async def _commit(self, connection: Any, taken: list[Work]) -> bool:
        """Whether all is on the disk. A connection that is lost now leaves it open whether it is: `unavailable`."""
        try:
            if self._tells_others:
                await connection.execute(TELL_OTHERS)
            await connection.execute("commit")
        except BaseException as error:
            await self._take_back()
            if not isinstance(error, Exception):
                raise
            if not faults.lost(error):
                raise _Spoilt from error
            for work in taken:
                work.result, work.announced = None, []
                if not isinstance(work.error, Problem):
                    work.error = Unavailable()
                    work.error.__cause__ = error
            answer(self._owner, taken)
            return False
        return True

    async def _alone(self, work: Work) -> None:
        """The whole command again when somebody was quicker, on a new connection when this one is lost."""
        tries = 0
        while True:
            try:
                if await self._once(work):
                    answer(self._owner, [work])
                return
            except Exception as error:  # noqa: BLE001 - a caller gets whatever went wrong
                cause = (error.__cause__ or error) if isinstance(error, _Spoilt) else error
                tries += 1
                lost = faults.lost(cause)
                over = self._loop.time() > work.since + PATIENCE if lost else tries >= MOST_TRIES
                if over or not (lost or faults.again(cause)):
                    work.result, work.announced, work.error = None, [], faults.said(cause)
                    answer(self._owner, [work])
                    return
                pause = random.uniform(0.05, 0.2) if lost else random.uniform(0, 0.01 * 2**tries)  # noqa: S311
                await asyncio.sleep(pause)  # by chance, so that two who met do not meet again

    async def _once(self, work: Work) -> bool:
        try:
            connection = await self._ready()
            await connection.execute("begin")
            keep = await self._one(connection, work)
        except BaseException:
            await self._take_back()
            raise
        if not keep:
            await self._take_back()
            return True
        return await self._commit(connection, [work])

    async def _ready(self) -> Any:
        if self._connection is None or self._connection.is_closed():
            self._connection = None
            self._connection = await connect(self._address, settings())
        return self._connection

    async def _take_back(self) -> None:
        """A connection on which not even that goes well is thrown away, and the server takes back what it had."""
        if self._connection is None:
            return
        try:
            await self._connection.execute("rollback")
        except Exception:  # noqa: BLE001 - whatever it is, this connection is of no use
            self.hang_up()
