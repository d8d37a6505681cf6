"""Writes of the ways in: links with a role, a term and a count; a pasted list of addresses; coming in by a link."""

from typing import NamedTuple

from community.accounts import audit
from community.clock import DAY
from community.db import Transaction, once
from community.db.once import Once
from community.errors import Forbidden, Gone, NotFound
from community.spaces import commands, queries, queries_invitations, queries_people, rules
from community.spaces.model import Invitation, Invited, Member
from community.words import N_


class Terms(NamedTuple):
    """What an invitation gives: a role, for so many days, to so many people."""

    role: str
    days: int
    uses: int


class Address(NamedTuple):
    """One address of a pasted list: where it stands, as typed, as compared, and the digest of its link's secret."""

    line: int
    email: str
    key: str
    secret_hash: bytes


async def invite(
    tx: Transaction, person_id: int, space_id: int, terms: Terms, secret_hash: bytes, act: Once | None
) -> tuple[Invitation, bool]:
    """The invitation, and whether it was made just now: a repeated act finds it, but not its link."""
    if (earlier := await once.earlier(tx, act)) is not None:
        return await _invitation(tx, earlier), False
    await queries.space_owned_by(tx, space_id, person_id)
    made = await _insert(tx, person_id, space_id, terms, secret_hash, None)
    await once.keep(tx, act, made)
    await _log(tx, person_id, "invitation.made", space_id, made, terms.uses, terms.role)
    return await _invitation(tx, made), True


async def invite_many(
    tx: Transaction, person_id: int, space_id: int, terms: Terms, addresses: list[Address], act: Once | None
) -> tuple[list[Invited], bool]:
    """One invitation for each address; people who are here already are added at once. Links are filled in later.

    The second value says whether it was done just now: a repeated act tells who has come since, and makes nothing.
    """
    if await once.earlier(tx, act) is not None:
        known = await queries_people.people_by_email(tx, tuple(address.key for address in addresses))
        outcomes = {True: "already", False: "invited"}
        return [Invited(line=one.line, email=one.email, outcome=outcomes[one.key in known]) for one in addresses], False
    await queries.space_owned_by(tx, space_id, person_id)
    known = await queries_people.people_by_email(tx, tuple(address.key for address in addresses))
    told = [await _invite_one(tx, person_id, space_id, terms, address, known) for address in addresses]
    await once.keep(tx, act, space_id)
    return told, True


async def _invite_one(
    tx: Transaction, person_id: int, space_id: int, terms: Terms, address: Address, known: dict[str, int]
) -> Invited:
    invited = known.get(address.key)
    if invited is None:
        made = await _insert(tx, person_id, space_id, terms._replace(uses=1), address.secret_hash, address.key)
        await _log(tx, person_id, "invitation.made", space_id, made, 1, terms.role)
        return Invited(line=address.line, email=address.email, outcome="invited")
    if await queries_people.role_written(tx, space_id, invited) is not None:
        return Invited(line=address.line, email=address.email, outcome="already")
    await queries.next_version(tx, space_id)
    await commands.put(tx, space_id, invited, terms.role)
    await audit.record(
        tx, person_id, what="role.given", space_id=space_id, subject=f"person:{invited}",
        title=await queries_people.person_name(tx, invited), why=terms.role,
    )  # fmt: skip
    return Invited(line=address.line, email=address.email, outcome="added")


async def _insert(
    tx: Transaction, person_id: int, space_id: int, terms: Terms, secret_hash: bytes, email: str | None
) -> int:
    expires_at = tx.now + terms.days * DAY
    return await queries_invitations.insert_invitation(
        tx, person_id, space_id, secret_hash, terms.role, terms.uses, expires_at, email
    )


async def _invitation(tx: Transaction, invitation_id: int) -> Invitation:
    found = await queries_invitations.invitation(tx, invitation_id)
    if found is None:
        raise NotFound
    return found


async def revoke(tx: Transaction, person_id: int, invitation_id: int) -> Invitation:
    """An owner makes an invitation useless; who came in by it stays."""
    found = await queries_invitations.invitation(tx, invitation_id)
    if found is None or not rules.owns(await queries.role_of(tx, found.space_id, person_id)):
        raise NotFound
    if await queries_invitations.revoke_invitation(tx, invitation_id):
        await _log(tx, person_id, "invitation.revoked", found.space_id, invitation_id, found.uses_left, found.role)
    return found


async def _log(
    tx: Transaction, actor_id: int, what: str, space_id: int, invitation_id: int, uses: int, role: str
) -> None:  # fmt: skip
    """For how many and as what; an address is the owners' to know, and moderators read the log."""
    await audit.record(
        tx, actor_id, what=what, space_id=space_id, subject=f"invitation:{invitation_id}", title=f"× {uses}", why=role
    )


async def accept(tx: Transaction, person_id: int, secret_hash: bytes) -> Member:
    """Come in by a link, or rise to its role. Whoever is that much already spends nothing."""
    found = await queries_invitations.held(tx, secret_hash, person_id)
    if found is None:
        raise NotFound(N_("There is no such invitation"))
    space_id, role = found.offer.space.id, found.offer.role
    before = await queries_people.role_written(tx, space_id, person_id)
    if rules.RANK[before] < rules.RANK[role]:
        if not found.mine:
            raise Forbidden(N_("This invitation was made for another e-mail address"))
        if not await queries_invitations.use_invitation(tx, found.id):
            raise Gone(N_("This invitation has expired or is used up: ask for a new one"))
        await queries.next_version(tx, space_id)
        await commands.put(tx, space_id, person_id, role)
    return await queries_people.member(tx, space_id, person_id)
