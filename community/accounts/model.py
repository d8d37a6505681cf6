"""People and what belongs to them: positions, specialties, sessions, tokens, one-time links."""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from community.words import N_

POSITIONS: Mapping[str, str] = {
    "teacher": N_("Preschool teacher"),
    "senior_teacher": N_("Senior teacher"),
    "head": N_("Head"),
    "methodologist": N_("Methodologist"),
    "speech_therapist": N_("Speech and language therapist"),
    "psychologist": N_("Educational psychologist"),
    "special_needs_teacher": N_("Special-needs teacher"),
    "music_director": N_("Music director"),
    "sports_instructor": N_("Physical education instructor"),
    "parent": N_("Parent or guardian"),
    "partner": N_("Staff of a partner organisation"),
    "other": N_("Another position"),
}
"""What a person is at work, by code."""

SPECIALTIES: Mapping[str, str] = {
    code: POSITIONS[code]
    for code in (
        "speech_therapist", "psychologist", "special_needs_teacher", "methodologist", "music_director",
        "sports_instructor", "teacher",
    )
}  # fmt: skip
"""What a person may be asked about, by code: the positions that consult."""

ZONES: Mapping[str, str] = {
    "Europe/Kaliningrad": N_("Kaliningrad, UTC+2"),
    "Europe/Moscow": N_("Moscow, UTC+3"),
    "Europe/Samara": N_("Samara, UTC+4"),
    "Asia/Yekaterinburg": N_("Yekaterinburg, UTC+5"),
    "Asia/Omsk": N_("Omsk, UTC+6"),
    "Asia/Krasnoyarsk": N_("Krasnoyarsk, UTC+7"),
    "Asia/Irkutsk": N_("Irkutsk, UTC+8"),
    "Asia/Yakutsk": N_("Yakutsk, UTC+9"),
    "Asia/Vladivostok": N_("Vladivostok, UTC+10"),
    "Asia/Magadan": N_("Magadan, UTC+11"),
    "Asia/Kamchatka": N_("Kamchatka, UTC+12"),
}
"""The zones offered first; any zone of the IANA list is taken."""

THEMES: Mapping[str, str] = {
    "auto": N_("As on the device"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "low-vision": N_("Large, black on white"),
    "low-dark": N_("Large, white on black"),
    "low-blue": N_("Large, dark blue on light blue"),
}
LETTERS: Mapping[str, str] = {"usual": N_("Usual"), "larger": N_("Larger"), "largest": N_("Largest")}
SPACINGS: Mapping[str, str] = {"usual": N_("Usual"), "wide": N_("Wide"), "wider": N_("Very wide")}
PICTURES: Mapping[str, str] = {"on": N_("Shown"), "off": N_("Not shown")}

Hint = Literal["welcome", "space", "room", "queue", "board", "topic", "narrow"]
HINTS: tuple[str, ...] = get_args(Hint)
"""Hints that a person puts away for good. Their order is kept in the database: new ones come at the end, none goes."""

Position = Literal[
    "", "teacher", "senior_teacher", "head", "methodologist", "speech_therapist", "psychologist",
    "special_needs_teacher", "music_director", "sports_instructor", "parent", "partner", "other",
]  # fmt: skip
Specialty = Literal[
    "speech_therapist", "psychologist", "special_needs_teacher", "methodologist", "music_director",
    "sports_instructor", "teacher",
]  # fmt: skip
LocaleName = Literal["ru", "en"]
Registration = Literal["open", "invitation", "closed"]

RESET_LASTS_MINUTES = 60


class Author(msgspec.Struct, frozen=True):
    """A person as shown beside what they wrote."""

    id: int
    handle: str
    name: str


class Institution(msgspec.Struct, frozen=True):
    """The space a person names as the main institution."""

    id: int
    slug: str
    title: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as others see them. `about` is HTML; `suspended_at` is set while the account is blocked."""

    id: int
    handle: str
    name: str
    position: str = ""
    specialties: tuple[str, ...] = ()
    institution: Institution | None = None
    about: str = ""
    registered_at: int = 0
    suspended_at: int | None = None


class Me(Person, frozen=True, kw_only=True):
    """A person as they see themselves. `about_source` is the Markdown that `about` is made of."""

    email: str
    locale: str
    zone: str
    theme: str
    """The word of the chosen look (community.web.appearance), empty for the usual one."""
    about_source: str = ""
    invisible: bool = False
    """Whether others are not told that this person is here."""


class Entered(msgspec.Struct, frozen=True):
    """Who came in, and the secret that stands for them from now on. It is not shown again."""

    person: Me
    token: str


class Known(msgspec.Struct, frozen=True):
    """Whose token it is."""

    person: Me


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person as administrators see them in their list. `role` is the one in the network."""

    id: int
    handle: str
    name: str
    email: str
    position: str
    role: str
    registered_at: int
    seen_at: int | None
    suspended_at: int | None
    suspended_why: str | None


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody about to have an account; the password is hashed already. `locale` "": as the site's."""

    name: str
    email: str
    password_hash: str
    locale: str = "ru"
    zone: str = "Europe/Moscow"
    consented: bool = False


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session about to be opened, of which only the digest of the secret is kept. `kind`: browser or api."""

    kind: str
    secret_hash: bytes
    agent: str = ""
    title: str = ""


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A place where a person is signed in. `agent` is how the program named itself."""

    id: int
    kind: str
    agent: str
    made_at: int
    seen_at: int
    expires_at: int
    current: bool = False


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A token for programs, without its secret."""

    id: int
    title: str
    made_at: int
    seen_at: int
    expires_at: int


class ResetLink(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time link for a new password. `link` comes once: a repeated call has null."""

    person_id: int
    link: str | None
    expires_at: int


class LastReset(msgspec.Struct, frozen=True, kw_only=True):
    """Who last made a one-time link for a person's password, so that nobody does it unseen."""

    by: str
    made_at: int
    used_at: int | None


class NewToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token just made. `token` comes once: a repeated call has null."""

    id: int
    title: str
    token: str | None


class SiteRules(msgspec.Struct, frozen=True, kw_only=True):
    """What administrators decide about coming in. `policy` is HTML."""

    registration: Registration
    first_role: Literal["guest", "member"]
    locale: LocaleName
    operator: str = ""
    policy: str = ""
    policy_source: str = ""
