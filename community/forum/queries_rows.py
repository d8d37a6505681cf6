"""Columns of sections, topics and posts, and the structs made of them: what the other queries select and build.

The aliases are `c` (section), `s` (its space), `t` (topic), `p` (post); `:viewer` is the person's id, 0 for a visitor.
"""

from typing import Any

from community.accounts.model import Author
from community.forum.model import Breadth, Post, Section, SpaceRef, Topic, Writer, path_of
from community.spaces.visibility import part_readable

# Those added who are still in the space: leaving it ends what one was added to.
_ADDED = """(select x.section_id, x.person_id from section_members x join sections xc on xc.id = x.section_id
     join memberships xm on xm.space_id = xc.space_id and xm.person_id = x.person_id)"""

SECTION_READABLE = part_readable("c", _ADDED, "section_id")
TOPIC_SHOWN = """(t.hidden_at is null or exists (select 1 from memberships h
     where h.space_id = c.space_id and h.person_id = :viewer and h.role in ('moderator', 'owner')))"""
"""Hidden topics are seen by moderators of the space."""

PINNED_LAST = "(case when t.pinned_at is null then 1 else 0 end)"
"""As the index of the lists has it."""

MEMBERSHIP = """left join memberships v on v.space_id = c.space_id and v.person_id = :viewer
     and exists (select 1 from people vp where vp.id = v.person_id and vp.suspended_at is null)"""

SECTION = """c.id, c.space_id, s.slug, s.title, s.visibility, c.slug, c.title, c.description, c.visibility,
     c.who_starts, c.who_replies, c.position, c.version, c.closed_at"""
SECTION_WIDTH = 14

TOPIC = """t.id, t.section_id, c.space_id, t.slug, t.title, ta.id, ta.handle, ta.name, t.last_seq, t.version,
     t.post_count, t.made_at, t.last_posted_at, tl.id, tl.handle, tl.name, t.pinned_at, t.closed_at, t.hidden_at,
     t.closed_why"""
TOPIC_WIDTH = 20
TOPIC_FROM = """topics t join sections c on c.id = t.section_id join spaces s on s.id = c.space_id
     join people ta on ta.id = t.author_id join people tl on tl.id = t.last_author_id"""

POST = """p.id, p.topic_id, p.seq, p.version, p.parent_id, p.path, a.id, a.handle, a.name, a.position,
     coalesce(i.title, ''), case when p.removed_at is null then p.html else '' end, p.posted_at, p.edited_at,
     p.removed_at, p.removed_by"""
POST_FROM = "posts p join people a on a.id = p.author_id left join spaces i on i.id = a.institution_id"

Row = tuple[Any, ...]


def section_of(r: Row) -> Section:
    return Section(
        id=r[0], space_id=r[1], space=SpaceRef(r[1], r[2], r[3], r[4]), slug=r[5], title=r[6], description=r[7],
        visibility=Breadth(r[8]), who_starts=r[9], who_replies=r[10], position=r[11], version=r[12], closed_at=r[13],
    )  # fmt: skip


def topic_of(r: Row) -> Topic:
    return Topic(
        id=r[0], section_id=r[1], space_id=r[2], slug=r[3], title=r[4], author=Author(r[5], r[6], r[7]),
        last_seq=r[8], version=r[9], post_count=r[10], made_at=r[11], last_posted_at=r[12],
        last_author=Author(r[13], r[14], r[15]), pinned_at=r[16], closed_at=r[17], hidden_at=r[18],
        closed_why=r[19],
    )  # fmt: skip


def post_of(r: Row) -> Post:
    path = path_of(r[5])
    return Post(
        id=r[0], topic_id=r[1], seq=r[2], version=r[3], parent_id=r[4], depth=len(path) - 1, path=path,
        author=Writer(r[6], r[7], r[8], r[9], r[10]), html=r[11], posted_at=r[12], edited_at=r[13],
        removed_at=r[14], removed_by=r[15],
    )  # fmt: skip
