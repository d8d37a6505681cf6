"""What a newcomer is shown first. Values in, values out."""

from collections.abc import Iterable

from community.chat.rules import writes_in
from community.consult.rules import Standing, may_ask
from community.forum.rules import reaches
from community.home.model import Beginner, Greeting, Nav, Spot, Usable
from community.operations import WRITING, Role, Viewer

MOST_SPOTS = 2


def greeting(viewer: Viewer, nav: Nav, person: Beginner | None) -> Greeting | None:
    """For who has written nothing yet: where to begin. None for everybody else, and for who has put it away.

    Of a network that is not furnished yet, its administrator is shown the way on.
    """
    if person is None:
        return None
    if viewer.is_admin and person.setting_up and person.empty:
        return Greeting(first=("setup", "/setup/invite" if len(nav.spaces) > 1 else "/setup/space"))
    if person.written or "welcome" in viewer.hints:
        return None
    sections, rooms, queues = (_spots(nav, person.usable, kind) for kind in ("section", "room", "queue"))
    return Greeting(
        first=_first(_is_guest(viewer, person), sections, rooms, queues),
        sections=sections, rooms=rooms, queues=queues, about=not (person.position or person.institution),
    )  # fmt: skip


def _is_guest(viewer: Viewer, person: Beginner) -> bool:
    """Guests everywhere, parents first of all: they come to a specialist."""
    return person.position == "parent" or not any(role in WRITING for role in viewer.roles.values())


def _first(
    guest: bool, sections: tuple[Spot, ...], rooms: tuple[Spot, ...], queues: tuple[Spot, ...]
) -> tuple[str, str]:  # fmt: skip
    colleagues = [("colleagues", f"{spot.href}/new") for spot in sections]
    specialists = [("specialists", f"{spot.href}#ask") for spot in queues]
    wanted = [*specialists, *colleagues] if guest else [*colleagues, *specialists]
    return next(iter([*wanted, *(("room", spot.href) for spot in rooms)]), ("spaces", "/spaces"))


def _spots(nav: Nav, usable: Iterable[Usable], kind: str) -> tuple[Spot, ...]:
    """Places of this kind in the order of the left column; of sections the best for a question first."""
    open_ = {one.id: one for one in usable if one.kind == kind and _may_write(one)}
    found = [
        (_worth(open_[item.id]), Spot(item.title, item.href, space.title))
        for space in nav.spaces
        for item in space.items
        if item.kind == kind and item.id in open_
    ]
    return tuple(spot for _, spot in sorted(found, key=lambda each: each[0])[:MOST_SPOTS])


def _worth(one: Usable) -> tuple[bool, int]:
    """Where everybody asks before where few announce; where something was written lately before where all is quiet."""
    return not reaches(Role.MEMBER, one.least or Role.GUEST), -one.lively


def _may_write(one: Usable) -> bool:
    if one.kind == "section":
        return reaches(one.role, one.least)
    if one.kind == "room":
        return writes_in(bool(one.added), one.visibility, one.role)
    return not one.staff and may_ask(one.visibility, False, Standing(one.role, bool(one.added), False, False))
