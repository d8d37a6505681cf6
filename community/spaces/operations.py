"""spaces.*: making, finding and changing spaces, coming and going, roles. Invitations: operations_invitations."""

from typing import Annotated, Any

import msgspec

from community.db import Transaction
from community.errors import Forbidden, Invalid, NotFound
from community.fields import ClientId, Cursor, Handle, Id, Limit, Reason, line
from community.operations import Context, Nothing, Params, Role, Unseen, Viewer, channel, operation, rate
from community.realtime.catching import Asked, Missed, catches_up
from community.spaces import commands, queries, queries_people, regions, rules
from community.spaces.model import CONTACTS, DESCRIPTION, TITLE, TOWN, Joining, Kind, Member, Space, Visibility
from community.text import drafts, names, plain
from community.web.paging import Page, decode_cursor, encode_cursor, page_of
from community.words import N_

REGION = line(0, 80)
FIRST = ("", 0)

CREATE = rate("spaces.create", 60, per=60)


class Create(Params):
    kind: Kind
    title: Annotated[str, TITLE]
    visibility: Visibility
    slug: Handle | None = None
    description: Annotated[str, DESCRIPTION] = ""
    contacts: Annotated[str, CONTACTS] = ""
    joining: Joining = Joining.OPEN
    region: Annotated[str, REGION] = ""
    town: Annotated[str, TOWN] = ""
    client_id: ClientId | None = None


class Update(Params):
    space_id: Id
    title: Annotated[str, TITLE] | None = None
    visibility: Visibility | None = None
    slug: Handle | None = None
    description: Annotated[str, DESCRIPTION] | None = None
    contacts: Annotated[str, CONTACTS] | None = None
    joining: Joining | None = None
    region: Annotated[str, REGION] | None = None
    town: Annotated[str, TOWN] | None = None


class List(Params):
    kind: Kind | None = None
    region: Annotated[str, REGION] = ""
    mine: bool = False
    after: Cursor | None = None
    limit: Limit = 50


class Get(Params):
    space_id: Id | None = None
    slug: Handle | None = None


class Which(Params):
    space_id: Id


class SetRole(Params):
    space_id: Id
    person_id: Id
    role: Role


class Remove(Params):
    space_id: Id
    person_id: Id
    reason: Reason = ""


class People(Params):
    space_id: Id
    words: Annotated[str, line(0, 100)] = ""
    after: Cursor | None = None
    limit: Limit = 50


class Region(msgspec.Struct, frozen=True):
    """A subject of the Russian Federation: its code and its names."""

    code: str
    ru: str
    en: str


async def columns(ctx: Context, params: Create | Update) -> dict[str, Any]:
    """The columns that were given, cleaned; `Invalid` names a title nobody sees and a region that does not exist."""
    given = {name: value for name, value in msgspec.structs.asdict(params).items() if value is not None}
    faults: dict[str, str] = {}
    if "title" in given:
        given["title"] = " ".join(given["title"].split())
        if not plain.visible(given["title"]):
            faults["title"] = N_("Write something")
    if given.get("region"):
        given["region"] = regions.code_of(given["region"]) or ""
        if not given["region"]:
            faults["region"] = N_("There is no such region")
    if faults:
        raise Invalid(faults)
    if "town" in given:
        given["town"] = given["town"].strip()
    if "contacts" in given:
        given["contacts"] = plain.normalise(given["contacts"])
    if "description" in given:
        draft = await ctx.offload(_draft, given.pop("description"))
        given |= {"description_source": draft.source, "description_html": draft.html}
    return {name: value for name, value in given.items() if name not in ("space_id", "client_id")}


def _draft(source: str) -> drafts.Draft:
    return drafts.profile(source) if plain.visible(source) else drafts.NOTHING


@operation("spaces.create", Create, returns=Space, rate=CREATE)
async def create(ctx: Context, params: Create) -> Space:
    """Make a space: a community by any member of the network; an institution, project or partner by administrators."""
    values = {"slug": ""} | await columns(ctx, params)
    return await ctx.db.write(commands.create_space, ctx.person.id, values, ctx.once(params))


@operation("spaces.update", Update, returns=Space)
async def update(ctx: Context, params: Update) -> Space:
    """Change what is given; for owners. Former slugs redirect, and no other space gets them."""
    return await ctx.db.write(commands.update_space, ctx.person.id, params.space_id, await columns(ctx, params))


