"""Coming, going, roles: the permission and beside it the refusal."""

import pytest

from community.spaces import queries_people
from tests.support import refused


async def roles(site, space):
    found = await site.admin.call("spaces.members", space_id=space.id)
    return {row.person.handle: row.role for row in found["items"]}


@pytest.mark.parametrize("visibility", ["public", "network"])
async def test_open_spaces_are_joined_freely(site, visibility):
    space = await site.space(visibility=visibility)
    anna = await site.person("anna")
    joined = await anna.call("spaces.join", space_id=space.id)
    assert (joined.role, joined.person.id) == ("member", anna.id)
    assert (await anna.call("spaces.join", space_id=space.id)).joined_at == joined.joined_at


async def test_a_guest_of_the_network_comes_in_as_a_guest(site):
    space = await site.space()
    guest = await site.person("guest", role="guest")
    assert (await guest.call("spaces.join", space_id=space.id)).role == "guest"


@pytest.mark.parametrize("closed", [{"visibility": "members"}, {"joining": "invitation"}])
async def test_closed_spaces_are_not_joined_freely(site, closed):
    space = await site.space(**closed)
    anna = await site.person("anna")
    with refused("forbidden"):
        await anna.call("spaces.join", space_id=space.id)
    with refused("unauthenticated"):
        await site.visitor.call("spaces.join", space_id=space.id)


async def test_somebody_leaves_and_is_gone(site):
    space = await site.space()
    anna = await site.person("anna", space=space.id)
    await anna.call("spaces.leave", space_id=space.id)
    assert "anna" not in await roles(site, space)
    with refused("conflict"):
        await anna.call("spaces.leave", space_id=space.id)


async def test_nobody_leaves_the_network(site):
    anna = await site.person("anna")
    with refused("conflict"):
        await anna.call("spaces.leave", space_id=site.network_id)
    with refused("conflict"):
        await site.admin.call("spaces.remove_member", space_id=site.network_id, person_id=anna.id)


async def test_the_last_owner_neither_leaves_nor_steps_down(site):
    anna = await site.person("anna")
    space = await site.space(owner="anna")
    with refused("conflict"):
        await anna.call("spaces.leave", space_id=space.id)
    with refused("conflict"):
        await anna.call("spaces.set_role", space_id=space.id, person_id=anna.id, role="member")
    boris = await site.person("boris")
    await anna.call("spaces.set_role", space_id=space.id, person_id=boris.id, role="owner")
    await anna.call("spaces.set_role", space_id=space.id, person_id=anna.id, role="member")
    with refused("conflict"):
        await boris.call("spaces.leave", space_id=space.id)
    await anna.call("spaces.leave", space_id=space.id)


async def test_the_last_administrator_stays_one(site):
    with refused("conflict"):
        await site.admin.call("spaces.set_role", space_id=site.network_id, person_id=site.admin.id, role="member")


async def test_an_owner_giving_a_role_brings_a_person_in(site):
    space = await site.space()
    boris = await site.person("boris")
    given = await site.admin.call("spaces.set_role", space_id=space.id, person_id=boris.id, role="moderator")
    assert given.role == "moderator"
    assert (await roles(site, space))["boris"] == "moderator"


async def test_only_owners_give_roles(site):
    space = await site.space()
    moderator = await site.person("moderator", role="moderator", space=space.id)
    with refused("forbidden"):
        await moderator.call("spaces.set_role", space_id=space.id, person_id=moderator.id, role="owner")
    with refused("not_found"):
        await site.admin.call("spaces.set_role", space_id=space.id, person_id=9_000_000, role="member")
    with refused("invalid", "role"):
        await site.admin.call("spaces.set_role", space_id=space.id, person_id=moderator.id, role="king")


async def test_an_administrator_has_no_power_in_a_space_of_others(site):
    await site.person("anna")
    space = await site.space(owner="anna", visibility="members")
    with refused("forbidden"):
        await site.admin.call("spaces.set_role", space_id=space.id, person_id=site.admin.id, role="owner")
    with refused("forbidden"):
        await site.admin.call("spaces.members", space_id=space.id)


async def test_an_administrator_gives_an_owner_to_a_space_whose_owners_are_blocked(site):
    anna, boris = await site.person("anna"), await site.person("boris")
    space = await site.space(owner="anna")
    given = {"space_id": space.id, "person_id": boris.id, "role": "owner"}
    with refused("forbidden"):
        await site.admin.call("spaces.set_role", **given)
    await site.admin.call("people.suspend", person_id=anna.id, reason="Взломан пароль")
    with refused("forbidden"):
        await boris.call("spaces.set_role", **given)
    with refused("forbidden"):
        await site.admin.call("spaces.set_role", **given | {"role": "moderator"})
    assert (await site.admin.call("spaces.set_role", **given)).role == "owner"
    with refused("forbidden"):
        await site.admin.call("spaces.set_role", **given | {"person_id": site.admin.id})
    await boris.call("spaces.set_role", space_id=space.id, person_id=anna.id, role="member")


