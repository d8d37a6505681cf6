"""From what was typed to the words that are looked for; pure."""

import msgspec

from community.text import stems

SHORTEST_BEGINNING = 2
"""A single letter begins too many words to say anything; and a number is meant whole: 12 is not 120."""

_SMALL_WORDS = """а без бы в во вот где да для до если же за и из или к как ко ли на над не но о об от перед по под при
    про с со так то у чтобы что это я n no the a an of to in on for and or"""
_PASSED_OVER = frozenset(_SMALL_WORDS.split())
"""Words that hold a question together and name nothing. They count when nothing else was asked."""


class Term(msgspec.Struct, frozen=True):
    """A word to be found: in this form, in another form of the same stem, or, the last one typed, as a beginning."""

    form: str
    stem: str
    begins: bool

    @property
    def beyond(self) -> str:
        """The end of the range of all words that begin so."""
        return self.form + "\U0010ffff"


def terms(asked: str) -> tuple[Term, ...]:
    """The words that all must be found, each once; none when nothing but signs was typed."""
    typed = stems.terms(asked)
    named = [word for word in typed if word not in _PASSED_OVER] or typed
    last = len(named) - 1
    found: dict[str, Term] = {}
    for place, word in enumerate(named):
        stem = stems.stem(word)
        begins = place == last and len(word) >= SHORTEST_BEGINNING and not word.isdecimal()
        if begins or stem not in found:
            found[stem] = Term(word, stem, begins)
    return tuple(found.values())
