"""No acknowledged change leaves an old page in memory: after each, a page kept is what would be drawn anew."""

import re
from collections.abc import AsyncIterator
from typing import Any

from tests.support import PASSWORD, LiveSite

OF_THE_MOMENT = re.compile(r'name="client_id" value="[^"]*"|data-now="[^"]*"')


class Watch:
    """Public pages as a visitor sees them, from memory and drawn anew."""

    def __init__(self, site: LiveSite) -> None:
        self.site = site
        self.paths: list[str] = []

    async def _pages(self) -> dict[str, str]:
        return {path: OF_THE_MOMENT.sub("", (await self.site.get(path)).text) for path in self.paths}

    async def unchanged(self, what: str) -> None:
        """Compare after `what` was done; what is drawn anew is in memory when the next thing is done."""
        kept = await self._pages()
        self.site.app.stamps.move_all()
        fresh = await self._pages()
        stale = [path for path in self.paths if kept[path] != fresh[path]]
        assert not stale, f"after {what} these pages are stale: {stale}"


async def _public(site: LiveSite) -> Any:
    """A public space with a section, a room and a queue, in each of them something."""
    for who in ("anna", "boris"):
        await site.person(who, name=f"{who.capitalize()} Орлова")
    space = await site.space("Сад № 12", slug="sad-12")
    for who in ("anna", "boris"):
        await site.as_(who).call("spaces.join", space_id=space.id)
    section = await site.section(space=space.id)
    topic = await site.topic("anna", section=section)
    room = await site.room(space=space.id)
    message = await site.as_("anna").call("chat.send", room_id=room.id, body="Доброе утро")
    queue = await site.queue(space=space.id, specialists=["boris"])
    return space, section, topic, room, message, queue


async def _acts(site: LiveSite, watch: Watch) -> AsyncIterator[str]:
    """One change after another; each name says what was just done."""
    space, section, topic, room, message, queue = await _public(site)
    watch.paths = [
        "/", "/spaces", "/policy", "/api/docs", "/forum", "/consultations", "/s/sad-12", "/s/sad-12/about",
        f"/r/{room.id}", f"/q/{queue.id}", f"/t/{topic.id}-{topic.slug}", f"/s/sad-12/f/{section.id}-{section.slug}",
    ]  # fmt: skip
    yield "the beginning"
    for part in (
        _forum(site, space, section, topic),
        _talk(site, space, room, message, queue),
        _people(site, space, queue),
        _visibility(site, space, section, room, queue),
    ):
        async for what in part:
            yield what


async def _forum(site: LiveSite, space: Any, section: Any, topic: Any) -> AsyncIterator[str]:
    admin, anna, boris = site.admin, site.as_("anna"), site.as_("boris")
    post = await boris.call("forum.reply", topic_id=topic.id, body="Ритуал прощания")
    yield "a reply"
    await boris.call("forum.edit", post_id=post.id, body="Ритуал прощания у двери")
    yield "an edited reply"
    await admin.call("forum.remove", post_id=post.id)
    yield "a removed reply"
    await admin.call("forum.restore", post_id=post.id)
    yield "a restored reply"
    another = await anna.call(
        "forum.create_topic", section_id=section.id, title="Сон", body="Как укладывать?", client_id="z1"
    )
    yield "a new topic"
    await admin.call("forum.pin", topic_id=another.id)
    yield "a pinned topic"
    await admin.call("forum.close", topic_id=topic.id, reason="Решено")
    yield "a closed topic"
    await admin.call("forum.hide", topic_id=another.id, reason="Спор")
    yield "a hidden topic"
    await admin.call("forum.show", topic_id=another.id)
    yield "a topic shown again"
    await admin.call("forum.edit_title", topic_id=another.id, title="Дневной сон")
    yield "a renamed topic"
    other = await site.section("Питание", space=space.id)
    yield "another section"
    await admin.call("forum.move", topic_id=topic.id, section_id=other.id)
    yield "a moved topic"
    await admin.call("forum.update_section", section_id=section.id, title="Адаптация", description="О первом месяце")
    yield "a renamed section"


