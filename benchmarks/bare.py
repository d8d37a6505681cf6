"""The references: a bare Starlette app that returns given bytes from memory, and what the disk can do."""

import os
import sys
import tempfile
import time
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def main(file: str, port: int) -> None:
    body = Path(file).read_bytes()

    async def answer(_: Request) -> Response:
        return Response(body, media_type="text/html")

    app = Starlette(routes=[Route("/", answer)])
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", log_config=None, access_log=False)


def syncs_per_second(folder: Path, seconds: float = 1.0) -> float:
    """How often 4 KiB can be written and brought to the disk in a second."""
    times = sync_times(folder, seconds)
    return len(times) / sum(times)


def sync_times(folder: Path, seconds: float = 1.0) -> list[float]:
    """How long each write of 4 KiB to the disk took, in seconds, one after another."""
    times: list[float] = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        number, until = file.fileno(), time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            os.pwrite(number, b"x" * 4096, (len(times) % 256) * 4096)
            os.fdatasync(number)
            times.append(time.perf_counter() - began)
    return times


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
