"""Both languages are whole: what the code and the pages say stands in Russian in locale/ru, and pages say nothing else.

English needs no file: the English sentence is the key. So its rule is that no page holds words outside translation.
"""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house import ROOT, files, markup, name, source, without_jinja_comments

KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "trans": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "translate": (2,),
    "count": (2, 3),
}
JINJA_OPTIONS = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
RUSSIAN_FORMS = 3
PROPER_NAMES = {"Русский", "English", "OpenAPI 3.1"}
TEMPLATES = files("templates", "*.html", "*.txt")

Key = tuple[str | None, str, str | None]


class Said(NamedTuple):
    """A sentence of the code: its context, itself, its plural; and where it stands."""

    key: Key
    place: str


def key_of(message_id: str | tuple[str, ...] | list[str], context: str | None) -> Key:
    one, many = (message_id, None) if isinstance(message_id, str) else (message_id[0], message_id[1])
    return context, one, many


def extracted() -> Iterator[Said]:
    for folder, pattern, method, options in (
        ("community", "**.py", "python", {}),
        ("templates", "**.html", "jinja2", JINJA_OPTIONS),
        ("templates", "**.txt", "jinja2", JINJA_OPTIONS),
    ):
        found = extract_from_dir(ROOT / folder, [(pattern, method)], {pattern: options}, KEYWORDS)
        for path, line, message, _, context in found:
            yield Said(key_of(message, context), f"{folder}/{path}:{line}")


@cache
def said() -> dict[Key, str]:
    return {sentence.key: sentence.place for sentence in extracted()}


@cache
def russian() -> dict[Key, list[tuple[str, Message]]]:
    """Every entry of every catalogue, with the name of its file."""
    entries: dict[Key, list[tuple[str, Message]]] = {}
    for path in files("locale/ru", "*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="ru"):
                if message.id:
                    entries.setdefault(key_of(message.id, message.context), []).append((path.name, message))
    return entries


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_every_sentence_is_translated() -> None:
    missing = {key[1]: place for key, place in said().items() if key not in russian()}
    assert missing == {}


def test_no_translation_is_left_over() -> None:
    assert sorted(f"{e[0][0]}: {key[1]}" for key, e in russian().items() if key not in said()) == []


def test_translations_are_whole_and_certain() -> None:
    doubtful = []
    for key, entries in russian().items():
        for file, message in entries:
            expected = RUSSIAN_FORMS if key[2] else 1
            if message.fuzzy or len(forms(message)) != expected or not all(forms(message)):
                doubtful.append(f"{file}: {key[1]}")
    assert doubtful == []


def test_a_sentence_has_one_translation() -> None:
    """It may stand in two features' catalogues, then with the same words."""
    torn = [key[1] for key, entries in russian().items() if len({forms(message) for _, message in entries}) > 1]
    assert torn == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    different = []
    for key, entries in russian().items():
        expected = set(PLACEHOLDER.findall(f"{key[1]} {key[2] or ''}"))
        for file, message in entries:
            if any(set(PLACEHOLDER.findall(form)) != expected for form in forms(message)):
                different.append(f"{file}: {key[1]}")
    assert different == []


def test_keys_are_english() -> None:
    assert [place for key, place in said().items() if CYRILLIC.search(f"{key[1]}{key[2] or ''}")] == []


def test_russian_words_stand_in_catalogues_only() -> None:
    """Else an English reader would meet them."""
    pages = {name(path): without_jinja_comments(source(path)) for path in TEMPLATES}
    scripts = {name(path): without_js_comments(source(path)) for path in files("static", "*.js")}
    assert [place for place, text in (pages | scripts).items() if CYRILLIC.search(text)] == []


def without_js_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", text, flags=re.DOTALL)


class Words(HTMLParser):
    """Words of a template that a reader would see and that no translation passes through."""

    SEEN = ("alt", "aria-label", "aria-description", "placeholder", "title")
    BUTTONS = ("button", "reset", "submit")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "code", "kbd")
        values = {key: value or "" for key, value in attrs}
        for attribute in self.SEEN:
            self.notice(values.get(attribute, ""))
        if tag == "input" and values.get("type") in self.BUTTONS:
            self.notice(values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "code", "kbd")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.notice(data)

    def notice(self, text: str) -> None:
        text = re.sub(r"[\w-]+=\"[^\"]*\"", "", text)  # a macro of attributes stands outside of its tag
        text = " ".join(text.split()).replace("\ufffd", "")
        if re.search(r"[^\W\d_]{2}", text) and text not in PROPER_NAMES:
            self.found.append(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<img alt="A cat">', ["A cat"]),
        ("<b>\ufffd</b> · 5 <i>×</i>", []),
        ('<p class="quiet" id="x"></p>', []),
    ],
)
def test_untranslated_words_are_recognised(text: str, found: list[str]) -> None:
    assert Words(text).found == found


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=name)
def test_a_page_says_nothing_untranslated(path: Path) -> None:
    assert Words(markup(path)).found == []


def test_the_catalogues_count_as_russian_counts() -> None:
    """1 ответ, 2 ответа, 5 ответов: every catalogue has the same rule of three forms."""
    rules = set()
    for path in files("locale/ru", "*.po"):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="ru")
        rules.add((catalogue.num_plurals, catalogue.plural_expr.replace(" ", "")))
    assert {count for count, _ in rules} == {RUSSIAN_FORMS}
    assert len(rules) == 1
