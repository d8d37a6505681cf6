"""Home, the first page of a space, the forum's and the consultations' places: to whom they show what."""

import re

import pytest

from community.home import queries
from tests.support import text_of


async def test_before_the_site_is_set_up_home_says_how_to_begin(make_site):
    site = await make_site(set_up=False)
    page = await site.get("/")
    assert page.status_code == 200
    assert "Сайт готов к настройке" in text_of(page)


async def test_a_visitor_learns_what_the_network_is_and_reads_what_is_public(site):
    public = await site.space("Открытый сад")
    closed = await site.space("Тихий сад", visibility="members")
    for space, title in ((public, "Открытый вопрос"), (closed, "Тайный вопрос")):
        section = await site.section(space=space.id)
        await site.admin.call(
            "forum.create_topic", section_id=section.id, title=title, body="Текст", client_id=f"t{space.id}"
        )
    page = text_of(await site.get("/"))
    assert "Сеть «Содружество»" in page
    assert "Открытый сад" in page
    assert "Открытый вопрос" in page
    assert "Тайный вопрос" not in page
    assert "Зарегистрироваться" in page


async def test_a_new_public_topic_is_on_the_visitors_home_at_once(site):
    space = await site.space("Открытый сад")
    section = await site.section(space=space.id)
    assert "Плачет каждое утро" not in text_of(await site.get("/"))
    await site.admin.call(
        "forum.create_topic", section_id=section.id, title="Плачет каждое утро", body="?", client_id="t"
    )
    assert "Плачет каждое утро" in text_of(await site.get("/"))


async def test_a_person_comes_home_to_what_is_unread(site):
    room = await site.room("Учительская", ["anna", "boris"])
    await site.as_("boris").call("chat.send", room_id=room.id, body="Добрый день")
    talk = await site.as_("boris").call("chat.open_direct", person_id=site.as_("anna").id)
    await site.as_("boris").call("chat.send", room_id=talk.id, body="Есть минута?")
    await site.topic("boris", "Плачет каждое утро")
    page = await site.get("/", as_="anna")
    for shown in ("Учительская", "Boris", "Плачет каждое утро", "Мои пространства"):
        assert shown in text_of(page)
    assert f'href="/r/{talk.id}"' in page.text


async def test_topics_of_spaces_one_may_not_read_are_not_on_home(site):
    space = await site.space("Тихий сад", visibility="members")
    section = await site.section(space=space.id)
    await site.admin.call("forum.create_topic", section_id=section.id, title="Тайный вопрос", body="?", client_id="t")
    await site.person("anna")
    assert "Тайный вопрос" not in text_of(await site.get("/", as_="anna"))
    await site.person("anna", space=space.id)
    assert "Тайный вопрос" in text_of(await site.get("/", as_="anna"))


async def test_the_forum_lists_the_sections_of_the_network_first(site):
    early = await site.space("А это сад, первый по алфавиту")
    await site.section("Дела сада", space=early.id)
    await site.section("Объявления сети")
    await site.person("anna")
    page = (await site.get("/forum", as_="anna")).text.partition("<main")[2]
    assert page.index("Объявления сети") < page.index("Дела сада")


async def test_a_space_shows_its_sections_rooms_topics_and_people(site):
    space = await site.space("Сад № 12", slug="sad-12")
    await site.person("anna", space=space.id, name="Анна Ковалёва")
    section = await site.section("Режим", space=space.id)
    await site.room("Учительская", space=space.id)
    await site.topic("anna", "Плачет каждое утро", section=section)
    page = await site.get("/s/sad-12", as_="anna")
    for shown in ("Режим", "Учительская", "Плачет каждое утро", "Анна Ковалёва", "ваша роль: участник"):
        assert shown in text_of(page)
    assert f'href="/s/sad-12/f/{section.id}-{section.slug}"' in page.text


async def test_names_of_people_are_not_shown_to_visitors(site):
    space = await site.space("Сад № 12", slug="sad-12")
    await site.person("anna", space=space.id, name="Анна Ковалёва")
    page = text_of(await site.get("/s/sad-12"))
    assert "Сад № 12" in page
    assert "Анна Ковалёва" not in page


async def test_an_empty_space_offers_its_owner_the_first_steps(site):
    await site.space("Сад № 12", slug="sad-12")
    await site.person("anna")
    for step in ("/s/sad-12/f/new", "/s/sad-12/rooms/new", "/s/sad-12/queues/new", "/s/sad-12/invitations"):
        assert f'href="{step}"' in (await site.get("/s/sad-12", as_="admin")).text
        assert f'href="{step}"' not in (await site.get("/s/sad-12", as_="anna")).text


