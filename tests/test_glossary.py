"""The interface and its help call a thing by one name in each language: the product's, and no other.

What a person reads is one sentence after another, so a second word for a thing looks like a second thing.
"""

import re
from collections.abc import Iterator

import pytest

from community.help.model import SLUGS
from community.help.texts import FOLDER
from tests.test_words import forms, russian

AVOIDED = {
    "ru": {
        "тикет, топик, юзер": r"\b(?:тикет|топик|юзер)",
        "пользователь (человек, люди)": r"\bпользовател",
        "пост (сообщение)": r"\bпост(?:а|у|ом|е|ы|ов|ам|ами|ах)?\b",
        "комментарий (ответ)": r"\bкомментари",
        "обсуждение (тема)": r"\bобсужден",
        "комната (чат)": r"\bкомнат",
        "очередь без слов «на консультацию»": r"\bочеред(?:ь|и|ью|ей|ям|ями|ях)\b(?! на консультаци)",
        "логопед или дефектолог без «учитель-», психолог без «педагог-»": r"(?<!-)\b(?:логопед|дефектолог|психолог)",
        "пол в скобках": r"\w\((?:а|ла|на|ся|ась)\)",
        "пожалуйста": r"\bпожалуйста\b",
        "Вы с большой буквы внутри предложения": r"(?-i:[а-яё,;»] В(?:ы|ас|ам|ами|аш\w*)\b)",
        "кавычки не «ёлочки»": r"[“”„]|(?<!=)\"(?!>| )",
        "дефис вместо тире": r"\s-\s",
    },
    "en": {
        "ticket, user, thread, comment": r"\b(?:ticket|user|thread|comment)s?\b",
        "channel, chat (room)": r"\b(?:channel|chat)s?\b",
        "put off (hold)": r"\bput(?:ting)? off\b",
        "furnish (set up)": r"\bfurnish",
        "speech therapist, defectologist": r"\bspeech therapist|\bdefectologist",
        "psychologist without educational": r"(?<!educational )\bpsychologist",
        "American spelling": r"\b(?:color|favor|center|catalog\b|gray|(?:organ|recogn|apolog|personal)iz)",
        "quotation marks of another language": r"[«»„]",
        "a hyphen for a dash": r"\s-\s",
    },
}
JUSTIFIED = {
    "Chats": "the place of the bar that holds rooms and direct talks",
    "A socket listens to at most %(most)s channels": "said to a program in the words of its interface",
    "Channels that can be listened to:": "said to who writes a program",
    "логопед": "what people look for, on the page of search",
    "К очереди на место в детском саду это отношения не имеет.": "tells the two kinds of queue apart",
    "Subscribe to a channel; the answer is its version.": "said to who writes a program",
}


def faults(locale: str, sentence: str) -> list[str]:
    return [word for word, pattern in AVOIDED[locale].items() if re.search(pattern, sentence, re.IGNORECASE)]


def interface() -> Iterator[tuple[str, str, str]]:
    """Every sentence of the catalogues: its language, where it stands, itself."""
    for (_, one, many), entries in russian().items():
        file, message = entries[0]
        for sentence in {one, many or one}:
            yield "en", file, sentence
        for sentence in forms(message):
            yield "ru", file, sentence


def told() -> Iterator[tuple[str, str, str]]:
    """Every sentence of the help but what it quotes of the interface, code and addresses."""
    for locale in AVOIDED:
        for slug in SLUGS:
            text = re.sub(
                r"```.*?```|`[^`]*`", "", (FOLDER / locale / f"{slug}.md").read_text("utf-8"), flags=re.DOTALL
            )
            text = re.sub(r"\]\([^)]*\)|\{#[a-z-]+\}|«[^»]*»|“[^”]*”", "", re.sub(r"\s+(?!\n|- |\d\. )", " ", text))
            for sentence in re.split(r"(?<=[.!?:])\s+|\n+\s*(?:- |\d\. )?", text):
                yield locale, f"help/{locale}/{slug}.md", sentence.strip()


@pytest.mark.parametrize(
    ("locale", "sentence", "found"),
    [
        ("ru", "Ваш вопрос в очереди", 1),
        ("ru", "Очередь на консультацию", 0),
        ("ru", "Очередной вопрос", 0),
        ("ru", "Новый пост", 1),
        ("ru", "Постоянно", 0),
        ("ru", "Я согласен(на)", 1),
        ("ru", "Тема обсуждения", 1),
        ("ru", "Здесь Вы гость", 1),
        ("ru", "Здесь пишут. Вы гость", 0),
        ("ru", 'Войти в "Сад"', 1),
        ("ru", '<a href="/policy" target="_blank">Политика</a>', 0),
        ("ru", "Учитель-логопед", 0),
        ("ru", "Спросите логопеда", 1),
        ("en", "The thread of a user", 1),
        ("en", "Put off", 1),
        ("en", "Open the chat", 1),
        ("en", "Colour", 0),
        ("en", "Color", 1),
        ("en", "Speech and language therapist", 0),
        ("en", "You are invited to «Sad».", 1),
    ],
)
def test_other_words_are_recognised(locale: str, sentence: str, found: int) -> None:
    assert len(faults(locale, sentence)) == found


def test_the_interface_uses_the_words_of_the_product() -> None:
    strayed = {
        s: (file, *found) for locale, file, s in interface() if s not in JUSTIFIED and (found := faults(locale, s))
    }
    assert strayed == {}


def test_the_help_uses_the_words_of_the_product() -> None:
    strayed = {s: (file, *found) for locale, file, s in told() if s not in JUSTIFIED and (found := faults(locale, s))}
    assert strayed == {}


def test_a_word_is_written_with_its_yo_everywhere() -> None:
    """Only a word seen both ways is noticed; «чем» and «чём» are two words."""
    words = {
        word for locale, _, s in (*interface(), *told()) if locale == "ru" for word in re.findall(r"\w+", s.lower())
    }
    assert "учётная" in words
    assert {word for word in words if "ё" in word and word.replace("ё", "е") in words} <= {"всё", "всём", "чём"}


def test_what_is_justified_is_said_somewhere() -> None:
    said = {sentence: faults(locale, sentence) for locale, _, sentence in (*interface(), *told())}
    assert [sentence for sentence in JUSTIFIED if not said.get(sentence)] == []
