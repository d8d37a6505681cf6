"""Links and pasted lists: whom they let in, how often, until when."""

import pytest

from community.clock import DAY
from community.config import AccountsConfig, Config, LimitsConfig
from community.fields import NOT_AN_ADDRESS
from community.spaces.operations_invitations import TWICE, addresses
from tests.support import PASSWORD, refused, text_of


def secret_of(link: str) -> str:
    return link.rpartition("/i/")[2]


@pytest.fixture
async def garden(site):
    return await site.space("Тихий сад", visibility="members")


async def test_a_link_lets_its_count_of_people_in_with_its_role(site, garden):
    made = await site.admin.call("spaces.invite", space_id=garden.id, role="moderator", term=7, count=2)
    secret = secret_of(made.link)
    for who in ("anna", "boris"):
        person = await site.person(who)
        assert (await person.call("spaces.accept_invitation", secret=secret)).role == "moderator"
    late = await site.person("late")
    with refused("gone"):
        await late.call("spaces.accept_invitation", secret=secret)


async def test_accepting_again_spends_nothing(site, garden):
    made = await site.admin.call("spaces.invite", space_id=garden.id, count=2)
    anna = await site.person("anna")
    for _ in range(3):
        await anna.call("spaces.accept_invitation", secret=secret_of(made.link))
    found = await site.admin.call("spaces.invitations", space_id=garden.id)
    assert [row.uses_left for row in found["items"]] == [1]


async def test_an_invitation_raises_a_role_and_never_lowers_it(site, garden):
    anna = await site.person("anna", role="moderator", space=garden.id)
    lower = await site.admin.call("spaces.invite", space_id=garden.id, role="guest")
    assert (await anna.call("spaces.accept_invitation", secret=secret_of(lower.link))).role == "moderator"
    higher = await site.admin.call("spaces.invite", space_id=garden.id, role="owner")
    assert (await anna.call("spaces.accept_invitation", secret=secret_of(higher.link))).role == "owner"


async def test_a_link_ends_with_its_term(timed_site):
    space = await timed_site.space(visibility="members")
    made = await timed_site.admin.call("spaces.invite", space_id=space.id, term=1)
    anna = await timed_site.person("anna")
    assert (await timed_site.visitor.call("spaces.invitation", secret=secret_of(made.link))).role == "member"
    timed_site.clock.advance(DAY)
    with refused("gone"):
        await anna.call("spaces.accept_invitation", secret=secret_of(made.link))
    with refused("gone"):
        await timed_site.visitor.call("spaces.invitation", secret=secret_of(made.link))


async def test_an_invitation_is_revoked_by_owners_of_its_space(site, garden):
    made = await site.admin.call("spaces.invite", space_id=garden.id)
    anna = await site.person("anna", role="moderator", space=garden.id)
    with refused("not_found"):
        await anna.call("spaces.revoke_invitation", invitation_id=made.id)
    await site.admin.call("spaces.revoke_invitation", invitation_id=made.id)
    boris = await site.person("boris")
    with refused("gone"):
        await boris.call("spaces.accept_invitation", secret=secret_of(made.link))
    assert (await site.admin.call("spaces.invitations", space_id=garden.id))["items"] == []


async def test_only_owners_invite_and_see_invitations(site, garden):
    moderator = await site.person("moderator", role="moderator", space=garden.id)
    for operation, more in (
        ("spaces.invite", {}),
        ("spaces.invite_many", {"emails": "a@example.org"}),
        ("spaces.invitations", {}),
    ):
        with refused("forbidden"):
            await moderator.call(operation, space_id=garden.id, **more)


async def test_the_link_is_told_once(site, garden):
    given = {"space_id": garden.id, "client_id": "once"}
    made = await site.admin.call("spaces.invite", **given)
    again = await site.admin.call("spaces.invite", **given)
    assert made.link
    assert (again.id, again.link) == (made.id, None)
    listed = await site.admin.call("spaces.invitations", space_id=garden.id)
    assert listed["items"][0].link is None


async def test_a_made_up_secret_is_not_found(site):
    anna = await site.person("anna")
    with refused("not_found"):
        await anna.call("spaces.accept_invitation", secret="made-up")
    with refused("not_found"):
        await site.visitor.call("spaces.invitation", secret="made-up")
    with refused("unauthenticated"):
        await site.visitor.call("spaces.accept_invitation", secret="made-up")


