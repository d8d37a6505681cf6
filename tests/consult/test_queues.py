"""Owners make queues and say who answers; the pages work by plain forms, within their statements."""

import re

from tests.support import LiveSite, Row, refused, text_of


async def ask(site: LiveSite, who: str, queue: Row) -> Row:
    return await site.as_(who).call("consult.ask", queue_id=queue.id, subject="Речь ребёнка", body="Когда начинать?")


async def test_owners_make_queues_and_others_do_not(site: LiveSite) -> None:
    space = await site.space()
    for who, role in (("mila", "moderator"), ("petr", "member")):
        await site.person(who, role, space=space.id)
        with refused("forbidden"):
            await site.as_(who).call("consult.create_queue", space_id=space.id, title="Логопед")
    made = await site.admin.call("consult.create_queue", space_id=space.id, title="Логопед", client_id="q1")
    again = await site.admin.call("consult.create_queue", space_id=space.id, title="Логопед", client_id="q1")
    assert made.id == again.id
    assert (made.waiting, made.consent, made.visibility) == (0, None, "space")
    listed = await site.visitor.call("consult.queues", space_id=space.id)
    assert [queue.title for queue in listed["items"]] == ["Логопед"]
    with refused("invalid", "title"):
        await site.admin.call("consult.create_queue", space_id=space.id, title="\u00ad ")


async def test_owners_and_the_lead_manage_a_queue(site: LiveSite) -> None:
    lead = await site.person("lidia")
    queue = await site.queue(lead_id=lead.id)
    vera = await site.person("vera", "guest")
    added = await lead.call("consult.add_specialist", queue_id=queue.id, handle=vera.handle)
    assert (added.capacity, added.holding, added.on_duty_at) == (1, 0, None)
    await lead.call("consult.update_queue", queue_id=queue.id, title="Дефектолог", description="По вторникам")
    for operation, params in {
        "consult.update_queue": {"title": "Моё"},
        "consult.add_specialist": {"person_id": vera.id},
        "consult.remove_specialist": {"person_id": vera.id},
        "consult.add_member": {"person_id": vera.id},
        "consult.remove_member": {"person_id": vera.id},
        "consult.set_lead": {"person_id": vera.id},
        "consult.set_consent": {"body": "Текст"},
    }.items():
        with refused("forbidden"):
            await vera.call(operation, queue_id=queue.id, **params)
    with refused("forbidden"):
        await lead.call("consult.set_lead", queue_id=queue.id, person_id=vera.id)
    with refused("not_found"):
        await lead.call("consult.add_specialist", queue_id=queue.id, person_id=999)


async def test_duty_is_for_specialists(site: LiveSite) -> None:
    queue = await site.queue(specialists=["irina"])
    irina = site.as_("irina")
    assert (await irina.call("consult.set_duty", queue_id=queue.id, on_duty=True)).capacity == 1
    assert (await irina.call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=1000)).capacity == 1000
    off = await irina.call("consult.set_duty", queue_id=queue.id, on_duty=False)
    assert (off.on_duty_at, off.capacity) == (None, 1000)
    for capacity in (0, 1001):
        with refused("invalid", "capacity"):
            await irina.call("consult.set_duty", queue_id=queue.id, on_duty=True, capacity=capacity)
    await site.person("vera")
    with refused("forbidden"):
        await site.as_("vera").call("consult.set_duty", queue_id=queue.id, on_duty=True)


async def test_the_board_costs_at_most_six_statements(site: LiveSite) -> None:
    queue = await site.queue(specialists=["irina"])
    await site.person("vera", "guest")
    for _ in range(3):
        await ask(site, "vera", queue)
    assert await site.statements(f"/q/{queue.id}", as_="irina") <= 6
    assert await site.statements(f"/q/{queue.id}", as_="vera") <= 6


