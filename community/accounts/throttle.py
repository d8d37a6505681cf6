"""Guessing passwords is slowed down: by account and address together, by address, and by account.

Whoever guesses from many addresses slows down everybody who is new to that account, but not the places from which its
owner has signed in before. Kept in memory: a restart forgives.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple


class Allowance(NamedTuple):
    """At most `tries` failures, forgiven evenly over `per` seconds."""

    tries: int
    per: float


HERE = Allowance(8, 600)
ADDRESS = Allowance(100, 600)
ACCOUNT = Allowance(30, 3600)
MOST_KEYS = 50_000
MOST_PLACES = 8

Key = tuple[str, str]


class Throttle:
    """`now` is in seconds of a steady clock. A try counts as failed from its beginning until it succeeds."""

    def __init__(self) -> None:
        self._failures: OrderedDict[Key, tuple[float, float]] = OrderedDict()
        self._known: OrderedDict[str, list[str]] = OrderedDict()

    def begin(self, account: str, address: str, now: float) -> float:
        """Count a try: 0.0, or the seconds to wait, and then it is not counted."""
        keys = list(self._keys(account, address))
        levels = {key: self._level(key, allowance, now) for key, allowance in keys}
        wait = max((levels[key] + 1 - rule.tries) * rule.per / rule.tries for key, rule in keys)
        if wait > 0:
            return wait
        for key, level in levels.items():
            self._set(key, level + 1, now)
        return 0.0

    def succeeded(self, account: str, address: str, now: float) -> None:
        """The password was right: the try is taken back, and this place is known to the account."""
        for key, allowance in self._keys(account, address):
            if allowance is HERE:
                self._failures.pop(key, None)
            else:
                self._set(key, max(0.0, self._level(key, allowance, now) - 1), now)
        places = self._known.pop(account, [])
        self._known[account] = [*(place for place in places if place != address), address][-MOST_PLACES:]
        if len(self._known) > MOST_KEYS:
            self._known.popitem(last=False)

    def forgive(self, account: str, address: str, now: float) -> None:
        """Nobody has looked at the password: the try is taken back, and no more is known of this place."""
        for key, allowance in self._keys(account, address):
            self._set(key, max(0.0, self._level(key, allowance, now) - 1), now)

    def _keys(self, account: str, address: str) -> Iterator[tuple[Key, Allowance]]:
        yield (account, address), HERE
        if address not in self._known.get(account, ()):
            yield ("", address), ADDRESS
            yield (account, ""), ACCOUNT

    def _level(self, key: Key, allowance: Allowance, now: float) -> float:
        level, then = self._failures.get(key, (0.0, now))
        return max(0.0, level - (now - then) * allowance.tries / allowance.per)

    def _set(self, key: Key, level: float, now: float) -> None:
        self._failures.pop(key, None)
        self._failures[key] = (level, now)
        if len(self._failures) > MOST_KEYS:
            self._failures.popitem(last=False)
