"""The icons of the interface: Lucide's drawings (ISC licence) by what they stand for here, as one sprite.

They say nothing to a screen reader: a word always stands with them.
"""

from functools import cache
from xml.etree import ElementTree as ET

from lucide.jinja import lucide

ICONS = {
    "home": "house",
    "forum": "messages-square",
    "section": "messages-square",
    "chats": "message-circle",
    "room": "message-circle",
    "consultations": "heart-handshake",
    "queue": "heart-handshake",
    "me": "circle-user-round",
    "bell": "bell",
    "pin": "pin",
    "lock": "lock",
    "eye": "eye",
    "find": "search",
    "spaces": "layout-grid",
    "admin": "sliders-horizontal",
    "network": "network",
    "institution": "school",
    "community": "users-round",
    "project": "folder-kanban",
    "partner": "handshake",
}
"""What an icon means → its name in Lucide. A test keeps out those that no page shows."""

_SVG = "{http://www.w3.org/2000/svg}"


def drawing(name: str) -> str:
    """The name of Lucide's drawing for a meaning; `LookupError` when there is none."""
    return ICONS[name]


@cache
def sprite() -> bytes:
    """Every drawing as a <symbol> of one SVG file, its strokes in the colour of the text beside it."""
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg")
    for name in sorted(set(ICONS.values())):
        drawn = ET.fromstring(str(lucide(name, size=None)))  # noqa: S314 - the library's own file
        symbol = ET.SubElement(root, "symbol", id=name, viewBox="0 0 24 24")
        for shape in drawn:
            shape.tag = shape.tag.removeprefix(_SVG)
            symbol.append(shape)
    return ET.tostring(root)
