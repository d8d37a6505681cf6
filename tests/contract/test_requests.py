"""Requests as clients know them: the place in the queue, one taker, the states, who opens what."""

import asyncio
from typing import Any

import pytest

from tests.support import LiveSite, Refused, Row, refused

REQUEST = {"id", "room_id", "state", "place", "ahead", "wait"}


@pytest.fixture
async def queue(site: LiveSite) -> Row:
    """A queue of the network that Irina and Olga answer; Masha and Petya are guests who ask."""
    made = await site.queue(specialists=[])
    for who, name in (("irina", "Ирина Павлова"), ("olga", "Ольга Седова")):
        specialist = await site.person(who, name=name)
        await site.admin.call("consult.add_specialist", queue_id=made.id, person_id=specialist.id)
        await specialist.call("consult.set_duty", queue_id=made.id, on_duty=True)
    for who, name in (("masha", "Мария Лукина"), ("petya", "Пётр Сомов")):
        await site.person(who, role="guest", name=name)
    return made


async def ask(who: Any, queue: Row, subject: str = "Не говорит «р»", **more: Any) -> Row:
    return await who.call("consult.ask", queue_id=queue.id, subject=subject, body="Дочке **пять** лет", **more)


async def test_who_asks_learns_the_place_and_how_many_are_ahead(door: Any, queue: Row) -> None:
    masha, petya = await door("masha"), await door("petya")
    first, second = await ask(masha, queue), await ask(petya, queue)
    assert set(first) >= REQUEST
    for request, ahead in ((first, 0), (second, 1)):
        assert (request.state, request.place, request.ahead, request.wait) == ("waiting", ahead + 1, ahead, None)
    await masha.call("consult.withdraw", request_id=first.id)
    moved = await petya.call("consult.get", request_id=second.id)
    assert (moved.place, moved.ahead) == (1, 0)
    assert [one.id for one in (await petya.call("consult.mine"))["items"]] == [second.id]


async def test_of_two_who_take_at_once_the_other_reads_who_has_it(site: LiveSite, queue: Row) -> None:
    irina, olga = site.as_("irina"), await site.socket("olga")
    request = await ask(site.as_("masha"), queue)
    answers = await asyncio.gather(
        *(who.call("consult.take", request_id=request.id) for who in (irina, olga)), return_exceptions=True
    )
    taken = next(answer for answer in answers if isinstance(answer, Row))
    lost = next(answer for answer in answers if isinstance(answer, Refused))
    assert (taken.state, taken.room_id, taken.place) == ("taken", request.room_id, None)
    assert (lost.kind, lost.problem.taker.id) == ("conflict", taken.taker.id)
    assert taken.taker.name in lost.problem.detail


async def test_capacity_is_a_conflict_and_an_empty_queue_is_not_found(door: Any, queue: Row) -> None:
    irina, olga, masha, petya = [await door(who) for who in ("irina", "olga", "masha", "petya")]
    first, second = await ask(masha, queue), await ask(petya, queue)
    assert (await irina.call("consult.take_next", queue_id=queue.id)).id == first.id
    for name, which in (("consult.take_next", {"queue_id": queue.id}), ("consult.take", {"request_id": second.id})):
        with refused("conflict"):
            await irina.call(name, **which)
    await irina.call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=1000)
    assert (await irina.call("consult.take_next", queue_id=queue.id)).id == second.id
    with refused("not_found"):
        await olga.call("consult.take_next", queue_id=queue.id)
    for bad in (0, 1001, "2"):
        with refused("invalid", "capacity"):
            await irina.call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=bad)


async def test_who_has_never_gone_on_duty_may_take(site: LiveSite, queue: Row, door: Any) -> None:
    late = await site.person("vera")
    await site.admin.call("consult.add_specialist", queue_id=queue.id, person_id=late.id)
    request = await ask(site.as_("masha"), queue)
    assert (await (await door("vera")).call("consult.take", request_id=request.id)).state == "taken"


