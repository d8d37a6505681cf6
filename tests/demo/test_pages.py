"""The demonstration as people meet it: through the front door of a site that serves it."""

import re
from typing import Any

import httpx
import pytest

from community.demo.texts import read
from tests.support import PASSWORD, LiveSite, text_of

CAST = {person.key: person for person in read().cast.people}


async def enter(site: LiveSite, key: str) -> str:
    """Sign in by the form; the cookie."""
    answer = await site.post("/sign-in", {"email": CAST[key].email, "password": PASSWORD, "client_id": "c"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return str(answer.headers["set-cookie"].partition(";")[0])


async def ids(site: LiveSite, table: str, where: str = "1 = 1") -> list[int]:
    async def query(tx: Any) -> list[int]:
        return [row[0] for row in await tx.rows(f"select id from {table} where {where} order by id")]

    return await site.db.read(query)


async def topics(site: LiveSite, where: str = "1 = 1") -> list[str]:
    """Addresses."""

    async def query(tx: Any) -> list[str]:
        return [f"/t/{row[0]}-{row[1]}" for row in await tx.rows(f"select id, slug from topics where {where}")]

    return await site.db.read(query)


async def opened(site: LiveSite, path: str, cookie: str = "") -> httpx.Response:
    """The page, wherever it has moved to. (The client would follow by itself, but without the cookie.)"""
    answer = await site.get(path, cookie=cookie)
    return await site.get(answer.headers["location"], cookie=cookie) if answer.is_redirect else answer


async def test_every_topic_opens_for_those_who_may_read_it_and_fails_for_nobody(demo: LiveSite) -> None:
    """The administrator is in all that signed-in people read; two others know the closed circles."""
    cookies = [await enter(demo, key) for key in ("dorokhova", "akhmetova", "pavlova", "danilova")]
    for address in await topics(demo):
        found = {(await demo.get(address, cookie=cookie)).status_code for cookie in cookies}
        assert 200 in found and found <= {200, 404}, (address, found)


async def test_the_demonstration_is_no_network_to_be_set_up(demo: LiveSite) -> None:
    cookie = await enter(demo, read().cast.network.by)
    assert (await demo.get("/setup/space", cookie=cookie)).status_code == 410
    assert "Закончить настройку" not in text_of(await demo.get("/", cookie=cookie))


@pytest.mark.parametrize("key", ["kovaleva", "danilova", "melnikova", "dorokhova"])
async def test_every_place_that_a_person_is_shown_opens(demo: LiveSite, key: str) -> None:
    cookie = await enter(demo, key)
    shown, seen = ["/", "/forum", "/chats", "/consultations", "/notices", "/spaces"], set()
    while shown:
        path = shown.pop()
        answer = await opened(demo, path, cookie)
        assert answer.status_code == 200, path
        seen.add(path)
        if path.count("/") == 1:
            links = re.findall(r'href="(/(?:t|r|q|c|s|p|people)/[\w/.-]+)["?#]', answer.text)
            shown += {link for link in links if link not in seen and link not in shown}
    assert {path.split("/")[1] for path in seen} >= {"t", "r", "q", "s"}


async def test_what_is_public_opens_without_an_account_and_nothing_else(demo: LiveSite) -> None:
    for path in ("/", "/s/rodnichok", "/s/lukomorye", "/policy"):
        assert (await demo.get(path)).status_code == 200
    assert "демонстрация" in text_of(await demo.get("/policy"))
    by_space = """section_id in (select c.id from sections c join spaces s on s.id = c.space_id
        where c.visibility = 'space' and s.visibility = 'public')"""
    public = await topics(demo, by_space)
    assert public
    for address in await topics(demo):
        assert ((await demo.get(address)).status_code == 200) is (address in public), address


async def test_a_parent_signs_in_asks_and_sees_the_place(demo: LiveSite) -> None:
    cookie = await enter(demo, "danilova")
    home = text_of(await demo.http.get("/", headers={"cookie": cookie, "accept-language": "ru"}))
    assert "Юлия Данилова" in home and "торопится и глотает концы слов" in home
    queue = await demo.http.get("/q/2", headers={"cookie": cookie})
    assert queue.status_code == 200 and "Елена Гордеева" in queue.text
    answer = await demo.http.post(
        "/q/1/ask",
        data={"subject": "Ещё вопрос", "body": "Можно ли заниматься лёжа?", "client_id": "c2"},
        headers={"cookie": cookie, "origin": demo.address},
    )
    assert answer.status_code == 303


async def test_a_specialist_signs_in_sees_the_board_and_takes_the_next(demo: LiveSite) -> None:
    cookie = await enter(demo, "melnikova")
    board = text_of(await demo.http.get("/q/1", headers={"cookie": cookie}))
    assert "пять детей без шипящих" in board and "Взято: Вера Лобанова" in board
    assert "Номера из моего журнала" not in board
    answer = await demo.http.post(
        "/q/1/next", data={"client_id": "c2"}, headers={"cookie": cookie, "origin": demo.address}
    )
    assert answer.status_code == 303
    taken = text_of(await demo.http.get(answer.headers["location"], headers={"cookie": cookie}))
    assert "Номера из моего журнала" in taken


async def test_the_anonymous_stay_anonymous_and_closed_circles_closed(demo: LiveSite) -> None:
    psychologist = await enter(demo, "gordeeva")
    [anonymous] = await ids(demo, "requests", "alias is not null")
    page = await demo.http.get(f"/c/{anonymous}", headers={"cookie": psychologist})
    assert page.status_code == 200 and "Участник" in page.text and "Кузьмина" not in text_of(page)
    administrator = await enter(demo, "dorokhova")
    assert (await demo.http.get(f"/c/{anonymous}", headers={"cookie": administrator})).status_code == 404
    card = await demo.http.get("/s/pervyi-god", headers={"cookie": administrator})
    assert card.status_code == 200 and "Спросить не стыдно" not in card.text
    assert "Учительская" not in (await demo.http.get("/chats", headers={"cookie": await enter(demo, "danilova")})).text
