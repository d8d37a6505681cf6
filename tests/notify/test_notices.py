"""What a person is told: listed, counted live, read."""

from tests.support import client_id, refused, text_of


async def answered(site):
    """Anna has asked in the forum; Boris has answered."""
    topic = await site.topic("anna", "Плачет каждое утро")
    await site.person("boris", name="Борис Зуев")
    await site.as_("boris").call("forum.reply", topic_id=topic.id, body="Помогает ритуал прощания")
    return topic


async def test_a_reply_is_told_to_whom_it_answers_and_to_nobody_else(site):
    await answered(site)
    told = (await site.as_("anna").call("notify.list"))["items"]
    assert [(notice.kind, notice.title, notice.actor_name) for notice in told] == [
        ("reply", "Плачет каждое утро", "Борис Зуев")
    ]
    assert (await site.as_("boris").call("notify.list"))["items"] == []
    with refused("unauthenticated"):
        await site.visitor.call("notify.list")


async def test_the_count_is_heard_live(site):
    topic = await site.topic("anna")
    anna = await site.socket("anna", "me")
    await site.person("boris")
    await site.as_("boris").call("forum.reply", topic_id=topic.id, body="Да")
    assert (await anna.hears("notify.changed")).unread == 1
    assert (await anna.call("notify.unread")).unread == 1
    assert (await site.as_("boris").call("notify.unread")).unread == 0
    with refused("unauthenticated"):
        await site.visitor.call("notify.unread")


async def test_notices_are_read_one_by_one_or_all(site):
    topic = await answered(site)
    anna = site.as_("anna")
    other = await site.topic("anna", "Второй вопрос", section=await site.section("Другое"))
    await site.as_("boris").call("forum.reply", topic_id=other.id, body="Да")
    first = (await anna.call("notify.list"))["items"][0]
    assert (await anna.call("notify.read", ids=[first.id])).unread == 1
    assert (await anna.call("notify.read")).unread == 0
    assert topic.id != other.id
    with refused("unauthenticated"):
        await site.visitor.call("notify.read")


async def test_what_happens_again_is_counted_and_comes_to_the_top(site):
    topic = await answered(site)
    anna, boris = site.as_("anna"), site.as_("boris")
    other = await site.topic("anna", "Второй вопрос", section=await site.section("Другое"))
    await boris.call("forum.reply", topic_id=other.id, body="Да")
    await boris.call("forum.reply", topic_id=topic.id, body="И ещё мишка из дома")
    told = (await anna.call("notify.list"))["items"]
    assert [(notice.title, notice.times) for notice in told] == [("Плачет каждое утро", 2), ("Второй вопрос", 1)]
    assert (await anna.call("notify.unread")).unread == 2


async def test_nobody_reads_the_notices_of_another(site):
    await answered(site)
    notice = (await site.as_("anna").call("notify.list"))["items"][0]
    await site.as_("boris").call("notify.read", ids=[notice.id])
    assert (await site.as_("anna").call("notify.list"))["items"][0].read_at is None


async def test_the_list_pages_from_the_newest(site):
    section = await site.section()
    await site.person("boris")
    for number in range(3):
        topic = await site.topic("anna", f"Вопрос {number}", section=section)
        await site.as_("boris").call("forum.reply", topic_id=topic.id, body="Да")
    first = await site.as_("anna").call("notify.list", limit=2)
    rest = await site.as_("anna").call("notify.list", limit=2, after=first["next"])
    assert [notice.title for notice in first["items"] + rest["items"]] == ["Вопрос 2", "Вопрос 1", "Вопрос 0"]
    assert rest["next"] is None


async def test_the_page_shows_what_is_new_and_marks_it_read(site):
    await answered(site)
    page = await site.get("/notices", as_="anna")
    for shown in ("Ответ вам", "Плачет каждое утро", "Борис Зуев", "новое"):
        assert shown in text_of(page)
    assert (await site.post("/notices/read", {"client_id": client_id()}, as_="anna")).status_code == 303
    assert "новое" not in text_of(await site.get("/notices", as_="anna"))
    assert (await site.get("/notices")).headers["location"].startswith("/sign-in")
