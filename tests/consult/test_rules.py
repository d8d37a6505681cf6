"""Who is what to a request, and who may ask: the rules as tables."""

import pytest

from community.consult import rules
from community.consult.model import State
from community.consult.rules import ALLOWED, Part, Standing, may, may_ask, part_of
from community.errors import Forbidden, NotFound

ASKER, TAKER, LEAD, OTHER = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("person", "taken", "specialist", "part"),
    [
        (ASKER, False, False, Part.ASKER),
        (ASKER, True, True, Part.ASKER),
        (TAKER, True, True, Part.TAKER),
        (TAKER, True, False, Part.TAKER),
        (LEAD, True, False, Part.LEAD),
        (LEAD, False, False, Part.STAFF),
        (OTHER, True, True, Part.STAFF),
        (OTHER, False, True, Part.STAFF),
        (OTHER, True, False, Part.NOBODY),
        (0, True, False, Part.NOBODY),
    ],
)
def test_what_a_person_is_to_a_request(person: int, taken: bool, specialist: bool, part: Part) -> None:
    found = part_of(person, asker_id=ASKER, taker_id=TAKER if taken else None, lead_id=LEAD, specialist=specialist)
    assert found == part


def test_a_visitor_is_nobody_where_there_is_no_lead() -> None:
    assert part_of(0, asker_id=ASKER, taker_id=None, lead_id=None, specialist=False) == Part.NOBODY


@pytest.mark.parametrize(
    ("visibility", "role", "added", "closed", "asks"),
    [
        ("space", "guest", False, False, True),
        ("space", "owner", False, False, True),
        ("space", None, False, False, False),
        ("space", None, True, False, True),
        ("members", "owner", False, False, False),
        ("members", None, True, False, True),
        ("space", "guest", True, True, False),
    ],
)
def test_who_may_ask(visibility: str, role: str | None, added: bool, closed: bool, asks: bool) -> None:
    assert may_ask(visibility, closed, Standing(role, added, specialist=False, lead=False)) is asks


def test_a_request_is_hidden_from_nobody_and_refused_to_staff() -> None:
    with pytest.raises(NotFound):
        rules.require_part(Part.NOBODY, Part.ASKER)
    with pytest.raises(Forbidden):
        rules.require_part(Part.STAFF, Part.ASKER)
    rules.require_part(Part.ASKER, Part.ASKER, Part.TAKER)


def test_nothing_leads_on_from_a_withdrawn_request() -> None:
    assert not any(may(act, State.WITHDRAWN) for act in ALLOWED)
