"""A PostgreSQL server of the tests' own, from Debian's package: on a free port, in its own folder, ended with them."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg

FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For tests that ask nothing of the disk."""
SETTINGS = {"max_connections": "400", "shared_buffers": "64MB", "timezone": "UTC", "autovacuum": "off", "jit": "off"}


_starter = ThreadPoolExecutor(1)
"""A server ends with the thread that has started it, so that a run that is killed leaves none: this one lasts."""


def programs() -> Path | None:
    """The folder of the newest server that Debian has installed here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class PostgresServer:
    """One server. Its user is `community`; everybody on this machine is let in, only `guarded` needs a password."""

    def __init__(self, folder: Path | None = None, **settings: str) -> None:
        bin_folder = programs()
        assert bin_folder is not None
        self.bin = bin_folder
        self.folder = folder or Path(tempfile.mkdtemp(prefix="community-postgres-"))
        self.data = self.folder / "data"
        self._settings = {**SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self._own()
        self.port = self._free_port()
        self._run("initdb", "-D", str(self.data), "-U", "community", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                  "--no-sync", "--no-instructions")  # fmt: skip
        (self.data / "pg_hba.conf").write_text("host all guarded all scram-sha-256\nhost all all all trust\n")

    def _free_port(self) -> int:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            return int(found.getsockname()[1])

    def _own(self) -> None:
        """The server refuses to be root's: its folder is given to the user that Debian's package has made."""
        self._as: tuple[str, ...] = ("setpriv", "--pdeathsig", "QUIT")
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as += (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self.bin / program), *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        settings = {"port": str(self.port), "listen_addresses": "127.0.0.1", **self._settings}
        settings["unix_socket_directories"] = ""
        given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = _starter.submit(
                subprocess.Popen, [*self._as, str(self.bin / "postgres"), "-D", str(self.data), *given],
                cwd=self.folder, stdout=log, stderr=log,
            ).result()  # fmt: skip
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        while subprocess.run(
            [str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "5"], check=False
        ).returncode:
            assert self._process is not None and self._process.poll() is None, (self.folder / "log").read_text()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT sends everybody away, SIGQUIT leaves everything to the recovery at the next start."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def start_again(self) -> None:
        """As whoever supervises it does, if it has given up."""
        if self._process is not None and self._process.poll() is None:
            self.stop(signal.SIGQUIT)
        self._process = None
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.start()

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, user: str = "community", password: str = "") -> str:
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, database: str = "postgres") -> list[Any]:
        """Carry out statements as the owner of everything; the rows of the last."""

        async def carry_out() -> list[Any]:
            connection = await asyncpg.connect(self.url(database))
            try:
                return await connection.fetch(sql)
            finally:
                await connection.close()

        return beside(carry_out())


def beside(work: Coroutine[Any, Any, Any]) -> Any:
    """The result of asynchronous work, whether a loop runs here or not."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
