"""No page reads a big table from its first row to its last: what a page costs must not grow with the network.

The engine has no statistics here, as it has none in a site's own file, so its plans are the ones people get.
"""

import re
from typing import Any

import pytest

from community.db import sqlite
from tests.support import LiveSite, Row

pytestmark = pytest.mark.sqlite

BIG = (
    "topics", "posts", "topic_reads", "section_members", "rooms", "messages", "reactions", "room_members", "room_reads",
    "people", "memberships", "notices", "audit_log", "requests", "room_openings", "request_openings", "sessions",
    "search_words", "topics_gone",
)  # fmt: skip
_NAMED = re.compile(rf"\b({'|'.join(BIG)})\b(?: +(?:as +)?(?!where|on|set|order|group|limit|join|left|union)(\w+))?")


def scanned(connection: Any, sql: str, params: dict[str, Any]) -> list[str]:
    """What of the big tables a statement reads whole; reading an index in its own order up to a limit is allowed."""
    called = {alias or table: table for table, alias in _NAMED.findall(sql)}
    steps = [row[3] for row in connection.execute(f"explain query plan {sql}", params)]
    whole = [step for step in steps if step.startswith("SCAN") and step.split()[1] in called]
    return [f"{step}: {called[step.split()[1]]}" for step in whole if "USING" not in step]


