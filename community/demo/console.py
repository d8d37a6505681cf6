"""What `community demo` does."""

import secrets
from typing import NamedTuple

from community import fields
from community.accounts import passwords, rules
from community.accounts.operations import Register
from community.db import Database
from community.demo import commands, queries
from community.demo.commands import NOT_EMPTY
from community.demo.model import Texts
from community.demo.plan import Act, Plan
from community.demo.plan_forum import plan_forum
from community.demo.plan_people import plan_people
from community.demo.plan_reading import plan_reading
from community.demo.plan_requests import plan_requests
from community.demo.plan_rooms import plan_rooms
from community.demo.texts import read

__all__ = ["NOT_EMPTY", "Shown", "fill", "is_empty", "new_password"]

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing in it is taken for something else when it is copied by hand."""


class Shown(NamedTuple):
    """Somebody to sign in as: what the person is, the name, the e-mail."""

    role: str
    name: str
    email: str


def new_password() -> str:
    """Three groups of four, some 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


async def is_empty(database: Database) -> bool:
    return await database.read(queries.is_empty)


async def fill(database: Database, password: str, texts: Texts | None = None) -> tuple[str, list[Shown]]:
    """Fill the database as of the clock's now; what was made, in a line, and whom to sign in as."""
    texts = texts or read()
    for person in texts.cast.people:
        given = fields.decode(Register, {"name": person.name, "email": person.email, "password": password})
        rules.require_strong(given.password, name=person.name, email=person.email)
    await database.write(commands.fill, acts(texts, database.clock.now(), await passwords.hashed(password)))
    shown = [Shown(person.shown, person.name, person.email) for person in texts.cast.people if person.shown]
    return summary(texts), shown


def acts(texts: Texts, now: int, password_hash: str) -> list[Act]:
    """Everything that happens, in the order of time. `TextsError` names the row whose moment does not fit."""
    plan = Plan(texts, now)
    plan_people(plan, password_hash)
    plan_forum(plan)
    plan_rooms(plan)
    plan_requests(plan)
    plan_reading(plan)
    return plan.in_order()


def summary(texts: Texts) -> str:
    posts = sum(1 + len(topic.posts) for _, topic in texts.topics)
    talked = sum(len(room.messages) for room in texts.rooms.rooms)
    talked += sum(len(talk.messages) for talk in texts.rooms.talks)
    return (
        f"{len(texts.cast.people)} people, {1 + len(texts.cast.spaces)} spaces, {len(texts.topics)} topics with "
        f"{posts} posts, {len(texts.rooms.rooms)} rooms and {len(texts.rooms.talks)} direct talks with {talked} "
        f"messages, {len(texts.consultations.queues)} queues with {len(texts.consultations.requests)} requests."
    )
