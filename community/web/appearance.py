"""How pages look to somebody: the colours, the size of letters, the spacing, pictures or none. Values in, values out.

A look is kept as one word, with the person or in a visitor's cookie: `low-dark.largest.no-pictures`. What is as usual
is left out, so the usual look is the empty word.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

Theme = Literal["auto", "light", "dark", "low-vision", "low-dark", "low-blue"]
Letters = Literal["usual", "larger", "largest"]
Spacing = Literal["usual", "wide", "wider"]
Pictures = Literal["on", "off"]

_THEMES = {"light", "dark", "low-vision", "low-dark", "low-blue"}
_LETTERS = {"larger", "largest"}
_SPACINGS = {"wide", "wider"}
_NO_PICTURES = "no-pictures"


class Look(NamedTuple):
    """`theme` is empty where the device decides."""

    theme: str = ""
    letters: str = "usual"
    spacing: str = "usual"
    pictures: str = "on"

    @property
    def low_vision(self) -> bool:
        return self.theme.startswith("low")

    @property
    def word(self) -> str:
        """The look as it is kept."""
        plain = _NO_PICTURES if self.pictures == "off" else ""
        return ".".join(part for part in (self.theme, self.letters, self.spacing, plain) if part not in ("", "usual"))

    def changed(
        self,
        theme: str | None = None,
        letters: str | None = None,
        spacing: str | None = None,
        pictures: str | None = None,
    ) -> "Look":
        """The look with what is given in the place of what was; None leaves a thing as it is, `auto` is no theme."""
        return Look(
            self.theme if theme is None else theme.removeprefix("auto"),
            letters or self.letters,
            spacing or self.spacing,
            pictures or self.pictures,
        )


@lru_cache(maxsize=1000)
def look_of(word: str) -> Look:
    """The look that a word keeps. What the word has that there is not, a cookie may say anything, counts as nothing."""
    parts = word.split(".")
    return Look(
        theme=next((part for part in parts if part in _THEMES), ""),
        letters=next((part for part in parts if part in _LETTERS), "usual"),
        spacing=next((part for part in parts if part in _SPACINGS), "usual"),
        pictures="off" if _NO_PICTURES in parts else "on",
    )
