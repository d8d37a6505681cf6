"""Doors for machines: registering, signing in, one's own account. What administrators do: community.admin."""

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from community.accounts import commands, passwords, queries, queries_credentials, queries_entry, rules
from community.accounts.commands import Profile
from community.accounts.model import (
    Entered,
    Hint,
    Known,
    LocaleName,
    Me,
    Newcomer,
    NewSession,
    NewToken,
    Person,
    Position,
    SessionRow,
    Specialty,
    TokenRow,
)  # fmt: skip
from community.accounts.queries_credentials import Credentials
from community.accounts.queries_session import viewer_by_secret
from community.accounts.secrets import hashed, new_secret
from community.accounts.throttle import Throttle
from community.db import once
from community.db.once import Once
from community.errors import Conflict, Invalid, TooFast, Unauthenticated, Unavailable
from community.fields import ClientId, Email, Handle, Id, Password, Secret, line, text
from community.operations import Context, Nothing, Params, operation, rate
from community.text import drafts
from community.web import appearance
from community.words import N_

Guess = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*\Z")]
Name = Annotated[str, line(1, 100)]

REGISTERING = rate("people.register", 100, per=600)
ENTERING = rate("sessions.open", 300, per=60)
CONFIRMING = rate("people.confirm", 10, per=600)


class Register(Params):
    name: Name
    email: Email
    password: Password
    locale: LocaleName | None = None
    invitation: Secret | None = None
    consent: bool = False
    client_id: ClientId | None = None


@operation("people.register", Register, returns=Entered, rate=REGISTERING, visitors=True)
async def register(ctx: Context, params: Register) -> Entered:
    """Make an account and a token for it; `invitation` is the secret of an invitation's link.

    An anonymous socket stays so until `sessions.resume` or `sessions.open`.
    """
    if ctx.door == "page" and not params.consent:
        raise Invalid({"consent": N_("Without this the site may not keep your account")})
    defaults = rules.defaults(ctx.site.config)
    name = rules.clean_name(params.name)
    rules.require_strong(params.password, name=name, email=params.email)
    act = _registering_once(params)
    if (person_id := await ctx.db.read(once.earlier, act)) is not None:
        found = await ctx.db.read(queries_credentials.credentials, person_id)
        return await _guess(ctx, queries.email_key(params.email), found, params.password)
    if await ctx.db.read(queries_entry.email_is_registered, queries.email_key(params.email)):
        raise Conflict(commands.TAKEN_EMAIL)
    new = Newcomer(
        name=name,
        email=params.email,
        password_hash=await passwords.hashed(params.password),
        locale=params.locale or (ctx.locale if ctx.door == "page" else ""),
        zone=ctx.site.config.site.time_zone,
        consented=params.consent,
    )
    token, session = _session(ctx)
    invitation = hashed(params.invitation) if params.invitation else None
    me = await ctx.db.write(commands.register, new, invitation, defaults, session, act)
    return Entered(me, token)


def _registering_once(params: Register) -> Once | None:
    """A newcomer is nobody yet, and no digest of a password is kept but its slow hash."""
    if params.client_id is None:
        return None
    return Once(0, "people.register", params.client_id, once.digest(replace(params, password="")))


def _session(ctx: Context) -> tuple[str, NewSession]:
    token = new_secret()
    kind = "browser" if ctx.door == "page" else "api"
    return token, NewSession(kind=kind, secret_hash=hashed(token), agent=ctx.agent)


class Open(Params):
    email: Annotated[str, line(1, 254)]
    password: Guess


@operation("sessions.open", Open, returns=Entered, rate=ENTERING, visitors=True)
async def open_session(ctx: Context, params: Open) -> Entered:
    """Sign in. The token stands for the person from now on; it is not shown again."""
    key = queries.email_key(params.email)
    found = await ctx.db.read(queries_credentials.credentials_by_email, key)
    entered = await _guess(ctx, key, found, params.password)
    if ctx.adopt is not None:
        await ctx.adopt(entered.token)
    return entered


