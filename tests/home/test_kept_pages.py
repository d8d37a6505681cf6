"""Visitors' pages are kept in memory: what stops being theirs to see is gone from every one of them at once."""

from collections.abc import Awaitable, Callable

import pytest

from tests.support import LiveSite, Row

Act = Callable[[LiveSite, Row], Awaitable[object]]


def doing(operation: str, **params: str) -> Act:
    """The operation by an owner; `params` name what of the furnished space each parameter is, or are values."""

    async def act(site: LiveSite, made: Row) -> object:
        return await site.admin.call(operation, **{name: made.get(of, of) for name, of in params.items()})

    return act


ACTS = {
    "hidden": doing("forum.hide", topic_id="topic"),
    "moved": doing("forum.move", topic_id="topic", section_id="elsewhere"),
    "section narrowed": doing("forum.update_section", section_id="section", visibility="members"),
    "space for those signed in": doing("spaces.update", space_id="space", visibility="network"),
    "space for members": doing("spaces.update", space_id="space", visibility="members"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
async def test_a_topic_that_is_no_longer_theirs_is_on_no_page(site: LiveSite, act: Act) -> None:
    space = await site.space("Открытый сад", slug="open")
    quiet = await site.space("Тихий сад", visibility="members")
    section, elsewhere = await site.section("Режим", space=space.id), await site.section("Совет", space=quiet.id)
    topic = await site.admin.call("forum.create_topic", section_id=section.id, title="Наша тайна", body="Наша тайна")
    paths = ["/", "/s/open", f"/s/open/f/{section.id}-{section.slug}", f"/t/{topic.id}-{topic.slug}"]
    for path in paths * 2:
        assert "Наша тайна" in (await site.get(path)).text, path
    await act(site, Row(topic=topic.id, section=section.id, space=space.id, elsewhere=elsewhere.id))
    for path in paths:
        assert "Наша тайна" not in (await site.get(path)).text, path


@pytest.mark.parametrize("visibility", ["network", "members"])
async def test_a_room_goes_with_its_space(site: LiveSite, visibility: str) -> None:
    space = await site.space("Открытый сад", slug="open")
    room = await site.room("Наша гостиная", space=space.id)
    for path in ("/s/open", f"/r/{room.id}") * 2:
        assert "Наша гостиная" in (await site.get(path)).text
    await site.admin.call("spaces.update", space_id=space.id, visibility=visibility)
    for path in ("/s/open", f"/r/{room.id}"):
        assert "Наша гостиная" not in (await site.get(path)).text
