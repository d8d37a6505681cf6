"""A server whose disk is full or whose database another program has locked: it says so, loses nothing, reads on."""

import asyncio
import contextlib
import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.engines import Engine
from tests.faults.load import Load
from tests.faults.process import Process

pytestmark = pytest.mark.faults

SENDERS = 8
ROOM_FOR = 256 * 1024
"""Bytes that can still be written: a few messages, and never a whole round of them."""


class Answer(NamedTuple):
    status: int
    body: dict[str, Any]


class Case:
    """An administrator with a room and a topic, on a server in trouble."""

    def __init__(self, server: Process, token: str, room_id: int, topic_id: int) -> None:
        self.server, self.token, self.room_id, self.topic_id = server, token, room_id, topic_id
        self.acknowledged: dict[str, int] = {}
        self._number = 0

    async def ask(self, operation: str, **params: Any) -> Answer:
        answer = await self.server.http.post(
            f"/api/{operation}", json=params, headers={"authorization": f"Bearer {self.token}"}
        )
        return Answer(answer.status_code, answer.json())

    async def send(self, client_id: str) -> Answer:
        body = client_id + " слово" * 500
        answer = await self.ask("chat.send", room_id=self.room_id, body=body, client_id=client_id)
        if answer.status == 200:
            self.acknowledged[client_id] = answer.body["seq"]
        return answer

    def new_id(self) -> str:
        self._number += 1
        return f"d{self._number}"

    async def write_until_refused(self) -> list[str]:
        """Messages from several senders at once until each has met the fault; the ids of those not acknowledged."""

        async def sender() -> str:
            while True:
                client_id = self.new_id()
                answer = await self.send(client_id)
                if answer.status != 200:
                    assert (answer.status, answer.body["kind"]) == (503, "unavailable"), answer
                    assert answer.body["retry_after"] >= 1
                    return client_id

        return await asyncio.gather(*(sender() for _ in range(SENDERS)))

    async def reads_go_on(self) -> None:
        started = time.monotonic()
        for path in (f"/t/{self.topic_id}", f"/r/{self.room_id}", "/", "/readyz"):
            for headers in ({}, {"cookie": f"session={self.token}"}):
                answer = await self.server.http.get(path, headers=headers, follow_redirects=True)
                assert answer.status_code == 200, (path, answer.status_code)
        assert (await self.ask("people.me")).status == 200
        assert time.monotonic() - started < 10
        assert self.acknowledged.items() <= (await self.kept()).items()

    async def kept(self) -> dict[str, int]:
        found: dict[str, int] = {}
        after = 0
        while True:
            page = await self.ask("chat.catch_up", room_id=self.room_id, after_version=after, limit=100)
            found |= {message["client_id"]: message["seq"] for message in page.body["items"]}
            if not page.body["more"]:
                return found
            after = page.body["items"][-1]["version"]

    async def recovers(self, refused: list[str]) -> None:
        """Without a restart: what was refused is sent again, and everything is there once, in one row of numbers."""
        async with asyncio.timeout(30):
            for client_id in refused:
                while (answer := await self.send(client_id)).status != 200:
                    assert answer.body["kind"] == "unavailable"
        for _ in range(20):
            assert (await self.send(self.new_id())).status == 200
        kept = await self.kept()
        assert self.acknowledged == kept
        assert sorted(kept.values()) == list(range(1, len(kept) + 1))


@contextlib.asynccontextmanager
async def case(data: Path, *launch: str) -> Any:
    server = Process(data, launch)
    server.create_admin()
    await server.start()
    try:
        token = await server.sign_in()
        network = (await server.call(token, "spaces.list"))["items"][0]["id"]
        room = await server.call(token, "chat.create_room", space_id=network, title="Учительская")
        section = await server.call(token, "forum.create_section", space_id=network, title="Режим")
        await server.call(token, "spaces.update", space_id=network, visibility="public")
        topic = await server.call(
            token, "forum.create_topic", section_id=section["id"], title="Сон", body="Что помогает?", client_id="t1"
        )
        yield Case(server, token, room["id"], topic["id"])
    finally:
        server.kill()
        await server.hang_up()


@contextlib.contextmanager
def full(server: Process) -> Iterator[None]:
    """No file of the server may grow by more than a few messages."""
    files = [server.data / name for name in ("community.db", "community.db-wal")]
    most = max(file.stat().st_size for file in files) + ROOM_FOR
    _, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (most, hard))
    yield
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (hard, hard))


async def test_files_that_may_not_grow(tmp_path: Path):
    async with case(tmp_path) as found:
        for _ in range(3):
            with full(found.server):
                refused = await found.write_until_refused()
                await found.reads_go_on()
            await found.recovers(refused)
        assert found.server.terminate() == 0


