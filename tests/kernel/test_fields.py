"""Decoding field by field: every fault is named, forms are lax, line ends are one."""

from typing import Annotated, Literal

import msgspec
import pytest

from community import fields
from community.errors import Invalid
from community.fields import Id, line, text


class Sample(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    id: Id
    title: Annotated[str, line(1, 10)]
    body: Annotated[str, text(1, 20)] = "?"
    kind: Literal["a", "b"] = "a"
    on: bool = False


@pytest.mark.parametrize(
    ("value", "said"),
    [("", fields.EMPTY), ("x" * 11, fields.TOO_LONG), ("a\nb", fields.BAD_CHARACTERS),
     ("\u202e", fields.BAD_CHARACTERS), (7, fields.WRONG_TYPE), (None, fields.WRONG_TYPE)],
)  # fmt: skip
def test_each_fault_of_a_line_has_its_own_sentence(value, said):
    with pytest.raises(Invalid) as caught:
        fields.decode(Sample, {"id": 1, "title": value})
    assert caught.value.fields == {"title": said}


class Mailed(msgspec.Struct):
    email: fields.Email


@pytest.mark.parametrize(
    ("value", "said"),
    [("", fields.EMPTY), ("olga@", fields.NOT_AN_ADDRESS), ("x" * 300, fields.TOO_LONG)],
)
def test_what_is_no_address_is_called_so(value, said):
    with pytest.raises(Invalid) as caught:
        fields.decode(Mailed, {"email": value})
    assert caught.value.fields == {"email": said}


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, fields.OUT_OF_RANGE), (2**53, fields.OUT_OF_RANGE), (2**64, fields.OUT_OF_RANGE), ("1", fields.WRONG_TYPE)],
)
def test_each_fault_of_a_number_has_its_own_sentence(value, said):
    with pytest.raises(Invalid) as caught:
        fields.decode(Sample, {"id": value, "title": "x"})
    assert caught.value.fields == {"id": said}


def test_all_faults_are_named_at_once():
    with pytest.raises(Invalid) as caught:
        fields.decode(Sample, {"title": "", "kind": "c", "more": 1})
    assert caught.value.fields == {
        "id": fields.MISSING, "title": fields.EMPTY, "kind": fields.NOT_A_CHOICE, "more": fields.UNKNOWN,
    }  # fmt: skip


def test_a_form_sends_strings_and_empty_optional_fields():
    found = fields.decode(Sample, {"id": "7", "title": "x", "body": "", "on": "1"}, form=True)
    assert found == Sample(id=7, title="x", on=True)


def test_a_form_sends_windows_line_ends():
    assert fields.decode(Sample, {"id": "7", "title": "x", "body": "a\r\nb"}, form=True).body == "a\nb"


def test_names_may_hold_any_script_and_emoji():
    for name in ("Ёлка №7", "مريم", "👩‍🏫 Анна", "O'Neil-Ян"):
        assert fields.decode(Sample, {"id": 1, "title": name}).title == name
