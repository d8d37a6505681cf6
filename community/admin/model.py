"""What the administrators' pages show."""

from typing import Any

import msgspec

from community.accounts.model import SiteRules
from community.chat.model import Listed
from community.consult.model import Queue
from community.forum.model import Section
from community.spaces.model import Space


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What the database itself tells of its health. `schema` is the number of the last migration."""

    schema: str
    jobs_waiting: int
    jobs_failed: int
    people: int
    spaces: int


class Health(Figures, frozen=True, kw_only=True):
    """How the server is: sizes in bytes (null where the database is on a server of its own), times in milliseconds."""

    version: str
    known_schema: str
    database_bytes: int
    wal_bytes: int | None
    free_bytes: int | None
    uptime: int
    connections: int

    @property
    def low_on_disk(self) -> bool:
        """Whether the disk could not hold another copy of the database, which an upgrade makes."""
        if self.free_bytes is None or self.wal_bytes is None:
            return False
        return self.free_bytes < self.database_bytes + self.wal_bytes + 256 * 2**20


class SpaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A space in the administrators' list. A members-only space shows its card and no more."""

    id: int
    kind: str
    slug: str
    title: str
    title_key: str
    visibility: str
    people: int
    made_at: int


class Furnished(msgspec.Struct, frozen=True, kw_only=True):
    """A space with its sections, rooms and queues."""

    space: Space
    sections: list[Section]
    rooms: list[Listed]
    queues: list[Queue]


class FirstSteps(msgspec.Struct, frozen=True, kw_only=True):
    """How far the first steps of a new site have come: the network, and the first space when it is made."""

    network: Space
    first: Furnished | None

    @property
    def place(self) -> Space:
        """The space that colleagues are invited to."""
        return self.first.space if self.first else self.network


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The site's rules as administrators edit them: the policy as Markdown."""

    registration: str
    first_role: str
    locale: str
    operator: str
    policy_source: str

    @classmethod
    def of(cls, rules: SiteRules) -> "Settings":
        values: dict[str, Any] = {name: getattr(rules, name) for name in cls.__struct_fields__}
        return cls(**values)
