"""What is wrong with a page's HTML: parse errors by the standard's own parser, and what a parser does not look at."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E

REFERENCES = ("for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers")
FIELDS = {"input", "select", "textarea"}
PRESSED = FIELDS | {"a", "button", "summary", "iframe", "label"}
SILENT = {"hidden", "submit", "button", "reset", "image"}
PARENTS = {
    "li": {"ul", "ol", "template"}, "dt": {"dl", "div"}, "dd": {"dl", "div"},
    "option": {"select", "datalist", "optgroup"}, "summary": {"details"}, "legend": {"fieldset"}, "caption": {"table"},
}  # fmt: skip
CHILDREN = {"ul": {"li", "template"}, "ol": {"li", "template"}, "dl": {"dt", "dd", "div", "template"}}


def faults(html: str) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(html)
    found = [f"line {line}: {E[code] % values}" for (line, _), code, values in parser.errors]
    return found + [sentence for check in CHECKS for sentence in check(page)]


def _shown(element: Element, hidden: bool = True) -> Iterator[Element]:
    """An element and all that is in it; what stands in a template is not on the page. `hidden`: that too."""
    if not hidden and "hidden" in element.attrib:
        return
    yield element
    if element.tag != "template":
        for child in element:
            yield from _shown(child, hidden)


def _said(element: Element) -> str:
    values = " ".join(f'{name}="{value[:40]}"' for name, value in element.attrib.items())
    return f"<{element.tag} {values}>"


def _ids(page: Element) -> Iterator[str]:
    ids = Counter(e.attrib["id"] for e in _shown(page) if "id" in e.attrib)
    yield from (f"id {name!r} stands {times} times" for name, times in ids.items() if times > 1)
    yield from (
        f"{_said(e)} has an id with a space or none"
        for e in _shown(page)
        if e.get("id", "x").split() != [e.get("id", "x")]
    )
    for element in _shown(page):
        for reference in REFERENCES:
            for name in element.get(reference, "").split():
                if name not in ids:
                    yield f"{_said(element)}: {reference} names nothing"


def _labels(page: Element) -> Iterator[str]:
    named = {e.attrib["for"] for e in _shown(page) if e.tag == "label" and "for" in e.attrib}
    wrapped = {id(field) for label in _shown(page) if label.tag == "label" for field in _shown(label)}
    for field in _shown(page):
        if field.tag not in FIELDS or field.get("type") in SILENT:
            continue
        told = field.get("id") in named or id(field) in wrapped
        if not told and not field.get("aria-label") and not field.get("aria-labelledby"):
            yield f"{_said(field)} has no label"


def _nesting(page: Element) -> Iterator[str]:
    for outer in _shown(page):
        if outer.tag in ("a", "button", "summary") and (outer.tag != "a" or "href" in outer.attrib):
            for inner in _shown(outer):
                if inner is not outer and (inner.tag in PRESSED or "tabindex" in inner.attrib):
                    yield f"{_said(inner)} inside {_said(outer)}"
        if outer.tag == "label" and sum(e.tag in FIELDS for e in _shown(outer)) > 1:
            yield f"{_said(outer)} holds several fields"
        for child in outer:
            if outer.tag in CHILDREN and child.tag not in CHILDREN[outer.tag]:
                yield f"{_said(child)} directly inside {_said(outer)}"
            if child.tag in PARENTS and outer.tag not in PARENTS[child.tag]:
                yield f"{_said(child)} directly inside {_said(outer)}"


def _frame(page: Element) -> Iterator[str]:
    shown = list(_shown(page))
    for tag in ("h1", "main", "title"):
        number = sum(e.tag == tag for e in shown)
        if number != 1:
            yield f"{number} of <{tag}>"
    if not page.get("lang"):
        yield "the page does not say its language"
    if not next(("".join(e.itertext()).strip() for e in shown if e.tag == "title"), ""):
        yield "the page has no title"
    yield from (f"{_said(e)} has no alt" for e in shown if e.tag == "img" and "alt" not in e.attrib)
    wordy = [e for e in _shown(page, hidden=False) if e.tag in ("h1", "h2", "h3", "label", "a", "button")]
    yield from (f"{_said(e)} has no words" for e in wordy if not _words(e))
    yield from (f"{_said(e)} is written into the page" for e in shown if "style" in e.attrib or e.tag == "style")


def _words(element: Element) -> str:
    named = element.get("aria-label") or element.get("title") or ""
    return named + "".join(element.itertext()).strip() + "".join(e.get("alt", "") for e in element.iter("img"))


CHECKS = (_ids, _labels, _nesting, _frame)
