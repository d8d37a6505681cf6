"""Who makes which spaces, what they are called, and what owners change of them."""

import pytest

from tests.support import refused


async def test_any_member_of_the_network_founds_a_community_and_owns_it(site):
    anna = await site.person("anna")
    made = await anna.call("spaces.create", kind="community", title="Логопеды Сибири", visibility="public")
    assert (made.slug, made.kind, made.people) == ("logopedy-sibiri", "community", 1)
    people = await anna.call("spaces.members", space_id=made.id)
    assert [(row.person.id, row.role) for row in people["items"]] == [(anna.id, "owner")]


async def test_a_guest_of_the_network_founds_nothing(site):
    guest = await site.person("guest", role="guest")
    with refused("forbidden"):
        await guest.call("spaces.create", kind="community", title="Моё", visibility="public")


async def test_a_visitor_founds_nothing(site):
    with refused("unauthenticated"):
        await site.visitor.call("spaces.create", kind="community", title="Моё", visibility="public")


@pytest.mark.parametrize("kind", ["institution", "project", "partner"])
async def test_administrators_make_the_other_kinds_and_members_do_not(site, kind):
    anna = await site.person("anna")
    with refused("forbidden"):
        await anna.call("spaces.create", kind=kind, title="Детский сад № 12", visibility="network")
    made = await site.admin.call("spaces.create", kind=kind, title="Детский сад № 12", visibility="network")
    assert made.kind == kind


async def test_there_is_one_network(site):
    with refused("conflict"):
        await site.admin.call("spaces.create", kind="network", title="Вторая", visibility="public")


async def test_an_institution_has_a_region_by_code_or_name(site):
    by_name = await site.space(kind="institution", region="Томская область", town=" Асино ")
    assert (by_name.region, by_name.town) == ("70", "Асино")
    assert (await site.space(kind="institution", region="54")).region == "54"
    found = await site.visitor.call("spaces.list", region="70")
    assert [space.id for space in found["items"]] == [by_name.id]
    with refused("invalid", "region"):
        await site.space(kind="institution", region="Атлантида")


async def test_regions_are_told_to_everybody(site):
    regions = await site.visitor.call("spaces.regions")
    assert len(regions) == 89
    assert {"code": "70", "ru": "Томская область", "en": "Tomsk Region"} in regions


async def test_the_same_client_id_makes_one_space(site):
    given = {"kind": "community", "title": "Музыка", "visibility": "public", "client_id": "once"}
    first = await site.admin.call("spaces.create", **given)
    assert (await site.admin.call("spaces.create", **given)).id == first.id
    with refused("conflict"):
        await site.admin.call("spaces.create", **{**given, "title": "Другое"})


async def test_every_fault_of_a_space_is_named(site):
    with refused("invalid", "title", "visibility", "slug", "colour"):
        await site.admin.call("spaces.create", kind="community", title="", visibility="secret", slug="Ой", colour="red")
    with refused("invalid", "title"):
        await site.admin.call("spaces.create", kind="community", title="\u2060\u2060\u2060", visibility="public")


async def test_equal_titles_get_addresses_of_their_own(site):
    slugs = [(await site.space("Музыка", slug=None)).slug for _ in range(3)]
    assert slugs == ["muzyka", "muzyka-2", "muzyka-3"]


async def test_an_address_is_given_to_one_space_only(site):
    await site.space(slug="sad-12")
    with refused("conflict"):
        await site.space(slug="sad-12")


async def test_a_former_address_finds_the_space_and_is_never_given_to_another(site):
    space = await site.space(slug="sad-12")
    await site.admin.call("spaces.update", space_id=space.id, slug="romashka")
    assert (await site.visitor.call("spaces.get", slug="sad-12")).slug == "romashka"
    with refused("conflict"):
        await site.space(slug="sad-12")
    back = await site.admin.call("spaces.update", space_id=space.id, slug="sad-12")
    assert back.slug == "sad-12"


async def test_owners_change_what_is_given_and_leave_the_rest(site):
    space = await site.space("Сад", description="**Мы** здесь", town="Томск")
    changed = await site.admin.call("spaces.update", space_id=space.id, title="Сад № 5", visibility="network")
    assert (changed.title, changed.visibility, changed.town) == ("Сад № 5", "network", "Томск")
    assert "<strong>Мы</strong>" in changed.description_html
    assert changed.version > space.version


async def test_nobody_else_changes_a_space(site):
    space = await site.space()
    for who in ("member", "moderator"):
        person = await site.person(who, role=who, space=space.id)
        with refused("forbidden"):
            await person.call("spaces.update", space_id=space.id, title="Моё")
    with refused("not_found"):
        await site.admin.call("spaces.update", space_id=9_000_000, title="Моё")


async def test_a_members_only_space_shows_everybody_its_card(site):
    space = await site.space("Тихий сад", visibility="members", contacts="Томск, 12-34")
    card = await site.visitor.call("spaces.get", space_id=space.id)
    assert (card.title, card.contacts) == ("Тихий сад", "Томск, 12-34")
    listed = await site.visitor.call("spaces.list")
    assert space.id in [row.id for row in listed["items"]]


async def test_a_space_is_asked_for_by_one_name(site):
    with refused("invalid"):
        await site.visitor.call("spaces.get")
    with refused("not_found"):
        await site.visitor.call("spaces.get", slug="nowhere")


async def test_the_directory_pages_by_title_and_filters(site):
    for title in ("Вишня", "Арбуз", "Ёлка", "Берёза"):
        await site.space(title)
    first = await site.visitor.call("spaces.list", kind="community", limit=3)
    rest = await site.visitor.call("spaces.list", kind="community", limit=3, after=first["next"])
    assert [space.title for space in first["items"] + rest["items"]] == ["Арбуз", "Берёза", "Вишня", "Ёлка"]
    assert rest["next"] is None
    with refused("invalid", "after"):
        await site.visitor.call("spaces.list", after="нет")


async def test_my_spaces_are_those_i_am_in(site):
    space = await site.space("Мой")
    await site.space("Чужой")
    anna = await site.person("anna", space=space.id)
    mine = await anna.call("spaces.list", mine=True)
    assert {row.id for row in mine["items"]} == {space.id, site.network_id}
    with refused("unauthenticated"):
        await site.visitor.call("spaces.list", mine=True)
