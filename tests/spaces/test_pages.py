"""Pages of a space: what each kind of reader is shown, and forms that do what their operations do."""

import re

import pytest

from tests.support import client_id, text_of


@pytest.fixture
async def garden(site):
    """A public institution with an owner, a member and a description."""
    return await site.space(
        "Детский сад № 12", kind="institution", slug="sad-12", region="70", town="Асино", description="Наш сад"
    )


async def test_the_directory_lists_spaces_for_visitors(site, garden):
    page = await site.get("/spaces?kind=institution&region=70")
    assert page.status_code == 200
    assert "Детский сад № 12" in text_of(page)
    assert "Томская область" in text_of(page)
    assert "Новое пространство" not in text_of(page)
    assert "Детский сад № 12" not in text_of(await site.get("/spaces?kind=community"))


async def test_a_member_founds_a_community_by_the_form(site):
    await site.person("anna")
    assert "Сообщество" in text_of(await site.get("/spaces/new", as_="anna"))
    form = {
        "client_id": client_id(),
        "kind": "community",
        "title": "Логопеды Сибири",
        "visibility": "public",
        "slug": "",
    }
    made = await site.post("/spaces/new", form, as_="anna")
    assert (made.status_code, made.headers["location"]) == (303, "/s/logopedy-sibiri")
    assert (await site.get("/s/logopedy-sibiri", as_="anna")).status_code == 200


async def test_a_refused_form_keeps_what_was_typed(site):
    await site.person("anna")
    form = {
        "client_id": client_id(),
        "kind": "community",
        "title": "",
        "visibility": "public",
        "description": "Зачем мы",
    }
    refused = await site.post("/spaces/new", form, as_="anna")
    assert refused.status_code == 422
    assert "Зачем мы" in refused.text


async def test_visitors_and_guests_are_not_offered_a_new_space(site):
    assert (await site.get("/spaces/new")).headers["location"].startswith("/sign-in")
    await site.person("guest", role="guest")
    assert (await site.get("/spaces/new", as_="guest")).status_code == 403


async def test_the_card_of_a_members_only_space_is_for_everybody(site):
    await site.space("Тихий сад", slug="quiet", visibility="members", contacts="Томск\n12-34", description="О нас")
    for path in ("/s/quiet", "/s/quiet/about"):
        page = await site.get(path)
        assert page.status_code == 200
        assert "12-34" in text_of(page)
        assert "О нас" in text_of(page)
        assert "Ольга Админ" not in text_of(page)


async def test_a_former_address_redirects_with_the_rest_of_the_path(site, garden):
    await site.admin.call("spaces.update", space_id=garden.id, slug="romashka")
    moved = await site.get("/s/sad-12/about?x=1")
    assert (moved.status_code, moved.headers["location"]) == (302, "/s/romashka/about?x=1")
    assert (await site.get("/s/sad-12")).headers["location"] == "/s/romashka"
    assert (await site.get("/s/nowhere")).status_code == 404


async def test_owners_edit_and_an_emptied_field_is_emptied(site, garden):
    page = await site.get("/s/sad-12/edit", as_="admin")
    assert "Наш сад" in page.text
    form = {
        "client_id": client_id(), "title": "Сад № 12", "description": "", "contacts": "12-34", "visibility": "network",
        "joining": "open", "region": "", "town": "", "slug": "sad-12",
    }  # fmt: skip
    assert (await site.post("/s/sad-12/edit", form, as_="admin")).status_code == 303
    space = await site.admin.call("spaces.get", slug="sad-12")
    assert (space.title, space.description_html, space.region, space.town) == ("Сад № 12", "", "", "")
    await site.person("anna", space=garden.id)
    assert (await site.get("/s/sad-12/edit", as_="anna")).status_code == 403
    assert (await site.post("/s/sad-12/edit", form, as_="anna")).status_code == 403
    assert (await site.post("/s/sad-12/edit", form | {"title": ""}, as_="admin")).status_code == 422


async def test_joining_and_leaving_by_buttons(site, garden):
    await site.person("anna")
    assert "/s/sad-12/join" in (await site.get("/s/sad-12", as_="anna")).text
    assert (await site.post("/s/sad-12/join", {"client_id": client_id()}, as_="anna")).status_code == 303
    assert "/s/sad-12/join" not in (await site.get("/s/sad-12", as_="anna")).text
    assert "/s/sad-12/leave" in (await site.get("/s/sad-12/about", as_="anna")).text
    assert (await site.post("/s/sad-12/leave", {"client_id": client_id()}, as_="anna")).status_code == 303
    assert (await site.post("/s/sad-12/leave", {"client_id": client_id()}, as_="anna")).status_code == 409
    assert (await site.post("/s/sad-12/join", {"client_id": client_id()})).status_code == 401


