"""Who may read, write and change what: each permission beside its refusal."""

import pytest

from community.forum import rules
from community.forum.model import Breadth, Section, SpaceRef
from tests.support import LiveSite, refused


def section(who_starts: str = "member", closed_at: int | None = None) -> Section:
    return Section(
        id=1, space_id=1, space=SpaceRef(1, "s", "S", "public"), slug="r", title="R", description="",
        visibility=Breadth.SPACE, who_starts=who_starts, who_replies="member", position=1, version=1,
        closed_at=closed_at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "who_starts", "allowed"),
    [
        (None, "guest", False),
        ("guest", "guest", True),
        ("guest", "member", False),
        ("member", "member", True),
        ("member", "moderator", False),
        ("moderator", "moderator", True),
        ("moderator", "owner", False),
        ("owner", "owner", True),
    ],
)
def test_who_starts_topics(role: str | None, who_starts: str, allowed: bool) -> None:
    assert rules.may_start(role, section(who_starts)) is allowed
    assert not rules.may_start(role, section(who_starts, closed_at=5))


async def test_only_owners_make_sections(site: LiveSite) -> None:
    anna = await site.person("anna")
    with refused("forbidden"):
        await anna.call("forum.create_section", space_id=site.network_id, title="Раздел")
    made = await site.admin.call("forum.create_section", space_id=site.network_id, title="Раздел", client_id="s1")
    again = await site.admin.call("forum.create_section", space_id=site.network_id, title="Раздел", client_id="s1")
    assert made.id == again.id
    assert (made.slug, made.visibility) == ("razdel", "space")
    listed = await anna.call("forum.sections", space_id=site.network_id)
    assert [each.id for each in listed["items"]] == [made.id]


async def test_owners_change_sections_and_never_widen_them(site: LiveSite) -> None:
    anna, made = await site.person("anna"), await site.section()
    changed = await site.admin.call("forum.update_section", section_id=made.id, title="Сон", visibility="members")
    assert (changed.title, changed.slug, changed.visibility) == ("Сон", "son", "members")
    with refused("conflict"):
        await site.admin.call("forum.update_section", section_id=made.id, visibility="space")
    with refused("not_found"):
        await anna.call("forum.update_section", section_id=made.id, title="Моё")


async def test_an_owner_who_was_not_added_manages_a_narrowed_section_and_does_not_read_it(site: LiveSite) -> None:
    made = await site.section(visibility="members")
    second, anna = await site.person("second", role="owner"), await site.person("anna")
    with refused("not_found"):
        await second.call("forum.topics", section_id=made.id)
    await second.call("forum.add_section_member", section_id=made.id, person_id=anna.id)
    assert (await second.call("forum.update_section", section_id=made.id, title="Совет")).title == "Совет"
    assert len((await second.call("forum.section_members", section_id=made.id))["items"]) == 2
    page = await site.get(f"/s/{made.space.slug}/f/{made.id}-sovet/edit", as_="second")
    assert (page.status_code, "Anna" in page.text) == (200, True)
    with refused("not_found"):
        await second.call("forum.topics", section_id=made.id)
    await site.person("mod", role="moderator")
    with refused("not_found"):
        await site.as_("mod").call("forum.section_members", section_id=made.id)


