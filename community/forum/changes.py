"""What the forum announces: readers of a topic hear of its posts and of itself, readers of a section of its list.

Every version of a channel is one push. A topic that leaves a section's list (moved, hidden) is `gone`.
"""

import msgspec

from community.forum.model import Post, Section, Topic
from community.realtime.changes import Change, Push

METHOD = "forum.changed"


class Cause(msgspec.Struct, frozen=True):
    """Who did what; `what` is posted, edited, removed, restored, or an act on the topic such as closed."""

    person_id: int
    what: str


class PostChanged(Change, frozen=True):
    """A post was written, edited, removed or brought back. `post_count` is the topic's, without those removed."""

    post: Post
    post_count: int
    section: Section
    cause: Cause

    def channels(self) -> tuple[str, ...]:
        return (f"topic:{self.post.topic_id}",)

    def push(self, channel: str) -> Push:
        return Push(
            METHOD, {"post": self.post, "post_count": self.post_count, "cause": self.cause}, self.post.version
        )  # fmt: skip

    def stamps(self) -> tuple[str, ...]:
        return (f"topic:{self.post.topic_id}", *self.section.stamps)


class TopicChanged(Change, frozen=True):
    """The topic itself: its title, its place, pinned, closed, hidden."""

    topic: Topic
    section: Section
    cause: Cause

    def channels(self) -> tuple[str, ...]:
        return (f"topic:{self.topic.id}",)

    def push(self, channel: str) -> Push:
        return Push(METHOD, {"topic": self.topic, "cause": self.cause}, self.topic.version)

    def stamps(self) -> tuple[str, ...]:
        return (f"topic:{self.topic.id}", *self.section.stamps)


class TopicListed(Change, frozen=True):
    """A topic's row in its section's list is new or another. `version` is the section's."""

    topic: Topic
    section: Section
    version: int
    cause: Cause

    def channels(self) -> tuple[str, ...]:
        return (f"section:{self.section.id}",)

    def push(self, channel: str) -> Push:
        return Push(METHOD, {"topic": self.topic, "cause": self.cause}, self.version)

    def stamps(self) -> tuple[str, ...]:
        return (f"topic:{self.topic.id}", *self.section.stamps)


class TopicGone(Change, frozen=True):
    """A topic is no longer in this section's list."""

    topic_id: int
    section: Section
    version: int

    def channels(self) -> tuple[str, ...]:
        return (f"section:{self.section.id}",)

    def push(self, channel: str) -> Push:
        return Push(METHOD, {"gone": self.topic_id}, self.version)

    def stamps(self) -> tuple[str, ...]:
        return (f"topic:{self.topic_id}", *self.section.stamps)


class SectionChanged(Change, frozen=True):
    """A section is new or another: pages that name it are drawn anew."""

    section: Section

    def channels(self) -> tuple[str, ...]:
        return (f"section:{self.section.id}",)

    def push(self, channel: str) -> Push:
        return Push(METHOD, {"section": self.section}, self.section.version)

    def stamps(self) -> tuple[str, ...]:
        return self.section.stamps
