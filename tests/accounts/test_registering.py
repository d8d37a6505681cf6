"""Who may register, what a newcomer is, and what the form keeps."""

from community.config import AccountsConfig, Config
from tests.support import PASSWORD, LiveSite, refused, text_of

BORIS = {"name": "Борис Лунин", "email": "boris@example.org", "password": PASSWORD}


async def roles(site: LiveSite, person_id: int) -> dict[int, str]:
    async def query(tx):
        return await tx.rows("select space_id, role from memberships where person_id = :id", id=person_id)

    return dict(await site.db.read(query))


async def invitation(site: LiveSite, space_id: int, role: str = "member", count: int = 1) -> str:
    made = await site.admin.call("spaces.invite", space_id=space_id, role=role, term=7, count=count)
    return made.link.rpartition("/")[2]


async def configure(site: LiveSite, **changes: str) -> None:
    before = await site.admin.call("site.settings")
    await site.admin.call("site.configure", **{**before, **changes})


async def test_a_closed_site_takes_nobody_with_or_without_an_invitation(site: LiveSite) -> None:
    secret = await invitation(site, site.network_id)
    await configure(site, registration="closed")
    for more in ({}, {"invitation": secret}):
        with refused("forbidden"):
            await site.visitor.call("people.register", **BORIS, **more)


async def test_by_invitation_only_its_holder_comes_in_with_its_role(site: LiveSite) -> None:
    await configure(site, registration="invitation", first_role="guest")
    garden = await site.space("Детский сад № 12")
    secret = await invitation(site, garden.id, "moderator")
    with refused("forbidden"):
        await site.visitor.call("people.register", **BORIS)
    made = await site.visitor.call("people.register", **BORIS, invitation=secret)
    assert await roles(site, made.person.id) == {site.network_id: "guest", garden.id: "moderator"}


async def test_an_invitation_is_spent_by_who_comes_in(site: LiveSite) -> None:
    secret = await invitation(site, (await site.space()).id)
    await site.visitor.call("people.register", **BORIS, invitation=secret)
    with refused("gone"):
        await site.visitor.call(
            "people.register", name="Вера", email="vera@example.org", password=PASSWORD, invitation=secret
        )


async def test_an_invitation_of_one_address_is_no_use_to_another(site: LiveSite) -> None:
    garden = await site.space()
    told = await site.admin.call(
        "spaces.invite_many", space_id=garden.id, role="member", term=7, emails="Boris@example.org"
    )
    secret = told[0].link.rpartition("/")[2]
    with refused("gone"):
        await site.visitor.call(
            "people.register", name="Вера", email="vera@example.org", password=PASSWORD, invitation=secret
        )
    await site.visitor.call("people.register", **BORIS, invitation=secret)


async def test_what_the_configuration_says_holds_until_an_administrator_decides(make_site) -> None:
    site = await make_site(Config(accounts=AccountsConfig(registration="closed", first_role="guest")))
    with refused("forbidden"):
        await site.visitor.call("people.register", **BORIS)
    await configure(site, registration="open")
    made = await site.visitor.call("people.register", **BORIS)
    assert await roles(site, made.person.id) == {site.network_id: "guest"}


async def test_the_form_demands_consent_and_keeps_what_was_typed(site: LiveSite) -> None:
    form = {**BORIS, "next": "/spaces", "client_id": "c-9"}
    answer = await site.post("/sign-up", form)
    assert answer.status_code == 422
    assert "Борис Лунин" in answer.text and "boris@example.org" in answer.text and PASSWORD not in answer.text
    assert 'value="/spaces"' in answer.text
    answer = await site.post("/sign-up", {**form, "consent": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/spaces")
    assert answer.headers["set-cookie"].startswith("session=")


async def test_who_signs_up_by_an_invitation_arrives_in_its_space(site: LiveSite) -> None:
    garden = await site.space("Детский сад «Ромашка»")
    secret = await invitation(site, garden.id)
    for asked in (f"/sign-up?invitation={secret}", f"/sign-up?next=/i/{secret}"):
        page = await site.get(asked)
        assert "Детский сад «Ромашка»" in text_of(page)
        assert f'href="/sign-in?next=/i/{secret}"' in page.text
        assert 'href="/sign-in"' not in page.text, "no way in that forgets the invitation"
    answer = await site.post("/sign-up", {**BORIS, "consent": "1", "next": f"/i/{secret}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/s/{garden.slug}")


async def test_the_page_of_a_closed_site_says_whom_to_ask(site: LiveSite) -> None:
    await configure(site, registration="closed")
    answer = await site.get("/sign-up")
    assert "обратитесь к администратору" in text_of(answer) and "<form class=" not in answer.text.partition("<main")[2]


async def test_a_name_that_cannot_be_seen_is_refused(site: LiveSite) -> None:
    with refused("invalid", "name"):
        await site.visitor.call("people.register", name="ㅤㅤㅤ", email="x@example.org", password=PASSWORD)


async def test_namesakes_get_addresses_of_their_own(site: LiveSite) -> None:
    handles = [
        (
            await site.visitor.call("people.register", name="Ольга", email=f"o{i}@example.org", password=PASSWORD)
        ).person.handle
        for i in range(3)
    ]
    assert handles == ["olga", "olga-2", "olga-3"]
