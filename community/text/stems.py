"""Words of a text as they are looked for: without case, ё as е, and every form of a word under one stem.

The migration that first filled the search index holds a copy of this; tests/search/test_migration.py compares the two.
"""

import re
import threading
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

from community.text.names import fold

_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z]+\Z")
# сказка — сказок, ребёнок — ребёнка, василёк — василька, ручеёк — ручейка: what comes and goes before a stem's last
# consonant. Left out of every stem alike, so a stem that always has it loses nothing.
_FLEETING = re.compile(r"(?<=[бвгджзйклмнпрстфхцчшщ])[ое](?=[кцнлр]\Z)|ь(?=[кцн]\Z)|(?<=е)[ей](?=к\Z)")
_SHORTEST_WITH_FLEETING = 4
_TORN = (
    "дети детьми",
    "день дня дню днем дне дни дней дням днями днях",
    "сон сна сну сном сне сны снов снам снами снах",
    "спать спит спят сплю спим спите",
    "плакать плачу плачешь плачет плачем плачете плачут",
    "песня песен",
    "люди людьми",
)
"""Forms that the rules of endings tear apart, of words that are looked for here daily; the first stands for all."""
_WHOLE = {form: forms.split()[0] for forms in _TORN for form in forms.split()[1:]}

_stemmers = threading.local()
"""A stemmer keeps what it works on in itself, and texts come from the loop, the writer and the readers."""


def _stem(word: str) -> str:
    if not hasattr(_stemmers, "russian"):
        _stemmers.russian, _stemmers.english = RussianStemmer(), EnglishStemmer()
    if _LATIN.match(word):
        return str(_stemmers.english.stemWord(word))
    found = str(_stemmers.russian.stemWord(_WHOLE.get(word, word)))
    return _FLEETING.sub("", found) if len(found) >= _SHORTEST_WITH_FLEETING else found


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """What all forms of a folded word have in common; the word itself when it is neither Russian nor English."""
    return _stem(word)


def terms(text: str) -> list[str]:
    """The folded words of a text in their order. The sign № is no word, and «№12» no other number than «№ 12»."""
    return _WORD.findall(fold(text.replace("№", " ")))


def keys(text: str) -> set[str]:
    """By what a text is found: each word as it is written, for its beginnings, and its stem, for its other forms."""
    words = terms(text)
    return {*words, *map(stem, words)}
