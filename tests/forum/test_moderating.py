"""What moderators do to topics and posts, and that it is written down with who, what and why."""

import pytest

from tests.support import LiveSite, refused


@pytest.mark.parametrize("operation", ["forum.pin", "forum.close", "forum.open", "forum.hide", "forum.show"])
async def test_only_moderators_of_the_space_have_power_over_topics(site: LiveSite, operation: str) -> None:
    topic = await site.topic("anna")
    with refused("forbidden"):
        await site.as_("anna").call(operation, topic_id=topic.id)
    await site.person("mod", role="moderator")
    assert (await site.as_("mod").call(operation, topic_id=topic.id)).id == topic.id


async def test_every_act_of_power_is_in_the_log_with_its_reason(site: LiveSite) -> None:
    topic = await site.topic("anna")
    mod = await site.person("mod", role="moderator", name="Мария Модератор")
    reply = await site.as_("anna").call("forum.reply", topic_id=topic.id, body="Реклама")
    await mod.call("forum.edit", post_id=reply.id, body="Почти реклама", reason="смягчено")
    await mod.call("forum.edit_title", topic_id=topic.id, title="Слёзы утром", reason="яснее")
    await mod.call("forum.remove", post_id=reply.id, reason="реклама")
    await mod.call("forum.restore", post_id=reply.id, reason="ошибка")
    for operation in ("forum.pin", "forum.close", "forum.open", "forum.hide", "forum.show"):
        await mod.call(operation, topic_id=topic.id, reason="так надо")
    await mod.call("forum.pin", topic_id=topic.id, on=False, reason="хватит")
    log = (await mod.call("moderation.log", space_id=site.network_id))["items"]
    acts = [(act.what, act.why) for act in log if act.actor.name == "Мария Модератор"]
    assert acts[::-1] == [
        ("post.edited", "смягчено"), ("topic.retitled", "яснее"),
        ("post.removed", "реклама"), ("post.restored", "ошибка"),
        ("topic.pinned", "так надо"), ("topic.closed", "так надо"), ("topic.opened", "так надо"),
        ("topic.hidden", "так надо"), ("topic.shown", "так надо"), ("topic.unpinned", "хватит"),
    ]  # fmt: skip
    assert (log[0].subject, log[0].title) == (f"topic:{topic.id}", "Слёзы утром")


async def test_what_changes_nothing_is_not_written_down(site: LiveSite) -> None:
    topic = await site.topic("anna")
    first = await site.admin.call("forum.close", topic_id=topic.id)
    assert await site.admin.call("forum.close", topic_id=topic.id) == first
    log = (await site.admin.call("moderation.log"))["items"]
    assert [act.what for act in log].count("topic.closed") == 1


async def test_what_people_do_to_their_own_is_nobodys_power(site: LiveSite) -> None:
    topic = await site.topic("anna")
    await site.as_("anna").call("forum.edit", post_id=topic.post.id, body="Иначе")
    await site.as_("anna").call("forum.remove", post_id=topic.post.id)
    log = (await site.admin.call("moderation.log"))["items"]
    assert [act.what for act in log if act.what.startswith("post")] == []


async def test_a_moderator_brings_back_what_a_moderator_removed(site: LiveSite) -> None:
    topic = await site.topic("anna")
    await site.admin.call("forum.remove", post_id=topic.post.id)
    with refused("forbidden"):
        await site.as_("anna").call("forum.restore", post_id=topic.post.id)
    back = await site.admin.call("forum.restore", post_id=topic.post.id)
    assert (back.html, back.removed_at) == ("<p>Что помогает?</p>", None)


async def test_a_closed_topic_is_read_and_not_replied_to(site: LiveSite) -> None:
    topic = await site.topic("anna")
    await site.admin.call("forum.close", topic_id=topic.id, reason="Ответ найден")
    anna = site.as_("anna")
    assert (await anna.call("forum.topic", topic_id=topic.id)).closed_why == "Ответ найден"
    with refused("forbidden"):
        await anna.call("forum.reply", topic_id=topic.id, body="Ещё")
    with refused("forbidden"):
        await anna.call("forum.edit", post_id=topic.post.id, body="Иначе")
    assert (await site.admin.call("forum.reply", topic_id=topic.id, body="Итог")).seq == 2
    opened = await site.admin.call("forum.open", topic_id=topic.id, reason="Есть что добавить")
    assert (opened.closed_at, opened.closed_why) == (None, "")
    assert (await anna.call("forum.reply", topic_id=topic.id, body="Ещё")).seq == 3


async def test_a_section_holds_ten_pinned_topics(site: LiveSite) -> None:
    section = await site.section()
    topics = [await site.topic("anna", f"Тема {number}", section=section) for number in range(11)]
    for topic in topics[:10]:
        await site.admin.call("forum.pin", topic_id=topic.id)
    with refused("conflict"):
        await site.admin.call("forum.pin", topic_id=topics[10].id)


async def test_a_topic_moves_within_what_the_mover_moderates(site: LiveSite) -> None:
    topic, target = await site.topic("anna"), await site.section("Сон")
    mod, space = await site.person("mod", role="moderator"), await site.space()
    elsewhere = await site.section("Чужой раздел", space=space.id)
    with refused("forbidden"):
        await site.as_("anna").call("forum.move", topic_id=topic.id, section_id=target.id)
    with refused("forbidden"):
        await mod.call("forum.move", topic_id=topic.id, section_id=elsewhere.id)
    moved = await mod.call("forum.move", topic_id=topic.id, section_id=target.id, reason="про сон")
    assert moved.section_id == target.id
    assert (await mod.call("forum.topics", section_id=topic.section_id))["items"] == []
    await site.person("mod", role="moderator", space=space.id)
    assert (await mod.call("forum.move", topic_id=topic.id, section_id=elsewhere.id)).space_id == space.id
    for space_id in (site.network_id, space.id):
        log = (await mod.call("moderation.log", space_id=space_id))["items"]
        assert log[0].what == "topic.moved"


async def test_the_log_of_a_space_keeps_titles_of_narrowed_sections(site: LiveSite) -> None:
    section = await site.section("Закрытый совет", visibility="members")
    topic = await site.admin.call("forum.create_topic", section_id=section.id, title="Тайное", body="Тсс")
    await site.admin.call("forum.close", topic_id=topic.id)
    mod = await site.person("mod", role="moderator")
    log = (await mod.call("moderation.log"))["items"]
    assert ("topic.closed", "") in [(act.what, act.title) for act in log]
    assert not any("Тайное" in act.title or "Закрытый" in act.title for act in log)
