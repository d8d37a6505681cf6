"""A post's words as a quote to answer under. Pure."""

import re

from community.text.plain import shorten
from community.text.sanitise import words

LONGEST = 600
_LINE_ENDS = re.compile(r"<br>|</(?:p|li|h[3-6]|pre|blockquote|tr)>")


def quoted(html: str) -> str:
    """Markdown that quotes the beginning of a post, with room for the answer below."""
    lines = [line for part in _LINE_ENDS.split(html) if (line := " ".join(words(part).split()))]
    kept: list[str] = []
    left = LONGEST
    for line in lines:
        kept.append(shorten(line, left) if len(line) > left else line)
        left -= len(line)
        if left <= 0:
            break
    return "".join(f"> {line}\n" for line in kept) + "\n"
