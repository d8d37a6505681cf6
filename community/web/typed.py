"""What a person typed into a form that was refused, as fields of the form it is shown in again.

For refusals that no page of its own shows: nothing typed is lost, whatever the reason."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from community.words import N_

WRITTEN: Mapping[str, str] = {
    "about": N_("About"),
    "body": N_("Text"),
    "description": N_("Description"),
    "email": N_("E-mail"),
    "emails": N_("E-mail addresses"),
    "institution": N_("Institution"),
    "name": N_("Name"),
    "note": N_("Note"),
    "reason": N_("Reason"),
    "slug": N_("Address on the site"),
    "subject": N_("Subject"),
    "text": N_("Text"),
    "title": N_("Title"),
    "town": N_("Town"),
}
"""Fields a person writes in, by name: what a refused form shows again for correction. Others travel on unseen."""


class Typed(NamedTuple):
    """One field of a refused form. `look`: hidden, line, text or password (a password is never shown again)."""

    name: str
    value: str
    label: str
    look: str


def typed(values: Mapping[str, Any], errors: Mapping[str, str]) -> list[Typed]:
    """What was typed into a form that was refused, in its order, and what was left out and is asked for."""
    missing = [name for name in errors if name not in values and (name in WRITTEN or "password" in name)]
    given = [_typed(name, one) for name, value in values.items() for one in _each(value)]
    return given + [_typed(name, "") for name in missing]


def _each(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _typed(name: str, value: str) -> Typed:
    label = WRITTEN.get(name, "")
    if "password" in name:
        return Typed(name, "", N_("Password"), "password")
    if "\n" in value or len(value) > 80 or name in ("body", "text"):
        return Typed(name, value, label or N_("Text"), "text")
    return Typed(name, value, label, "line" if label else "hidden")