async def test_bounds_of_an_invitation_are_named(site, garden):
    with refused("invalid", "role", "term", "count"):
        await site.admin.call("spaces.invite", space_id=garden.id, role="king", term=0, count=10**9)


async def test_a_pasted_list_invites_adds_and_names_each_fault(site, garden):
    await site.person("anna")
    pasted = "new@example.org, ANNA@example.org\nне адрес\nowner@example.org; new@example.org"
    told = await site.admin.call("spaces.invite_many", space_id=garden.id, emails=pasted, role="guest")
    assert [(row.line, row.email, row.outcome) for row in told] == [
        (1, "new@example.org", "invited"),
        (1, "ANNA@example.org", "added"),
        (2, "не", "fault"),
        (2, "адрес", "fault"),
        (3, "owner@example.org", "already"),
        (3, "new@example.org", "fault"),
    ]
    assert told[0].link
    people = await site.admin.call("spaces.members", space_id=garden.id)
    assert {row.person.handle: row.role for row in people["items"]}["anna"] == "guest"


async def test_a_list_sent_twice_invites_once(site, garden):
    given = {"space_id": garden.id, "emails": "new@example.org", "client_id": "once"}
    first = await site.admin.call("spaces.invite_many", **given)
    again = await site.admin.call("spaces.invite_many", **given)
    assert (first[0].outcome, again[0].outcome, again[0].link) == ("invited", "invited", None)
    listed = await site.admin.call("spaces.invitations", space_id=garden.id)
    assert len(listed["items"]) == 1
    with refused("conflict"):
        await site.admin.call("spaces.invite_many", **given | {"emails": "other@example.org"})


async def test_a_link_for_one_address_lets_nobody_else_in(site, garden):
    told = await site.admin.call("spaces.invite_many", space_id=garden.id, emails="new@example.org")
    boris = await site.person("boris")
    with refused("forbidden"):
        await boris.call("spaces.accept_invitation", secret=secret_of(told[0].link))
    new = await site.person("new")
    assert (await new.call("spaces.accept_invitation", secret=secret_of(told[0].link))).role == "member"


def test_addresses_are_parted_by_anything_people_paste():
    good, faults = addresses("a@example.org,b@example.org; c@example.org\n\n d@example.org A@example.org x@")
    assert [email for _, email in good] == ["a@example.org", "b@example.org", "c@example.org", "d@example.org"]
    assert faults == [(3, "A@example.org", TWICE), (3, "x@", NOT_AN_ADDRESS)]


async def test_more_than_two_hundred_addresses_are_too_many(site, garden):
    pasted = "\n".join(f"p{number}@example.org" for number in range(201))
    with refused("invalid", "emails"):
        await site.admin.call("spaces.invite_many", space_id=garden.id, emails=pasted)
    assert (await site.admin.call("spaces.invitations", space_id=garden.id))["items"] == []


async def test_a_newcomer_registers_with_an_invitation_and_is_inside(make_site):
    closed = Config(accounts=AccountsConfig(registration="invitation"), limits=LimitsConfig(enabled=False))
    site = await make_site(closed)
    space = await site.space(visibility="members")
    made = await site.admin.call("spaces.invite", space_id=space.id, role="guest")
    given = {"name": "Вера Новикова", "email": "vera@example.org", "password": PASSWORD}
    with refused("forbidden"):
        await site.visitor.call("people.register", **given)
    entered = await site.visitor.call("people.register", **given, invitation=secret_of(made.link))
    people = await site.admin.call("spaces.members", space_id=space.id)
    assert (entered.person.id, "guest") in [(row.person.id, row.role) for row in people["items"]]


async def test_who_opened_which_door_is_in_the_log(site):
    space = await site.space()
    made = await site.admin.call("spaces.invite", space_id=space.id, role="moderator", count=3)
    await site.admin.call("spaces.invite_many", space_id=space.id, emails="new@example.org")
    for _ in range(2):
        await site.admin.call("spaces.revoke_invitation", invitation_id=made.id)
    await site.admin.call("spaces.update", space_id=space.id, visibility="members")
    acts = (await site.admin.call("moderation.log", space_id=space.id))["items"]
    assert [(act.what, act.title, act.why) for act in acts[::-1]] == [
        ("invitation.made", "× 3", "moderator"),
        ("invitation.made", "× 1", "member"),
        ("invitation.revoked", "× 3", "moderator"),
        ("space.changed", space.title, ""),
    ]
    assert "Роль: модератор" in text_of(await site.get(f"/moderation/log?space={space.id}", as_="admin"))
