"""The example clients of docs/live.md, as processes on a bad line. In a browser: tests/browser/test_examples.py."""

import asyncio
import contextlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from community.realtime import catching
from tests.realtime.following import a_line, a_room_to_follow, lives_through
from tests.support import LiveSite

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
HAS_WEBSOCKETS = "process.exit(typeof WebSocket === 'function' ? 0 : 1)"


def commands() -> dict[str, list[str]]:
    """By language; an older Node has no WebSocket, or one that must be asked for."""
    found = {"python": [sys.executable, str(EXAMPLES / "follow.py")]}
    node = shutil.which("node")
    for options in ([], ["--experimental-websocket"]) if node else ():
        asked = [str(node), *options, "--eval", HAS_WEBSOCKETS]
        if subprocess.run(asked, check=False, capture_output=True, timeout=30).returncode == 0:
            return found | {"node": [str(node), *options, str(EXAMPLES / "follow.mjs")]}
    return found


COMMANDS = commands()


class Process:
    """An example that was started as its first lines say."""

    def __init__(self, process: Any) -> None:
        self._process = process

    async def send(self, body: str) -> None:
        self._process.stdin.write(f"{body}\n".encode())
        await self._process.stdin.drain()

    async def told(self) -> dict[str, Any]:
        line = await self._process.stdout.readline()
        assert line, "the program has ended"
        return json.loads(line)  # type: ignore[no-any-return]

    async def ended(self) -> bytes:
        return b"".join(await asyncio.wait_for(self._process.communicate(), 20))

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


async def started(command: list[str], address: str, token: str | None, room_id: int) -> Process:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, address, token or "", str(room_id), stdin=pipe, stdout=pipe, stderr=pipe
    )
    return Process(process)


@pytest.mark.parametrize("language", COMMANDS)
async def test_an_example_misses_nothing_and_sends_nothing_twice(site: LiveSite, language: str) -> None:
    room_id = await a_room_to_follow(site)
    async with a_line(site) as line:
        program = await started(COMMANDS[language], line.address, site.as_("boris").token, room_id)
        try:
            await lives_through(site, line, room_id, program)
        finally:
            await program.end()


@pytest.mark.parametrize("language", COMMANDS)
async def test_an_example_begins_with_the_newest_page_after_too_much(
    site: LiveSite, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching, "FAR", 2)
    room_id = await a_room_to_follow(site)
    program = await started(COMMANDS[language], site.address, site.as_("boris").token, room_id)
    try:
        newest = await asyncio.wait_for(program.told(), 20)
        assert newest["start_over"]
        assert [message["seq"] for message in newest["messages"]] == [1, 2, 3]
        await site.as_("anna").call("chat.send", room_id=room_id, body="Четыре")
        heard = await asyncio.wait_for(program.told(), 20)
        assert (heard["version"], heard["message"]["seq"]) == (4, 4)
    finally:
        await program.end()


@pytest.mark.parametrize("language", COMMANDS)
async def test_an_example_that_is_refused_ends(site: LiveSite, language: str) -> None:
    room_id = await a_room_to_follow(site)
    program = await started(COMMANDS[language], site.address, "no-such-token", room_id)
    assert b"unauthenticated" in await program.ended()