async def test_a_narrowed_section_is_for_those_added(site: LiveSite) -> None:
    made = await site.section(visibility="members")
    topic = await site.admin.call("forum.create_topic", section_id=made.id, title="Для своих", body="Тсс")
    anna, owner = await site.person("anna"), site.admin
    for operation, params in (
        ("forum.topics", {"section_id": made.id}),
        ("forum.topic", {"topic_id": topic.id}),
        ("forum.posts", {"topic_id": topic.id}),
        ("forum.catch_up", {"topic_id": topic.id, "after_version": 0}),
        ("forum.reply", {"topic_id": topic.id, "body": "Можно?"}),
        ("forum.create_topic", {"section_id": made.id, "title": "Можно?", "body": "Можно?"}),
        ("forum.source", {"post_id": topic.post.id}),
        ("forum.read", {"topic_id": topic.id, "ranges": [[1, 1]]}),
    ):
        with refused("not_found"):
            await anna.call(operation, **params)
    assert (await anna.call("forum.sections", space_id=site.network_id))["items"] == []
    await owner.call("forum.add_section_member", section_id=made.id, person_id=anna.id)
    assert (await anna.call("forum.reply", topic_id=topic.id, body="Спасибо")).seq == 2
    names = [person.name for person in (await owner.call("forum.section_members", section_id=made.id))["items"]]
    assert sorted(names) == ["Anna", "Ольга Админ"]
    await owner.call("forum.remove_section_member", section_id=made.id, person_id=anna.id)
    with refused("not_found"):
        await anna.call("forum.topic", topic_id=topic.id)


async def test_members_do_not_choose_who_reads_a_section(site: LiveSite) -> None:
    made, anna = await site.section(), await site.person("anna")
    for operation in ("forum.add_section_member", "forum.remove_section_member"):
        with refused("forbidden"):
            await anna.call(operation, section_id=made.id, person_id=anna.id)
    with refused("forbidden"):
        await anna.call("forum.section_members", section_id=made.id)


async def test_leaving_the_space_ends_what_one_was_added_to(site: LiveSite) -> None:
    anna, space = await site.person("anna"), await site.space(visibility="members")
    made = await site.section(space=space.id, visibility="members")
    with refused("conflict"):
        await site.admin.call("forum.add_section_member", section_id=made.id, person_id=anna.id)
    await site.person("anna", role="guest", space=space.id)
    await site.admin.call("forum.add_section_member", section_id=made.id, person_id=anna.id)
    assert (await anna.call("forum.topics", section_id=made.id))["items"] == []
    await anna.call("spaces.leave", space_id=space.id)
    with refused("not_found"):
        await anna.call("forum.topics", section_id=made.id)


async def test_outsiders_read_a_public_space_and_write_after_joining(site: LiveSite) -> None:
    anna, space = await site.person("anna"), await site.space(visibility="public")
    made = await site.section(space=space.id)
    topic = await site.admin.call("forum.create_topic", section_id=made.id, title="Открыто всем", body="Читайте")
    assert (await site.visitor.call("forum.posts", topic_id=topic.id))["items"][0].html == "<p>Читайте</p>"
    with refused("unauthenticated"):
        await site.visitor.call("forum.reply", topic_id=topic.id, body="И я")
    with refused("forbidden"):
        await anna.call("forum.reply", topic_id=topic.id, body="И я")
    await anna.call("spaces.join", space_id=space.id)
    assert (await anna.call("forum.reply", topic_id=topic.id, body="И я")).seq == 2


async def test_what_is_the_networks_is_hidden_from_visitors(site: LiveSite) -> None:
    await site.person("anna")
    space = await site.space(visibility="network")
    made = await site.section(space=space.id)
    topic = await site.admin.call("forum.create_topic", section_id=made.id, title="Для сети", body="Читайте")
    assert (await site.as_("anna").call("forum.topic", topic_id=topic.id)).title == "Для сети"
    with refused("not_found"):
        await site.visitor.call("forum.topic", topic_id=topic.id)


async def test_guests_write_where_the_section_lets_them(site: LiveSite) -> None:
    guest = await site.person("guest", role="guest")
    closed, open_to_guests = await site.section(), await site.section(who_starts="guest", who_replies="guest")
    with refused("forbidden"):
        await guest.call("forum.create_topic", section_id=closed.id, title="Вопрос", body="Можно?")
    topic = await guest.call("forum.create_topic", section_id=open_to_guests.id, title="Вопрос", body="Можно?")
    assert topic.author.name == "Guest"


