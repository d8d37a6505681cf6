"""Markdown in two dialects: the forum's, and the chat's without headings, rules and tables. The house's own texts are
in the forum's, but their lines are broken where they are full and flow together.

Both show what was typed: a line break is a line break, an indent is no code, and what CommonMark would leave out (a
reference definition, an empty heading, a lone `*`, a table cell too many) stays readable as text. HTML is text.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote, fence, heading, list_block
from markdown_it.rules_block import table as pipe_table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from community.text import bounds, links, mentions, sanitise
from community.text.plain import escape, from_the_right

BlockRule = Callable[[StateBlock, int, int, bool], bool]

_INLINE = ["newline", "escape", "backticks", "strikethrough", "emphasis"]
_CHAT_BLOCKS = ["fence", "blockquote", "list"]
_FORUM_BLOCKS = [*_CHAT_BLOCKS, "hr", "heading", "table"]

_WIDEST_TABLE = 64
_MOST_CELLS, _MOST_MISSING_CELLS = 3_000, 500

# Which constructs a block may interrupt without a blank line, as CommonMark has it.
_EVERYWHERE = ["paragraph", "reference", "blockquote", "list"]
_NOT_A_LIST = ["paragraph", "reference", "blockquote"]
_PARAGRAPH = ["paragraph", "reference"]

_LONE_MARKER = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])[ \t]*$")
_LONE_HASHES = re.compile(r"[# \t]+$")
_TILDES = re.compile(r"~")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{0,20}")

_HIGHEST_HEADING, _LOWEST_HEADING = 3, 6


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _unless(pattern: re.Pattern[str], rule: BlockRule) -> BlockRule:
    """The rule, except on lines that begin with the pattern: those are left to be text."""

    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return not pattern.match(_line(state, start)) and rule(state, start, end, silent)

    return guarded


def _whole_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table whose rows all fit their header; otherwise its lines are text, as cells too many would disappear."""
    if start < state.env["no_table_before"] or not pipe_table(state, start, end, True):
        return False
    last = start
    while last < end and not state.isEmpty(last):
        last += 1
    rows = [_cells(_line(state, row)) for row in range(start, last) if row != start + 1]
    missing = sum(rows[0] - cells for cells in rows)
    if max(rows) > min(rows[0], _WIDEST_TABLE) or sum(rows) > _MOST_CELLS or missing > _MOST_MISSING_CELLS:
        state.env["no_table_before"] = last
        return False
    return pipe_table(state, start, end, silent)


def _cells(line: str) -> int:
    columns = escapedSplit(line.strip())
    return max(1, len(columns) - (columns[0] == "") - (len(columns) > 1 and columns[-1] == ""))


def _code_block(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Fenced code. Words after the fence that name no language were meant as its first line."""
    token = tokens[index]
    first = "" if _LANGUAGE.fullmatch(token.info.strip()) else token.info.strip() + "\n"
    return f"<pre><code>{escape(first + token.content)}</code></pre>\n"


def _numbered(tokens: list[Token]) -> None:
    """Ordered items keep the number typed where it runs ahead of the count (1, 2, 5)."""
    counts: list[int] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            counts.append(int(token.attrGet("start") or 1) - 1 if token.attrGet("start") != 0 else -1)
        elif token.type == "ordered_list_close":
            counts.pop()
        elif token.type == "list_item_open" and token.info:
            typed = int(token.info)
            counts[-1] += 1
            if typed > counts[-1]:
                token.attrs["value"] = counts[-1] = typed


def _lowered(tokens: list[Token]) -> None:
    """Headings of a text begin at h3, below those of the page that shows it, and go down without a gap."""
    headings = [token for token in tokens if token.type.startswith("heading_")]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(_HIGHEST_HEADING + levels.index(token.tag), _LOWEST_HEADING)}"


_TURNED = {"bullet_list_open", "ordered_list_open", "blockquote_open", "heading_open", "table_open"}


def _turned(tokens: list[Token]) -> None:
    """Bullets, bars and columns stand on the side from which their words are read. A paragraph finds that out by the
    style sheet, also where the text never came here."""
    for token in tokens:
        if token.type in _TURNED:
            token.attrs["dir"] = "auto"


def _reached(tokens: list[Token]) -> None:
    """A table wider than its place scrolls by itself: the keyboard must get there."""
    for token in tokens:
        if token.type == "table_open":
            token.attrs["tabindex"] = "0"


def _parser(blocks: list[str], *, breaks: bool = True) -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": breaks, "maxNesting": 4 * bounds.DEEPEST})
    parser.enable([*blocks, *_INLINE])
    block, inline = parser.block.ruler, parser.inline.ruler
    block.at("fence", _unless(_TILDES, fence), {"alt": _EVERYWHERE})
    block.at("blockquote", blockquote, {"alt": _EVERYWHERE})
    block.at("list", _unless(_LONE_MARKER, list_block), {"alt": _NOT_A_LIST})
    block.at("heading", _unless(_LONE_HASHES, heading), {"alt": _NOT_A_LIST})
    block.at("table", _whole_table, {"alt": _PARAGRAPH})
    inline.after("text", "bare_link", links.bare)
    inline.after("emphasis", "bracketed", links.bracketed)
    inline.after("bracketed", "mention", mentions.rule)
    parser.add_render_rule("fence", _code_block)
    # Chains of rules are put together at first use; done now, as two threads may come first at once.
    for ruler in (parser.core.ruler, block, inline, parser.inline.ruler2):
        ruler.getRules("")
    return parser


CHAT = _parser(_CHAT_BLOCKS)
FORUM = _parser(_FORUM_BLOCKS)
HOUSE = _parser(_FORUM_BLOCKS, breaks=False)


def render(dialect: MarkdownIt, source: str) -> tuple[str, tuple[str, ...]] | None:
    """Safe HTML of normalised text and the handles named in it; None when it is too tangled to be read as Markdown."""
    if bounds.tangled(source):
        return None
    env: dict[str, Any] = {"mentions": {}, "no_table_before": 0}
    tokens = dialect.parse(source, env)
    if any(child.level > bounds.DEEPEST for token in tokens for child in token.children or ()):
        return None
    _numbered(tokens)
    _lowered(tokens)
    _reached(tokens)
    if from_the_right(source):
        _turned(tokens)
    html = dialect.renderer.render(tokens, dialect.options, env)
    return sanitise.clean(html).rstrip("\n"), tuple(env["mentions"])
