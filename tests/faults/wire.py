"""A raw line to the server, for who does not keep to the rules: bytes are said and read as they are."""

import asyncio
import json
import socket
from typing import Any

from websockets.frames import Frame, Opcode

from tests.faults.process import Process

UNREAD = 4096
"""Bytes that this side takes without being asked to; what comes behind stays with the system and the server."""
RECEIVES = 65536
GREETING = (
    "GET /ws HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Wire:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, server: Process) -> "Wire":
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVES)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", server.port))
        return cls(*await asyncio.open_connection(sock=line, limit=UNREAD))

    @classmethod
    async def opened(cls, server: Process, token: str, *channels: str) -> "Wire":
        """A socket of a person that listens to these channels, and whose answers are read this far."""
        wire = await cls.to(server)
        await wire.says(GREETING.format(token=token).encode())
        assert b" 101 " in await wire.reader.readuntil(b"\r\n\r\n")
        for channel in channels:
            await wire.says(call("live.subscribe", channel=channel))
            while "method" in json.loads((await wire.frame())[1]):
                pass
        return wire

    async def says(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def frame(self) -> tuple[Opcode, bytes]:
        """The next frame of the server, whole and unmasked."""
        first, size = await self.reader.readexactly(2)
        if size >= 126:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
        return Opcode(first & 15), await self.reader.readexactly(size)

    async def last_words(self) -> tuple[list[bytes], int]:
        """Everything that is still said, and the code of the Close."""
        said = []
        async with asyncio.timeout(30):
            while True:
                opcode, payload = await self.frame()
                if opcode is Opcode.CLOSE:
                    return said, int.from_bytes(payload[:2])
                said.append(payload)

    def hang_up(self) -> None:
        self.writer.transport.abort()


def masked(payload: bytes, opcode: Opcode = Opcode.TEXT, fin: bool = True) -> bytes:
    return Frame(opcode, payload, fin).serialize(mask=True)


def call(method: str, number: int = 1, **params: Any) -> bytes:
    request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    return masked(json.dumps(request).encode())
