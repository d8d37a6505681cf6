"""How the tests read HTML: the way a browser would, by the standard library's own parser."""

from html.parser import HTMLParser

BLOCKS = {"p", "br", "li", "ul", "ol", "blockquote", "pre", "h3", "h4", "h5", "h6", "hr", "table", "tr", "th", "td"}
VOID = {"br", "hr"}


class Reader(HTMLParser):
    """Collects the tags with their attributes, the text, and whatever is not properly closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.astray: list[str] = []
        self.pieces: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in BLOCKS:
            self.pieces.append("\n")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.astray.append(tag)
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.astray.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.astray.append(f"<!{decl}>")

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}

    def links(self) -> list[str | None]:
        return [attributes.get("href") for tag, attributes in self.tags if tag == "a"]
