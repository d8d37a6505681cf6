"""The texts of help tell the truth: every word of the interface they name is one, and both languages say the same."""

import re
import struct
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from community.help.model import KINDS, SLUGS, Text
from community.help.texts import FOLDER, pictures, text
from community.text.sanitise import words
from community.web.assets import FOLDER as STATIC
from community.web.i18n import LOCALES
from tests.browser.help_pictures import MOST_BYTES, SCALE
from tests.house import ROOT, files

BOTH = [(locale, slug) for locale in LOCALES for slug in SLUGS]
QUOTED = {"ru": re.compile(r"«([^»]+)»"), "en": re.compile(r"“([^”]+)”")}


def source(locale: str, slug: str) -> str:
    return (FOLDER / locale / f"{slug}.md").read_text("utf-8")


def page(locale: str, slug: str) -> Text:
    found = text(locale, slug)
    assert found is not None
    return found


@cache
def sentences(locale: str) -> tuple[set[str], list[re.Pattern[str]]]:
    """What the interface says: whole sentences, and those with a place for a name or a number as patterns."""
    said: set[str] = set()
    for path in files("locale/ru", "*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="ru"):
                if message.id:
                    found = message.string if locale == "ru" else message.id
                    said |= {found} if isinstance(found, str) else set(found)
    whole = {sentence for sentence in said if "%(" not in sentence}
    parts = [re.split(r"%\(\w+\)s", sentence) for sentence in said - whole]
    patterns = [re.compile(".+".join(map(re.escape, each))) for each in parts if len("".join(each).strip(" :·")) > 2]
    return whole, patterns


def is_said(locale: str, phrase: str) -> bool:
    whole, patterns = sentences(locale)
    return phrase in whole or any(pattern.fullmatch(phrase) for pattern in patterns)


@pytest.mark.parametrize(
    ("locale", "phrase", "said"),
    [
        ("ru", "Взять следующего", True),
        ("ru", "Назначить: модератор", True),
        ("ru", "Взять обращение", False),
        ("en", "Take the next one", True),
        ("en", "Взять следующего", False),
        ("en", "Ready: now", False),
    ],
)
def test_words_of_the_interface_are_recognised(locale: str, phrase: str, said: bool) -> None:
    assert is_said(locale, phrase) is said


@pytest.mark.parametrize(("locale", "slug"), BOTH)
def test_what_is_in_quotation_marks_is_said_by_the_interface(locale: str, slug: str) -> None:
    quoted = QUOTED[locale].findall(re.sub(r"\s+", " ", source(locale, slug)))
    assert quoted
    assert [phrase for phrase in quoted if not is_said(locale, phrase)] == []


@pytest.mark.parametrize(("locale", "slug"), BOTH)
def test_only_the_quotation_marks_of_the_language_are_used(locale: str, slug: str) -> None:
    """A phrase in others would not be looked at."""
    strange = {"ru": '"“”„', "en": '"«»„'}[locale]
    prose = re.sub(r"```.*?```", "", source(locale, slug), flags=re.DOTALL)
    assert [mark for mark in strange if mark in prose] == []


def test_there_are_no_other_files() -> None:
    expected = {f"{locale}/{slug}.md" for locale, slug in BOTH} | {"pictures.json"}
    assert {path.relative_to(FOLDER).as_posix() for path in files("help", "*")} == expected


@pytest.mark.parametrize(("locale", "slug"), BOTH)
def test_a_page_has_its_parts(locale: str, slug: str) -> None:
    """Who it is for in some words that a list can hold, then four to six tasks that have something to say."""
    found = page(locale, slug)
    assert found.title
    assert 20 < len(found.about) <= 200
    assert 4 <= len(found.tasks) <= 6
    assert all(len(words(task.parts[0].html)) > 40 for task in found.tasks)
    assert "#" not in words("".join(part.html for task in found.tasks for part in task.parts)), (
        "a heading not understood"
    )


@pytest.mark.parametrize("slug", KINDS)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_for_somebody_tells_most_tasks_in_few_steps(locale: str, slug: str) -> None:
    steps = [len(re.findall(r"^\d\. ", task, re.MULTILINE)) for task in source(locale, slug).split("\n## ")[1:]]
    assert len([count for count in steps if count]) >= 4
    assert max(steps) <= 7


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_have_the_same_tasks_steps_pictures_and_links(slug: str) -> None:
    shapes = [
        re.findall(r"\{#[a-z-]+\}|^ *(?:\d\.|[-|]|```\w*)|\]\([^)]+\)", source(locale, slug), re.MULTILINE)
        for locale in LOCALES
    ]
    assert shapes[0] == shapes[1]


def test_links_within_the_help_lead_to_a_task() -> None:
    lost = []
    for locale, slug in BOTH:
        for linked, place in re.findall(r"\]\(/help/([a-z-]+)(?:#([a-z-]+))?\)", source(locale, slug)):
            found = text(locale, linked)
            if found is None or (place and place not in {task.id for task in found.tasks}):
                lost.append(f"{locale}/{slug}: {linked}#{place}")
    assert lost == []


def test_templates_link_to_tasks_that_exist() -> None:
    linked = [
        (path.name, slug, place)
        for path in files("templates", "*.html")
        for slug, place in re.findall(r"/help/([a-z-]+)(?:#([a-z-]+))?", path.read_text("utf-8"))
    ]
    assert linked
    lost = [row for row in linked if row[1] not in SLUGS or (row[2] and f"{{#{row[2]}}}" not in source("ru", row[1]))]
    assert lost == []


# Pictures


def shown(locale: str) -> list[str]:
    return re.findall(r"^!\[.*\]\(([a-z-]+)\)$", "\n".join(source(locale, slug) for slug in SLUGS), re.MULTILINE)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_picture_that_was_taken_is_shown_once(locale: str) -> None:
    taken = {path.stem for path in (STATIC / "help" / locale).iterdir()}
    assert sorted(shown(locale)) == sorted(taken) == sorted(pictures()[locale])


@pytest.mark.parametrize("locale", LOCALES)
def test_pictures_are_told_in_words_of_the_language(locale: str) -> None:
    told = [
        part.picture.alt for slug in SLUGS for task in page(locale, slug).tasks for part in task.parts if part.picture
    ]
    assert min(map(len, told)) > 30
    assert all(bool(re.search(r"[А-Яа-яЁё]", alt)) is (locale == "ru") for alt in told)


def size(picture: Path) -> tuple[int, int]:
    """Of a WebP file with a VP8X or VP8L head (RFC 9649), in pixels."""
    head = picture.read_bytes()[:30]
    assert head[:4] + head[8:12] == b"RIFFWEBP", picture
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    bits = struct.unpack("<I", head[21:25])[0]
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


@pytest.mark.parametrize("locale", LOCALES)
def test_pictures_are_light_and_as_large_as_is_written_down(locale: str) -> None:
    """The page keeps their place before they have come."""
    for name, taken in pictures()[locale].items():
        file = STATIC / "help" / locale / f"{name}.webp"
        assert file.stat().st_size < MOST_BYTES, name
        assert size(file) == (taken["width"] * SCALE, taken["height"] * SCALE), name


def test_commands_for_administrators_are_those_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for locale in LOCALES:
        blocks = re.findall(r"```sh\n(.*?)```", source(locale, "administrators"), re.DOTALL)
        commands = [line.strip() for block in blocks for line in block.splitlines()]
        assert commands
        assert [command for command in commands if command not in readme] == []
