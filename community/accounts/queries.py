"""SQL of people: who they are, what they chose, their former handles. Sessions, links, the way in: beside this file."""

from typing import Any

import msgspec

from community.accounts.model import HINTS, Author, Institution, Me, Newcomer, Person
from community.db import Transaction
from community.errors import Invalid, NotFound
from community.text.names import fold
from community.words import N_

_PUBLIC = """p.id, p.handle, p.name, p.position, p.specialties, p.about_html, p.made_at, p.suspended_at,
       i.id, i.slug, i.title"""
_FROM = "from people p left join spaces i on i.id = p.institution_id and i.kind = 'institution'"


def email_key(email: str) -> str:
    """By what e-mail addresses are compared: nobody has two accounts by writing theirs in capitals."""
    return email.strip().casefold()


def _public(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": row[0],
        "handle": row[1],
        "name": row[2],
        "position": row[3],
        "specialties": tuple(msgspec.json.decode(row[4])),
        "about": row[5],
        "registered_at": row[6],
        "suspended_at": row[7],
        "institution": Institution(row[8], row[9], row[10]) if row[8] is not None else None,
    }


async def person(tx: Transaction, person_id: int) -> Person:
    """The person as others see them; `NotFound` when there is none."""
    rows = await tx.rows(f"select {_PUBLIC} {_FROM} where p.id = :id", id=person_id)
    if not rows:
        raise NotFound
    return Person(**_public(rows[0]))


async def person_by_handle(tx: Transaction, handle: str) -> Person:
    """Who has this handle, or had it once: compare it with the person's own to know whether to redirect."""
    rows = await tx.rows(
        f"""
        select {_PUBLIC} {_FROM}
        where p.id = coalesce((select n.id from people n where n.handle = :handle),
                              (select f.person_id from former_handles f where f.handle = :handle))
        """,
        handle=handle,
    )
    if not rows:
        raise NotFound
    return Person(**_public(rows[0]))


async def me(tx: Transaction, person_id: int) -> Me:
    """The person as they see themselves."""
    rows = await tx.rows(
        f"select {_PUBLIC}, p.email, p.locale, p.zone, p.theme, p.about_source, p.invisible {_FROM} where p.id = :id",
        id=person_id,
    )
    if not rows:
        raise NotFound
    email, locale, zone, theme, source, invisible = rows[0][11:17]
    return Me(
        **_public(rows[0]), email=email, locale=locale, zone=zone, theme=theme, about_source=source,
        invisible=bool(invisible),
    )  # fmt: skip


async def author(tx: Transaction, person_id: int) -> Author:
    """Just enough to name the person; `NotFound` when there is none."""
    found = await tx.one(Author, "select id, handle, name from people where id = :id", id=person_id)
    if found is None:
        raise NotFound
    return found


async def somebody(tx: Transaction, person_id: int | None, handle: str | None) -> Author:
    """Whom somebody means by an id, or else by a handle; `NotFound` also for an account that is blocked."""
    if person_id is None and handle is None:
        raise Invalid({"person_id": N_("This is required")})
    which = "handle = :handle" if person_id is None else "id = :id"
    found = await tx.one(
        Author, f"select id, handle, name from people where suspended_at is null and {which}",
        id=person_id, handle=handle,
    )  # fmt: skip
    if found is None:
        raise NotFound(N_("There is no such person"))
    return found


async def role_in_network(tx: Transaction, person_id: int) -> str | None:
    """None also for somebody whose account is blocked: commands take rights from here."""
    role = await tx.value(
        "select m.role from memberships m join spaces s on s.id = m.space_id join people p on p.id = m.person_id"
        " where s.kind = 'network' and m.person_id = :person and p.suspended_at is null",
        person=person_id,
    )
    return None if role is None else str(role)


async def institutions_of(tx: Transaction, person_id: int) -> list[Institution]:
    """The institutions a person belongs to: one of them may be named the main one."""
    return await tx.all(
        Institution,
        "select s.id, s.slug, s.title from memberships m join spaces s on s.id = m.space_id"
        " where m.person_id = :person and s.kind = 'institution' order by s.title_key, s.id",
        person=person_id,
    )


