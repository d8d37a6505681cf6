"""The command line as an operator uses it: what is printed, how it ends; servers are real processes."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from typer.testing import CliRunner

from community.cli import cli
from community.db import migrate

PASSWORD = "Ромашка-и-лес-7"
ADMIN = ("--name", "Ольга Ким", "--email", "olga@example.org", "--password-stdin")


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def community(*arguments: str, data: Path | None = None, given: str = "", **environ: str) -> Done:
    """Run a command to its end, `serve` as a process. No command may end with a traceback."""
    words = [*arguments, *(["--data", str(data)] if data else [])]
    if arguments[0] != "serve":
        found = CliRunner().invoke(cli, words, given, environ)
        assert found.exception is None or isinstance(found.exception, SystemExit)
        return Done(found.exit_code, found.stdout, found.stderr)
    done = subprocess.run(
        [sys.executable, "-m", "community", *words],
        capture_output=True, text=True, timeout=60, env={**os.environ, **environ}, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


class Served:
    """`community serve` on a port of the system's choice, once it has said where."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "community", "serve", "--port", "0", "--data", str(data), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def ended(self) -> tuple[int, str]:
        """Its exit code after SIGTERM, and what else it printed."""
        self.process.send_signal(signal.SIGTERM)
        printed, _ = self.process.communicate(timeout=30)
        return self.process.returncode, printed


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    served = []

    def start(*arguments: Any) -> Served:
        served.append(Served(*arguments))
        return served[-1]

    yield start
    for one in served:
        one.process.kill()
        one.process.communicate()


def test_the_first_start_prints_a_link_that_sets_the_site_up_and_no_later_one_does(tmp_path: Path, serve: Any):
    server = serve(tmp_path)
    line = server.process.stdout.readline()
    link = re.search(r"http://\S+", line)
    assert link is not None and link[0].startswith(server.address + "/setup?secret=")
    assert httpx.get(link[0]).status_code == 200
    assert httpx.get(server.address + "/setup?secret=guessed").status_code == 404
    secret = link[0].rpartition("=")[2]
    form = {"title": "Сеть", "name": "Ольга Ким", "email": "o@example.org", "password": PASSWORD, "locale": "ru",
            "consent": "1", "secret": secret}  # fmt: skip
    answer = httpx.post(server.address + "/setup", data=form, headers={"origin": server.address})
    assert answer.status_code == 303
    assert httpx.get(link[0]).status_code == 410
    assert server.ended() == (0, "")
    again = serve(tmp_path)
    assert again.ended() == (0, "")


def test_foreign_files_in_the_folder_are_left_alone(tmp_path: Path, serve: Any):
    (tmp_path / "notes.txt").write_text("чужое")
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("create table theirs (x)")
    server = serve(tmp_path)
    assert httpx.get(server.address + "/readyz").status_code == 200
    server.ended()
    assert (tmp_path / "notes.txt").read_text() == "чужое"
    with sqlite3.connect(tmp_path / "other.db") as other:
        assert other.execute("select name from sqlite_master").fetchall() == [("theirs",)]


def test_create_admin_makes_the_network_and_its_owner_and_the_next_one_joins_them(tmp_path: Path, serve: Any):
    done = community("create-admin", *ADMIN, data=tmp_path, given=PASSWORD + "\n")
    assert (done.returncode, done.stdout) == (0, "Ольга Ким (olga-kim) is an administrator.\n")
    other = ("--name", "Анна", "--email", "anna@example.org", "--password-stdin")
    assert community("create-admin", *other, data=tmp_path, given=PASSWORD).returncode == 0
    server = serve(tmp_path)
    for email in ("olga@example.org", "anna@example.org"):
        opened = _sign_in(server, email, PASSWORD).json()
        bearer = {"authorization": f"Bearer {opened['token']}"}
        spaces = httpx.post(server.address + "/api/spaces.list", json={}, headers=bearer).json()["items"]
        assert [(space["kind"], space["title"]) for space in spaces] == [("network", "Сеть")]
        assert httpx.post(server.address + "/api/site.health", json={}, headers=bearer).status_code == 200
    assert server.ended() == (0, "")


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [(ADMIN, "short", "password: "), (ADMIN, "", "password: "), (ADMIN, "olga@example.org", "password: "),
     ((*ADMIN[:3], "not-an-address", *ADMIN[4:]), PASSWORD, "email: "),
     (("--name", "\u202e", *ADMIN[2:]), PASSWORD, "name: ")],
)  # fmt: skip
def test_create_admin_says_what_is_wrong(tmp_path: Path, arguments: tuple[str, ...], password: str, said: str):
    done = community("create-admin", *arguments, data=tmp_path, given=password)
    assert done.returncode == 1
    assert said in done.stderr


def test_nobody_is_made_twice(tmp_path: Path):
    assert community("create-admin", *ADMIN, data=tmp_path, given=PASSWORD).returncode == 0
    done = community("create-admin", *ADMIN, data=tmp_path, given=PASSWORD)
    assert (done.returncode, done.stderr) == (1, "There is an account with this e-mail already\n")


