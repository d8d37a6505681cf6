"""Who may do what in a space. `role` is the person's role in it, None for outsiders; pure functions."""

from community.errors import Conflict, Forbidden
from community.operations import MODERATING, WRITING, Role
from community.spaces.model import Joining, Kind, Space, Visibility
from community.words import N_

RANK: dict[str | None, int] = {None: 0, Role.GUEST: 1, Role.MEMBER: 2, Role.MODERATOR: 3, Role.OWNER: 4}


def owns(role: str | None) -> bool:
    return role == Role.OWNER


def moderates(role: str | None) -> bool:
    return role in MODERATING


def writes(role: str | None) -> bool:
    """Members, moderators and owners write; guests read, and write where they were added."""
    return role in WRITING


def may_read(space: Space, viewer_id: int, role: str | None) -> bool:
    """Whoever reads what is open to the whole space; guests of a members-only space read only what they were added to.

    The same condition as SQL: `visibility.SPACE_READABLE`.
    """
    if space.visibility == Visibility.PUBLIC:
        return True
    return writes(role) or (space.visibility == Visibility.NETWORK and viewer_id > 0)


def may_create(kind: Kind, role_in_network: str | None) -> bool:
    """Any member of the network founds a community; administrators make the other kinds. The network is made once."""
    if kind == Kind.COMMUNITY:
        return writes(role_in_network)
    return kind != Kind.NETWORK and owns(role_in_network)


def may_join(space: Space, role: str | None) -> bool:
    """Public and network spaces are joined freely unless their owners closed them; others by invitation."""
    return role is None and space.visibility != Visibility.MEMBERS and space.joining == Joining.OPEN


def role_on_joining(role_in_network: str | None) -> Role:
    """Guests of the network come in as guests: nobody makes themselves a member by pressing a button."""
    return Role.MEMBER if writes(role_in_network) else Role.GUEST


def may_leave(space: Space, role: str | None) -> bool:
    """Everyone belongs to the network for as long as there is the account."""
    return role is not None and space.kind != Kind.NETWORK


def may_list_people(space: Space, viewer_id: int, role: str | None) -> bool:
    """Names of people are for signed-in readers of the space, not for visitors."""
    return viewer_id > 0 and may_read(space, viewer_id, role)


def require_may_create(kind: Kind, role_in_network: str | None) -> None:
    if kind == Kind.NETWORK:
        raise Conflict(N_("There is exactly one network, and it is here already"))
    if not may_create(kind, role_in_network):
        raise Forbidden(
            N_("Only administrators create institutions, projects and partners; members create communities")
        )


def require_owns(role: str | None) -> None:
    if not owns(role):
        raise Forbidden(N_("Only owners of the space can do this"))


def require_may_join(space: Space, role: str | None) -> None:
    if not may_join(space, role):
        raise Forbidden(N_("People join this space by invitation"))


def require_may_leave(space: Space, role: str | None) -> None:
    if role is None:
        raise Conflict(N_("You are not in this space"))
    if space.kind == Kind.NETWORK:
        raise Conflict(N_("Everyone with an account belongs to the network"))


def require_another_owner(role: str | None, others: int) -> None:
    """A space is never left without an owner: `others` counts the owners besides the one who stops being one."""
    if owns(role) and others == 0:
        raise Conflict(N_("This is the last owner: make someone else an owner first"))
