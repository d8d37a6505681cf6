"""What accounts announce beyond the kernel's own PersonChanged and SessionEnded: which kept pages grow stale."""

from community.realtime.changes import Change


class PersonJoined(Change, frozen=True):
    """Somebody new has an account and belongs to these spaces."""

    person_id: int
    space_ids: tuple[int, ...]

    def stamps(self) -> tuple[str, ...]:
        return tuple(f"people:{space_id}" for space_id in self.space_ids)


class NameChanged(Change, frozen=True):
    """A person's name, handle, position or institution is written differently on every page that shows it."""

    person_id: int

    def stamps(self) -> tuple[str, ...]:
        return ("site",)


class SiteRulesChanged(Change, frozen=True):
    """Administrators have changed who may come in, the policy or the operator's name."""

    def stamps(self) -> tuple[str, ...]:
        return ("site",)
