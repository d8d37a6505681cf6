"""A forgotten password: who makes the one-time link, and that nobody comes into another's powers by it."""

from community.clock import HOUR, MINUTE
from tests.support import PASSWORD, LiveSite, refused, text_of

NEW = "Подснежник под снегом"


async def make(site: LiveSite, who: str, person_id: int) -> str:
    made = await site.as_(who).call("people.make_reset_link", person_id=person_id)
    return made.link.rpartition("/")[2]


async def garden_of(site: LiveSite, owner: str, *members: str, kind: str = "institution"):
    """A space of that kind with its owner and members, who all belong to the network."""
    garden = await site.space(f"Сад {owner}", kind=kind, town="Пермь")
    for who, role in [(owner, "owner"), *((who, "member") for who in members)]:
        await site.person(who)
        await site.person(who, role=role, space=garden.id)
    return garden


async def test_the_link_sets_a_new_password_once_and_ends_the_rest(site: LiveSite) -> None:
    anna = await site.person("anna")
    secret = await make(site, "admin", anna.id)
    assert (await site.get(f"/reset/{secret}")).status_code == 200
    answer = await site.post(f"/reset/{secret}", {"password": NEW, "client_id": "c"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].startswith("session=")
    with refused("unauthenticated"):
        await anna.call("people.me")
    await site.visitor.call("sessions.open", email="anna@example.org", password=NEW)
    assert (await site.get(f"/reset/{secret}")).status_code == 410
    with refused("gone"):
        await site.visitor.call("people.reset_password", secret=secret, password=PASSWORD)


async def test_the_link_ends_after_an_hour_and_with_the_next_one(timed_site: LiveSite) -> None:
    anna = await timed_site.person("anna")
    first, second = await make(timed_site, "admin", anna.id), await make(timed_site, "admin", anna.id)
    with refused("gone"):
        await timed_site.visitor.call("people.reset_password", secret=first, password=NEW)
    timed_site.clock.advance(HOUR + MINUTE)
    with refused("gone"):
        await timed_site.visitor.call("people.reset_password", secret=second, password=NEW)


async def test_a_weak_password_does_not_spend_the_link(site: LiveSite) -> None:
    anna = await site.person("anna")
    secret = await make(site, "admin", anna.id)
    assert (await site.post(f"/reset/{secret}", {"password": "1234567890"})).status_code == 422
    await site.visitor.call("people.reset_password", secret=secret, password=NEW)


async def test_a_changed_password_makes_the_link_void(site: LiveSite) -> None:
    anna = await site.person("anna")
    secret = await make(site, "admin", anna.id)
    await anna.call("people.change_password", current_password=PASSWORD, new_password=NEW)
    with refused("gone"):
        await site.visitor.call("people.reset_password", secret=secret, password="Третий пароль ещё")


async def test_an_owner_of_the_institution_helps_its_people_and_nobody_else(site: LiveSite) -> None:
    await garden_of(site, "head", "anna")
    stranger = await site.person("stranger")
    await make(site, "head", site.as_("anna").id)
    with refused("forbidden"):
        await make(site, "head", stranger.id)
    with refused("forbidden"):
        await make(site, "anna", site.as_("head").id)


async def test_founding_a_community_gives_no_hold_over_those_who_join_it(site: LiveSite) -> None:
    await garden_of(site, "founder", "anna", kind="community")
    with refused("forbidden"):
        await make(site, "founder", site.as_("anna").id)


async def test_an_administrator_is_not_taken_over_by_an_owner(site: LiveSite) -> None:
    garden = await garden_of(site, "head")
    await site.person("chief", role="owner")
    await site.person("chief", role="member", space=garden.id)
    await site.admin.call("spaces.set_role", space_id=site.network_id, person_id=site.as_("chief").id, role="owner")
    with refused("forbidden"):
        await make(site, "head", site.as_("chief").id)


async def test_who_moderates_elsewhere_or_owns_with_one_is_not_taken_over(site: LiveSite) -> None:
    garden = await garden_of(site, "head", "anna", "boris")
    other = await site.space("Соседи")
    await site.admin.call("spaces.set_role", space_id=other.id, person_id=site.as_("anna").id, role="moderator")
    await site.admin.call("spaces.set_role", space_id=garden.id, person_id=site.as_("boris").id, role="owner")
    for who in ("anna", "boris"):
        with refused("forbidden"):
            await make(site, "head", site.as_(who).id)
    await make(site, "admin", site.as_("anna").id)


async def test_a_specialist_of_anothers_queue_is_not_taken_over(site: LiveSite) -> None:
    garden = await garden_of(site, "head", "anna", "boris")
    await site.queue("Логопед", specialists=["anna"])
    await site.queue("Психолог", specialists=["boris"], space=garden.id)
    with refused("forbidden"):
        await make(site, "head", site.as_("anna").id)
    await make(site, "head", site.as_("boris").id)


async def test_making_a_link_is_logged_and_the_person_sees_by_whom(site: LiveSite) -> None:
    await garden_of(site, "head", "anna")
    await make(site, "head", site.as_("anna").id)
    acts = (await site.admin.call("moderation.log"))["items"]
    assert ("person.reset_link", "Head", "Anna") in [(act.what, act.actor.name, act.title) for act in acts]
    seen = text_of(await site.get("/settings/account", as_="anna"))
    assert "Автор: Head" in seen and "Ссылка не использована" in seen


async def test_the_same_client_id_makes_one_link_and_shows_it_once(site: LiveSite) -> None:
    anna = await site.person("anna")
    first = await site.admin.call("people.make_reset_link", person_id=anna.id, client_id="r-1")
    again = await site.admin.call("people.make_reset_link", person_id=anna.id, client_id="r-1")
    assert (again.link, again.expires_at) == (None, first.expires_at)
    await site.visitor.call("people.reset_password", secret=first.link.rpartition("/")[2], password=NEW)


async def test_the_page_shows_the_whole_link_once(site: LiveSite) -> None:
    await site.person("anna")
    await site.person("boris")
    assert (await site.post("/people/anna/reset-link", {}, as_="boris")).status_code == 403
    answer = await site.post("/people/anna/reset-link", {"client_id": "r-2"}, as_="admin")
    link = answer.text.partition('class="secret" id="link">')[2].partition("<")[0]
    assert link.startswith(f"{site.address}/reset/") and answer.headers["cache-control"] == "no-store"
    assert (await site.get(link)).status_code == 200


async def test_somebody_blocked_does_not_come_back_by_a_link(site: LiveSite) -> None:
    anna = await site.person("anna")
    await site.admin.call("people.suspend", person_id=anna.id, reason="Реклама")
    secret = await make(site, "admin", anna.id)
    with refused("forbidden"):
        await site.visitor.call("people.reset_password", secret=secret, password=NEW)
