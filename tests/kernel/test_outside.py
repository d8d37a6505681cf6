"""Other processes at the database: what the command line writes is noticed, what somebody locks hinders no reader."""

import asyncio
import sqlite3

import pytest

from community.clock import DAY
from tests.support import LiveSite


async def test_sessions_that_the_command_line_ends_close_their_sockets(site: LiveSite):
    anna, boris = await site.person("anna"), await site.person("boris")
    section = await site.section()
    listens, waits = await site.socket("anna", f"section:{section.id}"), await site.socket("anna")
    his = await site.socket("boris", f"section:{section.id}")
    await site.outside(f"delete from sessions where person_id = {anna.id}")
    assert (await listens.closed_with(), await waits.closed_with()) == (4401, 4401)
    await site.topic("boris", title="Ещё здесь", section=section)
    assert (await his.hears("forum.changed")).topic.title == "Ещё здесь"
    assert (await his.call("people.me")).id == boris.id


@pytest.mark.sqlite
async def test_a_visit_after_a_day_is_answered_while_nothing_can_be_written(timed_site: LiveSite):
    site = timed_site
    await site.person("anna")
    site.clock.advance(2 * DAY)
    site.db.engine.writer._connection.execute("pragma busy_timeout = 0")
    with sqlite3.connect(site.app.database.path, isolation_level=None) as other:
        other.execute("begin immediate")
        assert await _visit(site) == 200
        other.execute("rollback")
    assert await _visit(site) == 200  # the session's end moves now
    site.clock.advance(89 * DAY)
    assert await _visit(site) == 200
    site.clock.advance(91 * DAY)
    assert await _visit(site) == 303


async def _visit(site: LiveSite) -> int:
    """A visit, and what was still to be written of it."""
    answer = await site.get("/settings/profile", as_="anna")
    while site.app._sliding:
        await asyncio.sleep(0)
    return answer.status_code
