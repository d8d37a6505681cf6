"""`community demo` as an operator uses it."""

import re
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from community.cli import cli
from community.db.lock import served_alone
from tests.support import PASSWORD


def demo(data: Path, *arguments: str, given: str = "") -> Result:
    done = CliRunner().invoke(cli, ["demo", "--data", str(data), *arguments], given)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def count(data: Path, table: str) -> int:
    with sqlite3.connect(data / "community.db") as file:
        return int(file.execute(f"select count(*) from {table}").fetchone()[0])


def test_it_fills_a_new_folder_and_says_whom_to_sign_in_as(tmp_path: Path) -> None:
    done = demo(tmp_path / "data")
    assert (done.exit_code, done.stderr) == (0, "")
    first, *others = done.stdout.splitlines()
    assert first.startswith("25 people, 7 spaces, ") and first.endswith(" requests.")
    password = re.search(r"password for everybody: (\S+)$", done.stdout, re.MULTILINE)
    assert password is not None and len(password[1]) >= 12
    table = [line.strip() for line in others if "@example.org" in line]
    for who in ("administrator", "institution lead", "teacher", "specialist", "moderator", "parent"):
        [row] = [line for line in table if line.startswith(who)]
        assert re.fullmatch(rf"{who} +[a-z]+@example\.org +[А-ЯЁ]\w+ [А-ЯЁ]\w+", row)
    assert count(tmp_path / "data", "people") == 25


def test_it_refuses_a_database_with_people_in_it_and_changes_nothing(tmp_path: Path) -> None:
    admin = ["create-admin", "--name", "Ольга Ким", "--email", "olga@example.org", "--password-stdin"]
    assert CliRunner().invoke(cli, [*admin, "--data", str(tmp_path)], PASSWORD).exit_code == 0
    before = (tmp_path / "community.db").read_bytes()
    done = demo(tmp_path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "There are people or spaces in this database already: the demonstration needs an empty one.\n"
    assert (tmp_path / "community.db").read_bytes() == before


def test_it_refuses_beside_a_running_server(tmp_path: Path) -> None:
    with served_alone(tmp_path / "community.db"):
        done = demo(tmp_path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("is served by another process already\n") and done.stderr.count("\n") == 1
    assert not (tmp_path / "community.db").exists()


def test_a_password_of_one_s_own_is_taken_from_standard_input(tmp_path: Path) -> None:
    done = demo(tmp_path, "--password-stdin", given=PASSWORD + "\n")
    assert done.exit_code == 0
    assert PASSWORD not in done.stdout


@pytest.mark.parametrize("easy", ["short", "1234567890", "Полина Яшина"])
def test_an_easy_password_is_refused_and_the_database_stays_empty(tmp_path: Path, easy: str) -> None:
    done = demo(tmp_path, "--password-stdin", given=easy)
    assert done.exit_code == 1
    assert "password: " in done.stderr
    assert count(tmp_path, "people") == 0
    assert demo(tmp_path, "--password-stdin", given=PASSWORD).exit_code == 0


def test_it_needs_no_network_settings_and_heeds_the_configuration(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text(f'[database]\nurl = "sqlite:///{tmp_path}/elsewhere.db"\n[accounts]\nregistration = "closed"\n')
    assert demo(tmp_path, "--config", str(config)).exit_code == 0
    assert (tmp_path / "elsewhere.db").exists() and not (tmp_path / "community.db").exists()
