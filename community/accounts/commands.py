"""All writes of accounts by the people themselves. What administrators do to others: community.admin.

Passwords arrive hashed and secrets as digests: a command has no time for either.
"""

import msgspec

from community.accounts import queries, queries_credentials, queries_entry, rules
from community.accounts.changes import NameChanged, PersonJoined
from community.accounts.commands_search import index_person
from community.accounts.model import Me, Newcomer, NewSession, SiteRules, TokenRow
from community.accounts.queries_credentials import Credentials
from community.db import Transaction
from community.db.once import Once, earlier, keep
from community.errors import Conflict, Gone, Invalid, NotFound
from community.realtime.changes import PersonChanged, SessionEnded
from community.text.drafts import Draft
from community.text.names import LONGEST_SLUG, fold, slug
from community.web.appearance import look_of
from community.words import N_

TAKEN_EMAIL = N_("There is an account with this e-mail already")


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says about themselves. `handle` None keeps the present one."""

    name: str
    handle: str | None
    position: str
    specialties: tuple[str, ...]
    institution_id: int | None
    about: Draft


async def add_person(tx: Transaction, new: Newcomer) -> int:
    """A new account with a handle made of the name. It belongs to no space yet."""
    if await queries_entry.email_is_registered(tx, queries.email_key(new.email)):
        raise Conflict(TAKEN_EMAIL)
    person_id = await queries.insert_person(tx, new, await _free_handle(tx, slug(new.name, "person")))
    await index_person(tx, person_id)
    return person_id


async def _free_handle(tx: Transaction, base: str) -> str:
    base = base[: LONGEST_SLUG - 6].rstrip("-")
    taken = await queries.handles_like(tx, base)
    if base not in taken:
        return base
    return next(handle for n in range(2, len(taken) + 3) if (handle := f"{base}-{n}") not in taken)


async def register(
    tx: Transaction,
    new: Newcomer,
    invitation: bytes | None,
    defaults: SiteRules,
    session: NewSession,
    once: Once | None,
) -> Me:
    """A newcomer with an account, the first memberships and a session."""
    site_rules = await queries_entry.site_rules(tx, defaults)
    offer = await queries_entry.invited(tx, invitation, queries.email_key(new.email)) if invitation else None
    rules.require_way_in(site_rules, brought=invitation is not None, invited=offer is not None)
    person_id = await add_person(tx, msgspec.structs.replace(new, locale=new.locale or site_rules.locale))
    if offer is not None and not await queries_entry.spend_invitation(tx, offer.id):
        raise Gone(rules.ENDED)
    network = await queries_entry.network_id(tx)
    roles = rules.first_roles(site_rules, network, (offer.space_id, offer.role) if offer else None)
    for space_id, role in roles.items():
        await queries_entry.join(tx, space_id, person_id, role)
    await queries_credentials.insert_session(tx, person_id, session)
    await keep(tx, once, person_id)
    tx.announce(PersonJoined(person_id, tuple(roles)))
    return await queries.me(tx, person_id)


async def open_session(tx: Transaction, person_id: int, seen_hash: str, session: NewSession) -> Me:
    """A session for whoever knew the password with the hash seen: it must still be the one, the account not blocked."""
    found = await queries_credentials.credentials(tx, person_id)
    if found is None or found.password_hash != seen_hash:
        raise rules.wrong_password()
    _require_not_blocked(found)
    await queries_credentials.insert_session(tx, person_id, session)
    return await queries.me(tx, person_id)


def _require_not_blocked(found: Credentials) -> None:
    if found.suspended_why is not None:
        raise rules.blocked(found.suspended_why)


async def end_session(tx: Transaction, person_id: int, session_id: int) -> None:
    """End one session or token of one's own; `NotFound` when there is none."""
    if not await queries_credentials.end_session(tx, person_id, session_id):
        raise NotFound
    tx.announce(SessionEnded((session_id,)))


async def end_other_sessions(tx: Transaction, person_id: int, current: int) -> int:
    """End every session but this one; tokens stay. How many there were."""
    return await _end_sessions(tx, person_id, current, tokens=False)


async def _end_sessions(tx: Transaction, person_id: int, current: int, *, tokens: bool) -> int:
    ended = await queries_credentials.end_sessions(tx, person_id, current, tokens=tokens)
    if ended:
        tx.announce(SessionEnded(ended))
    return len(ended)


async def lock_out(tx: Transaction, person_id: int) -> None:
    """End everything by which the person is or could come in: sessions, tokens, one-time links."""
    await queries_credentials.void_reset_links(tx, person_id)
    await _end_sessions(tx, person_id, 0, tokens=True)


async def set_password(tx: Transaction, person_id: int, password_hash: str, current: int = 0) -> None:
    """A new password. Whoever came in by the old one is out, except the session `current`."""
    await queries_credentials.set_password(tx, person_id, password_hash)
    await queries_credentials.void_reset_links(tx, person_id)
    await _end_sessions(tx, person_id, current, tokens=True)


