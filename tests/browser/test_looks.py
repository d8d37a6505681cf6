"""Every page and state of the catalogue, examined: axe-core, valid HTML, nothing cut, covered or too wide.

All are visited in one walk before the first test; the tests then read what was found, a page each.
"""

import asyncio
from pathlib import Path

import pytest

from tests.browser import valid
from tests.browser.examine import AXE, INSTRUMENTS, Found, look_at
from tests.browser.pages import SHOTS, Shot
from tests.browser.walk import CHROMIUM, Walk, chromium, sites

HEAVIEST_PAGE = 100_000

NAMES = {
    "demo-home", "demo-topic", "demo-room", "demo-board", "demo-section", "demo-find", "welcome", "sign-in", "sign-up",
    "home-newcomer", "appearance", "chats", "not-found", "help-parents", "topic-plain", "queue-asking",
}  # fmt: skip
EXAMINED = [shot for shot in SHOTS if shot.name in NAMES]
"""The pages that people spend their days on; `make pictures` shows the others."""

SOUND = {"demo-section", "sign-in", "appearance", "chats", "not-found", "help-parents"}
STRICTER = ("small44", "letters of 200 %, cut", "letters of 200 %, tooWide", "letters of 200 %, covered")
"""What is asked of the sound ones only: 44 pixels for every link outside a text, letters of 200 %."""


class Walked:
    """What the walk saw, by the name of the page; `faults`: failed scripts and requests to other hosts."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}
        self.faults: list[str] = []
        self.failed: list[str] = []


async def _walk(shots: list[Shot], folder: Path) -> Walked:
    walked = Walked()
    async with sites(folder, [INSTRUMENTS]) as found, chromium() as browser:
        walk = Walk(browser, found)
        seen, walked.failed = await walk.each(shots, look_at, widths=(False,))
        walked.found = {name: each for (name, _), each in seen.items()}
        walked.faults = walk.faults
    return walked


@pytest.fixture(scope="module")
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The pages that the chosen tests ask about."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed on this machine")
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `make test` does it where npm is")
    asked = {
        item.callspec.params["shot"].name
        for item in request.session.items
        if getattr(item, "callspec", None) and "shot" in item.callspec.params and item.path == request.path
    }
    return asyncio.run(_walk([shot for shot in SHOTS if shot.name in asked], tmp_path_factory.mktemp("walk")))


@pytest.mark.parametrize("shot", EXAMINED, ids=lambda shot: shot.name)
def test_a_page_can_be_used_by_everybody_and_fits(walked: Walked, shot: Shot) -> None:
    """Every width, every theme: axe-core finds nothing, nothing is too wide, covered or cut."""
    assert [each for each in walked.failed if each.startswith(f"{shot.name},")] == []
    wrong = walked.found[shot.name].wrong
    said = [f"{when}: {each}" for when, found in wrong.items() if not when.endswith(STRICTER) for each in found]
    assert "\n".join(said) == ""


@pytest.mark.parametrize("shot", [shot for shot in EXAMINED if shot.name in SOUND], ids=lambda shot: shot.name)
def test_a_page_is_sound_under_a_finger_and_in_letters_twice_as_large(walked: Walked, shot: Shot) -> None:
    assert walked.found[shot.name].wrong == {}


@pytest.mark.parametrize("shot", EXAMINED, ids=lambda shot: shot.name)
def test_a_page_is_valid_html_and_light(walked: Walked, shot: Shot) -> None:
    html = walked.found[shot.name].html
    assert valid.faults(html) == []
    assert len(html.encode()) < HEAVIEST_PAGE


def test_no_page_asks_anything_of_another_host_and_no_script_fails(walked: Walked) -> None:
    assert walked.faults == []
