"""Writes of spaces themselves, and people coming and going. Invitations: commands_invitations."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from community.accounts import audit
from community.accounts.changes import NameChanged
from community.accounts.commands_search import index_people_of, index_person
from community.accounts.queries import forget_institution
from community.db import Transaction, once
from community.db.once import Once
from community.errors import Conflict, NotFound
from community.operations import Role
from community.realtime.changes import AccessChanged, PersonChanged
from community.search import Kind as Findable
from community.search import index
from community.spaces import queries, queries_people, regions, rules
from community.spaces.changes import PeopleChanged, SpaceChanged
from community.spaces.model import Joining, Kind, Member, Space, Visibility
from community.text import names
from community.words import N_

BLANK: dict[str, Any] = {
    "joining": Joining.OPEN, "description_source": "", "description_html": "", "contacts": "", "region": "", "town": "",
}  # fmt: skip
"""What a space need not be given when it is made."""


async def create_space(tx: Transaction, person_id: int, values: dict[str, Any], act: Once | None) -> Space:
    """Make a space of any kind but the network, from columns; its maker is its first owner.

    Without a `slug` one is made from the title.
    """
    if (earlier := await once.earlier(tx, act)) is not None:
        return await queries.space(tx, earlier)
    rules.require_may_create(values["kind"], await queries.role_in_network(tx, person_id))
    made = await _make(tx, person_id, values)
    await once.keep(tx, act, made.id)
    return made


async def found_network(tx: Transaction, owner_id: int, title: str, visibility: Visibility) -> Space:
    """Make the one network, whose owner is an administrator."""
    if await queries.network(tx) is not None:
        raise Conflict(N_("There is exactly one network, and it is here already"))
    return await _make(tx, owner_id, {"kind": Kind.NETWORK, "title": title, "visibility": visibility, "slug": ""})


async def _make(tx: Transaction, owner_id: int, values: dict[str, Any]) -> Space:
    slug = values["slug"] or await _free_slug(tx, values["title"], values["kind"])
    await _require_free(tx, slug, 0)
    columns = BLANK | values | {"slug": slug, "title_key": names.fold(values["title"])}
    space_id = await queries.insert_space(tx, owner_id, columns)
    await queries_people.put_member(tx, space_id, owner_id, Role.OWNER)
    made = await queries.space(tx, space_id)
    await _index(tx, made)
    tx.announce(SpaceChanged(made))
    tx.announce(PersonChanged(owner_id))
    return made


RENAMING: list[Callable[[Transaction, int], Coroutine[Any, Any, None]]] = []
Renaming = TypeVar("Renaming", bound=Callable[[Transaction, int], Coroutine[Any, Any, None]])


def on_renaming(follow: Renaming) -> Renaming:
    """Register what else in a feature above is found by its space's title and town, given the space's id."""
    RENAMING.append(follow)
    return follow


async def _index(tx: Transaction, space: Space) -> None:
    names_of_region = regions.REGIONS.get(space.region, {}).values()
    await index(tx, Findable.SPACE, space.id, space.title, also=" ".join((space.town, *names_of_region)))


async def _index_renamed(tx: Transaction, before: Space, after: Space) -> None:
    if (before.title, before.town, before.region) != (after.title, after.town, after.region):
        await _index(tx, after)
    if (before.title, before.town) != (after.title, after.town):
        await index_people_of(tx, after.id)
        for follow in RENAMING:
            await follow(tx, after.id)


async def _free_slug(tx: Transaction, title: str, kind: str) -> str:
    base, number = names.slug(title, kind), 1
    slug = base
    while await queries.slug_taken_by_another(tx, slug, 0):
        number += 1
        tail = f"-{number}"
        slug = base[: names.LONGEST_SLUG - len(tail)].rstrip("-") + tail
    return slug


async def _require_free(tx: Transaction, slug: str, space_id: int) -> None:
    if await queries.slug_taken_by_another(tx, slug, space_id):
        raise Conflict(N_("The address %(slug)s belongs to another space, or once did"), slug=slug)


async def update_space(tx: Transaction, person_id: int, space_id: int, values: dict[str, Any]) -> Space:
    """Change some columns of a space. A former slug redirects for ever; narrowing the space ends subscriptions."""
    before = await queries.space_owned_by(tx, space_id, person_id)
    slug = values.get("slug", before.slug)
    if slug != before.slug:
        await _require_free(tx, slug, space_id)
        await queries.retire_slug(tx, space_id, before.slug)
        await queries.reclaim_slug(tx, space_id, slug)
    if "title" in values:
        values = values | {"title_key": names.fold(values["title"])}
    await queries.update_space(tx, space_id, values)
    await queries.next_version(tx, space_id)
    after = await queries.space(tx, space_id)
    await _index_renamed(tx, before, after)
    if after.visibility != before.visibility:
        tx.announce(AccessChanged())
    tx.announce(SpaceChanged(after))
    await audit.record(
        tx, person_id, what="space.changed", space_id=space_id, subject=f"space:{space_id}", title=after.title
    )
    return after


async def join(tx: Transaction, person_id: int, space_id: int) -> Member:
    """Come into a space that is open to all; whoever is inside already stays what they are."""
    found, role = await queries.space_and_role(tx, space_id, person_id)
    if role is None:
        rules.require_may_join(found, role)
        role = rules.role_on_joining(await queries.role_in_network(tx, person_id))
        await queries.next_version(tx, space_id)
        await put(tx, space_id, person_id, role)
    return await queries_people.member(tx, space_id, person_id)


async def put(tx: Transaction, space_id: int, person_id: int, role: str) -> None:
    """The person has this role from now on. The caller has counted the space's version up."""
    await queries_people.put_member(tx, space_id, person_id, role)
    await _announce(tx, space_id, person_id)


