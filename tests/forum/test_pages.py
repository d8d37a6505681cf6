"""The forum's pages: read without JavaScript, signed out where the space is public, posted to by plain forms."""

import re
from pathlib import Path

from httpx import Response

from community.db import Transaction
from tests.support import LiveSite, Row, text_of

PRESENTATION = Path(__file__).parents[1] / "data" / "presentation-ru.txt"


def field(answer: Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, name
    return found[1]


async def public_topic(site: LiveSite, replies: int = 0, **more: str) -> tuple[Row, Row]:
    space = await site.space(visibility="public")
    section = await site.section(space=space.id)
    given = {"title": "Плачет каждое утро", "body": "Что помогает?", **more}
    topic = await site.admin.call("forum.create_topic", section_id=section.id, **given)
    for number in range(2, replies + 2):
        await site.admin.call("forum.reply", topic_id=topic.id, body=f"Ответ {number}.")
    return section, topic


def address(section: Row) -> str:
    return f"/s/{section.space.slug}/f/{section.id}-{section.slug}"


async def test_visitors_read_a_public_topic_and_find_its_canonical_address(site: LiveSite) -> None:
    section, topic = await public_topic(site)
    page = await site.get(f"/t/{topic.id}-{topic.slug}")
    assert page.status_code == 200
    assert "<h1" in page.text
    assert "Что помогает?" in text_of(page)
    assert '<meta name="description" content="Что помогает?">' in page.text
    assert re.search(rf'<link rel="canonical" href="[^"]*/t/{topic.id}-{topic.slug}">', page.text)
    assert f"/sign-in?next=/t/{topic.id}-{topic.slug}" in page.text
    assert "topic.js" not in page.text
    listed = await site.get(address(section))
    assert f'href="/t/{topic.id}-{topic.slug}"' in listed.text


async def test_a_visitor_sees_a_change_at_once(site: LiveSite) -> None:
    section, topic = await public_topic(site)
    path = f"/t/{topic.id}-{topic.slug}"
    assert "0 ответов" in text_of(await site.get(address(section)))
    assert "Второй ответ" not in text_of(await site.get(path))
    reply = await site.admin.call("forum.reply", topic_id=topic.id, body="Второй ответ")
    assert "Второй ответ" in text_of(await site.get(path))
    assert "1 ответ" in text_of(await site.get(address(section)))
    await site.admin.call("forum.remove", post_id=reply.id)
    assert "Второй ответ" not in text_of(await site.get(path))
    await site.admin.call("forum.hide", topic_id=topic.id)
    assert (await site.get(path)).status_code == 404


async def test_former_addresses_lead_to_the_present_one(site: LiveSite) -> None:
    section, topic = await public_topic(site)
    await site.admin.call("forum.edit_title", topic_id=topic.id, title="Слёзы утром")
    for path in (f"/t/{topic.id}", f"/t/{topic.id}-{topic.slug}"):
        moved = await site.get(path + "?at=1")
        assert (moved.status_code, moved.headers["location"]) == (301, f"/t/{topic.id}-slezy-utrom?at=1")
    moved = await site.get(f"/s/nowhere/f/{section.id}")
    assert (moved.status_code, moved.headers["location"]) == (301, address(section))
    for path in ("/t/0", "/t/x", f"/t/{10**30}", "/t/-1", "/s/x/f/x", "/p/0"):
        assert (await site.get(path)).status_code == 404


async def test_a_long_topic_pages_by_address_there_and_back(site: LiveSite) -> None:
    _, topic = await public_topic(site, replies=44)
    seen: list[int] = []
    path = f"/t/{topic.id}-{topic.slug}"
    trail = []
    while path:
        page = await site.get(path)
        trail.append([int(seq) for seq in re.findall(r'data-seq="(\d+)"', page.text)])
        seen += trail[-1]
        found = re.search(r'href="([^"]*)" rel="next"', page.text)
        path = found[1] if found else ""
        if not found:
            back = re.search(r'href="([^"]*)" rel="prev"', page.text)
            assert back
            before = await site.get(back[1])
            assert [int(seq) for seq in re.findall(r'data-seq="(\d+)"', before.text)] == trail[-2]
    assert seen == list(range(1, 46))
    assert [len(part) for part in trail] == [20, 20, 5]


async def test_a_permalink_lands_on_its_post_and_marks_it(site: LiveSite) -> None:
    _, topic = await public_topic(site, replies=30)
    posts = (await site.visitor.call("forum.posts", topic_id=topic.id, order="time", limit=100))["items"]
    away = await site.get(f"/p/{posts[27].id}")
    assert (away.status_code, away.headers["location"]) == (
        302, f"/t/{topic.id}-{topic.slug}?at=28#post-{posts[27].id}"
    )  # fmt: skip
    page = await site.get(away.headers["location"].partition("#")[0])
    assert re.findall(r'id="(post-\d+)" class="[^"]*post-marked', page.text) == [f"post-{posts[27].id}"]
    assert [int(seq) for seq in re.findall(r'data-seq="(\d+)"', page.text)] == list(range(25, 32))


async def test_one_replies_and_is_answered_with_plain_forms(site: LiveSite) -> None:
    _, topic = await public_topic(site)
    await site.person("anna")
    await site.as_("anna").call("spaces.join", space_id=topic.space_id)
    path = f"/t/{topic.id}-{topic.slug}"
    page = await site.get(path, as_="anna")
    given = {"client_id": field(page, "client_id"), "body": "У нас помог ритуал"}
    sent = await site.post(f"/t/{topic.id}/reply", given, as_="anna")
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/p/")
    again = await site.post(f"/t/{topic.id}/reply", given, as_="anna")
    assert again.headers["location"] == sent.headers["location"]
    reply_id = int(sent.headers["location"].removeprefix("/p/"))
    under = await site.get(f"{path}?at=2&reply={reply_id}&quote=1", as_="admin")
    assert f'name="parent_id" value="{reply_id}"' in under.text
    assert "&gt; У нас помог ритуал" in under.text
    given = {"client_id": field(under, "client_id"), "parent_id": str(reply_id), "body": "Расскажите!"}
    assert (await site.post(f"/t/{topic.id}/reply?", given, as_="admin")).status_code == 303
    posts = (await site.visitor.call("forum.posts", topic_id=topic.id))["items"]
    assert [(post.depth, post.parent_id) for post in posts] == [(0, None), (0, None), (1, reply_id)]


async def test_a_refused_reply_keeps_what_was_typed(site: LiveSite) -> None:
    _, topic = await public_topic(site)
    page = await site.post(f"/t/{topic.id}/reply", {"client_id": "r1", "body": "\u202eэто наоборот"}, as_="admin")
    assert page.status_code == 422
    assert "это наоборот" in page.text
    assert 'value="r1"' in page.text
    assert "field-error" in page.text


async def test_a_preview_needs_no_javascript(site: LiveSite) -> None:
    section, topic = await public_topic(site)
    shown = await site.post(f"/t/{topic.id}/preview", {"client_id": "p1", "body": "**важно**"}, as_="admin")
    assert "<strong>важно</strong>" in shown.text
    assert "**важно**</textarea>" in shown.text
    typed = {"client_id": "p2", "title": "Сон", "body": "- раз"}
    shown = await site.post(f"{address(section)}/preview", typed, as_="admin")
    assert "<li>раз</li>" in shown.text
    assert 'value="Сон"' in shown.text
    post = await site.get(f"/p/{topic.post.id}/edit", as_="admin")
    assert "Что помогает?</textarea>" in post.text
    shown = await site.post(f"/p/{topic.post.id}/preview", {"body": "*иначе*", "version": "1"}, as_="admin")
    assert "<em>иначе</em>" in shown.text


async def test_a_topic_is_started_on_its_page(site: LiveSite) -> None:
    section, _ = await public_topic(site)
    page = await site.get(f"{address(section)}/new", as_="admin")
    typed = {"client_id": field(page, "client_id"), "title": "Режим дня", "body": "Когда гулять?"}
    made = await site.post(f"{address(section)}/new", typed, as_="admin")
    assert made.status_code == 303
    assert made.headers["location"].endswith("-rezhim-dnia")
    assert (await site.get(f"{address(section)}/new")).headers["location"].startswith("/sign-in?next=")
    await site.person("anna")
    assert (await site.get(f"{address(section)}/new", as_="anna")).status_code == 403
    await site.person("guest", role="guest", space=section.space_id)
    assert "Ваша роль в этом пространстве не позволяет начинать здесь темы" in text_of(
        await site.get(address(section), as_="guest")
    )
    assert (await site.post(f"{address(section)}/new", typed | {"client_id": "x"}, as_="anna")).status_code == 403


async def test_a_post_changed_meanwhile_is_not_overwritten(site: LiveSite) -> None:
    _, topic = await public_topic(site)
    await site.admin.call("forum.edit", post_id=topic.post.id, body="Первая правка")
    page = await site.post(f"/p/{topic.post.id}/edit", {"version": "1", "body": "Вторая правка"}, as_="admin")
    assert page.status_code == 409
    assert "Вторая правка</textarea>" in page.text
    assert "<p>Первая правка</p>" in page.text
    assert field(page, "version") == "2"
    saved = await site.post(f"/p/{topic.post.id}/edit", {"version": "2", "body": "Вторая правка"}, as_="admin")
    assert saved.headers["location"] == f"/p/{topic.post.id}"


async def test_removing_asks_first_and_restoring_too(site: LiveSite) -> None:
    _, topic = await public_topic(site, replies=1)
    await site.person("anna")
    reply = (await site.visitor.call("forum.posts", topic_id=topic.id))["items"][1]
    assert (await site.get(f"/p/{reply.id}/remove", as_="anna")).status_code == 403
    assert "Ответ 2." in text_of(await site.get(f"/p/{reply.id}/remove", as_="admin"))
    await site.person("mod")
    await site.person("mod", role="moderator", space=topic.space_id)
    assert (await site.post(f"/p/{reply.id}/remove", {"reason": "повтор"}, as_="mod")).status_code == 303
    page = await site.get(f"/t/{topic.id}-{topic.slug}", as_="mod")
    assert "Сообщение удалено модератором" in text_of(page)
    assert f"/p/{reply.id}/restore" in page.text
    assert "Ответ 2." in text_of(await site.get(f"/p/{reply.id}/restore", as_="mod"))
    assert (await site.post(f"/p/{reply.id}/restore", {}, as_="mod")).status_code == 303
    assert "Ответ 2." in text_of(await site.get(f"/t/{topic.id}-{topic.slug}"))


async def test_moderators_close_and_move_by_forms(site: LiveSite) -> None:
    section, topic = await public_topic(site)
    other = await site.section("Сон", space=section.space_id)
    assert (await site.post(f"/t/{topic.id}/close", {"reason": "решено"}, as_="admin")).status_code == 303
    page = await site.get(f"/t/{topic.id}-{topic.slug}")
    assert "Тема закрыта: её можно читать" in text_of(page)
    assert "Почему закрыта: решено" in text_of(page)
    assert "Тема закрыта: отвечают только модераторы" in text_of(
        await site.get(f"/t/{topic.id}-{topic.slug}", as_="admin")
    )
    chooser = await site.get(f"/t/{topic.id}/move", as_="admin")
    assert f'<option value="{other.id}"' in chooser.text
    moved = await site.post(f"/t/{topic.id}/move", {"section_id": str(other.id), "reason": "про сон"}, as_="admin")
    assert moved.status_code == 303
    assert address(other) in (await site.get(f"/t/{topic.id}-{topic.slug}")).text
    await site.person("anna")
    for act in ("open", "pin", "unpin", "hide", "show"):
        hidden_from_anna = 404 if act == "show" else 403
        assert (await site.post(f"/t/{topic.id}/{act}", {}, as_="anna")).status_code == hidden_from_anna
        assert (await site.post(f"/t/{topic.id}/{act}", {}, as_="admin")).status_code == 303
    retitled = await site.post(f"/t/{topic.id}/edit", {"title": "Слёзы"}, as_="admin")
    assert retitled.headers["location"] == f"/t/{topic.id}-slezy"


async def test_what_a_page_showed_is_read(site: LiveSite) -> None:
    topic = await site.topic("anna")
    boris = await site.person("boris")
    for number in range(2, 25):
        await site.as_("anna").call("forum.reply", topic_id=topic.id, body=f"Ответ {number}")
    path = f"/t/{topic.id}-{topic.slug}"
    listed = await site.get(address(await first_section(site)), as_="boris")
    assert "23 новых" in text_of(listed)
    page = await site.get(path, as_="boris")
    assert page.text.count("post-unread") == 19
    assert 'id="new"' in page.text
    await site.db.write(nothing)  # the marks were queued before
    listed = await site.get(address(await first_section(site)), as_="boris")
    assert "4 новых" in text_of(listed)
    assert f"{path}?at=21#new" in listed.text
    rest = await site.get(f"{path}?at=21", as_="boris")
    assert re.search(r'id="new">.*?data-seq="21"', rest.text, re.DOTALL)
    read = await site.post(f"{address(await first_section(site))}/read", {}, as_="boris")
    assert read.status_code == 303
    assert (await boris.call("forum.topics", section_id=topic.section_id)).unread == {}


async def nothing(tx: Transaction) -> None:
    """A command that does nothing: what was queued before it is committed."""


async def first_section(site: LiveSite) -> Row:
    return (await site.admin.call("forum.sections", space_id=site.network_id))["items"][0]


async def test_owners_make_and_change_sections_on_pages(site: LiveSite) -> None:
    space = await site.space()
    anna = await site.person("anna")
    typed = {"title": "Логопед советует", "description": "О речи", "visibility": "space", "who_starts": "member",
             "who_replies": "guest", "client_id": "n1"}  # fmt: skip
    assert (await site.get(f"/s/{space.slug}/f/new", as_="anna")).status_code == 403
    assert (await site.get(f"/s/{space.slug}/f/new", as_="admin")).status_code == 200
    made = await site.post(f"/s/{space.slug}/f/new", typed, as_="admin")
    assert made.status_code == 303, text_of(made)
    place = made.headers["location"]
    assert place.endswith("-logoped-sovetuet")
    refused = await site.post(f"{place}/edit", typed | {"title": ""}, as_="admin")
    assert (refused.status_code, "field-error" in refused.text) == (422, True)
    saved = await site.post(f"{place}/edit", typed | {"title": "Логопед", "description": ""}, as_="admin")
    place = saved.headers["location"]
    assert place.endswith("-logoped")
    assert "О речи" not in (await site.get(place)).text
    await anna.call("spaces.join", space_id=space.id)
    assert f'<option value="{anna.id}"' in (await site.get(f"{place}/edit", as_="admin")).text
    for what, seen in (("add", True), ("remove", False)):
        assert (await site.post(f"{place}/people/{what}", {"person_id": anna.id}, as_="admin")).status_code == 303
        page = await site.get(f"{place}/edit", as_="admin")
        assert (f'href="/people/{anna.handle}"' in page.text) is seen
    assert (await site.get(f"{place}/edit", as_="anna")).status_code == 403


async def test_a_topic_page_costs_few_statements(site: LiveSite) -> None:
    section, topic = await public_topic(site, replies=30)
    path = f"/t/{topic.id}-{topic.slug}"
    assert await site.statements(path, as_="admin") <= 4
    assert await site.statements(f"{path}?at=20", as_="admin") <= 5
    assert await site.statements(address(section), as_="admin") <= 4
    assert await site.statements(path) == 0


async def test_the_founding_text_is_readable_as_a_topic(site: LiveSite) -> None:
    text = PRESENTATION.read_text("utf-8")
    _, topic = await public_topic(site, body=text)
    page = await site.get(f"/t/{topic.id}-{topic.slug}")
    said = re.sub(r"\s+", " ", text_of(page))
    for words in (
        "В центре сетевого взаимодействия находится не информация сама по себе, а персона и событие",
        "Заключение договора между участниками образовательного процесса",
        "способствует росту профессионального мастерства",
        "■Успех",
        "Спасибо за внимание!",
    ):
        assert words in said
    assert "<script" not in topic.post.html
    assert "<pre>" not in topic.post.html
    assert len(page.content) < 60_000


async def test_a_full_page_stays_light(site: LiveSite) -> None:
    _, topic = await public_topic(site)
    for _ in range(19):
        await site.admin.call("forum.reply", topic_id=topic.id, body="Три недели — ещё норма. " * 25)
    assert len((await site.get(f"/t/{topic.id}-{topic.slug}", as_="admin")).content) < 60_000


async def test_a_new_name_is_on_every_page_at_once(site: LiveSite) -> None:
    _, topic = await public_topic(site)
    path = f"/t/{topic.id}-{topic.slug}"
    for who in (None, "admin"):
        assert "Ольга Админ" in text_of(await site.get(path, as_=who))
    await site.admin.call("people.update", name="Ольга Лунёва")
    for who in (None, "admin"):
        page = await site.get(path, as_=who)
        assert "Ольга Лунёва" in text_of(page)
        assert "Ольга Админ" not in text_of(page)
