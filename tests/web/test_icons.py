"""The icons: one sprite of Lucide's drawings, and no drawing that no page shows."""

import re
from xml.etree import ElementTree as ET

from community.spaces.words import KIND
from community.web.icons import ICONS, sprite
from tests.house import files, source
from tests.support import LiveSite

SVG = "{http://www.w3.org/2000/svg}"


def test_the_sprite_holds_every_drawing_once() -> None:
    symbols = [symbol.get("id") for symbol in ET.fromstring(sprite())]
    assert sorted(set(ICONS.values())) == symbols
    assert all(len(symbol) for symbol in ET.fromstring(sprite()))


def test_every_icon_is_shown_somewhere() -> None:
    pages = "".join(source(path) for path in files("templates", "*.html"))
    named = set(re.findall(r'icon\("(\w+)"', pages)) | set(KIND) | {"section", "room", "queue"}
    named |= set(re.findall(r'"(forum|chats|consultations|home|me)"', pages))
    assert set(ICONS) == named


async def test_a_page_shows_drawings_of_the_sprite_it_links_to(site: LiveSite) -> None:
    page = await site.get("/", as_="admin")
    address, name = re.search(r'<use href="([^"#]+)#([\w-]+)"', page.text).groups()  # type: ignore[union-attr]
    served = await site.get(address)
    assert served.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert f'id="{name}"' in served.text
