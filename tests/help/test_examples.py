"""The examples of the help for integrators work as they stand, but for the address and the token."""

import asyncio
import json
import re
import shlex
import sys
import textwrap

import pytest

from community.help.texts import FOLDER
from community.web.i18n import LOCALES
from tests.support import LiveSite


def blocks(locale: str, kind: str) -> list[str]:
    text = (FOLDER / locale / "integrators.md").read_text("utf-8")
    return [
        textwrap.dedent(found) for found in re.findall(rf"^ *```{kind}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    ]


def at(site: LiveSite, example: str) -> str:
    assert site.admin.token
    return example.replace("https://community.example", site.address).replace("TOKEN", site.admin.token)


async def written_in(site: LiveSite) -> int:
    """A room with something in it: the first there is, as the examples call it."""
    room = await site.room("Афиша")
    assert room.id == 1
    await site.admin.call("chat.send", room_id=1, body="Здравствуйте")
    return 1


def calls(example: str) -> list[list[str]]:
    joined = example.replace("\\\n", " ")
    return [shlex.split(line) for line in joined.splitlines() if line.strip()]


@pytest.mark.parametrize("locale", LOCALES)
async def test_calls_by_curl_are_answered(site: LiveSite, locale: str) -> None:
    await written_in(site)
    asked = []
    for example in blocks(locale, "sh"):
        for curl, quiet, address, *options in calls(at(site, example)):
            assert (curl, quiet) == ("curl", "-s")
            given = list(zip(options[::2], options[1::2], strict=True))
            headers = dict(value.split(": ", 1) for name, value in given if name == "-H")
            answer = await site.http.post(address, content=dict(given)["-d"], headers=headers)
            assert answer.status_code == 200, answer.text
            asked.append((address.rpartition("/")[2], answer.json()))
    found = dict(asked)
    assert found["people.me"]["handle"] == site.admin.handle
    assert [space["kind"] for space in found["spaces.list"]["items"]] == ["network"]
    assert [message["html"] for message in found["chat.history"]["items"]] == ["<p>Здравствуйте</p>"]


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_program_runs_and_writes_once(site: LiveSite, locale: str) -> None:
    await written_in(site)
    (program,) = blocks(locale, "python")
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-c", at(site, program), stderr=asyncio.subprocess.PIPE
    )
    _, said = await running.communicate()
    assert running.returncode == 0, said.decode()
    history = await site.admin.call("chat.history", room_id=1)
    assert len(history["items"]) == 2


@pytest.mark.parametrize("locale", LOCALES)
async def test_frames_of_the_socket_are_answered(site: LiveSite, locale: str) -> None:
    await written_in(site)
    socket = await site.socket("owner")
    results = []
    for frame in blocks(locale, "json"):
        asked = json.loads(frame)
        answer = await socket.ask(asked["method"], asked["params"])
        assert "error" not in answer, answer
        results.append(answer["result"])
    heard, missed = results
    assert heard["version"] == missed["version"] >= 1
    assert [message["html"] for message in missed["items"]] == ["<p>Здравствуйте</p>"]