async def list_spaces(tx: Transaction, viewer_id: int, params: List) -> Page[Space]:
    """A page of the directory, by title."""
    region = (regions.code_of(params.region) or "-") if params.region else ""
    after = decode_cursor(params.after, tuple[str, Id]) if params.after else FIRST
    mine = viewer_id if params.mine else 0
    found = await queries.spaces_page(tx, params.kind or "", region, mine, after, params.limit + 1)
    return page_of(found, params.limit, lambda space: (names.fold(space.title), space.id))


@operation("spaces.list", List, returns=Page[Space], reads=True, visitors=True)
async def list_(ctx: Context, params: List) -> Page[Space]:
    """Spaces by title, of a kind or region, or only one's own. All of them: a space always has a public card."""
    viewer_id = ctx.person.id if params.mine else ctx.viewer.id
    return await ctx.db.read(list_spaces, viewer_id, params)


async def find_space(tx: Transaction, space_id: int, slug: str) -> Space:
    """By id, or by a slug it has or had."""
    if space_id:
        return await queries.space(tx, space_id)
    found = await queries.space_by_slug(tx, slug)
    if found is None:
        raise NotFound
    return found


@operation("spaces.get", Get, returns=Space, reads=True, visitors=True)
async def get(ctx: Context, params: Get) -> Space:
    """A space's public card, by its id or by a slug it has or once had."""
    if (params.space_id is None) == (params.slug is None):
        raise Invalid({"space_id": N_("Give either an id or a slug")})
    return await ctx.db.read(find_space, params.space_id or 0, params.slug or "")


@operation("spaces.join", Which, returns=Member)
async def join(ctx: Context, params: Which) -> Member:
    """Come into a space that is open to all. Guests of the network come in as guests. Repeating it changes nothing."""
    return await ctx.db.write(commands.join, ctx.person.id, params.space_id)


@operation("spaces.leave", Which, returns=None)
async def leave(ctx: Context, params: Which) -> None:
    """Go away from a space. The last owner cannot, and nobody leaves the network."""
    await ctx.db.write(commands.leave, ctx.person.id, params.space_id)


@operation("spaces.set_role", SetRole, returns=Member)
async def set_role(ctx: Context, params: SetRole) -> Member:
    """Give a person a role; for owners. Somebody who is not in the space comes in with it. The last owner stays one.

    An administrator gives an owner to a space whose owners are all blocked.
    """
    return await ctx.db.write(commands.set_role, ctx.person.id, params.space_id, params.person_id, params.role)


@operation("spaces.remove_member", Remove, returns=None)
async def remove_member(ctx: Context, params: Remove) -> None:
    """Take a person out of the space and of everything in it; for owners, kept in the audit log."""
    person_id = ctx.person.id
    await ctx.db.write(commands.remove_member, person_id, params.space_id, params.person_id, params.reason)


async def list_people(tx: Transaction, viewer_id: int, params: People) -> Page[Member]:
    """People of a space by name, for its signed-in readers."""
    found, role = await queries.space_and_role(tx, params.space_id, viewer_id)
    if not rules.may_list_people(found, viewer_id, role):
        raise Forbidden(N_("Only members of this space see who is in it"))
    after = decode_cursor(params.after, tuple[str, Id]) if params.after else FIRST
    rows = await queries_people.members_page(tx, found.id, names.fold(params.words), after, params.limit + 1)
    items = [member for _, member in rows[: params.limit]]
    if len(rows) <= params.limit:
        return Page(items)
    return Page(items, encode_cursor(rows[params.limit - 1][0], items[-1].person.id))


@operation("spaces.members", People, returns=Page[Member], reads=True)
async def members(ctx: Context, params: People) -> Page[Member]:
    """People of a space by name; `words` is a part of a name. For those who may read the space."""
    return await ctx.db.read(list_people, ctx.person.id, params)


@operation("spaces.regions", Nothing, returns=list[Region], reads=True, visitors=True)
async def list_regions(_: Context, __: Nothing) -> list[Region]:
    """The regions a space may name: codes with their Russian and English names."""
    return [Region(code, said["ru"], said["en"]) for code, said in regions.REGIONS.items()]


@channel("space")
async def space_channel(tx: Transaction, viewer: Viewer, space_id: int) -> Unseen:
    """`space:ID` is heard by those who may be inside the space; it does not tell who listens."""
    return Unseen((await queries.space_seen_by(tx, space_id, viewer.id)).version)


@catches_up("space")
async def catch_up_channel(ctx: Context, asked: Asked) -> Missed:
    """The space as its card shows it: nothing else of it is told there."""
    space = await ctx.db.read(queries.space_seen_by, asked.id, ctx.viewer.id)
    return asked.of_one_row(space.version, {"space": space})
