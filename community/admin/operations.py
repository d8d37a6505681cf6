"""Doors for machines: what administrators do, and the setting up of a new site."""

import time
from typing import Annotated, Literal

from community import __version__
from community.accounts import passwords, queries_entry, rules
from community.accounts.model import (
    Account,
    Entered,
    LocaleName,
    Newcomer,
    NewSession,
    Person,
    Registration,
    ResetLink,
    SiteRules,
)  # fmt: skip
from community.accounts.operations import Name
from community.accounts.queries import has_administrator
from community.accounts.secrets import hashed, new_secret
from community.admin import commands, queries, queries_samples
from community.admin.commands import require_administrator
from community.admin.model import Figures, Health, Settings, SpaceRow
from community.admin.samples import Day, day_of
from community.clock import DAY
from community.db import Transaction, migrate
from community.errors import Gone, NotFound
from community.fields import ClientId, Cursor, Email, Id, Limit, Password, Secret, line, text
from community.operations import Context, Nothing, Params, operation, rate
from community.text import drafts
from community.text.names import fold
from community.web.paging import Page, decode_cursor, encode_cursor
from community.words import N_

FIRST = ("", 0)
BEGAN = time.monotonic()
"""When this process began, near enough."""
SETTING_UP = rate("site.setup", 20, per=600)
HELPING = rate("people.make_reset_link", 30, per=600)


class SetUp(Params):
    secret: Secret
    title: Annotated[str, line(1, 120)]
    name: Name
    email: Email
    password: Password
    locale: LocaleName
    consent: bool = False


@operation("site.setup", SetUp, returns=Entered, rate=SETTING_UP, visitors=True)
async def set_up(ctx: Context, params: SetUp) -> Entered:
    """Make the network and its first administrator, by the secret of the link that `serve` prints."""
    require_setup_secret(ctx, params.secret)
    name = rules.clean_name(params.name)
    rules.require_strong(params.password, name=name, email=params.email)
    new = Newcomer(
        name=name,
        email=params.email,
        password_hash=await passwords.hashed(params.password),
        locale=params.locale,
        zone=ctx.site.config.site.time_zone,
        consented=params.consent,
    )
    token = new_secret()
    session = NewSession(kind="browser" if ctx.door == "page" else "api", secret_hash=hashed(token), agent=ctx.agent)
    title = drafts.title(params.title)
    me = await ctx.db.write(commands.create_first_administrator, new, title, session)
    return Entered(me, token)


def require_setup_secret(ctx: Context, secret: str) -> None:
    """Compared by digest, so that the time it takes tells nothing."""
    if hashed(ctx.site.resources["setup_secret"]) != hashed(secret):
        raise NotFound


async def require_not_set_up(tx: Transaction) -> None:
    if await queries_entry.network_id(tx) is not None and await has_administrator(tx):
        raise Gone(N_("This site has been set up already"))


class ListPeople(Params):
    words: Annotated[str, line(0, 100)] = ""
    blocked: bool = False
    after: Cursor | None = None
    limit: Limit = 50


async def people_page(tx: Transaction, viewer_id: int, params: ListPeople) -> Page[Account]:
    """For administrators: everybody, or those whose name or e-mail holds the words."""
    await require_administrator(tx, viewer_id)
    after = decode_cursor(params.after, tuple[str, Id]) if params.after else FIRST
    rows = await queries.accounts_page(tx, fold(params.words), params.blocked, after, params.limit + 1)
    shown = rows[: params.limit]
    more = len(rows) > params.limit
    return Page([account for _, account in shown], encode_cursor(shown[-1][0], shown[-1][1].id) if more else None)


@operation("people.list", ListPeople, returns=Page[Account], reads=True)
async def list_people(ctx: Context, params: ListPeople) -> Page[Account]:
    """People by name with e-mail and state; for administrators."""
    return await ctx.db.read(people_page, ctx.person.id, params)


class ListSpaces(Params):
    after: Cursor | None = None
    limit: Limit = 50


async def spaces_page(tx: Transaction, viewer_id: int, params: ListSpaces) -> Page[SpaceRow]:
    await require_administrator(tx, viewer_id)
    after = decode_cursor(params.after, tuple[str, Id]) if params.after else FIRST
    rows = await queries.spaces_page(tx, after, params.limit + 1)
    shown = rows[: params.limit]
    more = len(rows) > params.limit
    return Page(shown, encode_cursor(shown[-1].title_key, shown[-1].id) if more else None)


