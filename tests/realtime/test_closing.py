"""Frames that end a socket, and readers that do not keep up."""

import asyncio
import contextlib
import socket
import struct

from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from community.realtime import outbox
from community.realtime.frames import MOST_BYTES, MOST_FRAGMENTS


async def test_a_binary_frame_closes_with_1003(either_stage):
    visitor = await either_stage.open()
    await visitor.raw.send(b"\x00\x01")
    assert await visitor.closed() == 1003


async def test_text_that_is_not_utf8_closes_with_1007(either_stage):
    visitor = await either_stage.open()
    await visitor.raw.send(b'{"jsonrpc":"2.0"\xff}', text=True)
    assert await visitor.closed() == 1007


async def test_a_frame_of_256_kib_is_read_and_a_larger_one_closes_with_1009(either_stage):
    visitor = await either_stage.open()
    frame = '{"jsonrpc":"2.0","method":"stage.me","id":1}'
    assert (await visitor.says(frame + " " * (MOST_BYTES - len(frame))))["result"] == ""
    await visitor.raw.send(frame + " " * (MOST_BYTES - len(frame) + 1))
    assert await visitor.closed() == 1009


async def test_a_frame_far_larger_is_closed_with_1009_before_it_has_arrived(stage):
    """The length alone decides; what is still on its way is read and thrown away, or the Close would be lost."""
    visitor = await stage.open()
    with contextlib.suppress(ConnectionClosed):
        await visitor.raw.send(" " * 16_000_000)
    assert await visitor.closed() == 1009


async def test_fragments_count_together_and_not_without_end(stage):
    whole = ['{"jsonrpc":"2.0",', '"method":"stage.me",', '"id":1}']
    visitor = await stage.open()
    assert (await visitor.says(whole))["result"] == ""
    await visitor.raw.send([" " * (MOST_BYTES // 2), " " * (MOST_BYTES // 2), " "])
    assert await visitor.closed() == 1009
    crumbs = await stage.open()
    assert (await crumbs.says(whole[:2] + [""] * (MOST_FRAGMENTS - 4) + whole[2:]))["result"] == ""
    with contextlib.suppress(ConnectionClosed):
        await crumbs.raw.send([""] * 1000)
    assert await crumbs.closed() == 1009


async def test_a_reader_that_lags_is_told_so_and_closed_with_1013(either_stage, monkeypatch):
    stage = either_stage
    monkeypatch.setattr(outbox, "MOST_UNSENT", 0)
    await stage.room(1, "anna", "boris")
    deaf = await deaf_listener(stage, "anna")
    boris = await stage.open("boris")
    while stage.hub.viewers("room:1"):
        await boris.call("stage.write", room_id=1, body="x" * 200_000)
    frames = await asyncio.to_thread(read_to_the_end, deaf)
    assert b'"live.lagged"' in frames[-2]
    assert struct.unpack("!H", frames[-1][:2]) == (1013,)


async def test_a_peer_that_takes_nothing_at_all_is_cut_off(either_stage, monkeypatch):
    stage = either_stage
    monkeypatch.setattr(outbox, "MOST_UNSENT", 0)
    monkeypatch.setattr(outbox, "LINGER_SECONDS", 0)
    monkeypatch.setattr("community.realtime.frames.LINGER_SECONDS", 0)
    await stage.room(1, "anna", "boris")
    deaf = await deaf_listener(stage, "anna")
    boris = await stage.open("boris")
    while stage.hub.viewers("room:1"):
        await boris.call("stage.write", room_id=1, body="x" * 200_000)
    assert stage.hub.count() == 1
    deaf.close()


async def test_an_answer_larger_than_the_bound_reaches_a_reader_that_reads(either_stage):
    stage = either_stage
    stage.person("anna")
    anna = await stage.open("anna", max_size=None)
    asked = [await anna.send("stage.large") for _ in range(20)]
    answers = [await anna.answer(number) for number in asked]
    assert {len(answer["result"]) for answer in answers} == {400_000}


async def deaf_listener(stage, who):
    """A raw line that listens to room 1 and then reads no more."""
    line = socket.create_connection(("127.0.0.1", stage.port))
    line.setblocking(False)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(
        line,
        f"GET /ws HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {who}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode(),
    )
    while not (await loop.sock_recv(line, 4096)).endswith(b"\r\n\r\n"):
        pass
    ask = b'{"jsonrpc":"2.0","method":"live.subscribe","params":{"channel":"room:1"},"id":1}'
    await loop.sock_sendall(line, Frame(Opcode.TEXT, ask).serialize(mask=True))
    async with asyncio.timeout(10):
        while await loop.sock_recv(line, 1) != b"}":  # the answer's two closing braces
            pass
        await loop.sock_recv(line, 1)
    return line


def read_to_the_end(line):
    """The payloads of all frames until the server's Close."""
    line.setblocking(True)
    line.settimeout(10)
    with line, line.makefile("rb") as stream:
        frames = []
        while True:
            first, size = stream.read(2)
            if size >= 126:
                size = int.from_bytes(stream.read(2 if size == 126 else 8))
            frames.append(stream.read(size))
            if first & 15 == Opcode.CLOSE:
                return frames
