"""Specialists take requests: one has each, nobody above capacity; handing on, putting off, finishing."""

import asyncio

import pytest

from tests.support import LiveSite, Refused, Row, refused


@pytest.fixture
async def queue(site: LiveSite) -> Row:
    for who in ("vera", "gleb"):
        await site.person(who, "guest")
    return await site.queue("Логопед", specialists=["irina", "sofia"], lead_id=(await site.person("lidia")).id)


async def ask(site: LiveSite, queue: Row, who: str = "vera") -> Row:
    return await site.as_(who).call("consult.ask", queue_id=queue.id, subject="Заикание", body="Что делать?")


async def test_the_second_reads_who_has_it(site: LiveSite, queue: Row) -> None:
    request = await ask(site, queue)
    irina = site.as_("irina")
    taken = await irina.call("consult.take", request_id=request.id)
    assert (taken.state, taken.taker.id, taken.room_id) == ("taken", irina.id, request.room_id)
    with refused("conflict") as problem:
        await site.as_("sofia").call("consult.take", request_id=request.id)
    assert problem.taker == {"id": irina.id, "name": "Irina"}
    assert "Irina" in problem.detail


async def test_nobody_takes_more_than_the_capacity(site: LiveSite, queue: Row) -> None:
    first, second = await ask(site, queue), await ask(site, queue, "gleb")
    irina = site.as_("irina")
    await irina.call("consult.take", request_id=first.id)
    with refused("conflict") as problem:
        await irina.call("consult.take", request_id=second.id)
    assert "taker" not in problem
    await irina.call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=2)
    await irina.call("consult.take", request_id=second.id)
    board = await irina.call("consult.queue", queue_id=queue.id)
    assert (board.me.holding, board.me.capacity, board.counts) == (2, 2, {"waiting": 0, "taken": 2, "held": 0})


async def test_twenty_specialists_press_take_on_ten_requests_at_once(site: LiveSite) -> None:
    who = [f"logoped{n}" for n in range(20)]
    queue = await site.queue("Логопед", specialists=who)
    await site.person("vera", "guest")
    requests = [await ask(site, queue) for _ in range(10)]
    sockets = [await site.socket(one) for one in who]

    async def press(socket: object, request: Row) -> tuple[int, str]:
        try:
            taken = await socket.call("consult.take", request_id=request.id)  # type: ignore[attr-defined]
        except Refused as refusal:
            return request.id, refusal.kind
        return request.id, f"taken by {taken.taker.id}"

    pressed = await asyncio.gather(*(press(socket, request) for request in requests for socket in sockets))
    winners = [(request_id, outcome) for request_id, outcome in pressed if outcome != "conflict"]
    assert sorted(request_id for request_id, _ in winners) == [request.id for request in requests]
    assert len({outcome for _, outcome in winners}) == 10, "with the capacity of one nobody has two"
    board = await site.as_(who[0]).call("consult.queue", queue_id=queue.id)
    assert all(one.holding <= one.capacity for one in board.specialists)
    assert sum(one.holding for one in board.specialists) == 10
    assert board.queue.waiting == 0


async def test_the_next_is_who_waits_longest(site: LiveSite, queue: Row) -> None:
    first = await ask(site, queue)
    await ask(site, queue, "gleb")
    irina = site.as_("irina")
    assert (await irina.call("consult.take_next", queue_id=queue.id)).id == first.id
    await site.as_("sofia").call("consult.take_next", queue_id=queue.id)
    with refused("not_found"):
        await irina.call("consult.take_next", queue_id=queue.id)


async def test_only_specialists_take_and_never_their_own_question(site: LiveSite, queue: Row) -> None:
    request = await ask(site, queue)
    for who in ("lidia",):
        with refused("forbidden"):
            await site.as_(who).call("consult.take", request_id=request.id)
    for who in ("gleb", "admin"):
        with refused("not_found"):
            await site.as_(who).call("consult.take", request_id=request.id)
    with refused("forbidden"):
        await site.as_("gleb").call("consult.take_next", queue_id=queue.id)
    own = await ask(site, queue, "sofia")
    with refused("forbidden"):
        await site.as_("sofia").call("consult.take", request_id=own.id)


