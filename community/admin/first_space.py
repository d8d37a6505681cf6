"""What a first space is offered to begin with, line by line, and what of it was asked for. Values in, values out."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from community.consult.model import PROPOSED_CONSENT
from community.operations import Role
from community.spaces.model import Joining, Kind, Visibility
from community.web.forms import Form
from community.web.i18n import translate
from community.words import N_

TICKED = "ticked"
ANSWERING = "answering"


class Begin(NamedTuple):
    """A section, room or queue that is offered. `note` says who does what there; `about` becomes its description."""

    title: str
    note: str
    about: str = ""
    least: Role = Role.MEMBER
    """Who starts topics in a section."""
    replies: Role = Role.MEMBER


OFFERED: Mapping[str, tuple[Begin, ...]] = {
    "sections": (
        Begin(
            N_("Announcements"), N_("Moderators and owners write, members reply"),
            N_("News, dates, what everybody should know"), Role.MODERATOR,
        ),
        Begin(
            N_("Questions and experience"), N_("Members ask and tell what helped"),
            N_("Ask colleagues and tell what helped you"),
        ),
        Begin(
            N_("For parents"), N_("Guests write here too: parents are guests of the space"),
            N_("Parents and teachers ask and answer"), Role.GUEST, Role.GUEST,
        ),
    ),
    "rooms": (Begin(N_("Staff room"), N_("Members write; everybody who reads the space can read it")),),
    "queues": (
        Begin(
            N_("Speech and language therapist"),
            N_(
                "Everybody in the space can ask, guests too; answers are confidential, and consent is asked for before"
                " the first question"
            ),
        ),
    ),
}  # fmt: skip


class Line(NamedTuple):
    """An offer as the form shows it: a box to tick, a title to change."""

    name: str
    title: str
    note: str
    ticked: bool


def offered(locale: str, form: Form | None) -> dict[str, list[Line]]:
    """Everything is ticked at first; a refused form keeps what was typed."""
    values = form.values if form else {}
    return {
        part: [
            Line(
                name := f"{part}-{place}",
                values.get(name, translate(locale, one.title)),
                translate(locale, one.note),
                form is None or name in values.get(TICKED, ()),
            )
            for place, one in enumerate(begins)
        ]
        for part, begins in OFFERED.items()
    }


def asked(values: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """The form as `spaces.furnish` takes it. A line whose title was emptied is not wanted, ticked or not."""
    institution = values.get("kind") == Kind.INSTITUTION
    given = {name: values.get(name, "") for name in ("kind", "title", "town", "region", "client_id")}
    given |= {"visibility": Visibility.NETWORK, "joining": Joining.INVITATION if institution else Joining.OPEN}
    for part in OFFERED:
        given[part] = [
            _part(part, one, title, locale, bool(values.get(ANSWERING)))
            for place, one in enumerate(OFFERED[part])
            if f"{part}-{place}" in values.get(TICKED, ()) and (title := values.get(f"{part}-{place}", "").strip())
        ]
    return given


def _part(part: str, begin: Begin, title: str, locale: str, answering: bool) -> dict[str, Any]:
    if part == "rooms":
        return {"title": title}
    if part == "queues":
        consent = "\n\n".join(translate(locale, paragraph) for paragraph in PROPOSED_CONSENT)
        return {"title": title, "consent": consent, "answering": answering}
    about = translate(locale, begin.about) if title == translate(locale, begin.title) else ""
    return {"title": title, "description": about, "who_starts": begin.least, "who_replies": begin.replies}
