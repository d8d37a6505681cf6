"""Addresses of pages that bookmarks, letters and other sites hold on to."""

import re

import httpx
import pytest

from tests.support import LiveSite, Row

SLUG = re.compile(r"[a-z0-9-]{2,40}")
MOVED = {301, 302, 303, 307, 308}


@pytest.fixture
async def space(site: LiveSite) -> Row:
    made = await site.space(title="Сад «Ёлочка»")
    await site.person("anna", name="Анна Ковалёва")
    await site.person("anna", space=made.id)
    return made


def leads_to(answer: httpx.Response, path: str) -> bool:
    return answer.status_code in MOVED and answer.headers["location"] == path


def canonical(answer: httpx.Response) -> str:
    found = re.search(r'<link rel="canonical" href="([^"]+)"', answer.text)
    assert found
    return re.sub(r"^https?://[^/]+", "", found[1])


async def test_public_pages_are_read_signed_out_and_say_what_they_are(site: LiveSite, space: Row) -> None:
    section = await site.section(space=space.id)
    topic = await site.topic("anna", section=section)
    room = await site.room(space=space.id)
    await site.as_("anna").call("chat.send", room_id=room.id, body="Есть свободный зал?")
    for path, words in (
        ("/", ""),
        (f"/s/{space.slug}", "Ёлочка"),
        (f"/s/{space.slug}/f/{section.id}-{section.slug}", "Плачет каждое утро"),
        (f"/t/{topic.id}-{topic.slug}", "Что помогает?"),
        (f"/t/{topic.id}-{topic.slug}?at=1", "Что помогает?"),
        (f"/r/{room.id}", "Есть свободный зал?"),
        (f"/r/{room.id}?at=1", "Есть свободный зал?"),
    ):
        answer = await site.get(path)
        assert answer.status_code == 200, path
        assert words in answer.text
        assert re.search(r"<title>[^<]+</title>", answer.text)
        assert re.search(r'<meta name="description" content="[^"]+"', answer.text)
        assert canonical(answer) == path.partition("?")[0]


async def test_a_post_and_a_message_have_addresses_that_lead_to_their_place_and_mark_it(
    site: LiveSite, space: Row
) -> None:
    topic = await site.topic("anna", section=await site.section(space=space.id))
    anna = site.as_("anna")
    reply = await anna.call("forum.reply", topic_id=topic.id, body="Режим дня")
    room = await site.room(space=space.id)
    await anna.call("chat.send", room_id=room.id, body="Первое слово")
    message = await anna.call("chat.send", room_id=room.id, body="Второе слово")
    for path, place, mark in (
        (f"/p/{reply.id}", f"/t/{topic.id}-{topic.slug}?at=2", "post-marked"),
        (f"/m/{message.id}", f"/r/{room.id}?at=2", "message-marked"),
    ):
        answer = await site.get(path)
        assert answer.status_code in MOVED
        there, _, anchor = answer.headers["location"].partition("#")
        assert there == place
        page = await site.get(there)
        assert re.search(rf'id="{anchor}"[^>]*class="[^"]*{mark}|class="[^"]*{mark}[^>]*id="{anchor}"', page.text)
        assert page.text.count(mark) == 1


async def test_another_slug_beside_the_number_leads_to_the_present_one(site: LiveSite, space: Row) -> None:
    section = await site.section(space=space.id)
    topic = await site.topic("anna", section=section)
    assert topic.slug == "plachet-kazhdoe-utro"
    there = f"/t/{topic.id}-{topic.slug}"
    for path in (f"/t/{topic.id}", f"/t/{topic.id}-former"):
        assert leads_to(await site.get(path), there)
    former = f"/s/{space.slug}/f/{section.id}-former"
    assert leads_to(await site.get(former), f"/s/{space.slug}/f/{section.id}-{section.slug}")


async def test_former_slugs_and_handles_lead_on_and_are_nobody_elses(site: LiveSite, space: Row) -> None:
    section = await site.section(space=space.id)
    await site.admin.call("spaces.update", space_id=space.id, slug="elochka-5")
    assert leads_to(await site.get(f"/s/{space.slug}"), "/s/elochka-5")
    inside = f"/f/{section.id}-{section.slug}"
    assert leads_to(await site.get(f"/s/{space.slug}{inside}"), f"/s/elochka-5{inside}")
    anna = site.as_("anna")
    handle = anna.handle
    await anna.call("people.update", name="Анна Ковалёва", handle="anna-k")
    assert leads_to(await site.get(f"/people/{handle}", as_="anna"), "/people/anna-k")
    namesake = await site.person("second", name="Анна Ковалёва")
    assert namesake.handle not in (handle, "anna-k")


@pytest.mark.parametrize("name", ["Ёж Щукин", "李", "!!!", "A" * 100, "Ъь", "admin"])
async def test_handles_and_slugs_are_transliterated(site: LiveSite, name: str) -> None:
    person = await site.person("newcomer", name=name)
    assert SLUG.fullmatch(person.handle)
    space = await site.admin.call("spaces.create", kind="community", title=name, visibility="public")
    assert SLUG.fullmatch(space.slug)
    assert (await site.get(f"/s/{space.slug}")).status_code == 200
    assert (await site.get(f"/people/{person.handle}", as_="newcomer")).status_code == 200


async def test_a_request_has_a_page_for_those_who_may_open_it(site: LiveSite, space: Row) -> None:
    queue = await site.queue(specialists=["irina"], space=space.id)
    assert (await site.get(f"/q/{queue.id}", as_="anna")).status_code == 200
    request = await site.as_("anna").call("consult.ask", queue_id=queue.id, subject="Речь", body="Дочке пять лет")
    await site.as_("irina").call("consult.take", request_id=request.id)
    for who in ("anna", "irina"):
        assert "Дочке пять лет" in (await site.get(f"/c/{request.id}", as_=who)).text
        assert leads_to(await site.get(f"/r/{request.room_id}", as_=who), f"/c/{request.id}")
    await site.person("boris")
    for who in ("admin", "boris"):
        for path in (f"/c/{request.id}", f"/r/{request.room_id}"):
            assert (await site.get(path, as_=who)).status_code == 404


async def test_what_there_is_not_answers_with_a_page(site: LiveSite, space: Row) -> None:
    for path in (
        "/s/nobody", f"/s/{space.slug}/f/999-x", "/t/999-x", "/t/x", "/r/999", "/r/0", "/q/999", "/p/999", "/m/999",
        "/c/999", "/people/nobody", "/p/99999999999999999999", "/nothing-here",
    ):  # fmt: skip
        answer = await site.get(path, as_="anna")
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (404, "text/html"), path