async def test_outsiders_of_a_members_only_space_see_nothing_kept_in_it(site):
    space = await site.space("Тихий сад", slug="quiet", visibility="members")
    section = await site.section("Тайный раздел", space=space.id)
    await site.room("Тайный чат", space=space.id)
    await site.admin.call("forum.create_topic", section_id=section.id, title="Тайный вопрос", body="?", client_id="t")
    await site.person("anna")
    for who in ("anna", None):
        page = text_of(await site.get("/s/quiet", as_=who))
        assert "Тихий сад" in page
        assert "Тайный" not in page


async def test_a_quiet_space_shows_its_newest_topics_however_much_is_written_elsewhere(site):
    space = await site.space("Тихий сад", slug="quiet")
    section = await site.section(space=space.id)
    await site.person("anna", space=space.id)
    for number in range(12):
        await site.topic("anna", f"Вопрос № {number:02}", section=section)

    await site.outside(site.engine.COUNTS_FROM.format(table="topics", number=99000))
    await site.topic("anna", "Новое в сети")
    page = text_of(await site.get("/s/quiet", as_="anna"))
    assert [number for number in range(12) if f"Вопрос № {number:02}" in page] == list(range(2, 12))
    assert "Новое в сети" not in page


@pytest.mark.parametrize(("path", "make"), [("/forum", "section"), ("/consultations", "queue")])
async def test_a_long_list_by_space_goes_on_on_further_pages(site, monkeypatch, path, make):
    monkeypatch.setattr(queries, "MOST_PARTS", 2)
    for title in ("Ёлка", "арбуз", "Берёзка"):
        space = await site.space(title)
        for number in (1, 2):
            await getattr(site, make)(f"{title} {number}", space=space.id)
    await site.person("anna")
    shown = []
    while path:
        page = await site.get(path, as_="anna")
        shown += re.findall(r'<a href="/[sq]/[^"]+">([^<]+ \d)</a>', page.text)
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        path = following and following[1]
    assert shown == ["арбуз 1", "арбуз 2", "Берёзка 1", "Берёзка 2", "Ёлка 1", "Ёлка 2"]


async def test_the_forums_place_lists_sections_by_space(site):
    space = await site.space("Открытый сад")
    await site.section("Режим", space=space.id)
    await site.section("Тайный раздел", space=space.id, visibility="members")
    for who in (None, "anna"):
        if who:
            await site.person(who)
        page = text_of(await site.get("/forum", as_=who))
        assert "Открытый сад" in page
        assert "Режим" in page
        assert "Тайный раздел" not in page


async def test_the_consultations_place_lists_queues_and_own_requests(site):
    queue = await site.queue("Логопед", ["anna"])
    parent = await site.person("parent")
    await parent.call("consult.ask", queue_id=queue.id, subject="Звук Р", body="Как ставить?")
    page = text_of(await site.get("/consultations", as_="parent"))
    assert "Логопед" in page
    assert "Звук Р" in page
    assert "Звук Р" in text_of(await site.get("/", as_="parent"))
    assert "Звук Р" not in text_of(await site.get("/consultations", as_="anna"))
    assert (await site.get("/consultations")).status_code == 200


async def test_a_finished_question_is_found_in_its_place_and_not_at_home(site):
    queue = await site.queue("Логопед", ["anna"])
    parent = await site.person("parent")
    for subject in ("Звук Р", "Звук Л"):
        await parent.call("consult.ask", queue_id=queue.id, subject=subject, body="Как ставить?")
    finished = await site.as_("anna").call("consult.take_next", queue_id=queue.id)
    await site.as_("anna").call("consult.close", request_id=finished.id)
    page = text_of(await site.get("/consultations", as_="parent"))
    assert page.index("Звук Л") < page.index("Логопед", page.index("Выберите")) < page.index("Звук Р")
    assert "завершено" in page
    assert "Звук Р" not in text_of(await site.get("/", as_="parent"))


@pytest.mark.parametrize("path", ["/", "/s/sad-12", "/forum", "/consultations", "/notices"])
@pytest.mark.parametrize("who", ["admin", "anna"])
async def test_a_page_costs_at_most_six_statements(site, path, who):
    space = await site.space("Сад № 12", slug="sad-12")
    await site.section(space=space.id)
    await site.person("anna")
    assert await site.statements(path, as_=who) <= 6


async def test_visitors_pages_cost_nothing_once_they_are_kept(site):
    await site.space("Сад № 12", slug="sad-12")
    for path in ("/", "/s/sad-12", "/spaces"):
        assert await site.statements(path) == 0
