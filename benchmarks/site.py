"""A server process of its own over a prepared network."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.load import stay_on_core

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "Ромашка-и-лес-7"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], within: float = 30) -> float:
    """Seconds until the address answers."""
    started = time.perf_counter()
    while time.perf_counter() - started < within:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).read()
            return time.perf_counter() - started
        time.sleep(0.005)
    raise TimeoutError(address)


@contextlib.contextmanager
def process(*command: str, ready: str, database: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A child process from when it answers until the block ends."""
    environ = {
        **os.environ,
        "COMMUNITY_LIMITS__ENABLED": "false",
        "COMMUNITY_LIMITS__CONNECTIONS": "20000",
        "COMMUNITY_DATABASE__URL": database,
    }
    running = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stay_on_core(0, running.pid)
    try:
        wait_for(ready, running)
        yield running
    finally:
        running.terminate()
        running.wait(30)


def community(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "community", *arguments)


class Server:
    """The server under measurement, on a file in `data` or on a `database`. `call` is the HTTP door."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data, self.database = data, database
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.owner = "o@example.org"
        self.tokens: list[str] = []
        self.admin = ""

    def command(self) -> tuple[str, ...]:
        return community("serve", "--port", str(self.port), "--data", str(self.data))

    def prepare(self) -> None:
        """An administrator; the file exists afterwards."""
        made = community(
            "create-admin", "--name", "Ольга", "--email", self.owner, "--password-stdin", "--data", str(self.data)
        )
        environ = {**os.environ, "COMMUNITY_DATABASE__URL": self.database}
        subprocess.run(made, cwd=ROOT, input=PASSWORD.encode(), check=True, stdout=subprocess.DEVNULL, env=environ)

    def demonstrate(self) -> None:
        """The network of `community demo`; the file exists afterwards."""
        self.owner = "olga@example.org"
        made = community("demo", "--password-stdin", "--data", str(self.data))
        subprocess.run(made, cwd=ROOT, input=PASSWORD.encode(), check=True, stdout=subprocess.DEVNULL)

    @contextlib.contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        with process(*self.command(), ready=self.address + "/healthz", database=self.database) as running:
            self.admin = self.enter(self.owner)
            yield running

    def enter(self, email: str) -> str:
        """The token of a new session."""
        return str(self.call("", "sessions.open", email=email, password=PASSWORD)["token"])

    def call(self, token: str, operation: str, /, **params: Any) -> Any:
        headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
        asked = urllib.request.Request(f"{self.address}/api/{operation}", json.dumps(params).encode(), headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())

    def page(self, path: str, token: str = "") -> bytes:
        """A page as a visitor gets it, or whose session it is."""
        headers = {"accept-language": "ru", **({"cookie": f"session={token}"} if token else {})}
        asked = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return bytes(answer.read())

    def people(self, count: int) -> list[str]:
        """Tokens of people who have registered."""
        while len(self.tokens) < count:
            n = len(self.tokens)
            made = self.call("", "people.register", name=f"Мария {n}", email=f"p{n}@example.org", password=PASSWORD)
            self.tokens.append(made["token"])
        return self.tokens[:count]

    def network(self) -> int:
        return int(next(s["id"] for s in self.call(self.admin, "spaces.list")["items"] if s["kind"] == "network"))
