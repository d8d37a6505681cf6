"""What of a text is looked for: forms of a word, its beginning, words that say nothing."""

import pytest

from community.search.terms import terms
from community.text.stems import keys, stem

FORMS = """
логопед логопеда логопедом логопеды логопедов
адаптация адаптации адаптацию адаптацией
ребёнок ребёнка ребёнку ребёнком
дети детей детям детьми детях
сказка сказки сказок сказками
игрушка игрушек игрушки
кружок кружка кружки кружков
занятие занятия занятий занятиями
воспитатель воспитателя воспитателей
музыкальный музыкального музыкальные музыкальная
сон сна снов
день дня дней
плакать плачет плачут
ёлка ёлки ёлок
отец отца отцы
василёк василька васильки
ручеёк ручейка ручейки
скамейка скамейки скамеек
музыка музыки музыку
родничок родничка
Пермь Перми Пермью
Ирина Ирины Ириной
Павлова Павловой Павлову
"""


@pytest.mark.parametrize("forms", FORMS.strip().splitlines(), ids=lambda forms: forms.split()[0])
def test_forms_of_a_word_are_one_word(forms: str) -> None:
    words = [terms(form)[0].stem for form in forms.split()]
    assert set(words) == {words[0]}


@pytest.mark.parametrize(
    ("one", "other"), [("сад", "садик"), ("музыка", "музей"), ("игра", "игрушка"), ("мама", "папа")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_english_words_have_forms_too() -> None:
    assert stem("therapists") == stem("therapist")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Плачет каждое утро", ["плачет", "каждое", "утро"]),
        ("сон и режим в саду", ["сон", "режим", "саду"]),
        ("«Ёлочка», № 12", ["елочка", "12"]),
        ("№12", ["12"]),
        ("как", ["как"]),
        ("учитель-логопед", ["учитель", "логопед"]),
        ("сад сада саду", ["саду"]),
        ("...!?", []),
        ("   ", []),
    ],
)
def test_what_was_typed_becomes_words(typed: str, words: list[str]) -> None:
    assert [term.form for term in terms(typed)] == words


def test_only_the_last_word_may_be_a_beginning() -> None:
    assert [term.begins for term in terms("развитие речи лого")] == [False, False, True]


@pytest.mark.parametrize("typed", ["я", "группа б", "сад 12"])
def test_a_single_letter_and_a_number_are_no_beginnings(typed: str) -> None:
    assert not terms(typed)[-1].begins


def test_a_text_is_found_by_its_words_as_written_and_by_their_stems() -> None:
    assert keys("Прогулки утром, № 5") == {"прогулки", "прогулк", "утром", "утр", "5"}