@pytest.fixture
def wholly_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Fills with every statement that reads a big table whole."""
    found: list[str] = []
    execute = sqlite.SqliteTransaction._execute

    def explained(self: Any, sql: str, params: dict[str, Any]) -> Any:
        bound = sqlite.text.bind(sql, params)
        if " values (" not in " ".join(sql.split()):
            found.extend(f"{step} in {' '.join(sql.split())[:200]}" for step in scanned(self._connection, *bound))
        return execute(self, sql, params)

    monkeypatch.setattr(sqlite.SqliteTransaction, "_execute", explained)
    return found


async def furnished(site: LiveSite) -> dict[str, Row]:
    space = await site.space("Детский сад № 12", slug="sad-12")
    await site.person("boris", "moderator", space=space.id)
    section, room = await site.section(space=space.id), await site.room(space=space.id)
    await site.person("anna", space=space.id)
    topic = await site.topic("anna", section=section)
    await site.as_("anna").call("chat.send", room_id=room.id, body="Добрый день")
    queue = await site.queue("Логопед", specialists=["boris"], space=space.id)
    request = await site.as_("anna").call("consult.ask", queue_id=queue.id, subject="Звук Р", body="Как ставить?")
    return {"space": space, "section": section, "room": room, "topic": topic, "queue": queue, "request": request}


async def test_pages_read_no_big_table_whole(site: LiveSite, wholly_read: list[str]) -> None:
    made = await furnished(site)
    section, topic, room = made["section"], made["topic"], made["room"]
    paths = [
        "/", "/forum", "/chats", "/consultations", "/notices", "/spaces", "/spaces?mine=1", "/s/sad-12",
        "/s/sad-12/about", "/s/sad-12/members", f"/s/sad-12/f/{section.id}-{section.slug}",
        f"/t/{topic.id}-{topic.slug}", f"/r/{room.id}", f"/r/{room.id}/people", f"/r/{room.id}/1",
        f"/q/{made['queue'].id}", f"/c/{made['request'].id}", "/moderation/log",
        f"/moderation/log?space={made['space'].id}", f"/people/{site.as_('anna').handle}",
        "/find?q=лого", "/find?q=плачет утром детский сад", "/find?q=анна&kind=person",
    ]  # fmt: skip
    wholly_read.clear()
    for who in (None, "anna", "boris", "admin"):
        for path in paths:
            assert (await site.get(path, as_=who)).status_code in (200, 303, 403, 404), path
            assert wholly_read == [], (path, who)


async def test_what_people_do_reads_no_big_table_whole(site: LiveSite, wholly_read: list[str]) -> None:
    made = await furnished(site)
    space, section, topic, room = made["space"], made["section"], made["topic"], made["room"]
    anna, boris = site.as_("anna"), site.as_("boris")
    wholly_read.clear()
    for who, operation, params in (
        (anna, "chat.send", {"room_id": room.id, "body": f"Коллеги, @{boris.handle}?"}),
        (anna, "chat.react", {"room_id": room.id, "seq": 1, "name": "спасибо"}),
        (anna, "chat.catch_up", {"room_id": room.id, "after_version": 0}),
        (anna, "live.catch_up", {"channel": f"room:{room.id}", "after_version": 0}),
        (anna, "chat.history", {"room_id": room.id}),
        (anna, "chat.read_up_to", {"room_id": room.id, "seq": 1}),
        (anna, "chat.rooms", {}),
        (anna, "chat.rooms", {"space_id": space.id}),
        (anna, "chat.open_direct", {"handle": boris.handle}),
        (anna, "forum.create_topic", {"section_id": section.id, "title": "Сон", "body": f"@{boris.handle}"}),
        (boris, "forum.reply", {"topic_id": topic.id, "body": "Да", "parent_id": topic.post.id}),
        (anna, "forum.catch_up", {"topic_id": topic.id, "after_version": 0}),
        (anna, "forum.posts", {"topic_id": topic.id, "order": "time"}),
        (anna, "forum.read", {"topic_id": topic.id, "ranges": [[1, 2]]}),
        (anna, "forum.read_section", {"section_id": section.id}),
        (boris, "forum.hide", {"topic_id": topic.id}),
        (anna, "live.catch_up", {"channel": f"section:{section.id}", "after_version": 0}),
        (boris, "live.catch_up", {"channel": f"topic:{topic.id}", "after_version": 0}),
        (boris, "live.catch_up", {"channel": f"queue:{made['queue'].id}", "after_version": 0}),
        (anna, "live.catch_up", {"channel": f"request:{made['request'].id}", "after_version": 0}),
        (anna, "live.catch_up", {"channel": "me", "after_version": 0}),
        (anna, "notify.list", {}),
        (anna, "notify.read", {}),
        (anna, "spaces.list", {}),
        (anna, "search.find", {"text": "детский сад логопед", "limit": 1}),
        (site.admin, "forum.edit_title", {"topic_id": topic.id, "title": "Плачет вечером"}),
        (anna, "people.update", {"name": "Анна Ковалёва"}),
        (site.admin, "spaces.update", {"space_id": space.id, "title": "Детский сад № 13"}),
        (anna, "spaces.members", {"space_id": space.id, "words": "бор"}),
        (boris, "consult.take_next", {"queue_id": made["queue"].id}),
        (boris, "moderation.log", {}),
        (site.admin, "spaces.set_role", {"space_id": space.id, "person_id": anna.id, "role": "moderator"}),
        (site.admin, "spaces.remove_member", {"space_id": space.id, "person_id": anna.id}),
    ):
        await who.call(operation, **params)
        assert wholly_read == [], operation


_OF_WORDS = re.compile(r"^(?:SEARCH|SCAN) (?:search_words|w)\b.*")


async def test_finding_reads_only_those_words_of_the_index_that_were_asked(
    site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    await furnished(site)
    steps: list[str] = []
    execute = sqlite.SqliteTransaction._execute

    def explained(self: Any, sql: str, params: dict[str, Any]) -> Any:
        if "search_words" in sql:
            bound, given = sqlite.text.bind(sql, params)
            plan = self._connection.execute(f"explain query plan {bound}", given)
            steps.extend(row[3] for row in plan if _OF_WORDS.match(row[3]))
        return execute(self, sql, params)

    monkeypatch.setattr(sqlite.SqliteTransaction, "_execute", explained)
    for text in ("лого", "логопед сад", "плачет каждое утро детского сада"):
        await site.as_("anna").call("search.find", text=text)
    assert len(steps) > 10
    assert [step for step in steps if "word=?" not in step and "word>?" not in step] == []
