"""The words of the interface: every `locale/<language>/*.po` read once, at start, into one catalogue a language.

The English sentence is the key, so English needs no file and a sentence nobody translated is still readable.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from community.text.plain import from_the_right

LOCALES = ("ru", "en")
DEFAULT = "ru"
FOLDER = Path(__file__).resolve().parents[2] / "locale"


def _english(n: int) -> int:
    return int(n != 1)


@dataclass(slots=True)
class Catalogue:
    """One language: sentences by their English, forms of counted sentences by their English singular."""

    locale: str
    sentences: dict[str, str] = field(default_factory=dict)
    counted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    form_of: Callable[[int], int] = _english

    def gettext(self, sentence: str, /) -> str:
        return self.sentences.get(sentence, sentence)

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        forms = self.counted.get(one)
        if forms is None:
            return many if _english(n) else one
        return forms[self.form_of(abs(n))]

    def add(self, path: Path) -> None:
        """Takes in one .po file; what is fuzzy or not translated is left out."""
        with path.open("rb") as file:
            messages = read_po(file, locale=self.locale)
        if messages.num_plurals > 1:
            self.form_of = c2py(messages.plural_expr)
        for message in messages:
            if not message.id or message.fuzzy:
                continue
            said = message.string
            if isinstance(message.id, str):
                if isinstance(said, str) and said:
                    self.sentences[message.id] = said
            elif said and all(said):
                self.counted[message.id[0]] = tuple(said)


def read_catalogue(locale: str, folder: Path = FOLDER) -> Catalogue:
    found = Catalogue(locale)
    for path in sorted((folder / locale).glob("*.po")):
        found.add(path)
    return found


@cache
def catalogue(locale: str) -> Catalogue:
    """The catalogue of a language this site speaks; of the default one for any other."""
    return read_catalogue(locale) if locale in LOCALES else catalogue(DEFAULT)


def number(value: float, locale: str = DEFAULT) -> str:
    """1234567 → «1 234 567» with spaces that do not break, in English "1,234,567"; numbers of four digits stay whole,
    as Russian sets them. Of what was measured, two digits that count: 0.128 → «0,13», 2.5 → «2,5», 31.4 → «31»."""
    if isinstance(value, float):
        if value < 10:
            text = f"{value:.{2 if value < 1 else 1}f}".rstrip("0").rstrip(".")
            return text if locale == "en" else text.replace(".", ",")
        value = round(value)
    if abs(value) < 10_000:
        return str(value)
    return f"{value:,}" if locale == "en" else f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")


def apart(value: Any) -> Any:
    """A word that is written from the right, between marks that keep it from turning the sentence around it; any other
    value as it is."""
    if isinstance(value, str) and from_the_right(value):
        return type(value)(f"\u2068{value}\u2069")
    return value


def translate(locale: str, sentence: str, /, **values: Any) -> str:
    """The sentence in a language, its `%(name)s` filled in as plain text."""
    text = catalogue(locale).gettext(sentence)
    return text % {name: apart(value) for name, value in values.items()} if values else text


def count(locale: str, one: str, many: str, n: int, /, **values: Any) -> str:
    """A sentence with a number in it; `%(num)s` is the number."""
    return catalogue(locale).ngettext(one, many, n) % {"num": number(n, locale), **values}


def best_locale(accept_language: str, chosen: str | None = None) -> str:
    """What a person chose, else the first of the browser's languages that the site speaks, else Russian."""
    if chosen in LOCALES:
        return chosen
    return next((wish for wish in _wishes(accept_language[:500]) if wish in LOCALES), DEFAULT)


def _wishes(header: str) -> Iterable[str]:
    """Primary language tags of an Accept-Language header, the dearest first (RFC 9110, 12.5.4)."""
    weighed = []
    for part in header.split(","):
        tag, _, parameter = part.partition(";")
        weight = _weight(parameter)
        if weight > 0:
            weighed.append((weight, tag.strip().partition("-")[0].lower()))
    return (tag for _, tag in sorted(weighed, key=lambda wish: -wish[0]))


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


class Speech:
    """A catalogue for templates, where a sentence is markup and every value put into it is escaped.

    A sentence that no translator has seen is escaped too: it may have come from outside. Sentences without values,
    most of them, are kept ready made: a page says some two hundred.
    """

    def __init__(self, words: Catalogue, seen: Catalogue) -> None:
        self._words = words
        self._seen = seen
        self._ready: dict[str, Markup] = {}

    def _markup(self, sentence: str, said: str) -> Markup:
        known = sentence in self._seen.sentences or sentence in self._seen.counted
        return Markup(said) if known else escape(said)  # noqa: S704 - catalogues are ours

    def gettext(self, sentence: str, /, **values: Any) -> Markup:
        if values:
            said = self._markup(sentence, self._words.gettext(sentence))
            return said % {name: apart(value) for name, value in values.items()}
        ready = self._ready.get(sentence)
        if ready is None:
            ready = self._markup(sentence, self._words.gettext(sentence).replace("%%", "%"))
            if sentence in self._seen.sentences:
                self._ready[sentence] = ready
        return ready

    def ngettext(self, one: str, many: str, n: int, /, **values: Any) -> Markup:
        values.setdefault("num", number(n, self._words.locale))
        return self._markup(one, self._words.ngettext(one, many, n)) % values