async def leave(tx: Transaction, person_id: int, space_id: int) -> None:
    """Go away by oneself, unless nobody would own the space any more."""
    await queries.next_version(tx, space_id)
    found, role = await queries.space_and_role(tx, space_id, person_id)
    rules.require_may_leave(found, role)
    await _take_out(tx, person_id, space_id, person_id, role)


async def set_role(tx: Transaction, actor_id: int, space_id: int, person_id: int, role: str) -> Member:
    """An owner gives a role; a person who was not in the space comes in with it. The last owner stays one.

    A space none of whose owners can act any more gets one from an administrator.
    """
    _, own_role = await queries.space_and_role(tx, space_id, actor_id)
    if role != Role.OWNER or not await _is_orphan(tx, space_id, actor_id):
        rules.require_owns(own_role)
    name = await queries_people.person_name(tx, person_id)
    if role == await queries_people.role_written(tx, space_id, person_id):
        return await queries_people.member(tx, space_id, person_id)
    await queries.next_version(tx, space_id)
    if role != Role.OWNER:
        before = await queries_people.role_written(tx, space_id, person_id)
        rules.require_another_owner(before, await queries_people.other_owners(tx, space_id, person_id))
    await put(tx, space_id, person_id, role)
    await audit.record(
        tx, actor_id, what="role.given", space_id=space_id, subject=f"person:{person_id}", title=name, why=role
    )
    return await queries_people.member(tx, space_id, person_id)


async def _is_orphan(tx: Transaction, space_id: int, administrator_id: int) -> bool:
    return (
        rules.owns(await queries.role_in_network(tx, administrator_id))
        and await queries_people.other_owners(tx, space_id, 0) == 0
    )


async def remove_member(tx: Transaction, actor_id: int, space_id: int, person_id: int, why: str) -> None:
    """An owner takes a person out of the space and of everything in it."""
    found = await queries.space_owned_by(tx, space_id, actor_id)
    name = await queries_people.person_name(tx, person_id)
    if found.kind == Kind.NETWORK:
        raise Conflict(N_("Everyone with an account belongs to the network"))
    await queries.next_version(tx, space_id)
    role = await queries_people.role_written(tx, space_id, person_id)
    if role is None:
        raise NotFound(N_("This person is not in the space"))
    await _take_out(tx, actor_id, space_id, person_id, role)
    await audit.record(
        tx, actor_id, what="person.removed", space_id=space_id, subject=f"person:{person_id}", title=name, why=why
    )


Leaving = Callable[[Transaction, int, int, int], Coroutine[Any, Any, None]]
LEAVING: list[Leaving] = []


def on_leaving(end: Leaving) -> Leaving:
    """Register what else ends in a feature above when a person leaves a space, in the same transaction.

    It is given the space, the person, and who does it: an owner, or the person.
    """
    LEAVING.append(end)
    return end


async def _take_out(tx: Transaction, actor_id: int, space_id: int, person_id: int, role: str | None) -> None:
    rules.require_another_owner(role, await queries_people.other_owners(tx, space_id, person_id))
    for end in LEAVING:
        await end(tx, space_id, person_id, actor_id)
    await queries_people.delete_member(tx, space_id, person_id)
    if await forget_institution(tx, person_id, space_id):
        await index_person(tx, person_id)
        tx.announce(NameChanged(person_id))
    await _announce(tx, space_id, person_id)


async def _announce(tx: Transaction, space_id: int, person_id: int) -> None:
    tx.announce(PersonChanged(person_id))
    tx.announce(AccessChanged((person_id,)))
    tx.announce(PeopleChanged(await queries.space(tx, space_id)))
