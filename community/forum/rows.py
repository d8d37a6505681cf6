"""Posts as drawn rows, kept in memory: drawing twenty rows anew would be most of the cost of a page.

A row depends on what is in its key and on nothing else; who looks comes in only as what may be done (`acts`).
"""

from collections import OrderedDict
from typing import Any, NamedTuple

from markupsafe import Markup

from community.accounts.model import POSITIONS
from community.forum.model import Post, Standing, Writer
from community.forum.rules import may_edit, may_remove, may_reply, may_restore
from community.web.templates import render
from community.web.times import HOUR_IN_MINUTES, MINUTE, moment

MOST_CHARACTERS = 8_000_000

Acts = tuple[str, ...]
Key = tuple[int, int, Writer, str, str, int, str, Acts]


def acts_on(person_id: int, standing: Standing, post: Post) -> Acts:
    """What the row offers: of reply, edit, remove, restore."""
    if not person_id:
        return ()
    if post.removed_at is not None:
        return ("restore",) if may_restore(standing, post) else ()
    allowed = {
        "reply": may_reply(standing),
        "edit": may_edit(person_id, standing, post),
        "remove": may_remove(person_id, standing, post),
    }
    return tuple(name for name, yes in allowed.items() if yes)


class Rows:
    """Drawn rows, the least recently shown forgotten first."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._most = most
        self._held = 0
        self._rows: OrderedDict[Key, Markup] = OrderedDict()
        self._samples: dict[tuple[Any, ...], Markup] = {}

    def samples(self, locale: str, person_id: int, standing: Standing) -> Markup:
        """Rows for the browser to fill: somebody's post, one's own, one removed by a moderator or by its author."""
        posts = {
            "other": _sample(standing, 0, None),
            "own": _sample(standing, person_id, None),
            "removed": _sample(standing, 0, person_id),
            "withdrawn": _sample(standing, 0, 0),
        }
        acts = {name: acts_on(person_id, standing, post) for name, post in posts.items()}
        key = (locale, *acts.values())
        if key not in self._samples:
            html = render("forum/_samples.html", locale, now=0, posts=posts, acts=acts, positions=POSITIONS)
            self._samples[key] = Markup(html)  # noqa: S704 - our own template, escaped there
        return self._samples[key]

    def row(self, post: Post, locale: str, zone: str, now: int, mark: str = "", acts: Acts = ()) -> Markup:
        """The row as markup. `now` 0: for a page that is kept; `mark` is a further class such as `post-unread`."""
        key = (post.id, post.version, post.author, locale, zone, _age(post, locale, zone, now), mark, acts)
        row = self._rows.get(key)
        if row is None:
            row = draw(post, locale, zone, now, mark, acts)
            self._rows[key] = row
            self._held += len(row)
            while self._held > self._most:
                _, dropped = self._rows.popitem(last=False)
                self._held -= len(dropped)
        else:
            self._rows.move_to_end(key)
        return row


def _sample(standing: Standing, author_id: int, removed_by: int | None) -> Post:
    return Post(
        id=0, topic_id=standing.topic.id, seq=0, version=0, parent_id=None, depth=0, path=(), html="",
        author=Writer(author_id, "", ""), posted_at=0, edited_at=None,
        removed_at=None if removed_by is None else 1, removed_by=removed_by,
    )  # fmt: skip


class Shown(NamedTuple):
    """A post of a page: how it is marked and what it offers."""

    post: Post
    mark: str
    acts: Acts


class Drawing(NamedTuple):
    """The rows of a page, cut in two where a form stands under the post it answers.

    `first_new` is the post before which the line «new since» stands, 0 for none.
    """

    rows: Rows
    shown: list[Shown]
    cut: int
    first_new: int

    def above(self, locale: str, zone: str, now: int, line: Markup) -> Markup:
        return self._joined(self.shown[: self.cut], locale, zone, now, line)

    def below(self, locale: str, zone: str, now: int, line: Markup) -> Markup:
        return self._joined(self.shown[self.cut :], locale, zone, now, line)

    def _joined(self, shown: list[Shown], locale: str, zone: str, now: int, line: Markup) -> Markup:
        parts: list[str] = []
        for post, mark, acts in shown:
            if post.id == self.first_new:
                parts.append(line)
            parts.append(self.rows.row(post, locale, zone, now, mark, acts))
        return Markup("\n".join(parts))  # noqa: S704 - each part is markup


def rows_of(resources: dict[str, Any]) -> Rows:
    """The site's drawn rows."""
    rows = resources.get("forum.rows")
    if not isinstance(rows, Rows):
        rows = resources["forum.rows"] = Rows()
    return rows


def draw(post: Post, locale: str, zone: str, now: int, mark: str = "", acts: Acts = ()) -> Markup:
    html = render(
        "forum/_row.html", locale, zone=zone, now=now, post=post, mark=mark, acts=acts,
        position=POSITIONS.get(post.author.position, ""),
    )  # fmt: skip
    return Markup(html)  # noqa: S704 - our own template, escaped there


def _age(post: Post, locale: str, zone: str, now: int) -> int:
    """What the row's times change with: for an hour the minutes (negative), then the day."""
    if not now:
        return 0
    minutes = now // MINUTE - post.posted_at // MINUTE
    return -minutes - 1 if 0 <= minutes < HOUR_IN_MINUTES else moment(now // MINUTE, locale, zone).ordinal
