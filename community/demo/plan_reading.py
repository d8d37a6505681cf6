"""What people have read: each comes by a last time and looks into a share of what there is, so that for everybody
something is unread."""

import zlib

from community.accounts import queries_session
from community.chat import commands as rooms
from community.db import Transaction
from community.demo.model import Person, Topic
from community.demo.plan import NETWORK, Do, Made, Plan
from community.demo.plan_forum import ALL
from community.demo.plan_requests import read_request
from community.demo.plan_rooms import key_of
from community.fields import LARGEST
from community.forum import commands as forum

HALF_READ = 3
"""Posts read of a topic that was looked into when it was young."""
OFTEN_HALF_READ = 12
"""Of a hundred topics that are not read, so many were looked into early."""


def plan_reading(plan: Plan) -> None:
    """After everything else is planned: who reads at a moment reads all that was there by then."""
    for person in plan.texts.cast.people:
        visit = plan.moment(f"cast.toml, {person.key}", person.seen, person.key)
        for number, (_, topic) in enumerate(plan.texts.topics):
            _topic(plan, person, visit, number, topic)
        _rooms(plan, person, visit)
        _requests(plan, person, visit)
        _seen(plan, person, max(visit, plan.latest.get(person.key, 0)))


def _topic(plan: Plan, person: Person, visit: int, number: int, topic: Topic) -> None:
    where = f"cast.toml, {person.key}, reading"
    section = next(one for one in plan.texts.cast.sections if one.key == topic.section)
    since = plan.inside.get((section.space, person.key))
    if since is None or since > visit or (section.members and person.key not in section.members):
        return
    if plan.moment(where, topic.when, topic.by) > visit:
        return
    luck = _luck(person.key, f"topic {number}")
    if person.key in {topic.by, *(post.by for post in topic.posts)} or luck < person.reads:
        plan.act(where, visit, since, _reading(person.key, number, ALL))
    elif luck < person.reads + OFTEN_HALF_READ:
        plan.act(where, visit, since, _reading(person.key, number, ((1, HALF_READ),)))


def _luck(person: str, what: str) -> int:
    """A number under a hundred, the same on every run."""
    return zlib.crc32(f"{person}, {what}".encode()) % 100


def _reading(person: str, number: int, seen: tuple[tuple[int, int], ...]) -> Do:
    async def read(tx: Transaction, made: Made) -> None:
        if number in made.topics:
            await forum.mark_read(tx, made.people[person], made.topics[number], seen)

    return read


def _rooms(plan: Plan, person: Person, visit: int) -> None:
    where = f"cast.toml, {person.key}, reading"
    for room in plan.texts.rooms.rooms:
        since = plan.inside.get((room.space, person.key))
        mine = person.key in {message.by for message in room.messages}
        if since is None or since > visit or (room.members and person.key not in room.members):
            continue
        if mine or _luck(person.key, room.key) < person.reads:
            plan.act(where, visit, since, _looking(person.key, room.key))
    for talk in plan.texts.rooms.talks:
        if person.key in talk.between:
            plan.act(where, visit, plan.since(where, NETWORK, person.key), _looking(person.key, key_of(talk)))


def _looking(person: str, room: str) -> Do:
    async def look(tx: Transaction, made: Made) -> None:
        if room in made.rooms:
            await rooms.read_up_to(tx, made.people[person], made.rooms[room], LARGEST)

    return look


def _requests(plan: Plan, person: Person, visit: int) -> None:
    """One's own questions; whoever answers reads them when answering."""
    where = f"cast.toml, {person.key}, reading"
    for number, request in enumerate(plan.texts.consultations.requests):
        if request.by == person.key and plan.moment(where, request.when, request.by) <= visit:

            async def read(tx: Transaction, made: Made, number: int = number) -> None:
                await read_request(tx, made, number, person.key)

            plan.act(where, visit, 0, read)


def _seen(plan: Plan, person: Person, last: int) -> None:
    """The session was last in use when the person last read or did something."""

    async def slide(tx: Transaction, _: Made) -> None:
        known = await queries_session.viewer_by_secret(tx, plan.sessions[person.key])
        if known is not None:
            await queries_session.slide(tx, known[0].session_id)

    plan.act(f"cast.toml, {person.key}", last, plan.inside[NETWORK, person.key], slide)
