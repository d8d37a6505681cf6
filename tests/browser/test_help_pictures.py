"""The pictures of the help show what is there today. `make help-pictures` takes them anew."""

import difflib
import os
from typing import Any

import pytest
from playwright.async_api import Browser

from community.accounts.model import HINTS
from community.web.i18n import LOCALES
from tests.browser import help_pictures
from tests.browser.help_pictures import PEOPLE, SCALE, SHOTS, WIDTH, Places, Shows, Taken
from tests.support import LiveSite, Row

TAKE = os.environ.get("HELP_PICTURES") == "take"


@pytest.fixture
async def demo(demo: LiveSite) -> LiveSite:
    """The demonstration network, at a moment that does not pass; its people have come in and seen its hints."""
    for who, email in PEOPLE.items():
        person = await demo.enter(who, email)
        for hint in HINTS:
            await person.call("people.dismiss_hint", hint=hint)
    return demo


@pytest.fixture
async def places(demo: LiveSite) -> Places:
    """Addresses of what is pictured, found in the demonstration by what it is called there."""

    async def one(who: str, operation: str, *named: str, **params: Any) -> Row:
        """The first row that is called so, or is of this kind or in this state."""
        rows = (await demo.as_(who).call(operation, **params))["items"]
        found = [row for row in rows if {*named} & {row.get(key) for key in ("title", "kind", "state")}]
        assert found, f"{operation} of the demonstration has no {named}: choose others for the pictures"
        return found[0]

    network = (await one("teacher", "spaces.list", "network")).id
    institution = await one("lead", "spaces.list", "institution", mine=True)
    section = await one("teacher", "forum.sections", "Адаптация и режим", space_id=network)
    topic = await one(
        "teacher", "forum.topics", "Как вы прощаетесь у двери? По одному ритуалу от каждого", section_id=section.id
    )
    room = await one("teacher", "chat.rooms", "Учительская", space_id=network)
    queue = await one("specialist", "consult.queues", "Логопед", space_id=network)
    other = await one("specialist", "consult.queues", "Педагог-психолог", space_id=network)
    specialist = demo.as_("specialist")
    board = (await specialist.call("consult.queue", queue_id=queue.id))["items"]
    case = next(row for row in board if row.state == "taken" and row.taker.id == specialist.id)
    waiting = await one("parent", "consult.mine", "waiting")
    answered = await one("parent", "consult.mine", "closed")
    return {
        "space": f"s/{institution.slug}", "section": f"s/{section.space.slug}/f/{section.id}-{section.slug}",
        "topic": f"t/{topic.id}", "room": f"r/{room.id}", "queue": f"q/{queue.id}",
        "other_queue": f"q/{other.id}", "case": f"c/{case.id}", "waiting": f"c/{waiting.id}",
        "answered": f"c/{answered.id}",
    }  # fmt: skip


def difference(name: str, before: Shows, today: Shows) -> str:
    changed = [
        line for line in difflib.unified_diff(before, today, lineterm="", n=0) if not line.startswith(("--- ", "+++ "))
    ]
    return "\n".join([f"the picture {name} shows what is no longer there: run make help-pictures", *changed[:12]])


def test_a_picture_of_what_has_changed_is_told() -> None:
    told = difference("board", ['- button "Взять"'], ['- button "Беру"'])
    assert told.splitlines() == [
        "the picture board shows what is no longer there: run make help-pictures",
        "@@ -1 +1 @@", '-- button "Взять"', '+- button "Беру"',
    ]  # fmt: skip


async def walk(chromium: Browser, site: LiveSite, places: Places, locale: str) -> dict[str, Taken]:
    """Every picture of a language: what is to be read in it today; taken, if pictures are being taken."""
    found: dict[str, Taken] = {}
    for who in dict.fromkeys(shot.who for shot in SHOTS):
        if who:
            await site.as_(who).call("people.set_preferences", locale=locale, theme="light")
        context = await chromium.new_context(
            base_url=site.address, device_scale_factor=SCALE, has_touch=True, is_mobile=False, locale=locale,
            timezone_id="Europe/Moscow", viewport={"width": WIDTH, "height": help_pictures.SCREEN},
            color_scheme="light", reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(15_000)
        await help_pictures.quiet(context, site.clock.now())
        if who:
            await context.add_cookies([{"name": "session", "value": site.as_(who).token or "", "url": site.address}])
        page = await context.new_page()
        for shot in (each for each in SHOTS if each.who == who):
            parts = await help_pictures.shown(page, shot, places)
            found[shot.name] = await help_pictures.look(page, shot, parts, locale if TAKE else "")
        await context.close()
    return found


@pytest.mark.sqlite  # the page that says how the server is has lines of its engine
@pytest.mark.parametrize("locale", LOCALES)
async def test_pictures_show_what_is_there(chromium: Browser, demo: LiveSite, places: Places, locale: str) -> None:
    found = await walk(chromium, demo, places, locale)
    if TAKE:
        help_pictures.record(locale, found)
    before = help_pictures.recorded()[locale]
    changed = [
        difference(name, before.get(name, {}).get("shows", []), taken["shows"])
        for name, taken in found.items()
        if before.get(name, {}).get("shows") != taken["shows"]
    ]
    assert changed == [], "\n\n".join(changed)
    assert set(before) == set(found)
