"""A server as an operator runs it, in a process of its own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from community.address import Address, PostgresUrl, SqliteFile

PASSWORD = "Ромашка-и-лес-7"
EMAIL = "o@example.org"


class Process:
    """`community serve` as an operator runs it; `launch` are words before the command, such as nsenter's."""

    def __init__(self, data: Path, launch: tuple[str, ...] = (), database: str = "") -> None:
        self.data, self.database = data, database
        self._environ = {**os.environ, "COMMUNITY_LIMITS__ENABLED": "false", "COMMUNITY_DATABASE__URL": database}
        self._launch = launch
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.http = httpx.AsyncClient(base_url=self.address, timeout=30)

    def community(self, *arguments: str, given: str = "") -> None:
        subprocess.run(
            [*self._launch, sys.executable, "-m", "community", *arguments, "--data", str(self.data)],
            input=given.encode(), check=True, capture_output=True, env=self._environ,
        )  # fmt: skip

    def create_admin(self) -> None:
        self.community("create-admin", "--name", "Ольга", "--email", EMAIL, "--password-stdin", given=PASSWORD)

    async def sign_in(self) -> str:
        """A token of the administrator."""
        return str((await self.call("", "sessions.open", email=EMAIL, password=PASSWORD))["token"])

    @property
    def place(self) -> Address:
        return PostgresUrl(self.database) if self.database else SqliteFile(self.data / "community.db")

    @property
    def memory(self) -> int:
        """Bytes of memory that the process holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        command = [sys.executable, "-m", "community", "serve", "--port", str(self.port), "--data", str(self.data)]
        self._process = await asyncio.to_thread(
            subprocess.Popen, [*self._launch, *command],
            env=self._environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdout is not None
        async with asyncio.timeout(60):
            while self.address.encode() not in await asyncio.to_thread(self._process.stdout.readline):
                assert self._process.poll() is None

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def terminate(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(30)

    async def hang_up(self) -> None:
        """Kept-alive connections to a server that was killed are no use."""
        await self.http.aclose()
        self.http = httpx.AsyncClient(base_url=self.address, timeout=30)

    async def call(self, token: str, operation: str, /, **params: Any) -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = await self.http.post(f"/api/{operation}", json=params, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()