async def test_a_request_goes_through_its_states(site: LiveSite, door: Any, queue: Row) -> None:
    irina, masha = await door("irina"), await door("masha")
    request = await ask(masha, queue)
    which = {"request_id": request.id}
    with refused("conflict"):
        await masha.call("consult.rate", **which, stars=5)
    for who, name, more, state in (
        (irina, "take", {}, "taken"),
        (irina, "hold", {}, "held"),
        (irina, "resume", {}, "taken"),
        (irina, "close", {}, "closed"),
        (masha, "rate", {"stars": 5}, "closed"),
        (masha, "reopen", {}, "taken"),
        (irina, "transfer", {"person_id": site.as_("olga").id}, "taken"),
        (await door("olga"), "transfer", {}, "waiting"),
        (masha, "withdraw", {}, "withdrawn"),
    ):
        assert (await who.call(f"consult.{name}", **which, **more)).state == state
    for who, name in ((masha, "withdraw"), (irina, "take")):
        with refused("conflict"):
            await who.call(f"consult.{name}", **which)


async def test_the_room_is_the_conversation_of_two(site: LiveSite, door: Any, queue: Row) -> None:
    masha, irina = await door("masha"), await door("irina")
    request = await ask(masha, queue)
    room = {"room_id": request.room_id}
    with refused("not_found"):
        await irina.call("chat.history", **room)
    await irina.call("consult.take", request_id=request.id)
    await irina.call("chat.send", **room, body="Здравствуйте")
    first, second = (await masha.call("chat.history", **room))["items"]
    assert "<strong>пять</strong>" in first.html
    assert "Здравствуйте" in second.html
    for who in ("olga", "petya", "admin", "visitor"):
        other = await door(who)
        with refused("not_found"):
            await other.call("chat.history", **room)
        with refused("unauthenticated" if who == "visitor" else "not_found"):
            await other.call("chat.send", **room, body="Я тоже")


async def test_who_knows_what_of_a_request(site: LiveSite, door: Any, queue: Row) -> None:
    request = await ask(await door("masha"), queue)
    outline = await (await door("irina")).call("consult.get", request_id=request.id)
    assert (outline.subject, outline.asker_role, outline.asker) == ("Не говорит «р»", "guest", None)
    for who, kind in (("petya", "not_found"), ("admin", "not_found"), ("visitor", "unauthenticated")):
        with refused(kind):
            await (await door(who)).call("consult.get", request_id=request.id)
    board = await (await door("irina")).call("consult.queue", queue_id=queue.id)
    assert [row.subject for row in board["items"]] == ["Не говорит «р»"]
    assert "Мария" not in str(board)
    assert "пять" not in str(board)
    for who, kind in (("masha", "forbidden"), ("visitor", "unauthenticated")):
        with refused(kind):
            await (await door(who)).call("consult.queue", queue_id=queue.id)


async def test_who_asks_anonymously_stays_so_for_the_taker(site: LiveSite, door: Any, queue: Row) -> None:
    masha, irina = await door("masha"), await door("irina")
    request = await ask(masha, queue, anonymous=True)
    taken = await irina.call("consult.take", request_id=request.id)
    await masha.call("chat.send", room_id=request.room_id, body="Это снова я")
    history = await irina.call("chat.history", room_id=request.room_id)
    assert {message.author.id for message in history["items"]} == {0}
    for shown in (taken, history):
        assert "Мария" not in str(shown)
        assert site.as_("masha").handle not in str(shown)


async def test_guests_and_members_of_the_space_ask_and_nobody_else(site: LiveSite, door: Any) -> None:
    space = await site.space()
    queue = await site.queue(space=space.id)
    for who, role in (("guest", "guest"), ("member", "member")):
        await site.person(who, role=role, space=space.id)
        await ask(await door(who), queue)
    await site.person("outsider")
    for who, kind in (("outsider", "forbidden"), ("visitor", "unauthenticated")):
        with refused(kind):
            await ask(await door(who), queue)
