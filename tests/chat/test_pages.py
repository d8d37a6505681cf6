"""Rooms in a browser without JavaScript: reading both ways by address, writing, changing, managing."""

import html
import re

from tests.support import LiveSite, Row, client_id, refused, text_of


async def filled(site: LiveSite, messages: int) -> Row:
    room = await site.room("Учительская", members=["anna", "boris"])
    for number in range(1, messages + 1):
        await site.as_("anna").call("chat.send", room_id=room.id, body=f"Строка {number}")
    return room


def shown(page: str) -> list[int]:
    return [int(seq) for seq in re.findall(r'<li id="message-(\d+)"', page) if seq != "0"]


async def test_a_room_costs_at_most_six_statements(site: LiveSite) -> None:
    room = await filled(site, 12)
    await site.as_("boris").call("chat.send", room_id=room.id, body="Отвечаю", reply_to=3)
    await site.as_("boris").call("chat.react", room_id=room.id, seq=4, name="спасибо")
    assert await site.statements(f"/r/{room.id}", as_="boris") <= 6
    assert await site.statements(f"/r/{room.id}?at=5&reply=3", as_="boris") <= 6


async def test_a_room_opens_at_the_first_unread_line(site: LiveSite) -> None:
    room = await filled(site, 120)
    await site.as_("boris").call("chat.read_up_to", room_id=room.id, seq=40)
    html = (await site.get(f"/r/{room.id}", as_="boris")).text
    assert shown(html) == list(range(26, 76))
    assert re.search(r'id="new"[^>]*>80 новых сообщений<.*?id="message-41"', html, re.DOTALL)
    newest = (await site.get(f"/r/{room.id}", as_="anna")).text
    assert shown(newest) == list(range(71, 121))
    assert 'id="new"' not in newest


async def test_history_is_walked_by_address(site: LiveSite) -> None:
    room = await filled(site, 70)
    html = (await site.get(f"/r/{room.id}", as_="anna")).text
    assert shown(html) == list(range(21, 71))
    older = re.search(r'href="([^"]*\?before=\d+)"', html)
    assert older
    html = (await site.get(older[1], as_="anna")).text
    assert shown(html) == list(range(1, 21))
    newer = re.search(r'href="([^"]*\?after=\d+)"', html)
    assert newer
    assert shown((await site.get(newer[1], as_="anna")).text) == list(range(21, 71))
    for nonsense in ("?at=x", "?before=-1", "?after=99999999999999999999", "?at=0"):
        assert (await site.get(f"/r/{room.id}{nonsense}", as_="anna")).status_code == 200


async def test_a_permalink_lands_on_its_message_and_marks_it(site: LiveSite) -> None:
    room = await filled(site, 60)
    items = (await site.as_("anna").call("chat.history", room_id=room.id, after_seq=4, limit=1))["items"]
    moved = await site.get(f"/m/{items[0].id}", as_="boris")
    assert moved.headers["location"] == f"/r/{room.id}?at=5#message-5"
    html = (await site.get(f"/r/{room.id}?at=5", as_="boris")).text
    assert re.search(r'id="message-5" class="message[^"]* message-marked"', html)
    hidden = await site.room("Тайная", visibility="members")
    secret = await site.admin.call("chat.send", room_id=hidden.id, body="Тайна")
    for path in (f"/m/{secret.id}", f"/r/{hidden.id}", f"/r/{hidden.id}/1", f"/r/{hidden.id}/people", "/m/98765",
                 "/r/98765", f"/r/{2**70}"):  # fmt: skip
        assert (await site.get(path, as_="boris")).status_code == 404, path


async def test_the_composer_works_without_javascript(site: LiveSite) -> None:
    room = await filled(site, 1)
    form = {"body": "Отвечаю по форме", "client_id": client_id(), "reply_to": "1"}
    sent = await site.post(f"/r/{room.id}", form, as_="boris")
    assert sent.status_code == 303
    await site.post(f"/r/{room.id}", form, as_="boris")
    page = await site.get((await site.get(sent.headers["location"], as_="boris")).headers["location"], as_="boris")
    assert text_of(page).count("Отвечаю по форме") == 1
    assert "Anna: Строка 1" in text_of(page)


async def test_a_refused_text_comes_back_in_the_composer(site: LiveSite) -> None:
    room = await filled(site, 1)
    long = "ы" * 8001
    refusal = await site.post(f"/r/{room.id}", {"body": long, "client_id": "k1", "reply_to": "1"}, as_="boris")
    assert refusal.status_code == 422
    assert long in refusal.text
    assert 'name="client_id" value="k1"' in refusal.text
    assert 'name="reply_to" value="1"' in refusal.text
    guest = await site.person("guest", role="guest")
    denied = await site.post(f"/r/{room.id}", {"body": "Можно мне?", "client_id": "k2"}, as_=guest.handle)
    assert denied.status_code == 403
    assert "Можно мне?" in denied.text


async def test_a_message_is_changed_removed_and_reacted_to_by_forms(site: LiveSite) -> None:
    room = await filled(site, 2)
    page = await site.get(f"/r/{room.id}/1", as_="anna")
    assert "Строка 1</textarea>" in page.text
    assert (await site.post(f"/r/{room.id}/1/edit", {"body": "Иначе"}, as_="anna")).status_code == 303
    await site.post(f"/r/{room.id}/1/react", {"name": "спасибо", "on": "1"}, as_="boris")
    await site.post(f"/r/{room.id}/2/remove", {}, as_="anna")
    text = text_of(await site.get(f"/r/{room.id}", as_="boris"))
    assert "изменено Иначе Спасибо · 1" in text
    assert "Сообщение удалено" in text
    assert "Строка 2" not in text
    others = await site.get(f"/r/{room.id}/1", as_="boris")
    assert "/edit" not in others.text
    assert "/remove" not in others.text
    denied = await site.post(f"/r/{room.id}/1/edit", {"body": "Чужое"}, as_="boris")
    assert denied.status_code == 403