async def insert_person(tx: Transaction, new: Newcomer, handle: str) -> int:
    return int(
        await tx.value(
            """
            insert into people (handle, name, name_key, email, email_key, password_hash, locale, zone,
                                consented_at, made_at)
            values (:handle, :name, :name_key, :email, :email_key, :password, :locale, :zone, :consented, :now)
            returning id
            """,
            handle=handle,
            name=new.name,
            name_key=fold(new.name),
            email=new.email.strip(),
            email_key=email_key(new.email),
            password=new.password_hash,
            locale=new.locale,
            zone=new.zone,
            consented=tx.now if new.consented else None,
            now=tx.now,
        )
    )


async def update_profile(tx: Transaction, person_id: int, values: dict[str, Any]) -> None:
    await tx.run(
        """
        update people set name = :name, name_key = :name_key, handle = :handle, position = :position,
            specialties = :specialties, institution_id = :institution_id, about_source = :about_source,
            about_html = :about_html
        where id = :id
        """,
        id=person_id,
        **values,
    )


async def forget_institution(tx: Transaction, person_id: int, institution_id: int) -> bool:
    """Whether this was the person's main institution; it is no longer."""
    return bool(
        await tx.run(
            "update people set institution_id = null where id = :id and institution_id = :institution",
            id=person_id, institution=institution_id,
        )
    )  # fmt: skip


async def update_preferences(
    tx: Transaction, person_id: int, locale: str, zone: str, theme: str, invisible: bool
) -> None:
    await tx.run(
        "update people set locale = :locale, zone = :zone, theme = :theme, invisible = :invisible where id = :id",
        id=person_id, locale=locale, zone=zone, theme=theme, invisible=invisible,
    )  # fmt: skip


async def put_hint_away(tx: Transaction, person_id: int, hint: str) -> None:
    await tx.run(
        "update people set hints = hints | :bit where id = :id", id=person_id, bit=1 << HINTS.index(hint)
    )  # fmt: skip


async def handles_like(tx: Transaction, base: str) -> set[str]:
    """Every handle, present and former, that begins so."""
    rows = await tx.rows(
        "select handle from people where handle >= :base and handle < :beyond"
        " union all select handle from former_handles where handle >= :base and handle < :beyond",
        base=base, beyond=base + "\x7f",
    )  # fmt: skip
    return {row[0] for row in rows}


async def handle_taken_by_another(tx: Transaction, handle: str, person_id: int) -> bool:
    """Whether another person has the handle or had it once."""
    return bool(
        await tx.value(
            "select 1 from people where handle = :handle and id <> :person"
            " union all select 1 from former_handles where handle = :handle and person_id <> :person",
            handle=handle, person=person_id,
        )
    )  # fmt: skip


async def retire_handle(tx: Transaction, person_id: int, handle: str) -> None:
    await tx.run(
        "insert into former_handles (handle, person_id) values (:handle, :person)", handle=handle, person=person_id
    )


async def reclaim_handle(tx: Transaction, person_id: int, handle: str) -> None:
    """A person may take back a handle of their own."""
    await tx.run(
        "delete from former_handles where handle = :handle and person_id = :person", handle=handle, person=person_id
    )


async def suspend(tx: Transaction, person_id: int, by: int, why: str) -> bool:
    return bool(
        await tx.run(
            "update people set suspended_at = :now, suspended_by = :by, suspended_why = :why"
            " where id = :id and suspended_at is null",
            id=person_id, by=by, why=why, now=tx.now,
        )
    )  # fmt: skip


async def unsuspend(tx: Transaction, person_id: int) -> bool:
    return bool(
        await tx.run(
            "update people set suspended_at = null, suspended_by = null, suspended_why = null"
            " where id = :id and suspended_at is not null",
            id=person_id,
        )
    )  # fmt: skip


async def has_administrator(tx: Transaction) -> bool:
    """Whether anybody can administer the site: an owner of the network who is not blocked."""
    return bool(
        await tx.value(
            "select 1 from memberships m join spaces s on s.id = m.space_id join people p on p.id = m.person_id"
            " where s.kind = 'network' and m.role = 'owner' and p.suspended_at is null limit 1"
        )
    )
