"""The audit log: one act of power a row."""

from collections.abc import Mapping

import msgspec

from community.accounts.model import Author
from community.words import N_

SENTENCES: Mapping[str, str] = {
    "post.edited": N_("Someone else's post edited"),
    "post.removed": N_("Post removed"),
    "post.restored": N_("Post restored"),
    "topic.closed": N_("Topic closed"),
    "topic.hidden": N_("Topic hidden"),
    "topic.moved": N_("Topic moved"),
    "topic.opened": N_("Topic reopened"),
    "topic.pinned": N_("Topic pinned"),
    "topic.retitled": N_("Topic's title changed"),
    "topic.shown": N_("Topic shown again"),
    "topic.unpinned": N_("Topic unpinned"),
    "section.made": N_("Section created"),
    "section.changed": N_("Section changed"),
    "section.member_added": N_("Person added to a section"),
    "section.member_removed": N_("Person removed from a section"),
    "message.removed": N_("Message removed"),
    "room.made": N_("Room created"),
    "room.changed": N_("Room changed"),
    "room.member_added": N_("Person added to a room"),
    "room.closed": N_("Room closed"),
    "room.opened": N_("Room reopened"),
    "room.member_removed": N_("Person removed from a room"),
    "queue.consent_changed": N_("Consent text of a queue changed"),
    "queue.lead_set": N_("Lead of a queue changed"),
    "queue.member_added": N_("Queue opened to a person"),
    "queue.member_removed": N_("Queue closed to a person"),
    "queue.specialist_added": N_("Specialist added to a queue"),
    "queue.specialist_removed": N_("Specialist removed from a queue"),
    "space.changed": N_("Space changed"),
    "invitation.made": N_("Invitation created"),
    "invitation.revoked": N_("Invitation revoked"),
    "role.given": N_("Role given"),
    "person.removed": N_("Person removed from the space"),
    "person.suspended": N_("Person blocked"),
    "person.unsuspended": N_("Person unblocked"),
    "person.reset_link": N_("Link for a new password created"),
    "site.rules_changed": N_("Rules of the site changed"),
}
"""What each kind of act is called; a kind that is not here is shown by its code."""

_PLACES = {"topic": "/t/", "post": "/p/", "message": "/m/", "room": "/r/", "queue": "/q/"}


class SpaceRef(msgspec.Struct, frozen=True):
    """The space an act belongs to."""

    id: int
    slug: str
    title: str


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One act of power. `subject` names what it was done to (`topic:5`), `title` is that thing's own, or empty."""

    id: int
    what: str
    actor: Author
    space: SpaceRef | None
    subject: str
    title: str
    why: str
    made_at: int

    @property
    def sentence(self) -> str:
        return SENTENCES.get(self.what, self.what)

    @property
    def href(self) -> str:
        """Where the subject stands, empty when it has no address by its id."""
        kind, _, number = self.subject.partition(":")
        place = _PLACES.get(kind, "")
        return place + number if place else ""
