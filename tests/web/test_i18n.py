"""The interface's words: counted sentences in Russian, the choice of a language, and every .po file whole."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from community.web.i18n import FOLDER, LOCALES, Speech, best_locale, catalogue, count, number, read_catalogue, translate

MINUTES = ("%(num)s minute ago", "%(num)s minutes ago")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 минут назад"),
        (1, "1 минуту назад"),
        (2, "2 минуты назад"),
        (5, "5 минут назад"),
        (11, "11 минут назад"),
        (12, "12 минут назад"),
        (14, "14 минут назад"),
        (21, "21 минуту назад"),
        (22, "22 минуты назад"),
        (101, "101 минуту назад"),
        (111, "111 минут назад"),
        (1001, "1001 минуту назад"),
        (1_000_000, "1\u00a0000\u00a0000 минут назад"),
    ],
)
def test_russian_counts_in_three_forms(number: int, said: str) -> None:
    assert count("ru", *MINUTES, number) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 minutes ago"), (1, "1 minute ago"), (21, "21 minutes ago"), (1_000_000, "1,000,000 minutes ago")],
)
def test_english_counts_in_two_forms(number: int, said: str) -> None:
    assert count("en", *MINUTES, number) == said


def test_long_numbers_are_grouped() -> None:
    assert [number(n) for n in (7, 1500, 12345, 1234567)] == ["7", "1500", "12\u00a0345", "1\u00a0234\u00a0567"]
    assert [number(n, "en") for n in (7, 1500, 12345, 1234567)] == ["7", "1500", "12,345", "1,234,567"]


def test_a_sentence_takes_values_by_name() -> None:
    assert translate("ru", "today at %(clock)s", clock="8:05") == "сегодня в 8:05"
    assert translate("en", "today at %(clock)s", clock="8:05") == "today at 8:05"


def test_a_sentence_nobody_translated_stays_english() -> None:
    assert translate("ru", "Nobody has said this yet") == "Nobody has said this yet"


def test_a_sentence_without_values_keeps_its_percent_sign() -> None:
    assert translate("en", "100% of it") == "100% of it"


def test_an_unknown_language_speaks_the_default_one() -> None:
    assert translate("tt", "Home") == "Главная"


@pytest.mark.parametrize(
    ("header", "chosen", "expected"),
    [
        ("", None, "ru"),
        ("en-US,en;q=0.9", None, "en"),
        ("de, en;q=0.5, ru;q=0.7", None, "ru"),
        ("en;q=0, ru;q=0.1", None, "ru"),
        ("EN-gb", None, "en"),
        ("de,fr", None, "ru"),
        ("en", "ru", "ru"),
        ("ru", "en", "en"),
        ("en", "de", "en"),
        ("en;q=much, ;;,=", None, "ru"),
        ("x" * 100_000, None, "ru"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers(header: str, chosen: str | None, expected: str) -> None:
    assert best_locale(header, chosen) == expected


def test_only_whole_translations_are_taken_in(tmp_path: Path) -> None:
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "one.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#, fuzzy\nmsgid "Unsure"\nmsgstr "Неточно"\n\n'
        'msgid "Empty"\nmsgstr ""\n\n'
        'msgid "Sure"\nmsgstr "Точно"\n',
        encoding="utf-8",
    )
    found = read_catalogue("ru", tmp_path)
    assert [found.gettext(word) for word in ("Unsure", "Empty", "Sure")] == ["Unsure", "Empty", "Точно"]


def test_no_sentence_is_translated_in_two_ways() -> None:
    seen: dict[object, tuple[object, str]] = {}
    for locale in LOCALES:
        for path in sorted((FOLDER / locale).glob("*.po")):
            for message in read_po(path.open("rb"), locale=locale):
                if not message.id:
                    continue
                key = (locale, message.id if isinstance(message.id, str) else tuple(message.id))
                said, where = seen.setdefault(key, (message.string, path.name))
                assert said == message.string, f"{key[1]!r} is said in two ways: {where}, {path.name}"


def test_every_placeholder_of_a_sentence_is_in_its_translation() -> None:
    for path in sorted((FOLDER / "ru").glob("*.po")):
        for message in read_po(path.open("rb"), locale="ru"):
            faults = [str(fault) for fault in message.check()] if message.id else []
            assert not faults, f"{path.name}: {message.id!r}: {faults}"


def test_a_name_from_the_right_does_not_turn_the_sentence_around_it() -> None:
    said = Speech(catalogue("ru"), catalogue("ru")).gettext
    assert translate("ru", "Taken by: %(name)s", name="שרה") == "Взято: \u2068שרה\u2069"
    assert said("%(name)s: %(words)s", name="عبد", words="<b>") == "\u2068عبد\u2069: &lt;b&gt;"
    assert said("Taken by: %(name)s", name="Анна") == "Взято: Анна"
