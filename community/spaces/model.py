"""Spaces, their kinds and visibilities, who is what in them, and invitations."""

from enum import StrEnum

import msgspec

from community.accounts.model import Author
from community.fields import line, text

TITLE = line(1, 120)
DESCRIPTION = text(0, 4000)
CONTACTS = text(0, 1000)
TOWN = line(0, 80)
LONGEST_TERM = 365
MOST_USES = 1000
MOST_ADDRESSES = 200


class Kind(StrEnum):
    """What a space is for. There is exactly one network."""

    NETWORK = "network"
    INSTITUTION = "institution"
    COMMUNITY = "community"
    PROJECT = "project"
    PARTNER = "partner"


class Visibility(StrEnum):
    """Who reads: anyone, every signed-in person, or those inside."""

    PUBLIC = "public"
    NETWORK = "network"
    MEMBERS = "members"


class Joining(StrEnum):
    """How people come in: freely, or by invitation only."""

    OPEN = "open"
    INVITATION = "invitation"


class Space(msgspec.Struct, frozen=True, kw_only=True):
    """A space as its public card shows it: everybody may see all of this, also of a members-only space.

    `region` is a code of `regions.REGIONS` or empty; `people` counts those inside; times are milliseconds UTC.
    """

    id: int
    kind: Kind
    slug: str
    title: str
    visibility: Visibility
    joining: Joining
    description_html: str
    contacts: str
    region: str
    town: str
    people: int
    version: int
    made_at: int


class SpaceSource(msgspec.Struct, frozen=True, kw_only=True):
    """What its owner edits of a space."""

    id: int
    kind: Kind
    slug: str
    title: str
    visibility: Visibility
    joining: Joining
    description: str
    contacts: str
    region: str
    town: str


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a space, with the role there."""

    space_id: int
    person: Author
    role: str
    position: str
    joined_at: int


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A way into a space. `link` is known only when it is made; `email` when it was made for one address."""

    id: int
    space_id: int
    role: str
    email: str | None
    uses_left: int
    expires_at: int
    made_at: int
    made_by: str
    link: str | None = None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What an invitation offers to whoever holds its link."""

    space: Space
    role: str
    invited_by: str
    expires_at: int


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one line of a pasted list. `outcome`: invited (with its link), added, already, fault."""

    line: int
    email: str
    outcome: str
    link: str | None = None
    fault: str | None = None
