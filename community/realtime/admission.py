"""How many sockets there may be, and how many of them are let in, or read for, at once.

After a restart everybody comes back within seconds. Who cannot be looked up at once waits here, in the order of coming,
so that pages and messages find the database's readers free.
"""

import asyncio
from collections import Counter

from community.config import Config

HANDSHAKES_AT_ONCE = 32
READS_AT_ONCE = 32
"""Reads of all sockets together; the engine has a few readers, and pages want them too."""


class Admission:
    """Counts the sockets there are. Where limits of pace are lifted only the bound on all of them stays."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._addresses: Counter[str] = Counter()
        self._all = 0
        self.handshakes = asyncio.Semaphore(HANDSHAKES_AT_ONCE)
        self.reads = asyncio.Semaphore(READS_AT_ONCE)
        self.refused: Counter[str] = Counter()
        """Sockets turned away so far, by reason."""

    def enter(self, address: str, mine: int) -> str:
        """Count a socket in whose person has `mine` already, or say why there is no room for it."""
        if self._all >= self._config.limits.connections:
            return self._turn_away("full")
        if self._config.limits.enabled and self._addresses[address] >= self._config.limits.connections_per_address:
            return self._turn_away("too many from this address")
        if self.crowded(mine):
            return self._turn_away("too many of this person")
        self._addresses[address] += 1
        self._all += 1
        return ""

    def crowded(self, mine: int) -> bool:
        """Whether a person with so many sockets may have no other."""
        return self._config.limits.enabled and mine >= self._config.limits.connections_per_person

    def leave(self, address: str) -> None:
        self._all -= 1
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]

    def _turn_away(self, reason: str) -> str:
        self.refused[reason] += 1
        return reason