async def test_transferred_the_former_taker_loses_access_at_once(site: LiveSite, queue: Row) -> None:
    request = await ask(site, queue)
    irina, sofia = site.as_("irina"), site.as_("sofia")
    await irina.call("consult.take", request_id=request.id)
    listening = await site.socket("irina", f"room:{request.room_id}", f"request:{request.id}")
    with refused("invalid", "person_id"):
        await irina.call("consult.transfer", request_id=request.id, person_id=site.as_("gleb").id)
    with refused("forbidden"):
        await sofia.call("consult.transfer", request_id=request.id, person_id=sofia.id)
    moved = await irina.call("consult.transfer", request_id=request.id, person_id=sofia.id)
    assert (moved.state, moved.taker.id) == ("taken", sofia.id)
    await site.as_("vera").call("chat.send", room_id=request.room_id, body="Здравствуйте!")
    await listening.hears_nothing(but=("presence.changed", "live.dropped", "notify.changed"))
    with refused("not_found"):
        await irina.call("chat.history", room_id=request.room_id)
    with refused("forbidden"):
        await irina.call("consult.get", request_id=request.id)
    board = await irina.call("consult.queue", queue_id=queue.id)
    assert {one.person.id: one.holding for one in board.specialists} == {irina.id: 0, sofia.id: 1}
    assert (await sofia.call("notify.list"))["items"][-1].kind == "request_changed"


async def test_given_back_it_waits_at_its_old_place(site: LiveSite, queue: Row) -> None:
    first, second = await ask(site, queue), await ask(site, queue, "gleb")
    await site.as_("irina").call("consult.take", request_id=first.id)
    gleb = await site.socket("gleb", f"request:{second.id}")
    back = await site.as_("lidia").call("consult.transfer", request_id=first.id)
    assert (back.state, back.place, back.taker) == ("waiting", 1, None)
    assert (await gleb.hears("consult.place")).ahead == 1
    for who in ("irina", "lidia"):
        with refused("not_found"):
            await site.as_(who).call("chat.history", room_id=first.room_id)


async def test_put_off_the_hands_are_free(site: LiveSite, queue: Row) -> None:
    first, second = await ask(site, queue), await ask(site, queue, "gleb")
    irina = site.as_("irina")
    await irina.call("consult.take", request_id=first.id)
    with refused("forbidden"):
        await site.as_("vera").call("consult.hold", request_id=first.id)
    assert (await irina.call("consult.hold", request_id=first.id)).state == "held"
    await irina.call("consult.take", request_id=second.id)
    with refused("conflict"):
        await irina.call("consult.resume", request_id=first.id)
    await irina.call("consult.close", request_id=second.id)
    assert (await irina.call("consult.resume", request_id=first.id)).state == "taken"


async def test_finished_rated_and_opened_again(site: LiveSite, queue: Row) -> None:
    request = await ask(site, queue)
    irina, vera = site.as_("irina"), site.as_("vera")
    with refused("conflict"):
        await vera.call("consult.rate", request_id=request.id, stars=5)
    await irina.call("consult.take", request_id=request.id)
    with refused("forbidden"):
        await vera.call("consult.close", request_id=request.id)
    assert (await irina.call("consult.close", request_id=request.id)).state == "closed"
    with refused("forbidden"):
        await vera.call("chat.send", room_id=request.room_id, body="Спасибо")
    await vera.call("consult.rate", request_id=request.id, stars=4, note="Помогло")
    rated = await vera.call("consult.rate", request_id=request.id, stars=5, note="Очень помогло")
    assert (rated.stars, rated.rating_note) == (5, "Очень помогло")
    with refused("forbidden"):
        await irina.call("consult.rate", request_id=request.id, stars=5)
    with refused("invalid", "stars"):
        await vera.call("consult.rate", request_id=request.id, stars=6)
    with refused("not_found"):
        await site.as_("gleb").call("consult.reopen", request_id=request.id)
    assert (await vera.call("consult.reopen", request_id=request.id)).state == "taken"
    await vera.call("chat.send", room_id=request.room_id, body="Ещё вопрос")