async def test_owners_manage_a_room_and_members_see_its_people(site: LiveSite) -> None:
    await site.person("anna", name="Анна Ковалёва")
    space = (await site.admin.call("spaces.get", space_id=site.network_id)).slug
    made = await site.post(f"/s/{space}/rooms/new", {"title": "Педсовет", "visibility": "members"}, as_="admin")
    path = made.headers["location"]
    assert (await site.get(path, as_="anna")).status_code == 404
    assert (
        f'<option value="{site.as_("anna").id}">Анна Ковалёва</option>'
        in (await site.get(f"{path}/people", as_="admin")).text
    )
    await site.post(f"{path}/add", {"person_id": str(site.as_("anna").id), "handle": ""}, as_="admin")
    people = await site.get(f"{path}/people", as_="anna")
    assert "Анна Ковалёва" in text_of(people)
    assert f"{path}/update" not in people.text
    await site.post(f"{path}/update", {"title": "Совет", "visibility": "members", "position": "3"}, as_="admin")
    await site.post(f"{path}/close", {"closed": "1", "reason": "Каникулы"}, as_="admin")
    room = text_of(await site.get(path, as_="anna"))
    assert "Совет" in room
    assert "Этот чат закрыт" in room
    assert (await site.post(f"{path}/update", {"title": "Моё", "position": "1"}, as_="anna")).status_code == 403
    assert (await site.get(f"/s/{space}/rooms/new", as_="anna")).status_code == 403
    missing = await site.post(f"{path}/add", {"handle": "nobody-here"}, as_="admin")
    assert missing.status_code == 404
    left = await site.post(f"{path}/leave", {}, as_="anna")
    assert left.headers["location"] == "/chats"
    assert (await site.get(path, as_="anna")).status_code == 404


async def test_everybody_in_a_large_room_is_found_page_by_page(site: LiveSite) -> None:
    names = [f"Анна {number:02}" for number in range(60)]
    for number, name in enumerate(names):
        await site.person(f"anna{number}", name=name)
    room = await site.room("Общее собрание", members=[f"anna{number}" for number in range(60)], visibility="members")
    seen: list[str] = []
    path = f"/r/{room.id}/people"
    while path:
        answer = await site.get(path, as_="anna0")
        assert answer.status_code == 200
        seen += re.findall(r'class="person-name"[^>]*>([^<]+)<', answer.text)
        following = re.search(r'href="([^"]+)" rel="next"', answer.text)
        path = html.unescape(following[1]) if following else ""
    assert seen == [*names, "Ольга Админ"]
    assert (await site.get(f"/r/{room.id}/people?after=nonsense", as_="anna0")).status_code == 422


async def test_a_talk_begins_from_a_persons_page(site: LiveSite) -> None:
    await site.person("anna", name="Анна Ковалёва")
    boris = await site.person("boris", name="Борис Лунёв")
    begun = await site.post(f"/people/{boris.handle}/talk", {}, as_="anna")
    path = begun.headers["location"]
    assert "Борис Лунёв" in text_of(await site.get(path, as_="anna"))
    await site.post(path, {"body": "Добрый день!", "client_id": client_id()}, as_="anna")
    chats = await site.get("/chats", as_="boris")
    assert "Анна Ковалёва" in text_of(chats)
    assert f'href="{path}"' in chats.text
    assert (await site.get(path, as_="admin")).status_code == 404


async def test_a_visitor_reads_a_public_room_and_is_asked_to_sign_in(site: LiveSite) -> None:
    space = await site.space()
    room = await site.room("Открытая гостиная", space=space.id)
    await site.admin.call("chat.send", room_id=room.id, body="Добро пожаловать всем")
    page = await site.get(f"/r/{room.id}")
    assert "Добро пожаловать всем" in text_of(page)
    assert 'id="composer"' not in page.text
    assert f'<link rel="canonical" href="/r/{room.id}">' in page.text
    await site.admin.call("chat.remove", room_id=room.id, seq=1)
    assert "Добро пожаловать всем" not in (await site.get(f"/r/{room.id}")).text
    with refused("unauthenticated"):
        await site.visitor.call("chat.react", room_id=room.id, seq=1, name="спасибо")
    assert (await site.get("/chats")).headers["location"].startswith("/sign-in")


async def test_without_javascript_a_button_marks_the_page_as_read(site: LiveSite) -> None:
    room = await filled(site, 3)
    html = (await site.get(f"/r/{room.id}", as_="boris")).text
    assert '<input type="hidden" name="seq" value="3">' in html
    await site.post(f"/r/{room.id}/read", {"seq": "3"}, as_="boris")
    listed = (await site.as_("boris").call("chat.rooms"))["items"]
    assert next(row.unread for row in listed if row.id == room.id) == 0


async def test_what_is_typed_stays_text(site: LiveSite) -> None:
    room = await site.room("<b>Жирная</b>", members=["anna"])
    await site.as_("anna").call("chat.send", room_id=room.id, body="<script>alert(1)</script> [x](javascript:alert(1))")
    html = (await site.get(f"/r/{room.id}", as_="anna")).text
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "<b>Жирная" not in html
