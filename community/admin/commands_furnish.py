"""A space with what people need in it, made at once: either all of it is there or nothing."""

from typing import Any

import msgspec

from community.admin.model import Furnished
from community.chat import commands as rooms
from community.chat.model import Visibility
from community.chat.queries import rooms_page
from community.consult import commands as queues
from community.consult.commands import QueueDraft
from community.consult.queries import queues_page
from community.db import Transaction, once
from community.db.once import Once
from community.forum import commands_sections as sections
from community.forum.queries import sections_of_space
from community.spaces import commands as spaces
from community.spaces import queries

MOST = 100
"""Rooms and queues that are told of a space; it is made with fewer."""


class QueuePlan(msgspec.Struct, frozen=True):
    """A queue about to be made. `answering`: its maker is its first specialist."""

    draft: QueueDraft
    consent: str
    answering: bool


class Plan(msgspec.Struct, frozen=True):
    """What a new space begins with, checked and in order: sections as columns, rooms by title and visibility."""

    sections: list[dict[str, Any]]
    rooms: list[tuple[str, Visibility]]
    queues: list[QueuePlan]


async def furnish(
    tx: Transaction, person_id: int, values: dict[str, Any], plan: Plan, act: Once | None
) -> Furnished:  # fmt: skip
    """Make the space, by whoever may make one of its kind, and everything planned for it."""
    if (earlier := await once.earlier(tx, act)) is not None:
        return await furnished(tx, person_id, earlier)
    space = await spaces.create_space(tx, person_id, values, act)
    for section in plan.sections:
        await sections.create(tx, person_id, space.id, section, None)
    for title, visibility in plan.rooms:
        await rooms.create_room(tx, person_id, None, space.id, title, visibility)
    for one in plan.queues:
        made = await queues.create_queue(tx, person_id, None, space.id, one.draft, None, one.consent)
        if one.answering:
            await queues.add_specialist(tx, person_id, made.id, person_id, None)
    return await furnished(tx, person_id, space.id)


async def furnished(tx: Transaction, person_id: int, space_id: int) -> Furnished:
    """A space with what of it the person may read, as it is now."""
    return Furnished(
        space=await queries.space(tx, space_id),
        sections=await sections_of_space(tx, space_id, person_id),
        rooms=await rooms_page(tx, person_id, space_id, 0, MOST),
        queues=await queues_page(tx, person_id, space_id, 0, MOST),
    )
