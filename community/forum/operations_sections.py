"""Sections for programs: making, changing, listing, and who was added to one."""

from typing import Annotated, Any

import msgspec

from community.db import Transaction
from community.fields import ClientId, Handle, Id
from community.forum import commands_sections, queries, queries_sections
from community.forum.model import DESCRIPTION, SECTION_TITLE, Breadth, LeastRole, Section
from community.forum.queries_sections import Added
from community.operations import Context, Params, Role, operation
from community.spaces.rules import require_owns
from community.text import drafts
from community.web.paging import Page


class CreateSection(Params):
    space_id: Id
    title: Annotated[str, SECTION_TITLE]
    description: Annotated[str, DESCRIPTION] = ""
    visibility: Breadth = Breadth.SPACE
    who_starts: LeastRole = Role.MEMBER
    who_replies: LeastRole = Role.MEMBER
    client_id: ClientId | None = None


class UpdateSection(Params):
    section_id: Id
    title: Annotated[str, SECTION_TITLE] | None = None
    description: Annotated[str, DESCRIPTION] | None = None
    visibility: Breadth | None = None
    who_starts: LeastRole | None = None
    who_replies: LeastRole | None = None
    position: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | None = None


class Sections(Params):
    space_id: Id


class TheSection(Params):
    section_id: Id


class SectionPerson(Params):
    section_id: Id
    person_id: Id


@operation("forum.create_section", CreateSection, returns=Section)
async def create_section(ctx: Context, params: CreateSection) -> Section:
    """Make a section of a space: for its owners. `who_starts` and `who_replies` name the least role that may."""
    values = msgspec.structs.asdict(params) | {"title": drafts.title(params.title)}
    space_id = values.pop("space_id")
    del values["client_id"]
    return await ctx.db.write(commands_sections.create, ctx.person.id, space_id, values, ctx.once(params))


@operation("forum.update_section", UpdateSection, returns=Section)
async def update_section(ctx: Context, params: UpdateSection) -> Section:
    """Change what is given of a section: for owners of its space. It can be narrowed, never widened again."""
    given = {name: value for name, value in msgspec.structs.asdict(params).items() if value is not None}
    if params.title is not None:
        given["title"] = drafts.title(params.title)
    return await ctx.db.write(commands_sections.update, ctx.person.id, given.pop("section_id"), given)


@operation("forum.sections", Sections, returns=Page[Section], reads=True, visitors=True)
async def sections(ctx: Context, params: Sections) -> Page[Section]:
    """The sections of a space that the caller may read, in their order."""
    return Page(await ctx.db.read(queries.sections_of_space, params.space_id, ctx.viewer.id))


class AddPerson(Params):
    """Whom: by id or by handle."""

    section_id: Id
    person_id: Id | None = None
    handle: Handle | None = None


@operation("forum.add_section_member", AddPerson, returns=None)
async def add_section_member(ctx: Context, params: AddPerson) -> None:
    """Add a person of the space to a section, by id or handle, so that they read it when it is narrowed."""
    await ctx.db.write(commands_sections.add_member, ctx.person.id, params.section_id, params.person_id, params.handle)


@operation("forum.remove_section_member", SectionPerson, returns=None)
async def remove_section_member(ctx: Context, params: SectionPerson) -> None:
    """Take a person from those added to a section."""
    await ctx.db.write(commands_sections.remove_member, ctx.person.id, params.section_id, params.person_id)


@operation("forum.section_members", TheSection, returns=Page[Added], reads=True)
async def section_members(ctx: Context, params: TheSection) -> Page[Added]:
    """Those added to a section, for owners of its space."""
    view: SectionPeople = await ctx.db.read(section_people, params.section_id, ctx.person.id)
    return Page(view.added)


class SectionPeople(msgspec.Struct, frozen=True):
    """A section with those added to it and those who could be."""

    section: Section
    added: list[Added]
    others: list[Added]


async def section_people(tx: Transaction, section_id: int, viewer_id: int) -> SectionPeople:
    section, role = await queries.section_managed_by(tx, section_id, viewer_id)
    require_owns(role)
    added: Any = await queries_sections.members(tx, section_id)
    return SectionPeople(section, added, await queries_sections.addable(tx, section_id))