async def change_password(tx: Transaction, person_id: int, seen_hash: str, new_hash: str, current: int) -> None:
    await _require_still(tx, person_id, seen_hash)
    await set_password(tx, person_id, new_hash, current)


async def change_email(tx: Transaction, person_id: int, seen_hash: str, email: str) -> Me:
    found = await _require_still(tx, person_id, seen_hash)
    key = queries.email_key(email)
    if key != queries.email_key(found.email) and await queries_entry.email_is_registered(tx, key):
        raise Conflict(TAKEN_EMAIL)
    await queries_credentials.set_email(tx, person_id, email.strip(), key)
    await queries_credentials.void_reset_links(tx, person_id)
    return await queries.me(tx, person_id)


async def _require_still(tx: Transaction, person_id: int, seen_hash: str) -> Credentials:
    """The password was checked before the transaction: it must not have changed since."""
    found = await queries_credentials.credentials(tx, person_id)
    if found is None or found.password_hash != seen_hash:
        raise Conflict(N_("The password has just been changed elsewhere"))
    return found


async def reset_password(tx: Transaction, email: str, password_hash: str) -> int:
    """Set the password of whoever has this e-mail, for the command line; `NotFound` when nobody has. Whose it was."""
    found = await queries_credentials.credentials_by_email(tx, queries.email_key(email))
    if found is None:
        raise NotFound(N_("Nobody has this e-mail"))
    await set_password(tx, found.id, password_hash)
    return found.id


def ended_link() -> Gone:
    return Gone(N_("This link has been used or has expired: ask for a new one"))


async def use_reset_link(tx: Transaction, secret: bytes, password_hash: str, session: NewSession) -> Me:
    """Spend a one-time link on a new password; every session but the new one ends."""
    person_id = await queries_credentials.use_reset_link(tx, secret)
    if person_id is None:
        raise ended_link()
    await set_password(tx, person_id, password_hash)
    return await open_session(tx, person_id, password_hash, session)


async def update_profile(tx: Transaction, person_id: int, profile: Profile) -> Me:
    """Replace what a person says about themselves."""
    before = await queries.person(tx, person_id)
    handle = profile.handle or before.handle
    if handle != before.handle:
        await _take_handle(tx, person_id, before.handle, handle)
    if profile.institution_id is not None:
        own = await queries.institutions_of(tx, person_id)
        if profile.institution_id not in {institution.id for institution in own}:
            raise Invalid({"institution_id": N_("Join the institution first")})
    values = {
        "name": profile.name,
        "name_key": fold(profile.name),
        "handle": handle,
        "position": profile.position,
        "specialties": msgspec.json.encode(profile.specialties).decode(),
        "institution_id": profile.institution_id,
        "about_source": profile.about.source,
        "about_html": profile.about.html,
    }
    await queries.update_profile(tx, person_id, values)
    await index_person(tx, person_id)
    institution_id = None if before.institution is None else before.institution.id
    if (handle, profile.name, profile.position, profile.institution_id) != (
        before.handle, before.name, before.position, institution_id,
    ):  # fmt: skip
        tx.announce(NameChanged(person_id))
    tx.announce(PersonChanged(person_id))
    return await queries.me(tx, person_id)


async def _take_handle(tx: Transaction, person_id: int, old: str, new: str) -> None:
    """Former handles go on leading to the person and are never given to another."""
    if await queries.handle_taken_by_another(tx, new, person_id):
        raise Conflict(N_("Somebody has this address already, or once had it"))
    await queries.reclaim_handle(tx, person_id, new)
    await queries.retire_handle(tx, person_id, old)


async def set_preferences(
    tx: Transaction,
    person_id: int,
    locale: str | None,
    zone: str | None,
    invisible: bool | None,
    wanted: tuple[str | None, ...],
) -> Me:
    """Language, time zone, whether others see that one is here, and look (`wanted`: theme, letters, spacing, pictures).

    None leaves one as it is.
    """
    me = await queries.me(tx, person_id)
    look = look_of(me.theme).changed(*wanted)
    hidden = me.invisible if invisible is None else invisible
    await queries.update_preferences(tx, person_id, locale or me.locale, zone or me.zone, look.word, hidden)
    tx.announce(PersonChanged(person_id))
    return await queries.me(tx, person_id)


async def dismiss_hint(tx: Transaction, person_id: int, hint: str) -> None:
    """Never show this hint to the person again; once more changes nothing."""
    await queries.put_hint_away(tx, person_id, hint)


async def create_token(
    tx: Transaction, person_id: int, session: NewSession, once: Once | None
) -> tuple[TokenRow, bool]:
    """A token for programs, and whether it was made now: a repeated call finds the first, without its secret."""
    row_id = await earlier(tx, once)
    fresh = row_id is None
    if row_id is None:
        row_id = await queries_credentials.insert_session(tx, person_id, session)
        await keep(tx, once, row_id)
    found = await queries_credentials.token(tx, person_id, row_id)
    if found is None:
        raise Gone(N_("This token has been revoked"))
    return found, fresh