def _has_small_disks() -> bool:
    """Whether a process may have a file system of its own, as root or in a user namespace."""
    made = shutil.which("unshare") and subprocess.run(
        ["unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return bool(made) and made.returncode == 0


class SmallDisk(NamedTuple):
    """A disk of 16 MiB: the folder in which processes begun by `launch` see it, and where this process does."""

    folder: Path
    launch: tuple[str, ...]
    seen: Path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    holder = subprocess.Popen(
        ["unshare", "-Urm", "sh", "-c", f"mount -t tmpfs -o size=16m tmpfs {folder} && echo ready && exec sleep 600"],
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None and holder.stdout.readline() == b"ready\n"
    enter = ("nsenter", "-t", str(holder.pid), "-U", "-m", "--preserve-credentials", f"--wd={Path.cwd()}")
    yield SmallDisk(folder, enter, Path(f"/proc/{holder.pid}/root{folder}"))
    holder.kill()
    holder.communicate()


if _has_small_disks():

    async def test_a_full_disk(small_disk: SmallDisk):
        async with case(small_disk.folder, *small_disk.launch) as found:
            for _ in range(3):
                ballast = small_disk.seen / "photos.zip"
                with ballast.open("wb") as file:
                    file.write(b"x" * (shutil.disk_usage(small_disk.seen).free - ROOM_FOR))
                refused = await found.write_until_refused()
                assert shutil.disk_usage(small_disk.seen).free < ROOM_FOR
                await found.reads_go_on()
                ballast.unlink()
                await found.recovers(refused)
            assert found.server.terminate() == 0


async def test_a_database_locked_for_longer_than_anybody_waits(tmp_path: Path):
    async with case(tmp_path) as found:
        for _ in range(2):
            with sqlite3.connect(tmp_path / "community.db", isolation_level=None) as other:
                other.execute("begin immediate")
                started = time.monotonic()
                refused = await found.write_until_refused()
                assert 1 < time.monotonic() - started < 20
                await found.reads_go_on()
                other.execute("rollback")
            await found.recovers(refused)
        assert found.server.terminate() == 0


async def test_a_lock_that_ends_in_time_only_makes_people_wait(tmp_path: Path):
    async with case(tmp_path) as found:
        with sqlite3.connect(tmp_path / "community.db", isolation_level=None) as other:
            other.execute("begin immediate")
            sending = asyncio.create_task(found.send("d1"))
            await found.ask("people.me")
            other.execute("rollback")
        assert (await sending).status == 200


async def test_a_writer_that_stands_still_for_five_seconds(server: Process, engine: Engine):
    """People who write over sockets wait or are told when to come again; those who read do not notice."""
    load = await Load.on(server)
    try:
        async with load.going_on():
            await load.more(40)
            with engine.unwritable(server.place):
                done, until = load.done, time.monotonic() + 5
                while time.monotonic() < until:
                    await load.reads_go_on()
                    assert set(await load.reads()) <= {200, 303}
                assert load.done - done < 5 * len(load.writers)  # what writes nothing is still answered
            await load.more(40)
        await load.nothing_is_lost()
    finally:
        await load.close()


@pytest.mark.sqlite
async def test_files_that_may_not_grow_while_people_write_and_follow(server: Process):
    load = await Load.on(server)
    try:
        async with load.going_on():
            for _ in range(3):
                await load.more(40)
                with full(server):
                    refused = load.refused
                    while load.refused < refused + len(load.writers):
                        await load.reads_go_on()
                await load.more(40)
        await load.nothing_is_lost()
    finally:
        await load.close()


async def test_sigterm_on_a_full_disk_ends_with_0_and_the_next_start_has_everything(tmp_path: Path):
    async with case(tmp_path) as found:
        most = (tmp_path / "community.db-wal").stat().st_size + ROOM_FOR
        _, hard = resource.prlimit(found.server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(found.server.pid, resource.RLIMIT_FSIZE, (most, hard))
        refused = await found.write_until_refused()
        assert found.server.terminate() == 0
        await found.server.hang_up()
        await found.server.start()
        await found.reads_go_on()
        await found.recovers(refused)


async def test_sigterm_in_the_middle_of_writing_keeps_what_was_acknowledged(tmp_path: Path):
    async with case(tmp_path) as found:

        async def sender() -> None:
            with contextlib.suppress(httpx.HTTPError):
                while (await found.send(found.new_id())).status == 200:
                    pass

        sending = [asyncio.create_task(sender()) for _ in range(SENDERS)]
        while len(found.acknowledged) < 50:
            await asyncio.sleep(0)
        assert await asyncio.to_thread(found.server.terminate) == 0
        await asyncio.gather(*sending)
        await found.server.hang_up()
        await found.server.start()
        kept = await found.kept()
        assert found.acknowledged.items() <= kept.items()
        assert sorted(kept.values()) == list(range(1, len(kept) + 1))
