"""Which addresses may become links, and the two ways to write one: `[words](address)` and the bare address.

A picture, `![words](address)`, becomes a link as well: nobody's browser is sent to a foreign host by opening a page.
"""

import re
from bisect import bisect_left

from markdown_it.rules_inline import StateInline

from community.text.plain import visible
from community.text.sanitise import LINK_REL

LONGEST = 2048

# Everything but blanks, quotes and brackets of any kind, and the invisible marks that could disguise an address.
_CHARACTER = r"[^\s<>\"`\\{}|^\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
# No name and password before the host: `https://bank.ru@example.com` leads elsewhere than it seems to.
_HOST = r"[^\W_][\w.-]{0,252}(?::[0-9]{1,5})?"
_WEB = re.compile(rf"[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(?:[/?#]{_CHARACTER}*)?")
_MAIL = re.compile(rf"[Mm][Aa][Ii][Ll][Tt][Oo]:(?:(?![@/?#]){_CHARACTER})+@(?:(?!@){_CHARACTER})+")
_OURS = re.compile(rf"/(?!/){_CHARACTER}*")

_BARE = re.compile(rf"://{_HOST}(?:[/?#](?:(?![«»“”„\[\]]){_CHARACTER}){{0,{LONGEST}}})?")
_AFTER_WORDS = ".,;:!?…'*_~"

_TARGET = re.compile(
    r"""\([ \t]*+(?:
        <([^<>\n]*+)> | ([^\s()<>]++(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)
    )[ \t]*+\)""",
    re.VERBOSE,
)
_STEP = re.compile(r"\\.|`+|[\[\]]", re.DOTALL)
_TICKS = re.compile(r"`+")


def address(url: str) -> str | None:
    """The address if it may stand in a link: http, https, mailto, or a path of this site; None for every other."""
    if len(url) <= LONGEST and any(form.fullmatch(url) for form in (_WEB, _OURS, _MAIL)):
        return url
    return None


def _open(state: StateInline, url: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": url, "rel": LINK_REL}
    state.linkLevel += 1


def _close(state: StateInline) -> None:
    state.linkLevel -= 1
    state.push("link_close", "a", -1)


def bare(state: StateInline, silent: bool) -> bool:
    """Inline rule, called at the colon of `https://…`: takes the scheme back from the text before it."""
    colon = state.pos
    if silent or state.linkLevel or not state.src.startswith("://", colon):
        return False
    scheme = _scheme_before(state.src, colon)
    found = _BARE.match(state.src, colon, state.posMax) if scheme else None
    if not found:
        return False
    url = address(_without_what_follows(scheme + found[0]))
    if not url or not state.pending.endswith(scheme):
        return False
    state.pending = state.pending[: -len(scheme)]
    _open(state, url)
    state.push("text", "", 0).content = url
    _close(state)
    state.pos = colon + len(url) - len(scheme)
    return True


def _scheme_before(source: str, colon: int) -> str:
    """`http` or `https` as typed, when it ends here and is not the end of a longer Latin word."""
    for length in (5, 4):
        start = colon - length
        scheme = source[max(start, 0) : colon]
        if scheme.lower() in ("http", "https") and len(scheme) == length:
            before = source[start - 1] if start else " "
            return "" if before.isascii() and (before.isalnum() or before in "_.+-") else scheme
    return ""


def _without_what_follows(url: str) -> str:
    """The address without the full stop, the emphasis or the closing bracket of the sentence it stands in."""
    end, surplus = len(url), url.count(")") - url.count("(")
    while end:
        if url[end - 1] == ")" and surplus > 0:
            surplus -= 1
        elif url[end - 1] not in _AFTER_WORDS:
            break
        end -= 1
    return url[:end]


def bracketed(state: StateInline, silent: bool) -> bool:
    """Inline rule for `[words](address)` and `![words](address)`; anything else in brackets stays as typed.

    The brackets of the whole paragraph are paired once, so that thousands of them cost no more than their number.
    """
    picture = state.src[state.pos] == "!"
    start = state.pos + picture
    if silent or start >= state.posMax or state.src[start] != "[":
        return False
    end = _pairs(state).get(start, state.posMax)
    target = _TARGET.match(state.src, end + 1, state.posMax) if end < state.posMax else None
    url = address(target[1] or target[2] or "") if target else None
    if not target or not url or (state.linkLevel and not picture):
        return False
    label = state.src[start + 1 : end]
    if state.linkLevel:
        state.append_pending(label)  # a picture within a link: its words are enough
    else:
        _open(state, url)
        if visible(label):
            _inner(state, start + 1, end)
        else:
            state.push("text", "", 0).content = url
        _close(state)
    state.pos = target.end()
    return True


def _inner(state: StateInline, start: int, end: int) -> None:
    outer_end = state.posMax
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.posMax = outer_end


def _pairs(state: StateInline) -> dict[int, int]:
    """Opening bracket -> closing bracket. Kept in the parser's own cache, which nothing else uses in these dialects."""
    if not state.cache:
        state.cache = {-1: -1} | _paired(state.src)
    return state.cache


def _paired(source: str) -> dict[int, int]:
    """Brackets that belong together, leaving out escaped ones and those in code."""
    ticks: dict[int, list[int]] = {}
    for run in _TICKS.finditer(source):
        ticks.setdefault(len(run[0]), []).append(run.start())
    pairs: dict[int, int] = {}
    opened: list[int] = []
    position = 0
    while step := _STEP.search(source, position):
        position = step.end()
        if step[0] == "[":
            opened.append(step.start())
        elif step[0] == "]":
            if opened:
                pairs[opened.pop()] = step.start()
        elif step[0][0] == "`":
            same = ticks.get(len(step[0]), [])
            later = bisect_left(same, position)
            if later < len(same):
                position = same[later] + len(step[0])
    return pairs
