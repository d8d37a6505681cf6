"""The network and its people: who comes when, which spaces they make, who is what in them."""

from collections.abc import Iterator
from typing import Any

from community.accounts import commands as accounts
from community.accounts import queries_entry
from community.accounts.model import Newcomer, NewSession, SiteRules
from community.accounts.secrets import hashed, new_secret
from community.admin import commands as admin
from community.clock import MINUTE
from community.db import Transaction
from community.demo.model import Invitation, Person, Section, Space
from community.demo.plan import NETWORK, Made, Plan
from community.forum import commands_sections
from community.forum.model import Breadth
from community.operations import Role
from community.spaces import commands as spaces
from community.spaces import commands_invitations
from community.spaces.commands_invitations import Terms
from community.spaces.model import Visibility
from community.text import drafts, plain

RULES = SiteRules(registration="open", first_role="member", locale="ru")
AGENTS = {
    "phone": "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/126.0 YaBrowser/24.7 Mobile Safari/537.36",
    "desk": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 YaBrowser/24.7 Safari/537.36",
}


def plan_people(plan: Plan, password_hash: str) -> None:
    """Everybody's account, then the spaces, then who is what in them."""
    for person in plan.texts.cast.people:
        _person(plan, person, password_hash)
    _network(plan)
    for space in plan.texts.cast.spaces:
        _space(plan, space)
    for person in plan.texts.cast.people:
        _memberships(plan, person)
        _profile(plan, person)
    for number, section in enumerate(plan.texts.cast.sections):
        _section(plan, section, number)
    for invitation in plan.texts.cast.invitations:
        _invitation(plan, invitation)


def _person(plan: Plan, person: Person, password_hash: str) -> None:
    where = f"cast.toml, {person.key}"
    founder = plan.texts.cast.network.by
    new = Newcomer(
        name=person.name, email=person.email, password_hash=password_hash, zone=person.zone, consented=True
    )  # fmt: skip
    session = NewSession(kind="browser", secret_hash=hashed(new_secret()), agent=AGENTS[person.device])
    begins = plan.moment(where, plan.texts.cast.network.when, founder)

    async def found(tx: Transaction, made: Made) -> None:
        me = await admin.create_first_administrator(tx, new, plan.texts.cast.network.title, session)
        made.people[person.key] = me.id
        made.spaces[NETWORK] = await queries_entry.network_id(tx) or 0

    async def register(tx: Transaction, made: Made) -> None:
        made.people[person.key] = (await accounts.register(tx, new, None, RULES, session, None)).id

    if person.key == founder:
        plan.act(where, begins, 0, found)
        plan.inside[NETWORK, person.key] = begins
    else:
        at = plan.moment(where, person.joined, person.key)
        plan.act(where, at, begins, register)
        plan.inside[NETWORK, person.key] = at + 2 * MINUTE
    plan.sessions[person.key] = session.secret_hash


def _network(plan: Plan) -> None:
    network = plan.texts.cast.network
    about, policy = drafts.profile(network.description), drafts.forum(network.policy)
    begins = plan.inside[NETWORK, network.by]

    async def describe(tx: Transaction, made: Made) -> None:
        values = {
            "visibility": Visibility.PUBLIC, "contacts": plain.normalise(network.contacts),
            "description_source": about.source, "description_html": about.html,
        }  # fmt: skip
        await spaces.update_space(tx, made.people[network.by], made.spaces[NETWORK], values)
        rules = {"operator": network.operator, "policy_source": policy.source, "policy": policy.html}
        await admin.set_site_rules(tx, made.people[network.by], RULES, rules)
        await admin.finish_setup(tx, made.people[network.by])

    plan.act("cast.toml, network", begins + 5 * MINUTE, begins, describe)


