"""Signing in and out, by which doors, and how guessing is slowed down."""

import asyncio

from community.accounts import passwords
from community.accounts.throttle import HERE
from community.clock import DAY, MINUTE
from community.errors import Unavailable
from tests.support import PASSWORD, LiveSite, refused, text_of

WRONG = "Совсем-другой-пароль-9"


async def test_who_registers_is_signed_in_and_belongs_to_the_network(site: LiveSite) -> None:
    made = await site.visitor.call("people.register", name="Анна Ковалёва", email="Anna@Example.org", password=PASSWORD)
    assert (made.person.handle, made.person.name) == ("anna-kovaleva", "Анна Ковалёва")
    known = await site.visitor.call("sessions.resume", token=made.token)
    assert known.person.email == "Anna@Example.org"
    mine = await site.db.read(_roles, made.person.id)
    assert mine == [(site.network_id, "member")]


async def _roles(tx, person_id):
    return await tx.rows("select space_id, role from memberships where person_id = :id", id=person_id)


async def test_an_unknown_e_mail_and_a_wrong_password_are_answered_alike(site: LiveSite) -> None:
    await site.person("anna")
    with refused("unauthenticated") as wrong:
        await site.visitor.call("sessions.open", email="anna@example.org", password=WRONG)
    with refused("unauthenticated") as unknown:
        await site.visitor.call("sessions.open", email="nobody@example.org", password=WRONG)
    assert wrong == unknown


async def test_case_of_the_e_mail_does_not_matter(site: LiveSite) -> None:
    anna = await site.person("anna")
    opened = await site.visitor.call("sessions.open", email="ANNA@example.ORG", password=PASSWORD)
    assert opened.person.id == anna.id


async def test_two_people_cannot_share_an_e_mail(site: LiveSite) -> None:
    await site.person("anna")
    with refused("conflict"):
        await site.visitor.call("people.register", name="Другая", email="ANNA@example.org", password=PASSWORD)


async def test_the_same_client_id_registers_once(site: LiveSite) -> None:
    newcomer = {"name": "Анна", "email": "anna@example.org", "password": PASSWORD, "client_id": "c-1"}
    first = await site.visitor.call("people.register", **newcomer)
    second = await site.visitor.call("people.register", **newcomer)
    assert (second.person.id, second.token != first.token) == (first.person.id, True)
    with refused("unauthenticated"):
        await site.visitor.call("people.register", **{**newcomer, "password": WRONG})


async def test_a_session_that_is_closed_opens_nothing(site: LiveSite) -> None:
    anna = await site.person("anna")
    await anna.call("sessions.close")
    with refused("unauthenticated"):
        await anna.call("people.me")
    with refused("unauthenticated"):
        await site.visitor.call("sessions.resume", token=anna.token)


async def test_a_session_ends_by_itself_after_ninety_days_unused(timed_site: LiveSite) -> None:
    anna = await timed_site.person("anna")
    for _ in range(2):
        timed_site.clock.advance(89 * DAY)
        await anna.call("people.me")
        await asyncio.gather(*timed_site.app._tasks)  # the end of a session moves beside the answer
    timed_site.clock.advance(91 * DAY)
    with refused("unauthenticated"):
        await anna.call("people.me")


async def test_guessing_is_slowed_down_with_a_clear_wait(timed_site: LiveSite) -> None:
    await timed_site.person("anna")
    for _ in range(8):
        with refused("unauthenticated"):
            await timed_site.visitor.call("sessions.open", email="anna@example.org", password=WRONG)
    with refused("too_fast") as slowed:
        await timed_site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    assert 0 < slowed.retry_after <= 75
    timed_site.clock.advance(2 * MINUTE)
    await timed_site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)


async def test_the_page_signs_in_and_goes_where_one_wanted(site: LiveSite) -> None:
    await site.person("anna")
    form = {"email": " anna@example.org ", "password": PASSWORD, "next": "/settings/profile"}
    answer = await site.post("/sign-in", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/profile")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("session=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    mine = await site.http.get("/settings/profile", headers={"cookie": cookie.split(";")[0]})
    assert "Anna" in mine.text


async def test_the_page_goes_to_no_other_site(site: LiveSite) -> None:
    await site.person("anna")
    for elsewhere in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = await site.post("/sign-in", {"email": "anna@example.org", "password": PASSWORD, "next": elsewhere})
        assert answer.headers["location"] == "/"


async def test_a_wrong_password_on_the_page_keeps_the_e_mail_and_never_the_password(site: LiveSite) -> None:
    answer = await site.post("/sign-in", {"email": "anna@example.org", "password": WRONG, "next": "/spaces"})
    assert answer.status_code == 401
    assert "anna@example.org" in answer.text and 'value="/spaces"' in answer.text
    assert WRONG not in answer.text
    assert "Неверный адрес почты или пароль" in text_of(answer)


async def test_signing_out_on_the_page_ends_the_session(site: LiveSite) -> None:
    anna = await site.person("anna")
    answer = await site.post("/sign-out", {}, as_="anna")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    with refused("unauthenticated"):
        await anna.call("people.me")
    assert (await site.post("/sign-out", {}, as_="anna")).status_code == 303


async def test_a_form_from_another_site_signs_nobody_in(site: LiveSite) -> None:
    await site.person("anna")
    form = {"email": "anna@example.org", "password": PASSWORD}
    answer = await site.post("/sign-in", form, origin="https://evil.example")
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


async def test_a_socket_without_a_person_becomes_who_signs_in(site: LiveSite) -> None:
    anna = await site.person("anna")
    socket = await site.socket("visitor")
    with refused("unauthenticated"):
        await socket.call("people.me")
    await socket.call("sessions.resume", token=anna.token)
    assert (await socket.call("people.me")).id == anna.id


async def test_a_socket_ends_with_its_session(site: LiveSite) -> None:
    anna = await site.person("anna")
    socket = await site.socket("anna")
    opened = await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    site.as_("anna").token = opened.token
    await site.as_("anna").call("sessions.revoke_others")
    assert await socket.closed_with() == 4401
    assert anna.id == (await site.as_("anna").call("people.me")).id


async def test_a_server_in_trouble_does_not_count_as_a_wrong_password(timed_site: LiveSite, monkeypatch) -> None:
    site = timed_site
    await site.person("anna")

    async def busy(*_: str) -> bool:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(passwords, "fits", busy)
        for _ in range(HERE.tries + 1):
            with refused("unavailable"):
                await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)


async def test_registering_again_is_no_way_around_the_slowing_down(timed_site: LiveSite) -> None:
    newcomer = {"name": "Анна", "email": "anna@example.org", "password": PASSWORD, "client_id": "c-1"}
    await timed_site.visitor.call("people.register", **newcomer)
    for _ in range(HERE.tries):
        with refused("unauthenticated"):
            await timed_site.visitor.call("people.register", **{**newcomer, "password": WRONG})
    with refused("too_fast"):
        await timed_site.visitor.call("people.register", **newcomer)
