"""Which passwords will do, and how hashing keeps within its bounds."""

import asyncio

import pytest

from community.accounts import passwords
from community.errors import Unavailable
from tests.support import PASSWORD, LiveSite, refused

ANNA = {"name": "Анна Ковалёва", "email": "anna.kovaleva@example.org"}


@pytest.mark.parametrize(
    "weak",
    [
        "aaaaaaaaaaaa", "1212121212", "1234567890", "0987654321", "12345678901234", "qwertyuiop", "poiuytrewq",
        "йцукенгшщз", "password123", "Пароль2024!", "Анна Ковалева", "АННАКОВАЛЁВА",
        "anna.kovaleva", "anna.kovaleva@example.org", "abcdefghijkl", "qwertyqwerty", "администратор1",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(weak: str) -> None:
    assert passwords.weakness(weak, **ANNA)


@pytest.mark.parametrize(
    "good", [PASSWORD, "зелёный трамвай едет", "Kj4-pQ9-xw", "correct horse battery", "annalovestea"]
)
def test_words_of_ones_own_will_do(good: str) -> None:
    assert passwords.weakness(good, **ANNA) is None


async def test_a_hash_fits_its_password_only_and_nobody_has_the_empty_one() -> None:
    made = await passwords.hashed(PASSWORD)
    assert made.startswith("$argon2id$")
    assert await passwords.fits(made, PASSWORD)
    assert not await passwords.fits(made, PASSWORD + " ")
    assert not await passwords.fits("", PASSWORD)
    assert not await passwords.fits("", "nobody signs in with this")


async def test_beyond_the_queue_people_are_asked_to_come_back() -> None:
    waiting = [asyncio.create_task(passwords.hashed(PASSWORD)) for _ in range(passwords.MOST_WAITING + 5)]
    done = await asyncio.gather(*waiting, return_exceptions=True)
    refused_ones = [answer for answer in done if isinstance(answer, Unavailable)]
    assert len(refused_ones) == 5
    assert (await passwords.hashed(PASSWORD)).startswith("$argon2id$")


async def test_a_weak_password_registers_nobody(site: LiveSite) -> None:
    with refused("invalid", "password"):
        await site.visitor.call("people.register", name="Анна", email="anna@example.org", password="1234567890")
    with refused("invalid", "password"):
        await site.visitor.call("people.register", name="Анна", email="anna@example.org", password="короткий")


async def test_changing_the_password_ends_everything_but_this_session(site: LiveSite) -> None:
    anna = await site.person("anna")
    other = await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    token = await anna.call("tokens.create", title="Расписание")
    new = "Подснежник под снегом"
    with refused("invalid", "current_password"):
        await anna.call("people.change_password", current_password="не тот пароль", new_password=new)
    with refused("invalid", "new_password"):
        await anna.call("people.change_password", current_password=PASSWORD, new_password="1234567890")
    await anna.call("people.change_password", current_password=PASSWORD, new_password=new)
    await anna.call("people.me")
    for ended in (other.token, token.token):
        with refused("unauthenticated"):
            await site.visitor.call("sessions.resume", token=ended)
    with refused("unauthenticated"):
        await site.visitor.call("sessions.open", email="anna@example.org", password=PASSWORD)
    await site.visitor.call("sessions.open", email="anna@example.org", password=new)


async def test_the_e_mail_is_changed_by_who_knows_the_password(site: LiveSite) -> None:
    anna = await site.person("anna")
    await site.person("boris")
    with refused("invalid", "current_password"):
        await anna.call("people.change_email", email="new@example.org", current_password="не тот пароль")
    with refused("conflict"):
        await anna.call("people.change_email", email="BORIS@example.org", current_password=PASSWORD)
    me = await anna.call("people.change_email", email="new@example.org", current_password=PASSWORD)
    assert me.email == "new@example.org"
    await site.visitor.call("sessions.open", email="new@example.org", password=PASSWORD)
