"""What a person typed, made ready to be stored before any transaction begins. Pure work, fit for another thread."""

import re

from markdown_it import MarkdownIt
from msgspec import Struct

from community.errors import Invalid
from community.text import markdown, plain, sanitise
from community.text.plain import normalise, shorten, visible
from community.text.sanitise import LINK_REL
from community.words import N_


class Draft(Struct, frozen=True):
    """A text ready to be stored. `mentions`: handles in lower case, each once, in order of appearance, at most 50."""

    source: str
    html: str
    mentions: tuple[str, ...] = ()
    excerpt: str = ""  # plain words on one line, at most 200 characters: lists, notices, descriptions


NOTHING = Draft("", "")


def chat(source: str) -> Draft:
    """A chat message: lists, quotes, code, emphasis, links and mentions. `Invalid` when nothing of it can be seen."""
    return _draft(markdown.CHAT, source)


def forum(source: str) -> Draft:
    """A post: the chat's Markdown and headings (from h3), rules and tables. `Invalid` when nothing can be seen."""
    return _draft(markdown.FORUM, source)


def profile(source: str) -> Draft:
    """What people say about themselves, in the chat's Markdown; `NOTHING` is the draft of who says nothing."""
    return _draft(markdown.CHAT, source)


def house(source: str) -> str:
    """HTML of a text that comes with the program, in the forum's Markdown. Its links are ours and carry our weight."""
    rendered = markdown.render(markdown.HOUSE, normalise(source))
    if rendered is None:
        raise ValueError("This text is too tangled to be read as Markdown")
    return rendered[0].replace(f' rel="{LINK_REL}"', "")


def title(typed: str, field: str = "title") -> str:
    """A title as it is kept: on one line, with single blanks. `Invalid` when nothing of it can be seen."""
    clean = " ".join(typed.split())
    if not visible(clean):
        raise Invalid({field: N_("Please fill this in")})
    return clean


# Every character and line start that either dialect may read as markup.
_MARKUP = re.compile(r"[\\`*_~\[@|]")
_MARKUP_AT_START = re.compile(r"\n[ \t]*(?:[>#+-]|[0-9]{1,9}[.)])")


def marked(source: str) -> bool:
    return bool(_MARKUP.search(source) or "://" in source or _MARKUP_AT_START.search("\n" + source))


def _draft(dialect: MarkdownIt, typed: str) -> Draft:
    source = normalise(typed)
    if not marked(source):
        return _unmarked(source)
    rendered = markdown.render(dialect, source)
    if rendered is None:
        return _unmarked(source)
    html, named = rendered
    words = sanitise.words(html)
    _require_visible(words)
    return Draft(source, html, named, shorten(words))


def _unmarked(source: str) -> Draft:
    """Text with no markup in it, or whose markup is not read: the same HTML that Markdown would give, sooner."""
    _require_visible(source)
    return Draft(source, plain.paragraphs(source), (), shorten(source))


def _require_visible(words: str) -> None:
    if not visible(words):
        raise Invalid({"body": N_("Write something")})


def excerpt(html: str) -> str:
    """The first words of HTML that these functions made, at most 200 characters."""
    return shorten(sanitise.words(html))
