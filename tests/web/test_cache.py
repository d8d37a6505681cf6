"""Visitors' pages in memory: fast, and never older than an acknowledged change."""

import asyncio
from typing import Any

import pytest

from community.web import cache
from community.web.cache import Stamps
from tests.support import LiveSite


def test_a_stamp_that_moved_after_the_request_began_spoils_the_page():
    stamps = Stamps()
    moment = stamps.moment
    assert stamps.still(("topic:1",), moment)
    stamps.move(("topic:2",))
    assert stamps.still(("topic:1",), moment)
    stamps.move(("topic:1",))
    assert not stamps.still(("topic:1",), moment)
    assert stamps.still(("topic:1",), stamps.moment)
    stamps.move_all()
    assert not stamps.still(("topic:3",), moment)


async def _public_topic(site: LiveSite):
    space = await site.space()
    section = await site.section(space=space.id)
    return await site.topic("owner", section=section)


async def test_a_visitor_gets_a_page_from_memory_and_a_change_shows_at_once(site: LiveSite):
    topic = await _public_topic(site)
    path = f"/t/{topic.id}-{topic.slug}"
    first = await site.get(path)
    before, hits = site.db.statements_read, site.app._pages.hits
    again = await site.get(path)
    assert again.text == first.text
    assert (site.db.statements_read, site.app._pages.hits) == (before, hits + 1)
    for number in range(12):
        await site.admin.call("forum.reply", topic_id=topic.id, body=f"ответ {number}")
        assert f"ответ {number}" in (await site.get(path)).text


async def test_a_page_kept_is_never_shown_to_another_language_theme_or_person(site: LiveSite):
    topic = await _public_topic(site)
    path = f"/t/{topic.id}-{topic.slug}"
    russian = await site.get(path)
    english = await site.get(path, **{"accept-language": "en"})
    assert 'lang="ru"' in russian.text
    assert 'lang="en"' in english.text
    dark = await site.get(path, cookie="theme=dark")
    assert 'data-theme="dark"' in dark.text
    await site.person("anna")
    assert 'data-viewer="0"' not in (await site.get(path, as_="anna")).text
    assert 'data-viewer="0"' in (await site.get(path)).text


async def test_the_command_lines_writes_reach_the_pages(site: LiveSite):
    topic = await _public_topic(site)
    path = f"/t/{topic.id}-{topic.slug}"
    assert "Плачет каждое утро" in (await site.get(path)).text
    moment = site.app.stamps.moment
    await site.outside(f"update topics set title = 'Другое название' where id = {topic.id}")
    while site.app.stamps.moment == moment:  # noticed within a second or two
        await site.visitor.call("spaces.list")
    assert "Другое название" in (await site.get(path)).text


@pytest.mark.parametrize(
    "twice",
    [
        [("cookie", "locale=ru; locale=en")],
        [("cookie", "locale=ru"), ("cookie", "locale=en")],
        [("accept-language", "ru"), ("accept-language", "en")],
        [("accept-language", "en"), ("accept-language", "ru")],
        [("accept-language", "ru"), ("cookie", "theme=; theme=dark")],
        [("accept-language", "ru"), ("cookie", 'theme="dark"')],
    ],
)
async def test_a_header_that_comes_twice_cannot_plant_one_visitors_page_on_another(site: LiveSite, twice: Any):
    await site.http.get("/spaces", headers=twice)
    russian = await site.get("/spaces")
    english = await site.get("/spaces", **{"accept-language": "en"})
    assert 'lang="ru"' in russian.text and 'lang="en"' in english.text
    assert "data-theme" not in russian.text + english.text


async def test_a_theme_there_is_not_is_none(site: LiveSite):
    assert "data-theme" not in (await site.get("/spaces", cookie="theme=nonsense")).text


async def test_the_network_renamed_is_renamed_on_pages_drawn_meanwhile(site: LiveSite, monkeypatch: pytest.MonkeyPatch):
    read_title, may_read = site.app._read_title, asyncio.Event()

    async def late():
        await may_read.wait()
        await read_title()

    monkeypatch.setattr(site.app, "_read_title", late)
    await site.admin.call("spaces.update", space_id=site.network_id, title="Новое имя")
    await site.get("/spaces")
    may_read.set()
    while site.site.resources["title"] != "Новое имя":
        await asyncio.sleep(0)
    assert "Новое имя" in (await site.get("/spaces")).text


async def test_long_addresses_count_towards_what_is_kept(site: LiveSite):
    before = site.app._pages._bytes
    page = await site.get("/spaces?words=" + "a" * 20_000)
    assert site.app._pages._bytes - before > len(page.content) + 20_000


async def test_the_frame_of_a_page_is_not_kept_for_endless_addresses(site: LiveSite):
    page = await site.get("/sign-in?words=" + "a" * 20_000)
    assert page.status_code == 200
    assert "aaaa" not in page.text


def test_stamps_do_not_gather_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache, "MOST_STAMPS", 3)
    stamps = Stamps()
    moment = stamps.moment
    for number in range(10):
        stamps.move((f"topic:{number}",))
        assert not stamps.still((f"topic:{number}",), moment)
        assert stamps.still((f"topic:{number}",), stamps.moment)
    assert len(stamps._moved) <= 3
