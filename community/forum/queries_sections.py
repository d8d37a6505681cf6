"""The writing of sections, and who was added to one."""

from typing import Any

import msgspec

from community.db import Transaction


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """A person added to a section, with the role in its space."""

    id: int
    handle: str
    name: str
    role: str


async def insert_section(tx: Transaction, space_id: int, made_by: int, values: dict[str, Any]) -> int:
    """A new section at the end of its space's list, from its columns `slug` … `who_replies`; its id."""
    return int(
        await tx.value(
            """
            insert into sections (space_id, slug, title, description, visibility, who_starts, who_replies, position,
                                  version, made_at, made_by)
            values (:space, :slug, :title, :description, :visibility, :who_starts, :who_replies,
                    (select coalesce(max(x.position), 0) + 1 from sections x where x.space_id = :space),
                    1, :now, :by) returning id
            """,
            space=space_id,
            by=made_by,
            now=tx.now,
            **values,
        )
    )


async def update_section(tx: Transaction, section_id: int, values: dict[str, Any]) -> None:
    columns = "".join(f", {name} = :{name}" for name in values)
    await tx.run(
        f"update sections set version = version + 1, own_version = version + 1{columns} where id = :id",
        id=section_id,
        **values,
    )


async def add_member(tx: Transaction, section_id: int, person_id: int, added_by: int) -> bool:
    """Whether the person was not there yet."""
    return bool(
        await tx.run(
            "insert into section_members (section_id, person_id, added_at, added_by)"
            " values (:section, :person, :now, :by) on conflict (section_id, person_id) do nothing",
            section=section_id, person=person_id, by=added_by, now=tx.now,
        )
    )  # fmt: skip


async def remove_member(tx: Transaction, section_id: int, person_id: int) -> bool:
    return bool(
        await tx.run(
            "delete from section_members where section_id = :section and person_id = :person",
            section=section_id, person=person_id,
        )
    )  # fmt: skip


async def members(tx: Transaction, section_id: int) -> list[Added]:
    """Those added who are in the space, by name."""
    return await tx.all(
        Added,
        """
        select p.id, p.handle, p.name, m.role from section_members x join sections c on c.id = x.section_id
            join memberships m on m.space_id = c.space_id and m.person_id = x.person_id
            join people p on p.id = x.person_id
        where x.section_id = :section order by p.name_key, p.id limit 1000
        """,
        section=section_id,
    )


async def addable(tx: Transaction, section_id: int) -> list[Added]:
    """People of the space who were not added yet, by name: for choosing."""
    return await tx.all(
        Added,
        """
        select p.id, p.handle, p.name, m.role from sections c join memberships m on m.space_id = c.space_id
            join people p on p.id = m.person_id
        where c.id = :section and p.suspended_at is null and not exists (
            select 1 from section_members x where x.section_id = c.id and x.person_id = p.id)
        order by p.name_key, p.id limit 1000
        """,
        section=section_id,
    )
