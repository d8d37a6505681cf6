"""Text without markup: brought into order, shown as paragraphs, shortened, and tested for anything visible."""

import re
import unicodedata

# Marks that stand for a line end; and what no document may hold (controls, lone surrogates, noncharacters).
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_EITHER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Letters and symbols by category that nevertheless leave no ink: Hangul fillers, the blank Braille pattern.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")

EXCERPT_LENGTH = 200
# An excerpt ends with a whole word unless that would cost more than this many characters of it.
_LONGEST_TAIL = 60


def normalise(source: str) -> str:
    """Line ends are \\n, no line ends with blanks, no blank lines outside; the indent of the first line stays."""
    if _EITHER.search(source):
        source = _REFUSED.sub("", _LINE_END.sub("\n", source))
    text = "\n".join([line.rstrip() for line in source.split("\n")])
    return text.strip("\n")


# Hebrew, Arabic and their neighbours, with their forms of presentation.
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def from_the_right(text: str) -> bool:
    """Whether anything in it is written from right to left."""
    return _FROM_THE_RIGHT.search(text) is not None


def escape(text: str) -> str:
    """Text as HTML, written as the sanitiser writes it: quotes stay, a no-break space gets its name."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


_LINE_BREAK = re.compile(r"\n[ \t]*")
_PARAGRAPH_BREAK = re.compile(r"\n{2,}")


def paragraphs(source: str) -> str:
    """Normalised text as HTML paragraphs with line breaks and nothing else."""
    blocks = _PARAGRAPH_BREAK.split(source)
    return "\n".join(["<p>" + _LINE_BREAK.sub("<br>\n", escape(block.lstrip())) + "</p>" for block in blocks])


def _leaves_ink(character: str) -> bool:
    category = unicodedata.category(character)
    return (category[0] in "LNPS" or category == "Mc") and character not in _BLANK


def visible(text: str) -> bool:
    """Whether anything in the text can be seen: blanks, joiners, soft hyphens and fillers alone cannot."""
    return any(map(_leaves_ink, text))


def shorten(text: str, limit: int = EXCERPT_LENGTH) -> str:
    """The first words of a text on one line, at most `limit` characters with the ellipsis."""
    line = " ".join(text.split(None, limit)[:limit])
    if len(line) <= limit:
        return line
    end = line.rfind(" ", max(1, limit - _LONGEST_TAIL), limit)
    return _whole_characters(line, end if end > 0 else limit - 1).rstrip(" ,;:–—-") + "…"


def _whole_characters(line: str, end: int) -> str:
    """The line up to `end`, cut before a base character, so that no accent, joined emoji or skin tone is torn apart."""
    start = max(0, end - 16)
    while end > start and (_joins(line[end]) or line[end - 1] == "\u200d"):
        end -= 1
    return line[:end]


def _joins(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character == "\u200d" or "🏻" <= character <= "🏿"