async def _guess(ctx: Context, account: str, found: Credentials | None, password: str) -> Entered:
    """Enter by a password that may be a guess: too many wrong ones, and it is not even looked at."""
    throttle: Throttle = ctx.site.resources.setdefault("sign_in_throttle", Throttle())
    now = ctx.site.clock.steady()
    if ctx.site.config.limits.enabled and (wait := throttle.begin(account, ctx.address, now)) > 0:
        raise TooFast(wait, N_("Too many failed attempts to sign in"))
    try:
        entered = await _enter(ctx, found, password)
    except Unavailable:
        throttle.forgive(account, ctx.address, now)
        raise
    throttle.succeeded(account, ctx.address, now)
    return entered


async def _enter(ctx: Context, found: Credentials | None, password: str) -> Entered:
    if not await passwords.fits(found.password_hash if found else "", password) or found is None:
        raise rules.wrong_password()
    token, session = _session(ctx)
    return Entered(await ctx.db.write(commands.open_session, found.id, found.password_hash, session), token)


class Resume(Params):
    token: Secret


@operation("sessions.resume", Resume, returns=Known, rate=ENTERING, visitors=True)
async def resume(ctx: Context, params: Resume) -> Known:
    """Whose token it is; an anonymous socket is that person's from now on."""
    found = await ctx.db.read(viewer_by_secret, hashed(params.token))
    if found is None:
        raise Unauthenticated(N_("This session has ended: sign in again"))
    me = await ctx.db.read(queries.me, found[0].id)
    if ctx.adopt is not None:
        await ctx.adopt(params.token)
    return Known(me)


@operation("sessions.close", Nothing, returns=None)
async def close(ctx: Context, params: Nothing) -> None:
    """Sign out: end the session this call came by."""
    await ctx.db.write(commands.end_session, ctx.person.id, ctx.person.session_id)


@operation("sessions.list", Nothing, returns=list[SessionRow], reads=True)
async def list_sessions(ctx: Context, params: Nothing) -> list[SessionRow]:
    """Where one is signed in, this session first."""
    return await ctx.db.read(queries_credentials.sessions_of, ctx.person.id, ctx.person.session_id)


class Revoke(Params):
    session_id: Id


@operation("sessions.revoke", Revoke, returns=None)
async def revoke(ctx: Context, params: Revoke) -> None:
    """End one of one's own sessions."""
    await ctx.db.write(commands.end_session, ctx.person.id, params.session_id)


@operation("sessions.revoke_others", Nothing, returns=int)
async def revoke_others(ctx: Context, params: Nothing) -> int:
    """End all of one's sessions but this one; how many there were. Tokens stay."""
    return await ctx.db.write(commands.end_other_sessions, ctx.person.id, ctx.person.session_id)


class CreateToken(Params):
    title: Annotated[str, line(1, 100)]
    client_id: ClientId | None = None


@operation("tokens.create", CreateToken, returns=NewToken)
async def create_token(ctx: Context, params: CreateToken) -> NewToken:
    """Make a token for a program that acts in one's name. The secret comes this once."""
    title = params.title.strip()
    if not title:
        raise Invalid({"title": N_("Please fill this in")})
    token = new_secret()
    session = NewSession(kind="api", secret_hash=hashed(token), title=title)
    made, fresh = await ctx.db.write(commands.create_token, ctx.person.id, session, ctx.once(params))
    return NewToken(id=made.id, title=made.title, token=token if fresh else None)


@operation("tokens.list", Nothing, returns=list[TokenRow], reads=True)
async def list_tokens(ctx: Context, params: Nothing) -> list[TokenRow]:
    """One's own tokens, newest first, without their secrets."""
    return await ctx.db.read(queries_credentials.tokens_of, ctx.person.id)


class RevokeToken(Params):
    token_id: Id


@operation("tokens.revoke", RevokeToken, returns=None)
async def revoke_token(ctx: Context, params: RevokeToken) -> None:
    """End one of one's own tokens."""
    await ctx.db.write(commands.end_session, ctx.person.id, params.token_id)


@operation("people.me", Nothing, returns=Me, reads=True)
async def me(ctx: Context, params: Nothing) -> Me:
    """Oneself, with e-mail and settings."""
    return await ctx.db.read(queries.me, ctx.person.id)


class Get(Params):
    person_id: Id


@operation("people.get", Get, returns=Person, reads=True)
async def get(ctx: Context, params: Get) -> Person:
    """A person as all signed-in people see them."""
    return await ctx.db.read(queries.person, params.person_id)