async def test_opened_again_while_the_hands_are_full_it_is_put_off(site: LiveSite, queue: Row) -> None:
    first, second = await ask(site, queue), await ask(site, queue, "gleb")
    irina = site.as_("irina")
    await irina.call("consult.take", request_id=first.id)
    await irina.call("consult.close", request_id=first.id)
    await irina.call("consult.take", request_id=second.id)
    assert (await site.as_("vera").call("consult.reopen", request_id=first.id)).state == "held"


async def test_withdrawn_it_frees_place_and_hands(site: LiveSite, queue: Row) -> None:
    first, second = await ask(site, queue), await ask(site, queue, "gleb")
    await site.as_("irina").call("consult.take", request_id=second.id)
    with refused("not_found"):
        await site.as_("gleb").call("consult.withdraw", request_id=first.id)
    assert (await site.as_("vera").call("consult.withdraw", request_id=first.id)).state == "withdrawn"
    await site.as_("gleb").call("consult.withdraw", request_id=second.id)
    board = await site.as_("irina").call("consult.queue", queue_id=queue.id)
    assert (board["items"], board.queue.waiting, board.me.holding) == ([], 0, 0)
    with refused("conflict"):
        await site.as_("irina").call("consult.take", request_id=first.id)
    mine = await site.as_("vera").call("consult.mine")
    assert [(one.id, one.state) for one in mine["items"]] == [(first.id, "withdrawn")]


async def test_the_board_is_live_and_shows_no_more_than_staff_may_see(site: LiveSite, queue: Row) -> None:
    board = await site.socket("sofia", f"queue:{queue.id}")
    before = (await site.as_("sofia").call("consult.queue", queue_id=queue.id)).version
    request = await ask(site, queue)
    await site.as_("irina").call("consult.take", request_id=request.id)
    asked, taken = await board.hears("consult.changed"), await board.hears("consult.changed")
    assert [asked.version, taken.version] == [before + 1, before + 2]
    assert (asked.request.subject, asked.request.asker_role, asked.request.state) == ("Заикание", "guest", "waiting")
    assert taken.request.taker.name == "Irina"
    assert not {"asker", "room_id", "body", "html"} & asked.request.keys()
    missed = await site.as_("sofia").call("consult.catch_up", queue_id=queue.id, after_version=before)
    assert [(row.id, row.version) for row in missed["items"]] == [(request.id, before + 2)]
    with refused("forbidden"):
        await site.as_("gleb").call("consult.catch_up", queue_id=queue.id, after_version=0)
    with refused("forbidden"):
        await site.as_("gleb").call("consult.queue", queue_id=queue.id)
    with refused("forbidden"):
        await site.socket("gleb", f"queue:{queue.id}")


async def test_notices_name_the_queue_and_never_the_subject(site: LiveSite, queue: Row) -> None:
    request = await ask(site, queue)
    irina, vera = site.as_("irina"), site.as_("vera")
    await irina.call("consult.take", request_id=request.id)
    await irina.call("chat.send", room_id=request.room_id, body="Приходите завтра")
    await vera.call("chat.send", room_id=request.room_id, body="Придём")
    await irina.call("consult.close", request_id=request.id)
    told = {who: (await site.as_(who).call("notify.list"))["items"] for who in ("vera", "irina", "lidia")}
    assert [notice.kind for notice in told["vera"]] == ["request_changed", "request_message", "request_taken"]
    assert [notice.kind for notice in told["irina"]] == ["request_message"]
    assert told["lidia"] == []
    await site.get(f"/c/{request.id}", as_="vera")
    left = (await vera.call("notify.list"))["items"]
    assert [notice.kind for notice in left if notice.read_at is None] == ["request_message"]
    assert {notice.title for notices in told.values() for notice in notices} == {"Логопед"}
    assert {notice.href for notices in told.values() for notice in notices} == {f"/c/{request.id}"}
