"""A line that a test can cut or make deaf, and what a program that follows a room must live through on it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol
from urllib.parse import urlsplit

from tests.support import LiveSite, rows


class Line:
    """Forwards connections to a site. `cut` ends them and takes no new ones; `deaf`: answers no longer come back."""

    def __init__(self, site: LiveSite) -> None:
        self._port = urlsplit(site.address).port
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.cut_off = self.deaf = False
        self.address = ""

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.cut_off:
            return writer.transport.abort()
        there, beyond = await asyncio.open_connection("127.0.0.1", self._port)
        self._open |= {writer, beyond}
        for work in (self._pump(reader, beyond, lambda: False), self._pump(there, writer, lambda: self.deaf)):
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, reader: Any, writer: asyncio.StreamWriter, swallows: Callable[[], bool]) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if not swallows():
                    writer.write(data)
        writer.close()

    def cut(self) -> None:
        self.cut_off = True
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    def mend(self) -> None:
        self.cut_off = self.deaf = False


@asynccontextmanager
async def a_line(site: LiveSite) -> AsyncIterator[Line]:
    line = Line(site)
    server = await asyncio.start_server(line.accept, "127.0.0.1", 0)
    line.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield line
    line.cut()
    server.close()


class Program(Protocol):
    """What follows a room: lines may be given to it, and it tells of changes."""

    async def send(self, body: str) -> None: ...

    async def told(self) -> dict[str, Any]: ...


async def lives_through(site: LiveSite, line: Line, room_id: int, program: Program) -> None:
    """Boris's program on a bad line: while it is cut there is writing, editing, removing and thanking on both sides."""
    anna, version = site.as_("anna"), 0

    async def hears(*expected: tuple[int, str]) -> None:
        """The next things told are these messages: (seq, words), the words of a removed one being empty."""
        nonlocal version
        for seq, words in expected:
            change = rows(await asyncio.wait_for(program.told(), 20))
            assert (change.message.seq, words in change.message.html) == (seq, True), change
            assert change.version > version
            version = change.version

    async def arrived(seq: int) -> None:
        async with asyncio.timeout(20):
            while (await anna.call("chat.history", room_id=room_id, limit=1))["items"][-1].seq < seq:
                pass

    await hears((1, "Раз"), (2, "Два"), (3, "Три"))
    await anna.call("chat.send", room_id=room_id, body="Четыре")
    await program.send("Пять")
    await hears((4, "Четыре"), (5, "Пять"))
    line.cut()
    await program.send("Без связи")
    await anna.call("chat.edit", room_id=room_id, seq=1, body="Раз, но иначе")
    await anna.call("chat.remove", room_id=room_id, seq=2)
    await anna.call("chat.react", room_id=room_id, seq=3, name="спасибо")
    line.mend()
    await hears((1, "иначе"), (2, ""), (3, "Три"), (6, "Без связи"))
    line.deaf = True
    await program.send("Дошло?")
    await arrived(7)
    line.cut()
    line.mend()
    await hears((7, "Дошло?"))
    await program.send("Под конец")
    await hears((8, "Под конец"))
    left = (await anna.call("chat.history", room_id=room_id))["items"]
    assert [message.seq for message in left] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert left[1].removed_at is not None
    assert left[2].reactions == {"спасибо": 1}


async def a_room_to_follow(site: LiveSite) -> int:
    room = await site.room(members=["anna", "boris"])
    for body in ("Раз", "Два", "Три"):
        await site.as_("anna").call("chat.send", room_id=room.id, body=body)
    return int(room.id)
