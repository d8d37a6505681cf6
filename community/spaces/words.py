"""What kinds, roles, visibilities and ways of joining are called on pages; and as lists to choose from."""

from collections.abc import Mapping

from community.operations import Role
from community.spaces.model import Joining, Kind, Visibility
from community.words import N_

KIND: Mapping[str, str] = {
    Kind.NETWORK: N_("Network"),
    Kind.INSTITUTION: N_("Institution"),
    Kind.COMMUNITY: N_("Community"),
    Kind.PROJECT: N_("Project"),
    Kind.PARTNER: N_("Partner"),
}

KINDS: Mapping[str, str] = {
    Kind.NETWORK: N_("Network"),
    Kind.INSTITUTION: N_("Institutions"),
    Kind.COMMUNITY: N_("Communities"),
    Kind.PROJECT: N_("Projects"),
    Kind.PARTNER: N_("Partners"),
}

ROLE: Mapping[str, str] = {
    Role.GUEST: N_("guest"),
    Role.MEMBER: N_("member"),
    Role.MODERATOR: N_("moderator"),
    Role.OWNER: N_("owner"),
}

GIVES: Mapping[str, str] = {
    Role.GUEST: N_("You read what the space shows to everybody who has signed in, and ask its specialists."),
    Role.MEMBER: N_("You read and write in the whole space."),
    Role.MODERATOR: N_("You read and write in the whole space and keep order in it."),
    Role.OWNER: N_("You decide everything in the space: what is in it and who is in it."),
}
"""What a role gives, said to who is invited to it."""

VISIBILITY: Mapping[str, str] = {
    Visibility.PUBLIC: N_("Public: anyone reads, even without an account"),
    Visibility.NETWORK: N_("Network: every signed-in person reads"),
    Visibility.MEMBERS: N_("Members only: others see just the card"),
}

JOINING: Mapping[str, str] = {
    Joining.OPEN: N_("Anyone who reads the space can join"),
    Joining.INVITATION: N_("By invitation only"),
}

TERMS: Mapping[int, str] = {
    1: N_("a day"),
    7: N_("a week"),
    14: N_("two weeks"),
    30: N_("a month"),
    90: N_("three months"),
}
"""Days an invitation lasts, as they are offered on the page."""
