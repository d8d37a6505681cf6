"""Who may do what in a queue and with a request. Values in, values out."""

from enum import StrEnum
from typing import NamedTuple

from community.consult.model import State, Visibility
from community.errors import Conflict, Forbidden, NotFound
from community.operations import Role
from community.words import N_


class Standing(NamedTuple):
    """What a person is in a queue."""

    role: str | None
    """In the queue's space."""
    added: bool
    """To a narrowed queue."""
    specialist: bool
    lead: bool

    @property
    def owns(self) -> bool:
        return self.role == Role.OWNER

    @property
    def staff(self) -> bool:
        return self.specialist or self.lead


class Part(StrEnum):
    """What a person is to a request. `STAFF` answers the queue and may know of the request what the board shows."""

    ASKER = "asker"
    TAKER = "taker"
    LEAD = "lead"
    STAFF = "staff"
    NOBODY = "nobody"


def may_ask(visibility: str, closed: bool, standing: Standing) -> bool:
    """Whoever belongs to the space, guests too; those added to a narrowed queue."""
    inside = standing.added or (visibility == Visibility.SPACE and standing.role is not None)
    return inside and not closed


def require_may_ask(visibility: str, closed: bool, standing: Standing) -> None:
    if closed:
        raise Forbidden(N_("New questions are not accepted here at the moment"))
    if not may_ask(visibility, closed, standing):
        raise Forbidden(N_("Only people in the space can ask here: join it first"))


def require_manages(standing: Standing) -> None:
    if not (standing.owns or standing.lead):
        raise Forbidden(N_("Only the owners of the space and the lead of the queue can do this"))


def require_owns(standing: Standing) -> None:
    if not standing.owns:
        raise Forbidden(N_("Only owners of the space can do this"))


def require_staff(standing: Standing) -> None:
    if not standing.staff:
        raise Forbidden(N_("Only those who answer questions here see this"))


def part_of(person_id: int, *, asker_id: int, taker_id: int | None, lead_id: int | None, specialist: bool) -> Part:
    """The asker; from the moment of taking the taker and the lead; the board's part for the others who answer.

    An owner or an administrator is nobody here.
    """  # fmt: skip
    if person_id == asker_id:
        return Part.ASKER
    if taker_id is not None and person_id == taker_id:
        return Part.TAKER
    if person_id == lead_id and person_id:
        return Part.STAFF if taker_id is None else Part.LEAD
    return Part.STAFF if specialist else Part.NOBODY


READERS = frozenset({Part.ASKER, Part.TAKER, Part.LEAD})


def may_open(part: Part) -> bool:
    return part in READERS


def require_part(part: Part, *allowed: Part) -> None:
    """One of `allowed`; the request is hidden from who is nobody to it, and refused to others who know of it."""
    if part in allowed:
        return
    if part == Part.NOBODY:
        raise NotFound
    raise Forbidden(N_("Only the people in this conversation can do this"))


ALLOWED: dict[str, frozenset[State]] = {
    "transfer": frozenset({State.TAKEN, State.HELD}),
    "hold": frozenset({State.TAKEN}),
    "resume": frozenset({State.HELD}),
    "close": frozenset({State.TAKEN, State.HELD}),
    "reopen": frozenset({State.CLOSED}),
    "rate": frozenset({State.CLOSED}),
    "withdraw": frozenset({State.WAITING, State.TAKEN, State.HELD}),
}
"""From which states each act leads on."""

_STATES = {
    State.WAITING: N_("The question is waiting for a specialist"),
    State.TAKEN: N_("The conversation is under way"),
    State.HELD: N_("The question is on hold"),
    State.CLOSED: N_("The question is closed already"),
    State.WITHDRAWN: N_("The question was withdrawn"),
}


def may(act: str, state: State) -> bool:
    return state in ALLOWED[act]


def require_state(act: str, state: State) -> None:
    if not may(act, state):
        raise already(state)


def already(state: State) -> Conflict:
    """What stands in the way of an act that does not fit the state."""
    return Conflict(_STATES[state], state=str(state))
