"""SQL of spaces and of who is what in them. Other features ask here for a space and for a person's role.

Ways in, lists of people: queries_people; invitations: queries_invitations.
"""

from typing import Any

from community.db import Transaction
from community.errors import NotFound
from community.spaces import rules
from community.spaces.model import Space, SpaceSource
from community.spaces.visibility import SPACE_READABLE

SPACE = """s.id, s.kind, s.slug, s.title, s.visibility, s.joining, s.description_html, s.contacts, s.region, s.town,
       (select count(*) from memberships c where c.space_id = s.id) as people, s.version, s.made_at"""


async def role_of(tx: Transaction, space_id: int, person_id: int) -> str | None:
    """The person's role in the space, None for an outsider. Commands take rights from here, never from the viewer."""
    role = await tx.value(
        "select m.role from memberships m join people p on p.id = m.person_id"
        " where m.space_id = :space and m.person_id = :person and p.suspended_at is null",
        space=space_id, person=person_id,
    )  # fmt: skip
    return None if role is None else str(role)


async def role_in_network(tx: Transaction, person_id: int) -> str | None:
    role = await tx.value(
        "select m.role from memberships m join spaces s on s.id = m.space_id join people p on p.id = m.person_id"
        " where s.kind = 'network' and m.person_id = :person and p.suspended_at is null",
        person=person_id,
    )
    return None if role is None else str(role)


async def space(tx: Transaction, space_id: int) -> Space:
    """The space as its public card shows it; `NotFound` when there is none."""
    found = await tx.one(Space, f"select {SPACE} from spaces s where s.id = :id", id=space_id)
    if found is None:
        raise NotFound
    return found


async def space_and_role(tx: Transaction, space_id: int, person_id: int) -> tuple[Space, str | None]:
    return await space(tx, space_id), await role_of(tx, space_id, person_id)


async def space_seen_by(tx: Transaction, space_id: int, viewer_id: int) -> Space:
    """The space, for those who may be inside: its readers, and guests who read only parts of it. Else `NotFound`."""
    found = await tx.one(
        Space,
        f"""
        select {SPACE} from spaces s
        where s.id = :id and ({SPACE_READABLE} or exists (
            select 1 from memberships g where g.space_id = s.id and g.person_id = :viewer))
        """,
        id=space_id,
        viewer=viewer_id,
    )
    if found is None:
        raise NotFound
    return found


async def space_owned_by(tx: Transaction, space_id: int, person_id: int) -> Space:
    """The space, for one of its owners; `Forbidden` for others, who may see at least its card."""
    found, role = await space_and_role(tx, space_id, person_id)
    rules.require_owns(role)
    return found


async def network(tx: Transaction) -> Space | None:
    return await tx.one(Space, f"select {SPACE} from spaces s where s.kind = 'network'")


async def network_title(tx: Transaction) -> str:
    """The site's name; empty before it is set up."""
    return str(await tx.value("select title from spaces where kind = 'network'") or "")


async def space_by_slug(tx: Transaction, slug: str) -> Space | None:
    """The space that has this slug or had it once: compare its own slug to know whether to redirect."""
    return await tx.one(
        Space,
        f"""
        select {SPACE} from spaces s
        where s.id = coalesce((select n.id from spaces n where n.slug = :slug),
                              (select f.space_id from former_slugs f where f.slug = :slug))
        """,
        slug=slug,
    )


async def space_source(tx: Transaction, space_id: int) -> SpaceSource:
    found = await tx.one(
        SpaceSource,
        "select id, kind, slug, title, visibility, joining, description_source as description, contacts, region, town"
        " from spaces where id = :id",
        id=space_id,
    )
    if found is None:
        raise NotFound
    return found


async def spaces_page(
    tx: Transaction, kind: str, region: str, person_id: int, after: tuple[str, int], limit: int
) -> list[Space]:
    """Spaces by (folded title, id), as many as `limit`, those after such a key.

    "" for any kind or region; a person's own spaces when `person_id` is not 0. Every space has a public card.
    """
    return await tx.all(
        Space,
        f"""
        select {SPACE} from spaces s
        where (:kind = '' or s.kind = :kind) and (:region = '' or s.region = :region)
          and (:person = 0 or exists (
            select 1 from memberships o where o.space_id = s.id and o.person_id = :person))
          and (s.title_key, s.id) > (:after_key, :after_id)
        order by s.title_key, s.id limit :limit
        """,
        kind=kind,
        region=region,
        person=person_id,
        after_key=after[0],
        after_id=after[1],
        limit=limit,
    )


async def slug_taken_by_another(tx: Transaction, slug: str, space_id: int) -> bool:
    """Whether another space has the slug or had it once. `space_id` 0: of a space to be made."""
    return bool(
        await tx.value(
            "select 1 from spaces where slug = :slug and id <> :space"
            " union all select 1 from former_slugs where slug = :slug and space_id <> :space",
            slug=slug, space=space_id,
        )
    )  # fmt: skip


async def insert_space(tx: Transaction, made_by: int, values: dict[str, Any]) -> int:
    """A new space from its columns `kind` … `town`; its id."""
    return int(
        await tx.value(
            """
            insert into spaces (kind, slug, title, title_key, visibility, joining, description_source,
                                description_html, contacts, region, town, version, made_at, made_by)
            values (:kind, :slug, :title, :title_key, :visibility, :joining, :description_source,
                    :description_html, :contacts, :region, :town, 1, :now, :by)
            returning id
            """,
            now=tx.now,
            by=made_by,
            **values,
        )
    )


CHANGEABLE = (
    "slug", "title", "title_key", "visibility", "joining", "description_source", "description_html", "contacts",
    "region", "town",
)  # fmt: skip


async def update_space(tx: Transaction, space_id: int, values: dict[str, Any]) -> None:
    """Write those of the changeable columns that are given."""
    given = [name for name in CHANGEABLE if name in values]
    if given:
        columns = ", ".join(f"{name} = :{name}" for name in given)
        await tx.run(f"update spaces set {columns} where id = :id", id=space_id, **{n: values[n] for n in given})


async def next_version(tx: Transaction, space_id: int) -> int:
    """Count up the space's version. It is also the lock under which owners are counted."""
    version = await tx.value("update spaces set version = version + 1 where id = :id returning version", id=space_id)
    if version is None:
        raise NotFound
    return int(version)


async def retire_slug(tx: Transaction, space_id: int, slug: str) -> None:
    await tx.run("insert into former_slugs (slug, space_id) values (:slug, :space)", slug=slug, space=space_id)


async def reclaim_slug(tx: Transaction, space_id: int, slug: str) -> None:
    """A space may take back a slug of its own."""
    await tx.run("delete from former_slugs where slug = :slug and space_id = :space", slug=slug, space=space_id)
