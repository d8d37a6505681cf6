"""The files `help/<language>/<slug>.md`, read once, when a page is first asked for.

    # Title
    Who it is for.

    ## A task {#its-id}
    1. Steps. What stands in quotation marks is said by the interface, word for word.

    ![What is seen](name)

A picture is a line of its own and the name of one that the browser tests took; `help/pictures.json` has its size.
Persons' texts have no pictures: this is no Markdown of theirs, the line is taken out before the rest is rendered.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from community.help.model import SLUGS, Part, Picture, Task, Text
from community.text import drafts

FOLDER = Path(__file__).resolve().parents[2] / "help"

_TASK = re.compile(r"^## (.+?) \{#([a-z-]+)\}\n", re.MULTILINE)
_PICTURE = re.compile(r"^!\[([^\]\n]+)\]\(([a-z-]+)\)$", re.MULTILINE)
_SAID = re.compile(r"«[^«»<>]+»|“[^“”<>]+”")
_SCROLLS = re.compile(r"<(pre|table)>")
_CODE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)


@cache
def pictures() -> dict[str, dict[str, Any]]:
    """By language and name: `width`, `height`, and `shows`, what could be read in the picture when it was taken."""
    found: dict[str, dict[str, Any]] = json.loads((FOLDER / "pictures.json").read_text("utf-8"))
    return found


@cache
def text(locale: str, slug: str) -> Text | None:
    """A page of help; None when there is no such page."""
    if slug not in SLUGS:
        return None
    head, *tasks = _TASK.split((FOLDER / locale / f"{slug}.md").read_text("utf-8"))
    title, _, lead = head.removeprefix("# ").partition("\n")
    about, _, _ = drafts.excerpt(drafts.house(lead.strip())).partition(". ")
    return Text(
        slug, title, about.rstrip(".") + ".", _html(lead),
        tuple(
            Task(name, said, tuple(_parts(locale, body)))
            for said, name, body in zip(tasks[::3], tasks[1::3], tasks[2::3], strict=True)
        ),
    )  # fmt: skip


def _parts(locale: str, body: str) -> Iterator[Part]:
    words, *more = _PICTURE.split(body)
    yield Part(_html(words))
    for alt, name, after in zip(more[::3], more[1::3], more[2::3], strict=True):
        taken = pictures()[locale][name]
        yield Part(picture=Picture(f"help/{locale}/{name}.webp", alt, taken["width"], taken["height"]))
        if after.strip():
            yield Part(_html(after))


def _html(source: str) -> str:
    """What the interface says stands out: a step is found by its button. What scrolls is reached by keys."""
    pieces = _CODE.split(drafts.house(source.strip()))
    pieces[::2] = [_SAID.sub(r"<strong>\g<0></strong>", piece) for piece in pieces[::2]]
    return _SCROLLS.sub(r'<\1 tabindex="0">', "".join(pieces))
