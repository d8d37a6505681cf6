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


class Walked:
    """What the walk saw, by the name of the page; `faults`: failed scripts and requests to other hosts."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}
        self.faults: list[str] = []
        self.failed: list[str] = []


async def _walk(shots: list[Shot], folder: Path) -> Walked:
    walked = Walked()
    async with sites(folder, [INSTRUMENTS]) as found, chromium() as browser:
        walk = Walk(browser, found, INSTRUMENTS.path)
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


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_page_can_be_used_by_everybody_and_fits(walked: Walked, shot: Shot) -> None:
    """Every width, theme and size of letters: axe-core is content, nothing is too wide, too small, covered or cut."""
    assert [each for each in walked.failed if each.startswith(f"{shot.name},")] == []
    wrong = walked.found[shot.name].wrong
    assert "\n".join(f"{when}: {each}" for when, found in wrong.items() for each in found) == ""


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_page_is_valid_html_and_light(walked: Walked, shot: Shot) -> None:
    html = walked.found[shot.name].html
    assert valid.faults(html) == []
    assert len(html.encode()) < HEAVIEST_PAGE


def test_no_page_asks_anything_of_another_host_and_no_script_fails(walked: Walked) -> None:
    assert walked.faults == []