def test_reset_password_ends_sessions_of_a_server_that_runs(tmp_path: Path, serve: Any):
    community("create-admin", *ADMIN, data=tmp_path, given=PASSWORD)
    server = serve(tmp_path)
    token = _sign_in(server, "olga@example.org", PASSWORD).json()["token"]
    done = community(
        "reset-password", "--email", "OLGA@example.org", "--password-stdin", data=tmp_path, given="Сирень-и-дождь-8"
    )
    assert done.returncode == 0
    me = httpx.post(server.address + "/api/people.me", json={}, headers={"authorization": f"Bearer {token}"})
    assert me.status_code == 401
    assert _sign_in(server, "olga@example.org", PASSWORD).status_code == 401
    assert _sign_in(server, "olga@example.org", "Сирень-и-дождь-8").status_code == 200
    nobody = community("reset-password", "--email", "x@example.org", "--password-stdin", data=tmp_path, given=PASSWORD)
    assert (nobody.returncode, nobody.stderr) == (1, "Nobody has this e-mail\n")


def _sign_in(server: Served, email: str, password: str) -> httpx.Response:
    return httpx.post(server.address + "/api/sessions.open", json={"email": email, "password": password})


def test_migrate_says_what_it_applied_and_then_that_nothing_is_left(tmp_path: Path):
    done = community("migrate", data=tmp_path)
    assert done.returncode == 0
    assert done.stdout.split() == sorted(file.stem for file in migrate.VERSIONS.glob("[0-9]*.py"))
    assert community("migrate", data=tmp_path).stdout == f"up to date: {migrate.head()}\n"


@pytest.mark.parametrize("command", [("migrate",), ("create-admin", *ADMIN)])
def test_a_file_that_is_not_ours_to_change_is_left_alone(
    tmp_path: Path, command: tuple[str, ...], empty_database: Path
):
    file = tmp_path / "community.db"
    file.write_bytes(empty_database.read_bytes())
    with sqlite3.connect(file) as newer:
        newer.execute("update alembic_version set version_num = '9999'")
    done = community(*command, data=tmp_path, given=PASSWORD)
    assert done.returncode == 1
    assert "9999" in done.stderr and migrate.head() in done.stderr
    if command == ("migrate",):
        assert community("serve", "--port", "0", data=tmp_path).returncode == 1

    file.unlink()
    with sqlite3.connect(file) as other:
        other.execute("create table theirs (x)")
    done = community(*command, data=tmp_path, given=PASSWORD)
    assert done.returncode == 1
    assert "another program" in done.stderr
    with sqlite3.connect(file) as other:
        assert other.execute("select name from sqlite_master").fetchall() == [("theirs",)]

    file.unlink()
    file.write_text("Это не база данных. " * 100)
    done = community(*command, data=tmp_path, given=PASSWORD)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, f"{file}: file is not a database")

    file.unlink()
    file.mkdir()
    assert community(*command, data=tmp_path, given=PASSWORD).returncode == 1


def test_a_folder_that_cannot_be_is_said_so(tmp_path: Path):
    (tmp_path / "file").write_text("")
    done = community("serve", "--port", "0", data=tmp_path / "file" / "data")
    assert done.returncode == 1
    assert "Not a directory" in done.stderr


def test_a_database_locked_by_another_program_is_said_so(tmp_path: Path):
    with sqlite3.connect(tmp_path / "community.db", isolation_level=None) as other:
        other.execute("begin exclusive")
        done = community("migrate", data=tmp_path)
    assert done.returncode == 1
    assert "locked" in done.stderr


def test_a_port_in_use_is_said_so(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = community("serve", "--port", str(port), data=tmp_path, COMMUNITY_LOG__FORMAT="json")
    assert done.returncode == 1
    log = [json.loads(line) for line in done.stderr.splitlines()[:-1]]
    assert {"warning", "error"} == {line["level"] for line in log}, "what Uvicorn says goes the same way"
    assert done.stderr.splitlines()[-1] == f"cannot serve on 127.0.0.1:{port}"
    assert done.stdout == ""


def test_a_file_has_one_server(tmp_path: Path, serve: Any):
    first = serve(tmp_path)
    done = community("serve", "--port", "0", data=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == f"{tmp_path / 'community.db'} is served by another process already"
    assert httpx.get(first.address + "/readyz").status_code == 200
    first.process.kill()
    first.process.wait()
    second = serve(tmp_path)
    assert httpx.get(second.address + "/readyz").status_code == 200


def test_check_config_says_every_problem_and_ends_with_2(tmp_path: Path):
    file = tmp_path / "config.toml"
    file.write_text('[site]\nadress = "x"\naddress = "nowhere"\n[limits]\nconnections = 1\n')
    done = community("check-config", "--config", str(file), COMMUNITY_SITE__TIME_ZONE="Mars/One")
    assert done.returncode == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "site.adress", "limits.connections", "site.address", "site.time_zone",
    ]  # fmt: skip
    assert community("migrate", "--config", str(file), data=tmp_path).returncode == 2
    assert community("check-config", "--config", str(tmp_path / "none.toml")).returncode == 2
    assert community("check-config", "--config", "config.toml").stdout == "The configuration is in order.\n"
