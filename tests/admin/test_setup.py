"""The beginning of a site: by the one-time link or by the command line, once."""

import pytest

from community.admin import console
from community.errors import Conflict, Invalid, NotFound
from tests.support import PASSWORD, LiveSite, refused, text_of

OLGA = {"title": "Сеть «Лад»", "name": "Ольга Лад", "email": "olga@example.org", "password": PASSWORD, "locale": "ru"}


def link(site: LiveSite) -> str:
    return f"/setup?secret={site.app.setup_secret}"


async def test_the_link_makes_network_administrator_and_session_once(make_site) -> None:
    site = await make_site(set_up=False)
    assert "Настройка сайта" in text_of(await site.get(link(site)))
    answer = await site.post(link(site), {**OLGA, "secret": site.app.setup_secret, "client_id": "c"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup/space")
    cookie = answer.headers["set-cookie"].partition(";")[0]
    health = await site.get("/admin", cookie=cookie)
    assert health.status_code == 200 and "Сеть «Лад»" in health.text
    assert (await site.get(link(site))).status_code == 410
    again = {**OLGA, "email": "other@example.org", "secret": site.app.setup_secret}
    assert (await site.post(link(site), again)).status_code == 410
    with refused("gone"):
        await site.visitor.call("site.setup", **again)


async def test_a_button_pressed_twice_lets_the_same_person_in_and_nobody_else(make_site) -> None:
    site = await make_site(set_up=False)
    form = {**OLGA, "secret": site.app.setup_secret}
    await site.post(link(site), form)
    second = await site.post(link(site), form)
    assert (second.status_code, second.headers["location"]) == (303, "/setup/space")
    cookie = second.headers["set-cookie"].partition(";")[0]
    assert (await site.get("/setup/space", cookie=cookie)).status_code == 200
    guessed = await site.post(link(site), {**form, "password": "Не тот пароль, что был"})
    assert guessed.status_code == 410
    assert "set-cookie" not in guessed.headers


async def test_without_the_secret_there_is_no_setup(make_site) -> None:
    site = await make_site(set_up=False)
    for path in ("/setup", "/setup?secret=" + "x" * 32):
        assert (await site.get(path)).status_code == 404
    assert (await site.post("/setup", {**OLGA, "secret": "x" * 32})).status_code == 404
    with refused("not_found"):
        await site.visitor.call("site.setup", **OLGA, secret="x" * 32)


async def test_a_refused_setup_keeps_what_was_typed_and_makes_nothing(make_site) -> None:
    site = await make_site(set_up=False)
    weak = {**OLGA, "password": "1234567890", "secret": site.app.setup_secret}
    answer = await site.post(link(site), weak)
    assert answer.status_code == 422
    assert "Сеть «Лад»" in answer.text.replace("&#34;", '"') and "olga@example.org" in answer.text
    assert "1234567890" not in answer.text
    assert (await site.post(link(site), {**weak, "password": PASSWORD})).status_code == 303


async def test_the_command_line_makes_the_network_and_more_administrators(make_site) -> None:
    site = await make_site(set_up=False)
    first = await console.create_administrator(site.db, site.app.config, "Ольга Лад", "olga@example.org", PASSWORD)
    second = await console.create_administrator(site.db, site.app.config, "Пётр Лад", "petr@example.org", PASSWORD)
    assert (first, second) == ("olga-lad", "petr-lad")
    assert (await site.get(link(site))).status_code == 410
    olga = await site.visitor.call("sessions.open", email="olga@example.org", password=PASSWORD)
    site.visitor.token = olga.token
    listed = await site.visitor.call("people.list")
    assert [(row.name, row.role) for row in listed["items"]] == [("Ольга Лад", "owner"), ("Пётр Лад", "owner")]
    network = (await site.visitor.call("spaces.list"))["items"][0]
    assert (network.kind, network.title) == ("network", "Сеть")


async def test_the_command_line_refuses_what_the_pages_refuse(make_site) -> None:
    site = await make_site()
    config = site.app.config
    for name, email, password, problem in (
        ("Ольга", "owner@example.org", PASSWORD, Conflict),
        ("Ольга", "no-address", PASSWORD, Invalid),
        ("Ольга", "olga@example.org", "1234567890", Invalid),
        ("Ольга", "olga@example.org", "коротко", Invalid),
    ):
        with pytest.raises(problem):
            await console.create_administrator(site.db, config, name, email, password)
    with pytest.raises(NotFound):
        await console.set_password(site.db, "nobody@example.org", PASSWORD)


async def test_the_command_line_gives_a_new_password_and_ends_every_session(site: LiveSite) -> None:
    anna = await site.person("anna")
    await console.set_password(site.db, "ANNA@example.org", "Подснежник под снегом")
    with refused("unauthenticated"):
        await anna.call("people.me")
    await site.visitor.call("sessions.open", email="anna@example.org", password="Подснежник под снегом")