def _space(plan: Plan, space: Space) -> None:
    where = f"cast.toml, {space.key}"
    about = drafts.profile(space.description)
    values: dict[str, Any] = {
        "kind": space.kind, "title": space.title, "slug": space.slug, "visibility": space.visibility,
        "joining": space.joining, "region": space.region, "town": space.town,
        "contacts": plain.normalise(space.contacts), "description_source": about.source,
        "description_html": about.html,
    }  # fmt: skip

    async def make(tx: Transaction, made: Made) -> None:
        made.spaces[space.key] = (await spaces.create_space(tx, made.people[space.by], values, None)).id

    async def hand_over(tx: Transaction, made: Made) -> None:
        maker, owner = made.people[space.by], made.people[space.holder]
        await spaces.set_role(tx, maker, made.spaces[space.key], owner, Role.OWNER)
        await spaces.leave(tx, maker, made.spaces[space.key])

    at = plan.does(where, space.by, space.when, NETWORK, 0, make)
    if space.holder != space.by:
        plan.act(where, at + 2 * MINUTE, plan.since(where, NETWORK, space.holder), hand_over)
    plan.inside[space.key, space.holder] = at + 2 * MINUTE


def _memberships(plan: Plan, person: Person) -> None:
    where = f"cast.toml, {person.key}"
    if person.key != plan.texts.cast.network.by:
        at = plan.inside[NETWORK, person.key]
        plan.act(where, at, at, _giving(plan, NETWORK, person.key, person.network))
    ways = [(key, _giving(plan, key, person.key, role)) for key, role in person.roles.items()]
    ways += [(key, _joining(key, person.key)) for key in person.joins]
    for number, (key, do) in enumerate(ways, 1):
        holder = plan.since(where, key, plan.holders[key])
        at = max(plan.inside[NETWORK, person.key], holder) + 3 * number * MINUTE
        plan.act(where, at, holder, do)
        plan.inside[key, person.key] = max(at, plan.inside.get((key, person.key), 0))


def _giving(plan: Plan, space: str, person: str, role: Role) -> Any:
    async def give(tx: Transaction, made: Made) -> None:
        owner = made.people[plan.holders[space]]
        await spaces.set_role(tx, owner, made.spaces[space], made.people[person], role)

    return give


def _joining(space: str, person: str) -> Any:
    async def join(tx: Transaction, made: Made) -> None:
        await spaces.join(tx, made.people[person], made.spaces[space])

    return join


def _profile(plan: Plan, person: Person) -> None:
    """Filled in once the person is in the institution: before, it cannot be named."""
    where = f"cast.toml, {person.key}"
    about = drafts.profile(person.about) if person.about else drafts.NOTHING
    since = plan.since(where, person.institution or NETWORK, person.key)

    async def fill_in(tx: Transaction, made: Made) -> None:
        institution = made.spaces[person.institution] if person.institution else None
        profile = accounts.Profile(
            name=person.name, handle=None, position=person.position, specialties=person.specialties,
            institution_id=institution, about=about,
        )  # fmt: skip
        await accounts.update_profile(tx, made.people[person.key], profile)

    plan.act(where, since + MINUTE, since, fill_in)


def _section(plan: Plan, section: Section, number: int) -> None:
    where = f"cast.toml, {section.key}"
    holder = plan.holders[section.space]
    begins = plan.since(where, section.space, holder)
    values = {
        "title": section.title, "description": section.description, "who_starts": section.who_starts,
        "who_replies": section.who_replies, "visibility": Breadth.MEMBERS if section.members else Breadth.SPACE,
    }  # fmt: skip

    async def make(tx: Transaction, made: Made) -> None:
        by, space = made.people[holder], made.spaces[section.space]
        made.sections[section.key] = (await commands_sections.create(tx, by, space, values, None)).id

    plan.act(where, begins + MINUTE, begins, make)
    for person, since in _newcomers(plan, where, section.space, section.members):

        async def add(tx: Transaction, made: Made, person: str = person) -> None:
            section_id = made.sections[section.key]
            await commands_sections.add_member(tx, made.people[holder], section_id, made.people[person], None)

        plan.act(where, max(since, begins) + (number + 2) * MINUTE, since, add)


def _newcomers(plan: Plan, where: str, space: str, members: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Those to be added, each with since when they are in the space; its holder is in from the start."""
    for person in members:
        if person != plan.holders[space]:
            yield person, plan.since(where, space, person)


def _invitation(plan: Plan, invitation: Invitation) -> None:
    secret = hashed(new_secret())
    terms = Terms(invitation.role, invitation.days, invitation.uses)

    async def invite(tx: Transaction, made: Made) -> None:
        by, space = made.people[invitation.by], made.spaces[invitation.space]
        await commands_invitations.invite(tx, by, space, terms, secret, None)

    plan.does("cast.toml, invitations", invitation.by, invitation.when, invitation.space, 0, invite)
