"""A client library that somebody else wrote for JSON-RPC 2.0 speaks with the server as it is."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support import LiveSite, Row, rows

HERE = Path(__file__).parent
LIBRARY = HERE / "node_modules" / "rpc-websockets"


async def test_a_library_of_others_follows_a_room_and_sends(site: LiveSite) -> None:
    node = shutil.which("node")
    if node is None or not LIBRARY.exists():
        pytest.skip("Node or rpc-websockets is not here: npm ci --prefix tests/browser")
    room = await site.room(members=["anna", "boris"])
    address = site.address.replace("http", "ws", 1) + "/ws"
    process = await asyncio.create_subprocess_exec(
        node, str(HERE / "third_party.mjs"), address, site.as_("boris").token or "", str(room.id),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said: list[Row] = []

    async def says(name: str) -> Any:
        """What it says under a name; a push may come before or after the answer to the call that caused it."""
        while not any(name in one for one in said):
            assert process.stdout is not None
            said.append(rows(json.loads(await asyncio.wait_for(process.stdout.readline(), 20))))
        return said.pop(next(i for i, one in enumerate(said) if name in one))[name]

    try:
        assert await says("listening") == {"version": 0}
        sent = await says("sent")
        assert (sent.seq, sent.author.id) == (1, site.as_("boris").id)
        assert (await says("heard")).message.client_id == "third-1"
        refusal = await says("refused")
        assert (refusal.code, refusal.data.kind, list(refusal.data.fields)) == (-32602, "invalid", ["body"])
        await site.as_("anna").call("chat.send", room_id=room.id, body="Добрый день")
        heard = await says("heard")
        assert (heard.version, heard.message.author.id) == (2, site.as_("anna").id)
        history = await site.as_("anna").call("chat.history", room_id=room.id)
        assert [message.seq for message in history["items"]] == [1, 2]
    finally:
        process.kill()
        await process.wait()
