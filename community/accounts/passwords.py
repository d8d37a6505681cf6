"""Passwords: argon2id in two threads of their own with a bounded queue, and what is too easy to guess."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from community.errors import Unavailable
from community.text.names import fold
from community.words import N_

T = TypeVar("T")


class Parameters(NamedTuple):
    """What a hash costs; `memory_cost` in KiB."""

    time_cost: int
    memory_cost: int
    parallelism: int


PARAMETERS = Parameters(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id as OWASP advises it (Password Storage Cheat Sheet): 19 MiB, two passes, one lane."""
AT_ONCE = 2
MOST_WAITING = 64
"""About a second of work: beyond it people are asked to come back instead of waiting unseen."""
FEWEST_DIFFERENT = 5

_COMMON = frozenset({
    "password", "passwort", "parol", "пароль", "qwerty", "йцукен", "admin", "administrator", "администратор", "welcome",
    "letmein", "iloveyou", "community", "детскийсад", "воспитатель", "любимая", "пожалуйста", "qazwsxedc",
})  # fmt: skip
_ROWS = (
    "01234567890", "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзхъфывапролджэячсмитьбю",
)  # fmt: skip


class _Threads:
    """Two threads for hashing; `waiting` counts the callers that have no answer yet."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self.waiting = 0

    async def run(self, work: Callable[..., T], *args: str) -> T:
        if self.waiting >= MOST_WAITING:
            raise Unavailable(3, N_("Too many people are signing in at once; try again in a moment"))
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)
        finally:
            self.waiting -= 1


threads = _Threads()


def hash_now(password: str) -> str:
    """The hash to keep, some 30 ms later; a server uses `hashed`."""
    return PasswordHasher(**PARAMETERS._asdict()).hash(password)


async def hashed(password: str) -> str:
    """The hash to keep of a password."""
    return await threads.run(hash_now, password)


async def fits(password_hash: str, password: str) -> bool:
    """Whether this is the password. An empty hash (nobody has this e-mail) costs the same time and is never right."""
    return await threads.run(_fits, password_hash, password)


def _fits(password_hash: str, password: str) -> bool:
    try:
        PasswordHasher().verify(password_hash or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash != ""


@cache
def _nobodys() -> str:
    return hash_now("nobody signs in with this")


def weakness(password: str, *, name: str, email: str) -> str | None:
    """Why a password is too easy to guess, as a sentence; None when it will do. Its length is tested before."""
    key = re.sub(r"\s+", "", fold(password))
    if len(set(key)) < FEWEST_DIFFERENT:
        return N_("This password repeats a few characters")
    if key in {re.sub(r"\s+", "", fold(own)) for own in (name, email, email.partition("@")[0]) if own}:
        return N_("This password is your name or your e-mail")
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", key)
    if key in _COMMON or core in _COMMON or _is_run(key) or (len(core) >= FEWEST_DIFFERENT and _is_run(core)):
        return N_("This password is among the first to be guessed; a few words of your own are better")
    return None


def _is_run(key: str) -> bool:
    """Whether the whole text is made of a piece of a keyboard's or the alphabet's row, there or back, over and over."""
    for row in _ROWS:
        for line in (row, row[::-1]):
            start = line.find(key[:3])
            piece = line[start:] if start >= 0 else ""
            length = next(
                (i for i, (a, b) in enumerate(zip(key, piece, strict=False)) if a != b), min(len(key), len(piece))
            )
            if length >= FEWEST_DIFFERENT and (key[:length] * len(key))[: len(key)] == key:
                return True
    return False
