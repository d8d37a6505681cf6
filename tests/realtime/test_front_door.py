"""The socket of the real site: people of the database, cookies, rooms."""

import asyncio

import pytest
import websockets

from tests.support import PASSWORD, refused


async def test_signing_in_on_an_anonymous_socket_makes_it_the_persons(site):
    await site.person("anna", name="Анна Орлова")
    socket = await site.socket("visitor")
    with refused("unauthenticated"):
        await socket.call("people.me")
    with refused("unauthenticated"):
        await socket.call("sessions.resume", token="x" * 43)
    opened = await socket.call("sessions.open", email="anna@example.org", password=PASSWORD)
    assert opened.person.name == (await socket.call("people.me")).name == "Анна Орлова"
    with refused("conflict"):
        await socket.call("sessions.resume", token=opened.token)


async def test_the_cookie_opens_a_socket_from_a_page_of_this_site(site):
    anna = await site.person("anna")
    cookie = {"Cookie": f"session={anna.token}"}
    socket = await site.socket("visitor", headers={**cookie, "Origin": site.address})
    assert (await socket.call("people.me")).id == anna.id
    with pytest.raises(websockets.InvalidStatus) as caught:
        await site.socket("visitor", headers={**cookie, "Origin": "https://elsewhere.example"})
    assert caught.value.response.status_code == 403


async def test_signing_out_closes_every_socket_of_the_session(site):
    anna = await site.person("anna")
    socket = await site.socket("anna")
    await anna.call("sessions.close")
    assert await socket.closed_with() == 4401


async def test_a_message_is_heard_by_those_who_listen_and_by_nobody_removed(site):
    room = await site.room(members=["anna", "boris", "vera"], visibility="members")
    anna, boris, vera = [await site.socket(who, room) for who in ("anna", "boris", "vera")]
    sent = await anna.call("chat.send", room_id=room.id, body="Доброе утро")
    heard = await boris.hears("chat.changed")
    assert (heard.channel, heard.version, heard.message.html) == (f"room:{room.id}", sent.version, sent.html)
    await vera.hears("chat.changed")
    await site.admin.call("chat.remove_member", room_id=room.id, person_id=site.as_("vera").id)
    await anna.call("chat.send", room_id=room.id, body="Вера нас уже не слышит")
    await boris.hears("chat.changed", version=sent.version + 1)
    await vera.hears_nothing()


async def test_many_writers_of_one_room_are_heard_in_the_order_of_versions(site):
    people = ["anna", "boris", "vera", "gleb"]
    room = await site.room(members=people)
    listener = await site.socket("anna", room)
    sockets = [await site.socket(who) for who in people]
    await asyncio.gather(
        *(socket.call("chat.send", room_id=room.id, body=f"Сообщение {n}") for n in range(25) for socket in sockets)
    )
    versions = [(await listener.hears("chat.changed")).version for _ in range(100)]
    assert versions == list(range(versions[0], versions[0] + 100))


async def test_listening_over_http_is_a_conflict(site):
    with refused("conflict"):
        await site.visitor.call("live.subscribe", channel="me")
    with refused("conflict"):
        await site.visitor.call("live.unsubscribe", channel="me")


async def test_draining_sends_everybody_away_with_1012(site):
    await site.person("anna")
    anna, visitor = await site.socket("anna"), await site.socket("visitor")
    await site.app.drain()
    assert (await anna.closed_with(), await visitor.closed_with()) == (1012, 1012)
