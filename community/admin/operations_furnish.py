"""Making a space together with its first sections, rooms and queues; and the end of setting a site up."""

from typing import Annotated

import msgspec
from msgspec import Meta

from community.accounts import queries_entry
from community.admin import commands, commands_furnish, queries
from community.admin.commands_furnish import Plan, QueuePlan
from community.admin.model import FirstSteps, Furnished
from community.chat.model import Title as RoomTitle
from community.chat.model import Visibility as RoomVisibility
from community.consult.commands import QueueDraft
from community.consult.model import ConsentBody, Description
from community.consult.model import Title as QueueTitle
from community.consult.model import Visibility as QueueVisibility
from community.db import Transaction
from community.errors import Gone
from community.forum.model import DESCRIPTION, SECTION_TITLE, Breadth, LeastRole
from community.operations import Context, Nothing, Role, operation, rate
from community.spaces import queries as spaces
from community.spaces.operations import Create, columns
from community.text import drafts
from community.words import N_

MOST_PARTS = 20
FURNISHING = rate("spaces.furnish", 20, per=60)


class NewSection(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    title: Annotated[str, SECTION_TITLE]
    description: Annotated[str, DESCRIPTION] = ""
    visibility: Breadth = Breadth.SPACE
    who_starts: LeastRole = Role.MEMBER
    who_replies: LeastRole = Role.MEMBER


class NewRoom(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    title: RoomTitle
    visibility: RoomVisibility = RoomVisibility.SPACE


class NewQueue(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`answering`: the caller is the first specialist of the queue."""

    title: QueueTitle
    description: Description = ""
    visibility: QueueVisibility = QueueVisibility.SPACE
    consent: ConsentBody = ""
    answering: bool = False


class Furnish(Create):
    """A space as `spaces.create` takes it, and what stands in it from the beginning."""

    sections: Annotated[tuple[NewSection, ...], Meta(max_length=MOST_PARTS)] = ()
    rooms: Annotated[tuple[NewRoom, ...], Meta(max_length=MOST_PARTS)] = ()
    queues: Annotated[tuple[NewQueue, ...], Meta(max_length=MOST_PARTS)] = ()


@operation("spaces.furnish", Furnish, returns=Furnished, rate=FURNISHING)
async def furnish(ctx: Context, params: Furnish) -> Furnished:
    """Make a space with its first sections, rooms and queues at once; for whoever may make a space of its kind."""
    space = Create(**{name: getattr(params, name) for name in Create.__struct_fields__})
    values = {"slug": ""} | await columns(ctx, space)
    return await ctx.db.write(commands_furnish.furnish, ctx.person.id, values, _plan(params), ctx.once(params))


def _plan(params: Furnish) -> Plan:
    return Plan(
        [
            msgspec.structs.asdict(section) | {"title": drafts.title(section.title, "sections")}
            for section in params.sections
        ],
        [(drafts.title(room.title, "rooms"), room.visibility) for room in params.rooms],
        [
            QueuePlan(
                QueueDraft(
                    title=drafts.title(queue.title, "queues"), description=queue.description.strip(),
                    visibility=queue.visibility,
                ),
                queue.consent.strip(),
                queue.answering,
            )
            for queue in params.queues
        ],
    )  # fmt: skip


async def first_steps(tx: Transaction, viewer_id: int) -> FirstSteps:
    """How far an administrator has come with the first steps of the site; `Gone` when they are finished."""
    await commands.require_administrator(tx, viewer_id)
    network = await spaces.network(tx)
    if network is None or await queries_entry.site_rule(tx, queries.FIRST_STEPS) != queries.OPEN:
        raise Gone(N_("This site has been set up already"))
    first = await queries.first_space(tx, viewer_id)
    return FirstSteps(
        network=network, first=None if first is None else await commands_furnish.furnished(tx, viewer_id, first)
    )


@operation("site.finish_setup", Nothing, returns=None)
async def finish_setup(ctx: Context, params: Nothing) -> None:
    """Say that the first steps of a new site are done; for administrators. Once more changes nothing."""
    await ctx.db.write(commands.finish_setup, ctx.person.id)
