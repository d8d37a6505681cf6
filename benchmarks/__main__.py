"""`make bench`: the table; with ENGINE=postgres PostgreSQL's. `python -m benchmarks pages` prints a part of it."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import chat, live, load, pages, postgres, seen, start


def main(parts: list[str]) -> None:
    load.stay_on_core(1)
    if os.environ.get("ENGINE") == "postgres":
        return show(postgres.measure(parts))
    with tempfile.TemporaryDirectory(dir=".") as folder:
        rows: list[tuple[str, str, str, str]] = []
        if not parts or "pages" in parts:
            rows += asyncio.run(pages.measure(Path(folder)))
        if not parts or "chat" in parts:
            rows += asyncio.run(chat.measure(Path(folder)))
        if not parts or "live" in parts:
            rows += live.measure(Path(folder), parts)
        if not parts or "start" in parts:
            rows += start.measure(Path(folder))
        if not parts or "seen" in parts:
            rows += seen.measure(Path(folder))
    show(rows)


def show(rows: list[tuple[str, str, str, str]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        print(" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
