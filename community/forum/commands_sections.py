"""Writes of sections, by the owners of their space."""

from typing import Any

from community.accounts.queries import somebody
from community.db import Transaction
from community.db import once as acts
from community.db.once import Once
from community.errors import Conflict
from community.forum import queries, queries_search, queries_sections
from community.forum.changes import SectionChanged
from community.forum.model import Breadth, Section
from community.moderation.commands import record
from community.realtime.changes import AccessChanged
from community.search import Kind, index
from community.spaces import queries as spaces
from community.spaces.commands import on_renaming
from community.spaces.queries_people import person_name
from community.spaces.rules import require_owns
from community.text.names import slug
from community.words import N_


async def create(
    tx: Transaction, person_id: int, space_id: int, values: dict[str, Any], once: Once | None
) -> Section:  # fmt: skip
    """A section at the end of the space's list. Of a narrowed one its maker is the first reader."""
    if (earlier := await acts.earlier(tx, once)) is not None:
        return (await queries.section_managed_by(tx, earlier, person_id))[0]
    await spaces.space_owned_by(tx, space_id, person_id)
    values = {**values, "slug": slug(values["title"], "section")}
    section_id = await queries_sections.insert_section(tx, space_id, person_id, values)
    if values["visibility"] == Breadth.MEMBERS:
        await queries_sections.add_member(tx, section_id, person_id, person_id)
    await acts.keep(tx, once, section_id)
    await index_sections(tx, space_id, section_id)
    return await _told(tx, person_id, section_id, "section.made")


async def update(tx: Transaction, person_id: int, section_id: int, values: dict[str, Any]) -> Section:
    """Change what is given. A section can be narrowed to those added, never widened again."""
    section = await _owned(tx, person_id, section_id)
    wanted = values.get("visibility", section.visibility)
    if section.visibility == Breadth.MEMBERS and wanted != Breadth.MEMBERS:
        raise Conflict(N_("What was written for a few stays with them: create a new section for everybody"))
    changed = {name: value for name, value in values.items() if value != getattr(section, name)}
    if not changed:
        return section
    if "title" in changed:
        changed["slug"] = slug(changed["title"], "section")
    await queries_sections.update_section(tx, section_id, changed)
    if "title" in changed:
        await index_sections(tx, section.space_id, section_id)
    if "visibility" in changed:
        await queries_sections.add_member(tx, section_id, person_id, person_id)
        tx.announce(AccessChanged())
    return await _told(tx, person_id, section_id, "section.changed")


@on_renaming
async def index_sections(tx: Transaction, space_id: int, section_id: int = 0) -> None:
    """Sections of a space, or one of them, are found by their title and by where they stand."""
    for section in await queries_search.sections_named(tx, space_id, section_id):
        await index(tx, Kind.SECTION, section.id, section.title, place=section.place)


async def add_member(
    tx: Transaction, person_id: int, section_id: int, added_id: int | None, handle: str | None
) -> None:  # fmt: skip
    """Let a person of the space read a narrowed section, or a guest any section."""
    section = await _owned(tx, person_id, section_id)
    added = await somebody(tx, added_id, handle)
    if await spaces.role_of(tx, section.space_id, added.id) is None:
        raise Conflict(N_("Only people in the space can be added: invite the person first"))
    if await queries_sections.add_member(tx, section_id, added.id, person_id):
        await _log_person(tx, person_id, section, "section.member_added", added.name)
        tx.announce(AccessChanged(person_ids=(added.id,)))


async def remove_member(tx: Transaction, person_id: int, section_id: int, removed_id: int) -> None:
    section = await _owned(tx, person_id, section_id)
    if await queries_sections.remove_member(tx, section_id, removed_id):
        await _log_person(tx, person_id, section, "section.member_removed", await person_name(tx, removed_id))
        tx.announce(AccessChanged(person_ids=(removed_id,)))


async def _owned(tx: Transaction, person_id: int, section_id: int) -> Section:
    section, role = await queries.section_managed_by(tx, section_id, person_id)
    require_owns(role)
    return section


async def _told(tx: Transaction, person_id: int, section_id: int, what: str) -> Section:
    section, _ = await queries.section_managed_by(tx, section_id, person_id)
    await record(
        tx, person_id, what=what, space_id=section.space_id, subject=f"section:{section_id}",
        title=_title_for_log(section), why="",
    )  # fmt: skip
    tx.announce(SectionChanged(section))
    return section


async def _log_person(tx: Transaction, actor_id: int, section: Section, what: str, name: str) -> None:
    about = f"{section.title}: {name}" if section.visibility == Breadth.SPACE else name
    await record(
        tx, actor_id, what=what, space_id=section.space_id, subject=f"section:{section.id}", title=about, why=""
    )


def _title_for_log(section: Section) -> str:
    return section.title if section.visibility == Breadth.SPACE else ""
