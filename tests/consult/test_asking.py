"""A parent asks a specialist: the place in the queue, consent, anonymity."""

import pytest

from tests.support import LiveSite, Row, refused


@pytest.fixture
async def queue(site: LiveSite) -> Row:
    await site.person("vera", "guest", name="Вера Соколова")
    await site.person("gleb", "guest", name="Глеб Орлов")
    return await site.queue("Логопед", specialists=["irina"])


async def ask(site: LiveSite, who: str, queue: Row, subject: str = "Не выговаривает «Р»", **more: object) -> Row:
    given = {"subject": subject, "body": "Сыну пять лет. С чего начать?"} | more
    return await site.as_(who).call("consult.ask", queue_id=queue.id, **given)


async def test_who_asks_learns_the_place_and_how_many_are_ahead(site: LiveSite, queue: Row) -> None:
    first, second = await ask(site, "vera", queue), await ask(site, "gleb", queue)
    assert (first.state, first.place, first.ahead, first.wait) == ("waiting", 1, 0, None)
    assert (second.place, second.ahead) == (2, 1)
    assert second.room_id != first.room_id


async def test_the_same_client_id_is_the_same_question(site: LiveSite, queue: Row) -> None:
    first = await ask(site, "vera", queue, client_id="once")
    again = await ask(site, "vera", queue, client_id="once")
    assert again == first
    with refused("conflict"):
        await ask(site, "vera", queue, "Другой вопрос", client_id="once")


async def test_the_text_is_the_first_message_of_the_room(site: LiveSite, queue: Row) -> None:
    request = await ask(site, "vera", queue, body="Сыну **пять** лет")
    history = await site.as_("vera").call("chat.history", room_id=request.room_id)
    assert [message["html"] for message in history["items"]] == ["<p>Сыну <strong>пять</strong> лет</p>"]


async def test_those_behind_hear_that_they_have_moved_up(site: LiveSite, queue: Row) -> None:
    first, second = await ask(site, "vera", queue), await ask(site, "gleb", queue)
    gleb = await site.socket("gleb", f"request:{second.id}")
    await site.as_("irina").call("consult.take", request_id=first.id)
    heard = await gleb.hears("consult.place")
    assert heard == {"channel": f"request:{second.id}", "ahead": 0, "place": 1, "wait": None}


async def test_an_outsider_of_the_space_does_not_ask(site: LiveSite) -> None:
    garden = await site.space("Детский сад № 12")
    queue = await site.queue("Психолог", space=garden.id)
    await site.person("petr")
    with refused("forbidden"):
        await ask(site, "petr", queue)
    await site.person("petr", "guest", space=garden.id)
    assert (await ask(site, "petr", queue)).asker_role == "guest"


async def test_guests_ask_in_the_queues_of_a_members_only_space(site: LiveSite) -> None:
    garden = await site.space("Детский сад № 3", visibility="members")
    queue = await site.queue("Логопед", space=garden.id)
    await site.person("mila", "guest", space=garden.id)
    await site.person("petr")
    assert (await ask(site, "mila", queue)).state == "waiting"
    with refused("not_found"):
        await ask(site, "petr", queue)


async def test_a_narrowed_queue_is_for_those_added(site: LiveSite, queue: Row) -> None:
    admin = site.admin
    await admin.call("consult.update_queue", queue_id=queue.id, visibility="members")
    with refused("not_found"):
        await ask(site, "vera", queue)
    await admin.call("consult.add_member", queue_id=queue.id, person_id=site.as_("vera").id)
    mine = await ask(site, "vera", queue)
    await admin.call("consult.remove_member", queue_id=queue.id, person_id=site.as_("vera").id)
    with refused("not_found"):
        await ask(site, "vera", queue)
    assert (await site.as_("vera").call("consult.get", request_id=mine.id)).id == mine.id
    with refused("forbidden"):
        await site.as_("irina").call("consult.add_member", queue_id=queue.id, person_id=site.as_("gleb").id)


