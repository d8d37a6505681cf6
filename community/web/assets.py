"""Everything under `static/`, read once at start and served from memory with one version in its addresses.

The style sheets are served together as `css/app.css`, the icons as `icons.svg`. Modules import each other by
`./name.js`; the version is put into these addresses too, so that a browser never holds two copies of one module or an
old one beside a new. Comments and indentation stay at home: they are a sixth of a module, and the telephone pays for
each byte.
"""

import gzip
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from community.web.icons import sprite

FOLDER = Path(__file__).resolve().parents[2] / "static"
SHEETS = ("tokens", "base", "layout", "forms", "post", "message", "queue", "people", "admin", "print")
TOGETHER = "css/app.css"
ICONS = "icons.svg"
FOR_EVER = "public, max-age=31536000, immutable"
WORTH_PACKING = 1000

mimetypes.add_type("image/webp", ".webp")  # older Pythons know it only from the machine they run on

_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])\./([\w.-]+\.js)\2""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ROOM = re.compile(r"\s*([{};>*/])\s*|([:,]|@media(?= \())\s+")
_MODULE_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
_AFTER_CODE = re.compile(r"[ \t]+// [^\"'`\n]*$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+|^\n", re.MULTILINE)


class Asset(NamedTuple):
    body: bytes
    packed: bytes
    """The body gzipped, or empty when that gains nothing."""
    kind: str


def _asset(path: str, body: bytes) -> Asset:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    text = kind.startswith("text/") or path.endswith((".js", ".svg", ".json"))
    packed = gzip.compress(body, mtime=0) if text and len(body) > WORTH_PACKING else b""
    return Asset(body, packed, f"{kind}; charset=utf-8" if text else kind)


def _tight(sheet: str) -> str:
    """The sheet without comments and the white space that says nothing. No string of the sheets holds these marks."""
    return _ROOM.sub(r"\1\2", re.sub(r"\s+", " ", _COMMENT.sub("", sheet))).replace(";}", "}").strip()


def _bare(module: str) -> str:
    """The module without comments and indentation. No string spans lines: `//` without a quote after it is no text."""
    return _INDENT.sub("", _AFTER_CODE.sub("", _MODULE_COMMENT.sub("", module)))


class Assets:
    """The files by their path below `static/`, and `version`, a digest of all of them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        bodies = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        bodies[ICONS] = sprite()
        digest = hashlib.sha256()
        for path, body in bodies.items():
            digest.update(f"{path}\0{len(body)}\0".encode() + body)
        self.version = digest.hexdigest()[:10]
        sheets = [bodies[name].decode() for name in (f"css/{sheet}.css" for sheet in SHEETS) if name in bodies]
        bodies[TOGETHER] = _tight("\n".join(sheets)).encode()
        self._files = {path: _asset(path, self._versioned(path, body)) for path, body in bodies.items()}

    def _versioned(self, path: str, body: bytes) -> bytes:
        if not path.endswith(".js"):
            return body
        return _IMPORT.sub(rf"\1\2./\3?v={self.version}\2", _bare(body.decode())).encode()

    def find(self, path: str) -> Asset | None:
        return self._files.get(path)

    def address(self, path: str) -> str:
        """Where a page links to; a file that does not exist is a fault of the template."""
        if path not in self._files:
            raise LookupError(f"There is no static file {path!r}")
        return f"/static/{path}?v={self.version}"


@cache
def assets() -> Assets:
    return Assets()


async def serve_static(request: Request) -> Response:
    """`/static/{path:path}`: kept for ever under the current version, asked for again under any other."""
    asset = assets().find(request.path_params["path"])
    if asset is None:
        return PlainTextResponse("Not found", 404)
    current = request.query_params.get("v") == assets().version
    headers = {
        "cache-control": FOR_EVER if current else "no-cache",
        "etag": f'"{assets().version}"',
        "vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.kind, headers={**headers, "content-encoding": "gzip"})
    return Response(asset.body, media_type=asset.kind, headers=headers)
