"""The last gate before HTML is stored: only these tags, attributes, classes and schemes pass. Also HTML to words."""

import re
from html import unescape

import nh3

# Others' words carry no weight of ours (nofollow, ugc), and their pages get no handle on our window (noopener).
LINK_REL = "nofollow ugc noopener"
SCHEMES = {"http", "https", "mailto"}

_INLINE_TAGS = {"a", "em", "strong", "s", "code"}
_BLOCK_TAGS = {"p", "br", "ul", "ol", "li", "blockquote", "pre", "h3", "h4", "h5", "h6", "hr"}
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "li": {"value"}}
_TURNED = {tag: {"dir": {"auto"}} for tag in ("ul", "ol", "blockquote", "h3", "h4", "h5", "h6")}
_CLASSES = {"a": {"mention"}}

_cleaner = nh3.Cleaner(
    tags=_INLINE_TAGS | _BLOCK_TAGS | _TABLE_TAGS,
    attributes=_ATTRIBUTES,
    tag_attribute_values={"a": {"rel": {LINK_REL}}, "table": {"dir": {"auto"}, "tabindex": {"0"}}, **_TURNED},
    allowed_classes=_CLASSES,
    url_schemes=SCHEMES,
    link_rel=None,  # written by the renderer: a mention leads to our own page and carries none
)


def clean(html: str) -> str:
    """The HTML with everything removed that is not on the lists above."""
    return _cleaner.clean(html)


_TAG = re.compile(r"</?([a-z0-9]*)[^<>]*>")


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1] in _INLINE_TAGS else " "


def words(html: str) -> str:
    """The text of HTML that `clean` has returned; what stood in blocks of their own is kept apart by blanks."""
    return unescape(_TAG.sub(_gap, html))
