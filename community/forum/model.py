"""Sections, topics and posts as everybody who may read them sees them, and their bounds."""

from enum import StrEnum

import msgspec

from community.accounts.model import Author
from community.fields import line, text
from community.forum import ranges
from community.operations import Role

TITLE = line(1, 200)
SECTION_TITLE = line(1, 120)
DESCRIPTION = line(0, 500)
BODY = text(1, 20_000)

DEEPEST = 16
"""Levels of the tree; a deeper reply keeps its parent and stands on its parent's level."""
SEQ_BYTES = 4
POSTS_ON_A_PAGE = 20
TOPICS_ON_A_PAGE = 30
BEFORE_THE_ONE_ASKED_FOR = 3
"""How many posts stand above the one a link leads to."""

LeastRole = Role


class Breadth(StrEnum):
    """Who reads a section: whoever reads its space, or only those added to it."""

    SPACE = "space"
    MEMBERS = "members"


class SpaceRef(msgspec.Struct, frozen=True):
    """The space a section belongs to, as far as addresses and headings need it."""

    id: int
    slug: str
    title: str
    visibility: str


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A section. `who_starts` and `who_replies` name the least role in the space that may."""

    id: int
    space_id: int
    space: SpaceRef
    slug: str
    title: str
    description: str
    visibility: Breadth
    who_starts: str
    who_replies: str
    position: int
    version: int
    closed_at: int | None

    @property
    def address(self) -> str:
        return f"/s/{self.space.slug}/f/{self.id}-{self.slug}"

    @property
    def stamps(self) -> tuple[str, ...]:
        return f"section:{self.id}", f"space:{self.space_id}"


class Writer(Author, frozen=True):
    """The author of a post, with what the person is at work: a position's code, the main institution's title."""

    position: str = ""
    institution: str = ""


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic. `last_seq` counts every post it ever had, `post_count` those not removed; times are milliseconds.

    `closed_why` is what the moderator gave as the reason for closing, empty without one.
    """

    id: int
    section_id: int
    space_id: int
    slug: str
    title: str
    author: Author
    last_seq: int
    version: int
    post_count: int
    made_at: int
    last_posted_at: int
    last_author: Author
    pinned_at: int | None
    closed_at: int | None
    hidden_at: int | None
    closed_why: str

    @property
    def address(self) -> str:
        return f"/t/{self.id}-{self.slug}"


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post as lists, pushes and catching up carry it. A removed one keeps its place, with `html` empty.

    `path` is the seqs from the tree's root to the post: sorted by it, posts stand in reading order.
    """

    id: int
    topic_id: int
    seq: int
    version: int
    parent_id: int | None
    depth: int
    path: tuple[int, ...]
    author: Writer
    html: str
    posted_at: int
    edited_at: int | None
    removed_at: int | None
    removed_by: int | None


class OwnPost(Post, frozen=True, kw_only=True):
    """A post as its author gets it back: with the Markdown it is made of."""

    source: str


class StartedTopic(Topic, frozen=True, kw_only=True):
    """A topic with its first post."""

    post: OwnPost


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a person stands to a topic they see: `role` in its space (None for an outsider) and what they have read.

    `read_from`: posts until then count as read. `read` is None as long as nothing was marked.
    """

    topic: Topic
    section: Section
    summary: str
    own_version: int
    role: str | None
    read_from: int
    read: ranges.Ranges | None

    @property
    def stamps(self) -> tuple[str, ...]:
        return (f"topic:{self.topic.id}", *self.section.stamps)

    def has_read(self, post: Post) -> bool:
        """Only members of the space have unread marks; for everybody else all is read."""
        if self.role is None:
            return True
        return post.posted_at <= self.read_from if self.read is None else ranges.holds(self.read, post.seq)


def path_bytes(path: tuple[int, ...]) -> bytes:
    return b"".join(seq.to_bytes(SEQ_BYTES, "big") for seq in path)


def path_of(raw: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(raw[i : i + SEQ_BYTES], "big") for i in range(0, len(raw), SEQ_BYTES))


def path_below(parent: tuple[int, ...], seq: int) -> tuple[int, ...]:
    """Where a reply stands: below its parent, at the deepest level beside it."""
    return (*(parent if len(parent) < DEEPEST else parent[:-1]), seq)