class Update(Params):
    name: Name
    handle: Handle | None = None
    position: Position = ""
    specialties: Annotated[tuple[Specialty, ...], Meta(max_length=7)] = ()
    institution_id: Id | None = None
    about: Annotated[str, text(0, 2000)] = ""


@operation("people.update", Update, returns=Me)
async def update(ctx: Context, params: Update) -> Me:
    """Replace what one says about oneself; what is left out becomes empty, only the handle stays as it is."""
    profile = Profile(
        name=rules.clean_name(params.name),
        handle=params.handle,
        position=params.position,
        specialties=tuple(dict.fromkeys(params.specialties)),
        institution_id=params.institution_id,
        about=await ctx.offload(drafts.profile, params.about) if params.about.strip() else drafts.NOTHING,
    )
    return await ctx.db.write(commands.update_profile, ctx.person.id, profile)


class SetPreferences(Params):
    locale: LocaleName | None = None
    zone: Annotated[str, line(1, 64)] | None = None
    theme: appearance.Theme | None = None
    letters: appearance.Letters | None = None
    spacing: appearance.Spacing | None = None
    pictures: appearance.Pictures | None = None
    invisible: bool | None = None


@operation("people.set_preferences", SetPreferences, returns=Me)
async def set_preferences(ctx: Context, params: SetPreferences) -> Me:
    """Change one's language, time zone, look, or whether others see that one is here; what is left out stays.

    The theme `auto` is the one that the device has.
    """
    if params.zone is not None:
        rules.require_zone(params.zone)
    wanted = (params.theme, params.letters, params.spacing, params.pictures)
    return await ctx.db.write(
        commands.set_preferences, ctx.person.id, params.locale, params.zone, params.invisible, wanted
    )


class DismissHint(Params):
    hint: Hint


@operation("people.dismiss_hint", DismissHint, returns=None)
async def dismiss_hint(ctx: Context, params: DismissHint) -> None:
    """Put a hint of the pages away for good."""
    await ctx.db.write(commands.dismiss_hint, ctx.person.id, params.hint)


class ChangePassword(Params):
    current_password: Guess
    new_password: Password


@operation("people.change_password", ChangePassword, returns=None, rate=CONFIRMING)
async def change_password(ctx: Context, params: ChangePassword) -> None:
    """Change one's password. All other sessions and all tokens end."""
    found = await _confirmed(ctx, params.current_password)
    try:
        rules.require_strong(params.new_password, name=found.name, email=found.email)
    except Invalid as fault:
        raise Invalid({"new_password": fault.fields["password"]}) from None
    new = await passwords.hashed(params.new_password)
    await ctx.db.write(commands.change_password, found.id, found.password_hash, new, ctx.person.session_id)


class ChangeEmail(Params):
    email: Email
    current_password: Guess


@operation("people.change_email", ChangeEmail, returns=Me, rate=CONFIRMING)
async def change_email(ctx: Context, params: ChangeEmail) -> Me:
    """Change the e-mail one signs in with."""
    found = await _confirmed(ctx, params.current_password)
    return await ctx.db.write(commands.change_email, found.id, found.password_hash, params.email)


async def _confirmed(ctx: Context, password: str) -> Credentials:
    """One's own credentials, for whoever knows the password: an open session alone is not enough."""
    found = await ctx.db.read(queries_credentials.credentials, ctx.person.id)
    if found is None or not await passwords.fits(found.password_hash, password):
        raise Invalid({"current_password": N_("This is not your current password")})
    return found


class ResetPassword(Params):
    secret: Secret
    password: Password


@operation("people.reset_password", ResetPassword, returns=Entered, rate=ENTERING, visitors=True)
async def reset_password(ctx: Context, params: ResetPassword) -> Entered:
    """Set a new password by a one-time link and sign in; everything the old one opened ends."""
    secret = hashed(params.secret)
    person_id = await ctx.db.read(queries_credentials.person_of_reset_link, secret)
    found = None if person_id is None else await ctx.db.read(queries_credentials.credentials, person_id)
    if found is None:
        raise commands.ended_link()
    rules.require_strong(params.password, name=found.name, email=found.email)
    token, session = _session(ctx)
    me = await ctx.db.write(commands.use_reset_link, secret, await passwords.hashed(params.password), session)
    return Entered(me, token)
