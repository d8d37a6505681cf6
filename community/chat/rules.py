"""Who may do what in a room that is visible to them. Values in, values out."""

from community.chat.model import Access, Kind, Stored
from community.errors import Forbidden, Gone
from community.operations import MODERATING, WRITING
from community.words import N_


def may_write(room: Access) -> bool:
    """Members of the space in a room open to it, and whoever was added to the room. A closed room is only read."""
    return room.closed_at is None and belongs(room)


def belongs(room: Access) -> bool:
    """Whether the person would write here if the room were not closed."""
    return writes_in(bool(room.added and not room.joined), room.visibility, room.role)


def writes_in(added: bool, visibility: str, role: str | None) -> bool:
    """`added` by somebody else; `role` in the space of the room."""
    return added or (visibility == "space" and role in WRITING)


def require_may_write(room: Access) -> None:
    if room.closed_at is not None:
        raise Forbidden(N_("This room is closed: you can read it but not write in it"))
    if not belongs(room):
        raise Forbidden(N_("Only members can write here"))


def require_may_edit(room: Access, message: Stored, person_id: int) -> None:
    """Authors change their own words, as long as they may write in the room."""
    if message.author_id != person_id:
        raise Forbidden(N_("Only the author can change a message"))
    if message.removed_at is not None:
        raise Gone(N_("This message was removed"))
    require_may_write(room)


def moderates(room: Access) -> bool:
    """The power of a space's moderators; there is nobody of the kind in a talk of two or in a request."""
    return room.kind == Kind.SPACE and room.role in MODERATING


def may_remove(room: Access, author_id: int, person_id: int) -> bool:
    """The author, also in a closed room, and moderators of the space."""
    return author_id == person_id or moderates(room)


def require_may_remove(room: Access, message: Stored, person_id: int) -> None:
    if not may_remove(room, message.author_id, person_id):
        raise Forbidden(N_("Only the author or a moderator can remove a message"))


def may_see_source(room: Access, message: Stored, person_id: int) -> bool:
    return message.author_id == person_id or moderates(room)