class Suspend(Params):
    person_id: Id
    reason: Annotated[str, line(0, 500)] = ""


@operation("people.suspend", Suspend, returns=Person)
async def suspend(ctx: Context, params: Suspend) -> Person:
    """Block an account, for administrators: sessions and tokens end, signing in is refused with the reason."""
    return await ctx.db.write(commands.suspend, ctx.person.id, params.person_id, params.reason.strip())


class Which(Params):
    person_id: Id


@operation("people.unsuspend", Which, returns=Person)
async def unsuspend(ctx: Context, params: Which) -> Person:
    """Let a blocked person back; for administrators."""
    return await ctx.db.write(commands.unsuspend, ctx.person.id, params.person_id)


class MakeResetLink(Params):
    person_id: Id
    client_id: ClientId | None = None


@operation("people.make_reset_link", MakeResetLink, returns=ResetLink, rate=HELPING)
async def make_reset_link(ctx: Context, params: MakeResetLink) -> ResetLink:
    """Make a link by which a person sets a new password within an hour; for administrators and institutions' owners."""
    secret = new_secret()
    expires_at, fresh = await ctx.db.write(
        commands.make_reset_link, ctx.person.id, params.person_id, hashed(secret), ctx.once(params)
    )
    link = f"{ctx.site.config.site.address.rstrip('/')}/reset/{secret}"
    return ResetLink(person_id=params.person_id, link=link if fresh else None, expires_at=expires_at)


async def read_settings(tx: Transaction, viewer_id: int, defaults: SiteRules) -> Settings:
    await require_administrator(tx, viewer_id)
    return Settings.of(await queries_entry.site_rules(tx, defaults))


@operation("site.settings", Nothing, returns=Settings, reads=True)
async def settings(ctx: Context, params: Nothing) -> Settings:
    """Who may come in, the operator and the policy; for administrators."""
    return await ctx.db.read(read_settings, ctx.person.id, rules.defaults(ctx.site.config))


class Configure(Params):
    registration: Registration
    first_role: Literal["guest", "member"]
    locale: LocaleName
    operator: Annotated[str, line(0, 200)] = ""
    policy_source: Annotated[str, text(0, 40000)] = ""


@operation("site.configure", Configure, returns=Settings)
async def configure(ctx: Context, params: Configure) -> Settings:
    """Replace who may come in, the operator's name and the policy (Markdown); for administrators."""
    policy = await ctx.offload(drafts.forum, params.policy_source) if params.policy_source.strip() else drafts.NOTHING
    values = {
        "registration": params.registration,
        "first_role": params.first_role,
        "locale": params.locale,
        "operator": params.operator.strip(),
        "policy_source": policy.source,
        "policy": policy.html,
    }
    changed = await ctx.db.write(commands.set_site_rules, ctx.person.id, rules.defaults(ctx.site.config), values)
    return Settings.of(changed)


async def read_figures(tx: Transaction, viewer_id: int) -> Figures:
    await require_administrator(tx, viewer_id)
    return await queries.figures(tx)


async def read_day(tx: Transaction, viewer_id: int, now: int) -> Day:
    """The last day of the server, drawn here: on SQLite that is a reader's thread, not the loop."""
    await require_administrator(tx, viewer_id)
    return day_of(await queries_samples.samples_since(tx, now - DAY), now)


@operation("site.health", Nothing, returns=Health, reads=True)
async def health(ctx: Context, params: Nothing) -> Health:
    """Version, schema, sizes, uptime, jobs and connections of this server; for administrators."""
    return await read_health(ctx)


async def read_health(ctx: Context) -> Health:
    found = await ctx.db.read(read_figures, ctx.person.id)
    size = await ctx.db.engine.size()
    return Health(
        version=__version__,
        schema=found.schema,
        known_schema=migrate.head(),
        database_bytes=size.database,
        wal_bytes=size.log,
        free_bytes=size.free,
        uptime=int((time.monotonic() - BEGAN) * 1000),
        connections=ctx.site.resources["connections"](),
        jobs_waiting=found.jobs_waiting,
        jobs_failed=found.jobs_failed,
        people=found.people,
        spaces=found.spaces,
    )
