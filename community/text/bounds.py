"""Text that would take long to read as Markdown, found in one pass. People do not write it; it is shown as it is."""

import re

MOST_OPEN_BRACKETS = 200
DEEPEST = 50
# A person's longest text has hundreds of these; each costs the parser some microseconds.
MOST_MARKS = 6_000
MOST_ITEMS = 2_000
# Quotes and lists look at each of their lines again at every level.
MOST_LINES_TIMES_DEPTH = 10_000

_MARKS = "*_~`[]@|\\"
_BRACKET = re.compile(r"[\[\]]")
_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t]|$)|[0-9]{1,9}[.)](?=[ \t]|$)))+")
_MARKER = re.compile(r">|[-+*]|[0-9]+[.)]")


def tangled(source: str) -> bool:
    """More than 200 brackets open at once, more than 50 quotes and lists within each other, or far too much."""
    if sum(map(source.count, _MARKS)) > MOST_MARKS:
        return True
    if source.count("[") > MOST_OPEN_BRACKETS and _open_brackets(source) > MOST_OPEN_BRACKETS:
        return True
    levels = depth(source)
    return levels > DEEPEST or levels * source.count("\n") > MOST_LINES_TIMES_DEPTH


def _open_brackets(source: str) -> int:
    most = now = 0
    for bracket in _BRACKET.findall(source):
        now = now + 1 if bracket == "[" else max(0, now - 1)
        most = max(most, now)
    return most


def depth(source: str) -> int:
    """At most this deep lie quotes and lists within each other, as an item within another starts further in.

    Past either bound the count is given up, with a number above the bound.
    """
    quotes = lists = items = 0
    indents: list[int] = []
    for line in source.split("\n"):
        if not (found := _MARKERS.match(line)):
            continue
        markers = found[0].expandtabs(4)
        quotes = max(quotes, markers.count(">"))
        for marker in _MARKER.finditer(markers):
            if marker[0] == ">":
                continue
            while indents and indents[-1] >= marker.start():
                indents.pop()
            indents.append(marker.start())
            items += 1
            if len(indents) > DEEPEST or items > MOST_ITEMS:
                return DEEPEST + 1
        lists = max(lists, len(indents))
    return quotes + lists
