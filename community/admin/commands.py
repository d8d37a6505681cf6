"""All writes of administrators, and the beginning of a site. Each tests the right itself and leaves a row in a log."""

from community.accounts import audit, queries_credentials, queries_entry
from community.accounts import commands as accounts
from community.accounts import queries as people
from community.accounts.changes import PersonJoined, SiteRulesChanged
from community.accounts.model import Me, Newcomer, NewSession, Person, SiteRules
from community.admin import queries, queries_samples
from community.admin.samples import Sample
from community.clock import HOUR
from community.db import Transaction
from community.db.once import Once, earlier, keep
from community.errors import Conflict, Forbidden, Gone
from community.operations import Role
from community.realtime.changes import PersonChanged
from community.spaces import commands as spaces
from community.spaces import queries_people
from community.spaces.model import Visibility
from community.words import N_

ONLY_ADMINISTRATORS = N_("Only administrators can do this")


SAMPLES_KEPT = 25 * HOUR


async def require_administrator(tx: Transaction, person_id: int) -> None:
    if await people.role_in_network(tx, person_id) != Role.OWNER:
        raise Forbidden(ONLY_ADMINISTRATORS)


async def make_administrator(tx: Transaction, new: Newcomer, network_title: str) -> int:
    """A new person who administers the site; the network is made when there is none. The person's id."""
    person_id = await accounts.add_person(tx, new)
    network = await queries_entry.network_id(tx)
    if network is None:
        network = (await spaces.found_network(tx, person_id, network_title, Visibility.NETWORK)).id
        await queries_entry.set_site_rule(tx, queries.FIRST_STEPS, queries.OPEN)
    else:
        await queries_people.put_member(tx, network, person_id, Role.OWNER)
        tx.announce(PersonJoined(person_id, (network,)))
    return person_id


async def create_first_administrator(tx: Transaction, new: Newcomer, network_title: str, session: NewSession) -> Me:
    """The site's beginning: the network, its administrator, a session. `Gone` once there is an administrator."""
    if await people.has_administrator(tx):
        raise Gone(N_("This site has been set up already"))
    person_id = await make_administrator(tx, new, network_title)
    await queries_entry.set_site_rule(tx, "locale", new.locale)
    await queries_credentials.insert_session(tx, person_id, session)
    tx.announce(SiteRulesChanged())
    return await people.me(tx, person_id)


async def finish_setup(tx: Transaction, actor_id: int) -> None:
    """The network is open: its first steps are offered no more."""
    await require_administrator(tx, actor_id)
    if await queries_entry.site_rule(tx, queries.FIRST_STEPS) == queries.OPEN:
        await queries_entry.set_site_rule(tx, queries.FIRST_STEPS, "done")


async def suspend(tx: Transaction, actor_id: int, person_id: int, why: str) -> Person:
    """Block an account: everything by which the person is in ends, and signing in is refused with the reason."""
    await require_administrator(tx, actor_id)
    person = await people.person(tx, person_id)
    if person_id == actor_id:
        raise Conflict(N_("You cannot block your own account"))
    if await people.suspend(tx, person_id, actor_id, why):
        await accounts.lock_out(tx, person_id)
        await _log(tx, actor_id, "person.suspended", person, why)
        tx.announce(PersonChanged(person_id))
    return await people.person(tx, person_id)


async def unsuspend(tx: Transaction, actor_id: int, person_id: int) -> Person:
    """Let a blocked person back; the password is as it was."""
    await require_administrator(tx, actor_id)
    person = await people.person(tx, person_id)
    if await people.unsuspend(tx, person_id):
        await _log(tx, actor_id, "person.unsuspended", person)
        tx.announce(PersonChanged(person_id))
    return await people.person(tx, person_id)


async def make_reset_link(
    tx: Transaction, actor_id: int, person_id: int, secret: bytes, once: Once | None
) -> tuple[int, bool]:
    """A one-time link for a new password: when it ends, and whether it was made now. Links made before are void."""
    if (again := await earlier(tx, once)) is not None:
        return again, False
    person = await people.person(tx, person_id)
    await _require_may_help(tx, actor_id, person)
    expires_at = await queries_credentials.insert_reset_link(tx, person_id, actor_id, secret)
    await keep(tx, once, expires_at)
    await _log(tx, actor_id, "person.reset_link", person)
    return expires_at, True


async def _require_may_help(tx: Transaction, actor_id: int, person: Person) -> None:
    """Whoever makes the link could use it, so it may open nothing that its maker has no power over."""
    if await people.role_in_network(tx, actor_id) == Role.OWNER:
        return
    if await people.role_in_network(tx, actor_id) is None:
        raise Forbidden(ONLY_ADMINISTRATORS)
    hold = await queries.hold_over(tx, actor_id, person.id)
    if not hold.shared:
        raise Forbidden(N_("Only administrators and the owners of the person's institution can create this link"))
    if hold.powers:
        raise Forbidden(N_("This person has duties elsewhere: only an administrator can create this link"))


async def set_site_rules(tx: Transaction, actor_id: int, before: SiteRules, values: dict[str, str]) -> SiteRules:
    """Change what administrators decide about coming in; `before` are the configuration's values."""
    await require_administrator(tx, actor_id)
    now = await queries_entry.site_rules(tx, before)
    changed = [name for name, value in values.items() if getattr(now, name) != value]
    for name in changed:
        await queries_entry.set_site_rule(tx, name, values[name])
    if changed:
        await audit.record(
            tx, actor_id, what="site.rules_changed", space_id=None, subject="site", title=", ".join(changed)
        )
        tx.announce(SiteRulesChanged())
    return await queries_entry.site_rules(tx, before)


async def _log(tx: Transaction, actor_id: int, what: str, person: Person, why: str = "") -> None:
    await audit.record(
        tx, actor_id, what=what, space_id=None, subject=f"person:{person.id}", title=person.name, why=why
    )


async def keep_sample(tx: Transaction, sample: Sample) -> None:
    """Samples are a server's own: nobody's right is needed, and those of more than a day are forgotten."""
    await queries_samples.insert_sample(tx, sample)
    await queries_samples.forget_samples(tx, sample.at - SAMPLES_KEPT)
