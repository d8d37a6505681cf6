"""Queues and requests as the outside sees them. Times are milliseconds UTC."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from community.accounts.model import Author
from community.fields import line, text
from community.words import N_

Title = Annotated[str, line(1, 120)]
Description = Annotated[str, text(0, 2000)]
ConsentBody = Annotated[str, text(0, 20_000)]
Subject = Annotated[str, line(1, 200)]
Body = Annotated[str, text(1, 8000)]
Capacity = Annotated[int, Meta(ge=1, le=1000)]
Stars = Annotated[int, Meta(ge=1, le=5)]
Note = Annotated[str, text(0, 500)]

PAGE = 50
MOST_ON_BOARD = 100
MOST_TOLD = 200
"""Of those waiting behind somebody who left the queue, how many are told at once that they have moved up."""


class Visibility(StrEnum):
    """A queue is open to everybody in its space, or only to those added."""

    SPACE = "space"
    MEMBERS = "members"


class State(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    HELD = "held"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATES: dict[str, str] = {
    State.WAITING: N_("waiting"),
    State.TAKEN: N_("in conversation"),
    State.HELD: N_("on hold"),
    State.CLOSED: N_("consultation closed"),
    State.WITHDRAWN: N_("withdrawn"),
}

PROPOSED_CONSENT = (
    N_(
        "I consent to the processing of the personal data that I give in my question and in the conversation with"
        " the specialist: my name, what I write about myself and about the child whose legal representative I am,"
        " including information about health and development that I choose to give."
    ),
    N_(
        "Purpose: a consultation by a specialist of the institution. Actions: collection, storage, use and erasure,"
        " on the institution's own server. The data are not passed to others and not published."
    ),
    N_(
        "Only I, the specialist who takes the question and the lead of the queue see the question and the"
        " conversation. Every opening is recorded in an access log that I can read."
    ),
    N_(
        "The consent is in force until it is withdrawn. I can withdraw it at any time in the settings, under"
        " “My consents”; after that I cannot ask new questions here until I give it again."
    ),
)
"""Proposed to who makes a queue, paragraph by paragraph; the words in force are the owner's."""

DOORS: dict[str, str] = {
    "page": N_("on the site"),
    "socket": N_("on the site, live"),
    "http": N_("by a program"),
}
"""The doors through which a request is opened."""

FLOWERS = (
    "Ромашка", "Василёк", "Клевер", "Мята", "Ландыш", "Рябина", "Незабудка", "Клён", "Берёза", "Подснежник", "Ива",
    "Одуванчик", "Колокольчик", "Липа", "Черника", "Сирень", "Тополь", "Фиалка", "Земляника", "Астра", "Ясень",
    "Мимоза", "Орех", "Пион", "Ольха", "Брусника", "Лютик", "Кедр", "Ирис", "Вереск", "Калина",
)  # fmt: skip
ALIAS = N_("Participant “%(flower)s”")
"""How somebody who asks anonymously is called; a neighbour in the queue gets another flower."""


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue for consultations. `consent` is the number of the consent text in force, if there is one."""

    id: int
    space_id: int
    title: str
    description: str
    visibility: Visibility
    lead: Author | None
    version: int
    waiting: int
    on_duty: int
    consent: int | None
    position: int
    made_at: int
    closed_at: int | None


class Specialist(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers a queue: at most `capacity` requests at once, `holding` of them now."""

    queue_id: int
    person: Author
    on_duty_at: int | None
    capacity: int
    holding: int


class Wait(msgspec.Struct, frozen=True):
    """An estimate in minutes."""

    low_minutes: int
    high_minutes: int


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request. `asker` is None for who may not know, and has the id 0 when it was asked anonymously.

    `place` and `ahead` are there while it waits; `version` numbers its changes for the channel `request:ID`.
    """

    id: int
    queue_id: int
    queue_title: str
    room_id: int | None
    state: State
    version: int
    subject: str
    anonymous: bool
    asker: Author | None
    asker_role: str
    taker: Author | None
    place: int | None
    ahead: int | None
    wait: Wait | None = None
    asked_at: int
    taken_at: int | None
    closed_at: int | None
    stars: int | None
    rating_note: str | None
    rated_at: int | None


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody who answers the queue may know of a request. `alias`: how somebody anonymous is called.

    `position` is what the asker is by profession (a code), "" for who asks anonymously.
    """

    id: int
    queue_id: int
    version: int
    state: State
    subject: str
    asker_role: str
    alias: str | None
    position: str
    taker: Author | None
    asked_at: int
    taken_at: int | None


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is not the asker opened the request."""

    person: Author
    door: str
    opened_at: int


class ConsentText(msgspec.Struct, frozen=True, kw_only=True):
    """A version of what a queue asks consent to."""

    queue_id: int
    number: int
    body: str
    made_at: int


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """The text in force, and whether the caller's consent to it is. Without a text nothing is asked."""

    text: ConsentText | None
    given_at: int | None
    in_force: bool


class GivenConsent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent that a person has given. `current`: it is to the text in force."""

    id: int
    queue_id: int
    queue_title: str
    number: int
    body: str
    current: bool
    given_at: int
    withdrawn_at: int | None