async def test_people_are_shown_to_signed_in_readers_and_roles_to_give_to_owners(site, garden):
    anna = await site.person("anna", space=garden.id, name="Анна Ковалёва")
    assert (await site.get("/s/sad-12/members")).headers["location"].startswith("/sign-in")
    page = await site.get("/s/sad-12/members?words=анна", as_="anna")
    assert "Анна Ковалёва" in text_of(page)
    assert "members/role" not in page.text
    assert "members/role" in (await site.get("/s/sad-12/members", as_="admin")).text
    given = {"client_id": client_id(), "person_id": str(anna.id), "role": "moderator"}
    assert (await site.post("/s/sad-12/members/role", given, as_="anna")).status_code == 403
    assert (await site.post("/s/sad-12/members/role", given, as_="admin")).status_code == 303
    removed = {"client_id": client_id(), "person_id": str(anna.id), "reason": ""}
    assert (await site.post("/s/sad-12/members/remove", removed, as_="admin")).status_code == 303
    assert "Анна Ковалёва" not in text_of(await site.get("/s/sad-12/members", as_="admin"))


async def test_owners_make_a_link_and_it_is_shown_once(site, garden):
    form = {"client_id": client_id(), "role": "member", "term": "14", "count": "5"}
    made = await site.post("/s/sad-12/invitations", form, as_="admin")
    assert len(re.findall(r"/i/[\w-]{43}", made.text)) == 2, "by itself and in the message to send on"
    assert "Здравствуйте! Приглашаем вас в наше пространство: Детский сад № 12." in text_of(made)
    assert not re.search(r"/i/[\w-]{43}", (await site.get("/s/sad-12/invitations", as_="admin")).text)
    pasted = {"client_id": client_id(), "emails": "a@example.org\nнет", "role": "guest", "term": "7"}
    told = await site.post("/s/sad-12/invitations/list", pasted, as_="admin")
    assert "a@example.org" in told.text
    assert "Это не похоже на адрес электронной почты" in told.text
    refused = await site.post("/s/sad-12/invitations", form | {"count": "0"}, as_="admin")
    assert refused.status_code == 422
    await site.person("anna", space=garden.id)
    assert (await site.get("/s/sad-12/invitations", as_="anna")).status_code == 403
    assert (await site.post("/s/sad-12/invitations", form, as_="anna")).status_code == 403


async def test_owners_revoke_an_invitation_by_its_button(site, garden):
    made = await site.admin.call("spaces.invite", space_id=garden.id)
    form = {"client_id": client_id(), "invitation_id": str(made.id)}
    assert (await site.post("/s/sad-12/invitations/revoke", form, as_="admin")).status_code == 303
    assert (await site.get(made.link)).status_code == 410


async def test_a_link_leads_newcomers_to_sign_up_and_people_inside(site):
    space = await site.space("Тихий сад", slug="quiet", visibility="members")
    link = (await site.admin.call("spaces.invite", space_id=space.id)).link
    assert "/sign-up?invitation=" in (await site.get(link)).text
    await site.person("anna")
    assert "Принять приглашение" in text_of(await site.get(link, as_="anna"))
    accepted = await site.post(link, {"client_id": client_id()}, as_="anna")
    assert (accepted.status_code, accepted.headers["location"]) == (303, "/s/quiet")
    await site.person("boris")
    assert (await site.post(link, {"client_id": client_id()}, as_="boris")).status_code == 410
    assert (await site.get("/i/made-up")).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/spaces", "/s/sad-12/about", "/s/sad-12/edit", "/s/sad-12/members", "/s/sad-12/invitations", "/spaces/new"],
)
async def test_a_page_costs_at_most_six_statements(site, garden, path):
    assert await site.statements(path, as_="admin") <= 6


async def test_a_visitor_sees_a_change_of_the_card_at_once(site, garden):
    assert "Детский сад № 12" in text_of(await site.get("/s/sad-12/about"))
    await site.admin.call("spaces.update", space_id=garden.id, title="Сад «Ромашка»")
    assert "Сад «Ромашка»" in text_of(await site.get("/s/sad-12/about"))
