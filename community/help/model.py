"""What a page of help is made of, and which pages there are."""

import msgspec

EVERYBODY = ("first-steps", "who-sees", "your-data", "keys")
"""What everybody may need, by slug, in the order of the index."""

KINDS = ("teachers", "specialists", "parents", "moderators", "leads", "administrators", "integrators")
"""One page for each kind of person."""

SLUGS = EVERYBODY + KINDS


class Picture(msgspec.Struct, frozen=True):
    """A part of a page of this site as the browser tests took it. `width` and `height` in CSS pixels."""

    path: str
    """Below `static/`."""
    alt: str
    width: int
    height: int


class Part(msgspec.Struct, frozen=True):
    """Words or a picture, in the order they stand."""

    html: str = ""
    picture: Picture | None = None


class Task(msgspec.Struct, frozen=True):
    """What a person comes for, told in steps. `id` is the same in every language: links to it stay right."""

    id: str
    title: str
    parts: tuple[Part, ...]


class Text(msgspec.Struct, frozen=True):
    """A page of help in one language. `about` is its first sentence: who it is for; `lead` that and more, as HTML."""

    slug: str
    title: str
    about: str
    lead: str
    tasks: tuple[Task, ...]