async def test_authors_edit_and_remove_their_own_only(site: LiveSite) -> None:
    topic = await site.topic("anna")
    anna, boris = site.as_("anna"), await site.person("boris")
    with refused("forbidden"):
        await boris.call("forum.edit", post_id=topic.post.id, body="Моё")
    with refused("forbidden"):
        await boris.call("forum.remove", post_id=topic.post.id)
    with refused("forbidden"):
        await boris.call("forum.source", post_id=topic.post.id)
    with refused("forbidden"):
        await boris.call("forum.edit_title", topic_id=topic.id, title="Моё")
    assert (await anna.call("forum.source", post_id=topic.post.id)).source == "Что помогает?"
    edited = await anna.call("forum.edit", post_id=topic.post.id, body="Что *помогает*?", version=1)
    assert (edited.version, edited.html) == (2, "<p>Что <em>помогает</em>?</p>")
    assert edited.edited_at is not None
    with refused("conflict"):
        await anna.call("forum.edit", post_id=topic.post.id, body="Опоздала", version=1)
    assert (await anna.call("forum.edit_title", topic_id=topic.id, title="Слёзы утром")).slug == "slezy-utrom"


async def test_a_removed_post_keeps_its_place_and_loses_its_text(site: LiveSite) -> None:
    topic = await site.topic("anna")
    anna = site.as_("anna")
    reply = await anna.call("forum.reply", topic_id=topic.id, body="Лишнее", parent_id=topic.post.id)
    await anna.call("forum.reply", topic_id=topic.id, body="Ответ на лишнее", parent_id=reply.id)
    gone = await anna.call("forum.remove", post_id=reply.id)
    assert (gone.html, gone.version, gone.removed_by) == ("", 4, anna.id)
    posts = (await anna.call("forum.posts", topic_id=topic.id))["items"]
    assert [(post.seq, post.html) for post in posts][1:] == [(2, ""), (3, "<p>Ответ на лишнее</p>")]
    assert (await anna.call("forum.topic", topic_id=topic.id)).post_count == 2
    with refused("gone"):
        await anna.call("forum.edit", post_id=reply.id, body="Вернуть")
    with refused("gone"):
        await anna.call("forum.source", post_id=reply.id)
    with refused("conflict"):
        await site.admin.call("forum.restore", post_id=reply.id)
    assert await anna.call("forum.remove", post_id=reply.id) == gone


async def test_hidden_and_absent_things_answer_alike(site: LiveSite) -> None:
    topic = await site.topic("anna")
    await site.admin.call("forum.hide", topic_id=topic.id)
    anna = site.as_("anna")
    for operation, name, hidden in (
        ("forum.topic", "topic_id", topic.id),
        ("forum.source", "post_id", topic.post.id),
        ("forum.remove", "post_id", topic.post.id),
    ):
        with refused("not_found") as of_hidden:
            await anna.call(operation, **{name: hidden})
        with refused("not_found") as of_absent:
            await anna.call(operation, **{name: 2**53 - 1})
        assert of_hidden == of_absent
    assert (await anna.call("forum.topics", section_id=topic.section_id))["items"] == []
    assert (await site.admin.call("forum.topic", topic_id=topic.id)).hidden_at is not None


async def test_somebody_is_added_to_a_section_by_the_name_in_the_address_of_their_page(site: LiveSite) -> None:
    made = await site.section("Совет", visibility="members")
    anna = await site.person("anna")
    where = f"/s/{made.space.slug}/f/{made.id}-sovet"
    typed = {"person_id": "", "handle": anna.handle, "client_id": "h1"}
    assert (await site.post(f"{where}/people/add", typed, as_="admin")).status_code == 303
    assert (await anna.call("forum.topics", section_id=made.id))["items"] == []
    with refused("not_found"):
        await site.admin.call("forum.add_section_member", section_id=made.id, handle="nobody-here")
    with refused("invalid", "person_id"):
        await site.admin.call("forum.add_section_member", section_id=made.id)