async def test_an_owner_removes_a_person_and_the_log_says_why(site):
    space = await site.space()
    boris = await site.person("boris", space=space.id, name="Борис Зуев")
    with refused("forbidden"):
        await boris.call("spaces.remove_member", space_id=space.id, person_id=site.admin.id)
    await site.admin.call("spaces.remove_member", space_id=space.id, person_id=boris.id, reason="Спам")
    assert "boris" not in " ".join(await roles(site, space))
    with refused("not_found"):
        await site.admin.call("spaces.remove_member", space_id=space.id, person_id=boris.id)
    acts = (await site.admin.call("moderation.log", space_id=space.id))["items"]
    assert [(act.what, act.title, act.why) for act in acts] == [
        ("person.removed", "Борис Зуев", "Спам"),
        ("role.given", "Борис Зуев", "member"),
    ]


async def test_a_person_removed_from_a_space_is_out_of_its_narrowed_rooms(site):
    space = await site.space()
    await site.person("boris", space=space.id)
    room = await site.room("Тихая", ["boris"], space=space.id, visibility="members")
    listening = await site.socket("boris", room)
    await site.admin.call("spaces.remove_member", space_id=space.id, person_id=site.as_("boris").id)
    await site.admin.call("chat.send", room_id=room.id, body="Без Бориса")
    await listening.hears_nothing()
    with refused("not_found"):
        await site.as_("boris").call("chat.history", room_id=room.id)


async def test_people_of_a_space_are_listed_by_name_and_found_by_a_part_of_it(site):
    space = await site.space()
    for who, name in (("anna", "Анна Ковалёва"), ("boris", "Борис Зуев"), ("elka", "Ёлка Белова")):
        await site.person(who, space=space.id, name=name)
    first = await site.admin.call("spaces.members", space_id=space.id, limit=2)
    rest = await site.admin.call("spaces.members", space_id=space.id, limit=2, after=first["next"])
    names = [row.person.name for row in first["items"] + rest["items"]]
    assert names == ["Анна Ковалёва", "Борис Зуев", "Ёлка Белова", "Ольга Админ"]
    found = await site.admin.call("spaces.members", space_id=space.id, words="КОВАЛЕВ")
    assert [row.person.name for row in found["items"]] == ["Анна Ковалёва"]
    assert (await site.admin.call("spaces.members", space_id=space.id, words="%"))["items"] == []


async def test_names_of_a_members_only_space_are_for_those_inside(site):
    space = await site.space(visibility="members")
    anna = await site.person("anna")
    guest = await site.person("guest", role="guest", space=space.id)
    for outsider in (anna, guest):
        with refused("forbidden"):
            await outsider.call("spaces.members", space_id=space.id)
    with refused("unauthenticated"):
        await site.visitor.call("spaces.members", space_id=space.id)


async def test_whoever_listens_to_a_space_hears_of_its_changes(site):
    space = await site.space()
    await site.person("anna", space=space.id)
    anna = await site.socket("anna", f"space:{space.id}")
    changed = await site.admin.call("spaces.update", space_id=space.id, title="Сад № 7")
    heard = await anna.hears("spaces.changed")
    assert (heard.space.title, heard.version, heard.channel) == ("Сад № 7", changed.version, f"space:{space.id}")


async def test_a_members_only_space_is_not_heard_from_outside(site):
    space = await site.space()
    await site.person("anna")
    anna = await site.socket("anna", f"space:{space.id}")
    await site.admin.call("spaces.update", space_id=space.id, visibility="members")
    await site.admin.call("spaces.update", space_id=space.id, title="Тайный сад")
    await anna.hears_nothing(but=("presence.changed", "spaces.changed"))
    with refused("not_found"):
        await anna.call("live.subscribe", channel=f"space:{space.id}")


async def test_an_institution_one_has_left_is_no_longer_ones_own(site):
    garden = await site.space("Детский сад № 12", kind="institution")
    space = await site.space("Открытое сообщество")
    anna = await site.person("anna", space=garden.id)
    await site.person("anna", space=space.id)
    await anna.call("people.update", name="Анна Ковалёва", institution_id=garden.id)
    topic = await site.topic("anna", section=await site.section(space=space.id))
    path = f"/t/{topic.id}-{topic.slug}"
    assert "Детский сад № 12" in (await site.get(path)).text
    await anna.call("spaces.leave", space_id=garden.id)
    assert "institution" not in {name for name, value in (await anna.call("people.me")).items() if value}
    assert "Детский сад № 12" not in (await site.get(path)).text


async def test_owners_stand_first_then_moderators_then_who_came_last(timed_site):
    site = timed_site
    space = await site.space("Сад № 12", slug="sad-12")
    for who, role in (("anna", "member"), ("vera", "guest"), ("mod", "moderator"), ("boris", "member")):
        site.clock.advance(1000)
        await site.person(who, role, space=space.id)
    first = await site.db.read(queries_people.first_people, space.id, 4)
    assert [row.role for row in first] == ["owner", "moderator", "member", "guest"]
    assert [row.person.id for row in first][2:] == [site.as_("boris").id, site.as_("vera").id]
