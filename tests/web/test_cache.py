"""Visitors' pages in memory: fast, and never older than an acknowledged change."""

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
    before, hits = site.db.statements_read, site.app._stack.hits
    again = await site.get(path)
    assert again.text == first.text
    assert (site.db.statements_read, site.app._stack.hits) == (before, hits + 1)
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
    import sqlite3

    topic = await _public_topic(site)
    path = f"/t/{topic.id}-{topic.slug}"
    assert "Плачет каждое утро" in (await site.get(path)).text
    with sqlite3.connect(site.app.database) as other:
        other.execute("update topics set title = 'Другое название' where id = ?", (topic.id,))
    moment = site.app.stamps.moment
    while site.app.stamps.moment == moment:  # noticed within a second or two
        await site.visitor.call("spaces.list")
    assert "Другое название" in (await site.get(path)).text
