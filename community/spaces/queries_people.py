"""SQL of memberships: who is in a space, with which role, since when."""

import msgspec

from community.accounts import queries_entry
from community.accounts.model import Author
from community.db import Transaction
from community.errors import NotFound
from community.operations import Role
from community.spaces.model import Member


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    space_id: int
    id: int
    handle: str
    name: str
    role: str
    position: str
    joined_at: int
    name_key: str

    def member(self) -> Member:
        return Member(
            space_id=self.space_id, person=Author(self.id, self.handle, self.name), role=self.role,
            position=self.position, joined_at=self.joined_at,
        )  # fmt: skip


_MEMBERS = """select m.space_id, p.id, p.handle, p.name, m.role, p.position, m.joined_at, p.name_key
       from memberships m join people p on p.id = m.person_id"""


async def member(tx: Transaction, space_id: int, person_id: int) -> Member:
    found = await tx.one(
        _Row, f"{_MEMBERS} where m.space_id = :space and m.person_id = :person", space=space_id, person=person_id
    )
    if found is None:
        raise NotFound
    return found.member()


async def role_written(tx: Transaction, space_id: int, person_id: int) -> str | None:
    """The role that is written, also of a person who is blocked: blocked owners are owners still."""
    role = await tx.value(
        "select role from memberships where space_id = :space and person_id = :person", space=space_id, person=person_id
    )
    return None if role is None else str(role)


async def members_page(
    tx: Transaction, space_id: int, words: str, after: tuple[str, int], limit: int
) -> list[tuple[str, Member]]:
    """People of a space by (folded name, id), each with that key's name; `words` is a part of a folded name or ""."""
    rows = await tx.all(
        _Row,
        f"""
        {_MEMBERS}
        where m.space_id = :space and (p.name_key, p.id) > (:after_key, :after_id)
          and (:words = '' or p.name_key like :pattern escape '!')
        order by p.name_key, p.id limit :limit
        """,
        space=space_id,
        words=words,
        pattern="%" + words.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%",
        after_key=after[0],
        after_id=after[1],
        limit=limit,
    )
    return [(row.name_key, row.member()) for row in rows]


_LAST_OF_EACH_ROLE = " union all ".join(
    f"""select * from ({_MEMBERS} where m.space_id = :space and m.role = '{role}'
    order by m.joined_at desc, m.person_id desc limit :limit) last_{role}"""
    for role in Role
)


async def first_people(tx: Transaction, space_id: int, limit: int) -> list[Member]:
    """Some people of a space: those who answer for it first, then who came last."""
    rows = await tx.all(
        _Row,
        f"""
        select * from ({_LAST_OF_EACH_ROLE}) shown
        order by case role when 'owner' then 0 when 'moderator' then 1 else 2 end, joined_at desc, id desc limit :limit
        """,
        space=space_id,
        limit=limit,
    )
    return [row.member() for row in rows]


async def other_owners(tx: Transaction, space_id: int, person_id: int) -> int:
    """How many owners besides this person can act. Under the lock of `queries.next_version` the number stands."""
    return int(
        await tx.value(
            "select count(*) from memberships m join people p on p.id = m.person_id"
            " where m.space_id = :space and m.role = 'owner' and m.person_id <> :person and p.suspended_at is null",
            space=space_id, person=person_id,
        )
    )  # fmt: skip


async def person_name(tx: Transaction, person_id: int) -> str:
    name = await tx.value("select name from people where id = :id", id=person_id)
    if name is None:
        raise NotFound
    return str(name)


async def people_by_email(tx: Transaction, email_keys: tuple[str, ...]) -> dict[str, int]:
    """Of these folded addresses those that belong to somebody, with the person's id."""
    rows = await tx.rows("select email_key, id from people where email_key in (:keys)", keys=email_keys)
    return {str(row[0]): int(row[1]) for row in rows}


async def put_member(tx: Transaction, space_id: int, person_id: int, role: str) -> None:
    """The person has this role from now on; whoever was not in the space comes in."""
    inside = await tx.run(
        "update memberships set role = :role where space_id = :space and person_id = :person",
        space=space_id, person=person_id, role=role,
    )  # fmt: skip
    if not inside:
        await queries_entry.join(tx, space_id, person_id, role)


async def delete_member(tx: Transaction, space_id: int, person_id: int) -> None:
    """The person is out of the space, and out of whatever in it the person was added to.

    The tables of sections, rooms and queues belong to features above; but leaving must end all of it in one
    transaction, and somebody who comes in again later starts without it. What takes more than a row to end is
    registered with `commands.on_leaving`.
    """
    for table, key, parts in _ADDED:
        of_space = f"select id from {parts} where space_id = :space"
        await tx.run(
            f"delete from {table} where person_id = :person and {key} in ({of_space})", space=space_id, person=person_id
        )
    await tx.run(
        "delete from memberships where space_id = :space and person_id = :person", space=space_id, person=person_id
    )


_ADDED = (
    ("section_members", "section_id", "sections"),
    ("room_members", "room_id", "rooms"),
    ("queue_members", "queue_id", "queues"),
)
