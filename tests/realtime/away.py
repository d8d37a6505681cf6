"""What happens in a channel of each kind while somebody is away, and what they get of it when they come back."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from tests.support import LiveSite, Row

Act = Callable[[], Awaitable[Any]]


class Story(NamedTuple):
    """A channel, somebody who listens to it, what happens there while they are away, and what it leaves."""

    channel: str
    listener: str
    acts: list[Act]
    leaves: dict[str, list[Any]]
    """By the name a push gives the row: ids (of a message or post its seq), in the order of their last change."""


async def a_space(site: LiveSite) -> Row:
    space = await site.space()
    for who in ("anna", "boris"):
        await site.person(who)
        await site.person(who, space=space.id)
    return space


def calls(site: LiveSite, *acts: tuple[str, str, dict[str, Any]]) -> list[Act]:
    def act(who: str, operation: str, params: dict[str, Any]) -> Act:
        return lambda: site.as_(who).call(operation, **params)

    return [act(*one) for one in acts]


async def a_room(site: LiveSite) -> Story:
    """Said, changed, taken back, thanked for; the room renamed in the middle of it."""
    room = await site.room(space=(await a_space(site)).id)
    here = {"room_id": room.id}
    said = [("anna", "chat.send", here | {"body": body}) for body in ("Есть зал?", "Нет", "Да", "Тишина")]
    acts = calls(
        site, *said,
        ("anna", "chat.edit", here | {"seq": 1, "body": "Есть ли свободный зал?"}),
        ("admin", "chat.update_room", here | {"title": "Зал"}),
        ("anna", "chat.remove", here | {"seq": 2}),
        ("boris", "chat.react", here | {"seq": 3, "name": "спасибо"}),
    )  # fmt: skip
    return Story(f"room:{room.id}", "boris", acts, {"message": [4, 1, 2, 3], "room": [room.id]})


async def a_topic(site: LiveSite) -> Story:
    topic = await site.topic("anna", section=await site.section(space=(await a_space(site)).id))
    here, first = {"topic_id": topic.id}, {"post_id": topic.post.id}
    acts = calls(
        site,
        *(("anna", "forum.reply", here | {"body": body}) for body in ("Ждать", "Играть", "Гулять")),
        ("anna", "forum.edit", first | {"body": "Что помогает утром?"}),
        ("admin", "forum.close", here),
        ("admin", "forum.remove", {"post_id": topic.post.id + 2}),
    )
    return Story(f"topic:{topic.id}", "boris", acts, {"post": [2, 4, 1, 3], "topic": [topic.id]})


async def a_section(site: LiveSite) -> Story:
    """Topics begun, answered, pinned, renamed, hidden, moved away; the section described."""
    space = await a_space(site)
    section, other = await site.section(space=space.id), await site.section("Другой", space=space.id)
    old = [await site.topic("anna", title, section=section) for title in ("Сон", "Каша", "Прогулка")]
    kept, hidden, moved = ({"topic_id": topic.id} for topic in old)
    acts = calls(
        site,
        ("anna", "forum.create_topic", {"section_id": section.id, "title": "Новая", "body": "Слово"}),
        ("boris", "forum.reply", moved | {"body": "Ответ"}),
        ("admin", "forum.hide", hidden),
        ("admin", "forum.update_section", {"section_id": section.id, "description": "О режиме"}),
        ("admin", "forum.move", moved | {"section_id": other.id}),
        ("admin", "forum.pin", kept),
        ("admin", "forum.edit_title", kept | {"title": "Тихий час"}),
    )
    leaves = {"topic": [old[2].id + 1, old[0].id], "gone": [old[1].id, old[2].id], "section": [section.id]}
    return Story(f"section:{section.id}", "boris", acts, leaves)


async def a_space_itself(site: LiveSite) -> Story:
    space = await a_space(site)
    await site.person("irina")
    acts = calls(
        site,
        ("admin", "spaces.update", {"space_id": space.id, "title": "Детский сад «Василёк»"}),
        ("irina", "spaces.join", {"space_id": space.id}),
        ("anna", "spaces.leave", {"space_id": space.id}),
    )
    return Story(f"space:{space.id}", "boris", acts, {"space": [space.id]})


async def a_queue(site: LiveSite) -> Story:
    """Asked, taken, withdrawn, finished; somebody goes on duty."""
    queue = await site.queue(specialists=["irina"], space=(await a_space(site)).id)
    here = {"queue_id": queue.id}
    asked = [("anna", "consult.ask", here | {"subject": f"Звук «{sound}»", "body": "Пять лет"}) for sound in "рлш"]
    acts = calls(
        site, *asked,
        ("irina", "consult.take_next", here),
        ("anna", "consult.withdraw", {"request_id": 3}),
        ("irina", "consult.close", {"request_id": 1}),
        ("irina", "consult.set_duty", here | {"on_duty": True}),
    )  # fmt: skip
    return Story(f"queue:{queue.id}", "irina", acts, {"request": [2, 3, 1], "queue": [queue.id]})


async def a_request(site: LiveSite) -> Story:
    queue = await site.queue(specialists=["irina"], space=(await a_space(site)).id)
    request = await site.as_("anna").call("consult.ask", queue_id=queue.id, subject="Звук «р»", body="Пять лет")
    here = {"request_id": request.id}
    acts = calls(
        site,
        *(("irina", f"consult.{act}", here) for act in ("take", "hold", "resume", "close")),
        ("anna", "consult.rate", here | {"stars": 5}),
    )
    return Story(f"request:{request.id}", "anna", acts, {"request": [request.id]})


async def me(site: LiveSite) -> Story:
    topic = await site.topic("anna", section=await site.section(space=(await a_space(site)).id))
    acts = calls(
        site,
        *(("boris", "forum.reply", {"topic_id": topic.id, "body": "Ответ"}) for _ in range(2)),
        ("anna", "notify.read", {}),
        ("boris", "forum.reply", {"topic_id": topic.id, "body": f"@{site.as_('anna').handle}, ещё"}),
    )
    return Story("me", "anna", acts, {"unread": [1]})


STORIES = {
    "room": a_room, "topic": a_topic, "section": a_section, "space": a_space_itself, "queue": a_queue,
    "request": a_request, "me": me,
}  # fmt: skip
PAGED = ("room", "topic", "section", "queue")


def named(params: Row) -> tuple[str, Any]:
    """The row that an item or a push is about."""
    name = next(name for name in params if name not in ("channel", "version", "cause", "mine", "post_count"))
    row = params[name]
    if not isinstance(row, dict):
        return name, row
    return name, row["seq"] if name in ("message", "post") else row["id"]


def by_name(items: list[Row]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, id_ in map(named, items):
        found.setdefault(name, []).append(id_)
    return found


async def caught_up(caller: Any, channel: str, after: int, limit: int = 100, between: list[Act] | None = None) -> Any:
    """Page past the cursor until nothing comes, as a client does; `between` happens one by one after each page."""
    items: list[Row] = []
    waiting = list(between or [])
    while True:
        page = await caller.call("live.catch_up", channel=channel, after_version=after, limit=limit)
        assert not page.start_over
        assert len(page["items"]) <= limit
        if not page["items"]:
            assert (page.more, page.version) == (False, after)
            return items
        items += page["items"]
        after = items[-1].version
        if not page.more:
            assert after == page.version
        if waiting:
            await waiting.pop(0)()