async def _talk(site: LiveSite, space: Any, room: Any, message: Any, queue: Any) -> AsyncIterator[str]:
    admin, anna, boris = site.admin, site.as_("anna"), site.as_("boris")
    await anna.call("chat.edit", room_id=room.id, seq=message.seq, body="Добрый день")
    yield "an edited message"
    await boris.call("chat.react", room_id=room.id, seq=message.seq, name="спасибо", on=True)
    yield "a reaction"
    await boris.call("chat.send", room_id=room.id, body="И вам", reply_to=message.seq)
    yield "an answer in the room"
    await anna.call("chat.remove", room_id=room.id, seq=message.seq)
    yield "a removed message"
    await admin.call("chat.update_room", room_id=room.id, title="Кухня")
    yield "a renamed room"
    await admin.call("chat.close_room", room_id=room.id)
    yield "a closed room"
    await admin.call("chat.close_room", room_id=room.id, closed=False)
    yield "an opened room"
    await boris.call("consult.set_duty", queue_id=queue.id, on_duty=True)
    yield "somebody on duty"
    asked = await anna.call("consult.ask", queue_id=queue.id, subject="Звук Р", body="Не выходит", client_id="q1")
    yield "a question"
    await boris.call("consult.take", request_id=asked.id)
    yield "a question taken"
    await boris.call("consult.close", request_id=asked.id)
    yield "a question answered"


async def _people(site: LiveSite, space: Any, queue: Any) -> AsyncIterator[str]:
    admin, anna, boris = site.admin, site.as_("anna"), site.as_("boris")
    await admin.call("people.suspend", person_id=boris.id, reason="спам")
    yield "a blocked specialist"
    await admin.call("people.unsuspend", person_id=boris.id)
    yield "an unblocked specialist"
    boris.token = (await site.visitor.call("sessions.open", email="boris@example.org", password=PASSWORD)).token
    await anna.call("people.update", name="Анна Ким", position="speech_therapist")
    yield "another name"
    await anna.call("people.update", name="Анна Ким", position="")
    yield "another position"
    institution = await site.space("Ромашка", kind="institution", town="Москва")
    await anna.call("spaces.join", space_id=institution.id)
    await anna.call("people.update", name="Анна Ким", institution_id=institution.id)
    yield "a main institution"
    await admin.call("spaces.update", space_id=institution.id, title="Ландыш")
    yield "a renamed institution"
    await anna.call("spaces.leave", space_id=institution.id)
    yield "an institution left"
    await admin.call("spaces.set_role", space_id=space.id, person_id=anna.id, role="owner")
    yield "another owner"
    await admin.call("spaces.remove_member", space_id=space.id, person_id=boris.id)
    yield "a member removed"
    await admin.call("spaces.update", space_id=space.id, title="Сад № 13", description="Логопедический")
    yield "a renamed space"
    await admin.call(
        "site.configure", registration="closed", first_role="guest", locale="en", operator="Сад", policy_source="# Мы"
    )
    yield "other rules of the site"


async def _visibility(site: LiveSite, space: Any, section: Any, room: Any, queue: Any) -> AsyncIterator[str]:
    admin = site.admin
    await admin.call("forum.update_section", section_id=section.id, visibility="members")
    yield "a narrowed section"
    await admin.call("chat.update_room", room_id=room.id, visibility="members")
    yield "a narrowed room"
    await admin.call("consult.update_queue", queue_id=queue.id, visibility="members")
    yield "a narrowed queue"
    await admin.call("spaces.update", space_id=space.id, visibility="members")
    yield "a space closed to the public"


async def test_no_change_leaves_an_old_page_in_memory(site: LiveSite):
    watch = Watch(site)
    async for what in _acts(site, watch):
        await watch.unchanged(what)
