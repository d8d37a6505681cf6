"""Reads the text files and checks that they fit together: every fault names its file and its row."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from community.demo.model import Cast, Consultations, Message, Rooms, Row, Texts, Topic, Topics
from community.spaces.regions import REGIONS

FOLDER = Path(__file__).with_name("texts")
R = TypeVar("R", bound=Row)


class TextsError(Exception):
    """A text file is at fault; the message says where."""


def read(folder: Path = FOLDER) -> Texts:
    """Everything in the folder. Files named `topics_*.toml` are read in the order of their names."""
    topics = tuple(
        (path.name, topic) for path in sorted(folder.glob("topics_*.toml")) for topic in _file(path, Topics).topics
    )
    texts = Texts(
        cast=_file(folder / "cast.toml", Cast),
        topics=topics,
        rooms=_file(folder / "rooms.toml", Rooms),
        consultations=_file(folder / "consultations.toml", Consultations),
    )
    _Check(texts).all()
    return texts


def _file(path: Path, into: type[R]) -> R:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), into)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TextsError(f"{path.name}: {error}") from None


class _Check:
    """References between rows: to people, spaces, sections and to what is answered."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        cast = texts.cast
        self.people = _unique("cast.toml", "person", (one.key for one in cast.people))
        self.spaces = _unique("cast.toml", "space", ("network", *(one.key for one in cast.spaces)))
        self.sections = _unique("cast.toml", "section", (one.key for one in cast.sections))

    def all(self) -> None:
        self._cast()
        for name, topic in self.texts.topics:
            self._topic(f"{name}, «{topic.title}»", topic)
        for room in self.texts.rooms.rooms:
            where = f"rooms.toml, «{room.title}»"
            self._known(where, "space", self.spaces, [room.space])
            self._known(where, "person", self.people, room.members)
            self._messages(where, room.messages)
        for talk in self.texts.rooms.talks:
            where = f"rooms.toml, the talk of {' and '.join(talk.between)}"
            self._known(where, "person", self.people, talk.between)
            self._messages(where, talk.messages)
        self._consultations()

    def _known(self, where: str, what: str, known: set[str], named: Iterable[str | None]) -> None:
        for key in named:
            if key is not None and key not in known:
                raise TextsError(f"{where}: there is no {what} {key!r}")

    def _cast(self) -> None:
        cast = self.texts.cast
        for person in cast.people:
            where = f"cast.toml, {person.key}"
            self._known(where, "space", self.spaces, [person.institution, *person.roles, *person.joins])
        for space in cast.spaces:
            where = f"cast.toml, «{space.title}»"
            self._known(where, "person", self.people, [space.by, space.owner])
            if space.region and space.region not in REGIONS:
                raise TextsError(f"{where}: there is no region {space.region!r}")
        for section in cast.sections:
            where = f"cast.toml, «{section.title}»"
            self._known(where, "space", self.spaces, [section.space])
            self._known(where, "person", self.people, section.members)
        for invitation in cast.invitations:
            self._known("cast.toml, invitations", "space", self.spaces, [invitation.space])
            self._known("cast.toml, invitations", "person", self.people, [invitation.by])
        self._known("cast.toml, network", "person", self.people, [cast.network.by])

    def _topic(self, where: str, topic: Topic) -> None:
        self._known(where, "section", self.sections, [topic.section, topic.moved.to if topic.moved else None])
        acts = [act for act in (topic.pinned, topic.moved, topic.closed) if act is not None]
        self._known(where, "person", self.people, [topic.by, *(act.by for act in acts)])
        said: set[str] = set()
        for number, post in enumerate(topic.posts, 1):
            row = f"{where}, post {number}"
            self._known(row, "person", self.people, [post.by, post.removed.by if post.removed else None])
            self._answers(row, said, post.id, post.to)

    def _messages(self, where: str, messages: Iterable[Message]) -> None:
        said: set[str] = set()
        for number, message in enumerate(messages, 1):
            row = f"{where}, message {number}"
            reacting = [key for people in message.react.values() for key in people]
            gone = message.removed.by if message.removed else None
            self._known(row, "person", self.people, [message.by, gone, *reacting])
            self._answers(row, said, message.id, message.to)

    def _answers(self, row: str, said: set[str], own: str, to: str) -> None:
        if to and to not in said:
            raise TextsError(f"{row}: nothing above it is called {to!r}")
        if own in said:
            raise TextsError(f"{row}: something above it is called {own!r} already")
        if own:
            said.add(own)

    def _consultations(self) -> None:
        queues = _unique("consultations.toml", "queue", (one.key for one in self.texts.consultations.queues))
        for queue in self.texts.consultations.queues:
            where = f"consultations.toml, «{queue.title}»"
            self._known(where, "space", self.spaces, [queue.space])
            self._known(where, "person", self.people, [queue.lead, *(one.person for one in queue.specialists)])
        for request in self.texts.consultations.requests:
            where = f"consultations.toml, «{request.subject}»"
            self._known(where, "queue", queues, [request.queue])
            named = [request.by, *(one.by for one in request.messages), *(one.by for one in request.watched)]
            named += [request.taken.by] if request.taken else []
            named += [request.handed.by, request.handed.to] if request.handed else []
            self._known(where, "person", self.people, named)


def _unique(where: str, what: str, keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for key in keys:
        if key in found:
            raise TextsError(f"{where}: there are two {what}s {key!r}")
        found.add(key)
    return found


def prose(texts: Texts) -> Iterator[tuple[str, str]]:
    """Every text people would read, with where it stands: for those who check how it is written."""
    network = texts.cast.network
    yield "cast.toml, network", f"{network.title}\n{network.description}\n{network.operator}\n{network.policy}"
    for person in texts.cast.people:
        yield f"cast.toml, {person.key}", f"{person.name}\n{person.about}"
    for space in texts.cast.spaces:
        yield f"cast.toml, {space.key}", f"{space.title}\n{space.description}"
    for section in texts.cast.sections:
        yield f"cast.toml, {section.key}", f"{section.title}\n{section.description}"
    for name, topic in texts.topics:
        where = f"{name}, «{topic.title}»"
        yield where, topic.title
        yield from ((where, body) for body in (topic.body, *(post.body for post in topic.posts)))
        edits = [topic.edited, *(post.edited for post in topic.posts)]
        yield from ((where, edit.text) for edit in edits if edit is not None)
    for room in texts.rooms.rooms:
        yield from _talked(f"rooms.toml, «{room.title}»", room.messages)
    for talk in texts.rooms.talks:
        yield from _talked("rooms.toml, a talk", talk.messages)
    for request in texts.consultations.requests:
        where = f"consultations.toml, «{request.subject}»"
        yield where, f"{request.subject}\n{request.text}"
        for said in request.messages:
            yield where, said.text
        if request.rated is not None and request.rated.note:
            yield where, request.rated.note


def _talked(where: str, messages: Iterable[Message]) -> Iterator[tuple[str, str]]:
    for message in messages:
        yield where, message.text
        if message.edited is not None:
            yield where, message.edited.text
