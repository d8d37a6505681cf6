"""Who may do what in the forum. `role` is the person's role in the section's space, None for outsiders; pure."""

from community.errors import Conflict, Forbidden, Gone
from community.forum.model import Post, Section, Standing
from community.spaces.rules import RANK, moderates
from community.words import N_


def may_start(role: str | None, section: Section) -> bool:
    return section.closed_at is None and reaches(role, section.who_starts)


def reaches(role: str | None, least: str) -> bool:
    """Whether the role is at least the one that a section asks for."""
    return role is not None and RANK[role] >= RANK[least]


def may_reply(standing: Standing) -> bool:
    """Those the section lets reply, while the topic is open; moderators always."""
    if moderates(standing.role):
        return True
    return standing.topic.closed_at is None and _replies_here(standing)


def _replies_here(standing: Standing) -> bool:
    section = standing.section
    return section.closed_at is None and reaches(standing.role, section.who_replies)


def may_edit(person_id: int, standing: Standing, post: Post) -> bool:
    """Authors may edit their own post until it is removed or its topic closed; moderators of the space always."""
    if post.removed_at is not None:
        return False
    return moderates(standing.role) or (post.author.id == person_id and may_reply(standing))


def may_remove(person_id: int, standing: Standing, post: Post) -> bool:
    """What is theirs people take away whenever they like, as long as they see it."""
    return post.removed_at is None and (moderates(standing.role) or post.author.id == person_id)


def may_restore(standing: Standing, post: Post) -> bool:
    """What its author took away stays away; what a moderator removed a moderator brings back."""
    return post.removed_at is not None and moderates(standing.role) and post.removed_by != post.author.id


def may_retitle(person_id: int, standing: Standing) -> bool:
    return moderates(standing.role) or (standing.topic.author.id == person_id and may_reply(standing))


def require_may_start(role: str | None, section: Section) -> None:
    if may_start(role, section):
        return
    if section.closed_at is not None:
        raise Forbidden(N_("This section is closed"))
    raise Forbidden(_why_not(role, N_("Your role in this space does not let you start topics here")))


def require_may_reply(standing: Standing) -> None:
    if may_reply(standing):
        return
    if standing.topic.closed_at is not None:
        raise Forbidden(N_("This topic is closed"))
    raise Forbidden(_why_not(standing.role, N_("Your role in this space does not let you reply here")))


def _why_not(role: str | None, too_low: str) -> str:
    return N_("Join the space to write here") if role is None else too_low


def require_may_edit(person_id: int, standing: Standing, post: Post) -> None:
    if post.removed_at is not None:
        raise Gone(N_("This post was removed"))
    if not may_edit(person_id, standing, post):
        if post.author.id == person_id:
            require_may_reply(standing)
        raise Forbidden(N_("Only the author and moderators can do this"))


def require_may_remove(person_id: int, standing: Standing, post: Post) -> None:
    if not may_remove(person_id, standing, post):
        raise Forbidden(N_("Only the author and moderators can do this"))


def require_may_restore(standing: Standing, post: Post) -> None:
    require_moderates(standing.role)
    if not may_restore(standing, post):
        raise Conflict(N_("What its author removed cannot be restored"))


def require_may_see_source(person_id: int, standing: Standing, post: Post) -> None:
    if not (moderates(standing.role) or post.author.id == person_id):
        raise Forbidden(N_("Only the author and moderators can do this"))


def require_may_retitle(person_id: int, standing: Standing) -> None:
    if not may_retitle(person_id, standing):
        raise Forbidden(N_("Only the author and moderators can do this"))


def require_moderates(role: str | None) -> None:
    if not moderates(role):
        raise Forbidden(N_("Only moderators of the space can do this"))


def must_join(role: str | None, section: Section) -> bool:
    """Whether coming into the space is what stands between a person and writing here."""
    return role is None and section.closed_at is None