async def test_a_closed_queue_takes_no_new_questions(site: LiveSite, queue: Row) -> None:
    await site.admin.call("consult.update_queue", queue_id=queue.id, closed=True)
    with refused("forbidden"):
        await ask(site, "vera", queue)


async def test_a_queue_with_a_consent_text_asks_for_consent(site: LiveSite, queue: Row) -> None:
    vera = site.as_("vera")
    text = await site.admin.call("consult.set_consent", queue_id=queue.id, body="Согласие на обработку сведений")
    assert text.text.number == 1
    with refused("invalid", "consent"):
        await ask(site, "vera", queue)
    await ask(site, "vera", queue, consent=True)
    assert (await vera.call("consult.consent", queue_id=queue.id)).in_force
    await ask(site, "vera", queue)
    await vera.call("consult.withdraw_consent", queue_id=queue.id)
    assert not (await vera.call("consult.consent", queue_id=queue.id)).in_force
    with refused("invalid", "consent"):
        await ask(site, "vera", queue)
    given = await vera.call("consult.consents")
    assert [(one["number"], one.withdrawn_at is not None) for one in given["items"]] == [(1, True)]


async def test_a_new_version_of_the_text_asks_anew(site: LiveSite, queue: Row) -> None:
    vera = site.as_("vera")
    await site.admin.call("consult.set_consent", queue_id=queue.id, body="Первый текст")
    await vera.call("consult.give_consent", queue_id=queue.id, number=1)
    await site.admin.call("consult.set_consent", queue_id=queue.id, body="Второй текст")
    with refused("invalid", "consent"):
        await ask(site, "vera", queue, consent=True, consent_number=1)
    with refused("conflict"):
        await vera.call("consult.give_consent", queue_id=queue.id, number=1)
    await ask(site, "vera", queue, consent=True, consent_number=2)
    versions = await site.admin.call("consult.consent_texts", queue_id=queue.id)
    assert [one.number for one in versions["items"]] == [2, 1]
    await site.admin.call("consult.set_consent", queue_id=queue.id, body="")
    await ask(site, "gleb", queue)
    with refused("forbidden"):
        await site.as_("irina").call("consult.set_consent", queue_id=queue.id, body="Свой текст")


async def test_who_asks_anonymously_is_nobody_to_the_specialist(site: LiveSite, queue: Row) -> None:
    request = await ask(site, "vera", queue, anonymous=True)
    irina = site.as_("irina")
    board = await irina.call("consult.queue", queue_id=queue.id)
    alias = board["items"][0].alias
    assert alias.startswith("Участник «")
    taken = await irina.call("consult.take", request_id=request.id)
    assert taken.asker == {"id": 0, "handle": "", "name": alias}
    socket = await site.socket("irina", f"room:{request.room_id}")
    said = await site.as_("vera").call("chat.send", room_id=request.room_id, body="И ещё вопрос")
    heard = await socket.hears("chat.changed")
    history = await irina.call("chat.history", room_id=request.room_id)
    authors = [said.author, heard.message.author, *(message.author for message in history["items"])]
    assert authors == [{"id": 0, "handle": "", "name": alias}] * 4
    notices = await irina.call("notify.list")
    seen = [*map(str, (board, taken, heard, history, notices)), (await site.get(f"/c/{request.id}", as_="irina")).text]
    assert not any("Соколова" in one or "vera" in one for one in seen)


async def test_nobody_learns_who_listens_to_the_room_of_a_request(site: LiveSite, queue: Row) -> None:
    request = await ask(site, "vera", queue, anonymous=True)
    await site.as_("irina").call("consult.take", request_id=request.id)
    irina = await site.socket("irina", f"room:{request.room_id}")
    await site.socket("vera", f"room:{request.room_id}")
    await irina.hears_nothing(but=())
    assert site.app.hub.viewers(f"room:{request.room_id}") == []
