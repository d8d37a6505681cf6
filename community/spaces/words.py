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

VISIBILITY: Mapping[str, str] = {
    Visibility.PUBLIC: N_("Public: anyone reads, also without an account"),
    Visibility.NETWORK: N_("Network: every signed-in person reads"),
    Visibility.MEMBERS: N_("Members only: others see just the card"),
}

JOINING: Mapping[str, str] = {
    Joining.OPEN: N_("Anyone who reads the space may join"),
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