async def test_a_question_goes_its_whole_way_by_plain_forms(site: LiveSite) -> None:
    queue = await site.queue(specialists=["irina"])
    await site.admin.call("consult.set_consent", queue_id=queue.id, body="Согласие на обработку")
    await site.person("vera", "guest")
    typed = {"subject": "Тихий голос", "body": "Как помочь?", "client_id": "f1", "consent_number": "1"}
    refused_page = await site.post(f"/q/{queue.id}/ask", typed, as_="vera")
    assert refused_page.status_code == 422
    assert "Тихий голос" in refused_page.text
    assert "Без согласия с этим текстом" in refused_page.text
    sent = await site.post(f"/q/{queue.id}/ask", typed | {"consent": "1"}, as_="vera")
    where = sent.headers["location"]
    number = where.removeprefix("/c/")
    waiting = text_of(await site.get(where, as_="vera"))
    assert "Ваш вопрос ждёт специалиста" in waiting
    assert "перед вами 0" in waiting

    board = text_of(await site.get(f"/q/{queue.id}", as_="irina"))
    assert "Очередь на консультацию" in board
    assert "ждёт 1" in board
    taken = await site.post(f"/q/{queue.id}/take", {"request_id": number, "client_id": "f2"}, as_="irina")
    assert taken.headers["location"] == where
    assert "Как помочь?" in (await site.get(where, as_="irina")).text
    await site.post(f"{where}/hold", {"client_id": "f3"}, as_="irina")
    await site.post(f"{where}/resume", {"client_id": "f4"}, as_="irina")
    await site.post(f"{where}/close", {"client_id": "f5"}, as_="irina")
    assert "Насколько помогла консультация?" in (await site.get(where, as_="vera")).text
    await site.post(f"{where}/rate", {"stars": "5", "note": "Спасибо", "client_id": "f6"}, as_="vera")
    assert "Оценка: 5 из 5" in text_of(await site.get(where, as_="irina"))
    await site.post("/settings/consents/withdraw", {"queue_id": str(queue.id), "client_id": "f7"}, as_="vera")
    assert "отозвано" in text_of(await site.get("/settings/consents", as_="vera"))


async def test_on_the_board_who_comes_second_reads_who_has_it(site: LiveSite) -> None:
    queue = await site.queue(specialists=["irina", "sofia"])
    await site.person("vera", "guest")
    request = await ask(site, "vera", queue)
    await site.as_("irina").call("consult.take", request_id=request.id)
    typed = {"request_id": str(request.id), "client_id": "t1"}
    late = await site.post(f"/q/{queue.id}/take", typed, as_="sofia")
    assert late.status_code == 409
    assert "Уже взято: Irina" in late.text
    empty = await site.post(f"/q/{queue.id}/next", {"client_id": "t2"}, as_="sofia")
    assert empty.status_code == 404
    assert "Никто не ждёт" in text_of(empty)


async def test_settings_are_changed_by_plain_forms(site: LiveSite) -> None:
    space = await site.space()
    irina = await site.person("irina")
    await site.person("irina", "member", space=space.id)
    new = await site.get(f"/q/new?space={space.id}", as_="admin")
    form = await site.get(new.headers["location"], as_="admin")
    assert "Я даю согласие на обработку персональных данных" in form.text
    typed = {
        "title": "Логопед",
        "description": "По средам",
        "visibility": "members",
        "consent": "Текст",
        "client_id": "n1",
    }
    made = await site.post(new.headers["location"], typed, as_="admin")
    at = made.headers["location"]
    number = int(re.findall(r"\d+", at)[0])
    forms = {
        "/specialists": {"person_id": str(irina.id)},
        "/lead": {"person_id": str(irina.id)},
        "/members": {"handle": irina.handle},
        "/consent": {"body": "Другой текст"},
        "/settings": {"title": "Учитель-логопед", "description": "", "visibility": "members", "closed": "true"},
    }
    for path, fields in forms.items():
        answer = await site.post(f"/q/{number}{path}", {**fields, "client_id": "n2"}, as_="admin")
        assert answer.status_code == 303, answer.text
    shown = text_of(await site.get(at, as_="admin"))
    assert "Версия 1" in shown
    queue = next(q for q in (await site.admin.call("consult.queues"))["items"] if q.id == number)
    assert (queue.title, queue.description, queue.consent, queue.lead.id) == ("Учитель-логопед", "", 2, irina.id)
    assert queue.closed_at is not None
    await site.post(f"/q/{number}/duty", {"on_duty": "true", "capacity": "3", "client_id": "n3"}, as_="irina")
    assert (await irina.call("consult.queue", queue_id=number)).me.capacity == 3
    for path in ("/specialists/remove", "/members/remove"):
        await site.post(f"/q/{number}{path}", {"person_id": str(irina.id), "client_id": "n4"}, as_="admin")
    assert (await site.get(f"/q/{number}/settings", as_="irina")).status_code == 200
    await site.person("vera")
    assert (await site.get(f"/q/{number}/settings", as_="vera")).status_code == 404


async def test_a_public_queue_is_read_signed_out_without_names(site: LiveSite) -> None:
    space = await site.space(visibility="public")
    queue = await site.queue(specialists=["irina"], space=space.id)
    await site.as_("irina").call("consult.set_duty", queue_id=queue.id, on_duty=True)
    shown = await site.get(f"/q/{queue.id}")
    assert "1 дежурный специалист" in text_of(shown)
    assert "Irina" not in shown.text
    await site.person("vera", "guest", space=space.id)
    await ask(site, "vera", queue)
    assert "ждёт 1 вопрос" in text_of(await site.get(f"/q/{queue.id}"))
    await site.as_("irina").call("consult.set_duty", queue_id=queue.id, on_duty=False)
    assert "дежурных сейчас нет" in text_of(await site.get(f"/q/{queue.id}"))
