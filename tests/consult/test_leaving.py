"""Specialists and leads who leave the space of their queue, or are put out of it: cases do not go along."""

import pytest

from tests.support import LiveSite, Row, refused


async def taken(site: LiveSite) -> tuple[Row, Row, Row]:
    """A space, its queue led by Lidia, and Vera's request in Irina's hands."""
    space = await site.space("Детский сад № 12")
    for who in ("irina", "lidia", "vera"):
        await site.person(who, space=space.id)
    queue = await site.queue("Логопед", specialists=["irina"], space=space.id, lead_id=site.as_("lidia").id)
    request = await site.as_("vera").call("consult.ask", queue_id=queue.id, subject="Звук Р", body="Как ставить?")
    return space, queue, await site.as_("irina").call("consult.take", request_id=request.id)


@pytest.mark.parametrize("put_out", [True, False])
async def test_a_specialist_who_leaves_gives_the_cases_back(site: LiveSite, put_out: bool) -> None:
    space, queue, request = await taken(site)
    irina, vera = site.as_("irina"), await site.socket("vera", f"request:{request.id}")
    listening = await site.socket("irina", f"room:{request.room_id}", f"queue:{queue.id}")
    if put_out:
        await site.admin.call("spaces.remove_member", space_id=space.id, person_id=irina.id, reason="Уволена")
    else:
        await irina.call("spaces.leave", space_id=space.id)
    assert (await vera.hears("consult.changed")).request.state == "waiting"
    await vera.call("chat.send", room_id=request.room_id, body="Тайна")
    assert not [heard for heard in listening._held if "Тайна" in str(heard)]
    for operation in ("chat.history", "chat.catch_up"):
        with refused("not_found"):
            more = {"after_version": 0} if operation == "chat.catch_up" else {}
            await irina.call(operation, room_id=request.room_id, **more)
    with refused("not_found"):
        await irina.call("consult.get", request_id=request.id)
    board = await site.as_("lidia").call("consult.queue", queue_id=queue.id)
    assert [(row.id, row.state) for row in board["items"]] == [(request.id, "waiting")]
    assert board.specialists == []


async def test_a_lead_who_is_put_out_opens_no_more_cases(site: LiveSite) -> None:
    space, _queue, request = await taken(site)
    lidia = site.as_("lidia")
    assert len((await lidia.call("chat.history", room_id=request.room_id))["items"]) == 1
    await site.admin.call("spaces.remove_member", space_id=space.id, person_id=lidia.id)
    with refused("not_found"):
        await lidia.call("chat.history", room_id=request.room_id)
    with refused("not_found"):
        await lidia.call("consult.get", request_id=request.id)
    assert (await site.as_("irina").call("chat.history", room_id=request.room_id))["items"]
