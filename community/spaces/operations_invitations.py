"""spaces.* of the ways in: links, pasted lists of addresses, coming in by a link."""

from typing import Annotated

import msgspec
from msgspec import Meta

from community.accounts.queries import email_key
from community.accounts.secrets import hashed, new_secret
from community.db import Transaction
from community.errors import Gone, Invalid, NotFound
from community.fields import NOT_AN_ADDRESS, TOO_LONG, ClientId, Cursor, Email, Id, Limit, Secret, text
from community.operations import Context, Params, Role, operation, rate
from community.spaces import commands_invitations, queries, queries_invitations
from community.spaces.commands_invitations import Address, Terms
from community.spaces.model import LONGEST_TERM, MOST_ADDRESSES, MOST_USES, Invitation, Invited, Member, Offer
from community.web.i18n import translate
from community.web.paging import Page, decode_cursor, page_of
from community.words import N_

Term = Annotated[int, Meta(ge=1, le=LONGEST_TERM)]
Count = Annotated[int, Meta(ge=1, le=MOST_USES)]

INVITE = rate("spaces.invite", 60, per=60)
OPEN = rate("spaces.invitation", 60, per=60)
TWICE = N_("This address is already on the list")


class Invite(Params):
    space_id: Id
    role: Role = Role.MEMBER
    term: Term = 14
    count: Count = 1
    client_id: ClientId | None = None


class InviteMany(Params):
    space_id: Id
    emails: Annotated[str, text(1, 60_000)]
    role: Role = Role.MEMBER
    term: Term = 14
    client_id: ClientId | None = None


class ListInvitations(Params):
    space_id: Id
    after: Cursor | None = None
    limit: Limit = 50


class Revoke(Params):
    invitation_id: Id


class Link(Params):
    secret: Secret


def link_to(ctx: Context, secret: str) -> str:
    """The address that lets somebody in: whole when the site knows its own, else from its root."""
    return f"{ctx.site.config.site.address.rstrip('/')}/i/{secret}"


@operation("spaces.invite", Invite, returns=Invitation, rate=INVITE)
async def invite(ctx: Context, params: Invite) -> Invitation:
    """Make a link that lets `count` people in as `role` for `term` days; for owners. The link is told this once."""
    secret = new_secret()
    terms = Terms(params.role, params.term, params.count)
    made, fresh = await ctx.db.write(
        commands_invitations.invite, ctx.person.id, params.space_id, terms, hashed(secret), ctx.once(params)
    )
    return msgspec.structs.replace(made, link=link_to(ctx, secret)) if fresh else made


def addresses(pasted: str) -> tuple[list[tuple[int, str]], list[tuple[int, str, str]]]:
    """(line, address) of a pasted list, and (line, word, what is wrong). Line ends, blanks, `,` and `;` part words."""
    good: list[tuple[int, str]] = []
    faults: list[tuple[int, str, str]] = []
    seen: set[str] = set()
    for number, row in enumerate(pasted.splitlines(), 1):
        for email in row.replace(",", " ").replace(";", " ").split():
            if not _is_email(email):
                faults.append((number, email, NOT_AN_ADDRESS))
            elif email_key(email) in seen:
                faults.append((number, email, TWICE))
            else:
                seen.add(email_key(email))
                good.append((number, email))
    return good, faults


def _is_email(written: str) -> bool:
    try:
        msgspec.convert(written, Email)
    except msgspec.ValidationError:
        return False
    return True


@operation("spaces.invite_many", InviteMany, returns=list[Invited], rate=INVITE)
async def invite_many(ctx: Context, params: InviteMany) -> list[Invited]:
    """Invite each address of a pasted list by a link of its own; people who have an account are added at once."""
    good, faults = addresses(params.emails)
    if len(good) > MOST_ADDRESSES:
        raise Invalid({"emails": TOO_LONG})
    secrets = {number_email: new_secret() for number_email in good}
    made, fresh = await ctx.db.write(
        commands_invitations.invite_many,
        ctx.person.id,
        params.space_id,
        Terms(params.role, params.term, 1),
        [Address(line, email, email_key(email), hashed(secrets[line, email])) for line, email in good],
        ctx.once(params),
    )
    told = [
        msgspec.structs.replace(row, link=link_to(ctx, secrets[row.line, row.email]))
        if row.outcome == "invited" and fresh
        else row
        for row in made
    ]
    said = [
        Invited(line=line, email=email[:254], outcome="fault", fault=translate(ctx.locale, fault))
        for line, email, fault in faults
    ]
    return sorted([*told, *said], key=lambda row: row.line)


async def list_invitations(tx: Transaction, person_id: int, params: ListInvitations) -> Page[Invitation]:
    """Invitations of a space that still let somebody in, for its owners."""
    found = await queries.space_owned_by(tx, params.space_id, person_id)
    before = decode_cursor(params.after, tuple[Id])[0] if params.after else 0
    rows = await queries_invitations.open_invitations(tx, found.id, before, params.limit + 1)
    return page_of(rows, params.limit, lambda row: (row.id,))


@operation("spaces.invitations", ListInvitations, returns=Page[Invitation], reads=True)
async def invitations(ctx: Context, params: ListInvitations) -> Page[Invitation]:
    """Invitations that still let somebody in, newest first, without their links; for owners."""
    return await ctx.db.read(list_invitations, ctx.person.id, params)


@operation("spaces.revoke_invitation", Revoke, returns=Invitation)
async def revoke_invitation(ctx: Context, params: Revoke) -> Invitation:
    """Make an invitation useless; for owners. Whoever came in by it stays."""
    return await ctx.db.write(commands_invitations.revoke, ctx.person.id, params.invitation_id)


async def read_offer(tx: Transaction, person_id: int, secret: str) -> Offer:
    """What a link offers; `Gone` when it has ended, `NotFound` when it never was."""
    found = await queries_invitations.held(tx, hashed(secret), person_id)
    if found is None:
        raise NotFound(N_("There is no such invitation"))
    if not found.stands:
        raise Gone(N_("This invitation has expired or is used up: ask for a new one"))
    return found.offer


@operation("spaces.invitation", Link, returns=Offer, rate=OPEN, reads=True, visitors=True)
async def invitation(ctx: Context, params: Link) -> Offer:
    """What the link of an invitation offers: the space's card, the role, who invites, until when."""
    return await ctx.db.read(read_offer, ctx.viewer.id, params.secret)


@operation("spaces.accept_invitation", Link, returns=Member, rate=OPEN)
async def accept_invitation(ctx: Context, params: Link) -> Member:
    """Come into a space by the secret of an invitation's link. Repeating it spends nothing more."""
    return await ctx.db.write(commands_invitations.accept, ctx.person.id, hashed(params.secret))
