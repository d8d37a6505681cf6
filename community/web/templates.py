"""From a template's name and its values to a page. One Jinja environment a language; filters know who is looking.

The reader's language, zone and the present moment are kept beside the rendering, not in the template's context: so
the filters work the same in imported macros, which do not see that context.
"""

import re
import secrets
from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from community.clock import Clock
from community.web import times
from community.web.appearance import look_of
from community.web.assets import assets
from community.web.i18n import DEFAULT, LOCALES, Speech, catalogue, number
from community.web.icons import drawing
from community.web.typed import typed

FOLDER = Path(__file__).resolve().parents[2] / "templates"

DEFAULTS: Mapping[str, Any] = {
    "flashed": "",
    "form": None,
    "nav": None,
    "path": "/",
    "place": "",
    "site_address": "",
    "site_title": "",
    "theme": "",
}
"""What a page need not be given."""

LANGUAGES = {"ru": "Русский", "en": "English"}


class Reader(NamedTuple):
    """For whom and when a page is written. `now` 0: for a page that is kept, whose times may not age."""

    locale: str = DEFAULT
    zone: str = times.DEFAULT_ZONE
    now: int = 0


_reader: ContextVar[Reader] = ContextVar("reader")
_wrong: ContextVar[list["Wrong"]] = ContextVar("wrong")

WRONG_LIST = "<!--wrong-->"
"""Where the list of wrong fields goes: above the fields, so it is known only when they are drawn."""


def _clock(ms: int) -> str:
    reader = _reader.get()
    return times.clock(ms, reader.locale, reader.zone)


def _day(ms: int) -> str:
    reader = _reader.get()
    return times.day(ms, reader.now, reader.locale, reader.zone)


def _exact(ms: int) -> str:
    reader = _reader.get()
    return times.exact(ms, reader.locale, reader.zone)


def _when(ms: int) -> Markup:
    reader = _reader.get()
    return times.when(ms, reader.now, reader.locale, reader.zone)


@lru_cache(maxsize=10_000)
def initials(name: str) -> str:
    """«Анна Ковалёва» → «АК»: the first letters of the first two words that begin with a letter or a digit."""
    letters = [word[0] for word in re.split(r"[\s«»\"().,-]+", name) if word and word[0].isalnum()]
    return "".join(letters[:2]).upper() or "?"


def _number(value: float) -> str:
    return number(value, _reader.get().locale)


def trusted(html: str) -> Markup:
    """HTML made by this server's own renderer and sanitiser; nothing else may be passed."""
    return Markup(html)  # noqa: S704


class Wrong(NamedTuple):
    """A field of a refused form that is to be corrected."""

    id: str
    label: str
    error: str


def wrong(field_id: str, label: str, error: str) -> str:
    """Notes a wrong field for the list above the form; writes nothing itself."""
    _wrong.get().append(Wrong(field_id, Markup(label).striptags(), error))  # noqa: S704 - stripped of its tags here
    return ""


def fresh_id() -> str:
    """A client id nobody has used: the server writes what a form sends only once."""
    return secrets.token_urlsafe(15)


class _SaidOnce(NodeTransformer):
    """Says a sentence without values when the template is compiled, so that drawing a page costs nothing for it."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja calls it by the node's name
        self.generic_visit(call)
        if not (isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext")):
            return call
        if call.kwargs or call.dyn_args or call.dyn_kwargs or len(call.args) != 1:
            return call
        sentence = call.args[0]
        if not (isinstance(sentence, nodes.Const) and isinstance(sentence.value, str)):
            return call
        return nodes.TemplateData(str(self._speech.gettext(sentence.value)), lineno=call.lineno)


class SpeakingEnvironment(Environment):
    """An environment of one language."""

    speech: Speech

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        spoken: nodes.Template = _SaidOnce(self.speech).visit(tree)
        return spoken

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The one dictionary for all templates: a chain of two would be copied slowly for each page and include."""
        return super().make_globals(d) if d else self.globals


class Face(NamedTuple):
    """As much of a viewer as the frame of a page shows."""

    id: int
    name: str
    is_admin: bool


FRAMES_KEPT = 1000


def _framer(made: Environment) -> Callable[..., Markup]:
    """Draws the parts of the frame that stay the same from page to page, and keeps them: a page is mostly frame."""

    @lru_cache(maxsize=FRAMES_KEPT)
    def frame(
        name: str, nav: Any, viewer_id: int, viewer_name: str, site_title: str, place: str, path: str, theme: str,
        is_admin: bool = False,
    ) -> Markup:  # fmt: skip
        viewer = Face(viewer_id, viewer_name, is_admin)
        values = {"nav": nav, "viewer": viewer, "site_title": site_title, "place": place, "path": path, "theme": theme}
        return Markup(made.get_template(name).render(values))  # noqa: S704 - our own template, escaped there

    return frame


@cache
def environment(locale: str) -> Environment:
    """The environment of one language. Templates are compiled when first asked for and kept."""
    made = SpeakingEnvironment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n"],
    )
    made.speech = speech = Speech(catalogue(locale), seen=catalogue(DEFAULT))
    made.policies["ext.i18n.trimmed"] = True
    made.globals |= dict(DEFAULTS)
    made.globals |= {
        "_": speech.gettext,
        "gettext": speech.gettext,
        "ngettext": speech.ngettext,
        "locale": locale,
        "languages": LANGUAGES,
        "static": assets().address,
        "drawing": drawing,
        "look_of": look_of,
        "fresh_id": fresh_id,
        "typed": typed,
        "wrong": wrong,
        "wrong_list": Markup(WRONG_LIST),  # noqa: S704 - ours
        "frame": _framer(made),
    }
    made.newstyle_gettext = True  # type: ignore[attr-defined]  # `Speech` is newstyle by itself and faster
    made.filters |= {
        "clock": _clock,
        "day": _day,
        "exact": _exact,
        "initials": initials,
        "iso": times.iso,
        "number": _number,
        "trusted": trusted,
        "when": _when,
    }
    return made


def render(name: str, locale: str, /, *, zone: str = times.DEFAULT_ZONE, now: int | None = None, **values: Any) -> str:
    """The page as text. `now` in milliseconds (0: times that do not age); without it the present moment."""
    if locale not in LOCALES:
        locale = DEFAULT
    moment = Clock().now() if now is None else now
    fields: list[Wrong] = []
    before, noted = _reader.set(Reader(locale, zone, moment)), _wrong.set(fields)
    try:
        made = environment(locale)
        html = made.get_template(name).render(zone=zone, now=moment, **values)
        if WRONG_LIST not in html:
            return html
        return html.replace(WRONG_LIST, made.get_template("_wrong.html").render(fields=fields) if fields else "")
    finally:
        _reader.reset(before)
        _wrong.reset(noted)
