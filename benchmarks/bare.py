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

from benchmarks.load import stay_on_core


def main(file: str, port: int) -> None:
    stay_on_core(0)
    body = Path(file).read_bytes()

    async def answer(_: Request) -> Response:
        return Response(body, media_type="text/html")

    app = Starlette(routes=[Route("/", answer)])
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", log_config=None, access_log=False)


def syncs_per_second(folder: Path, seconds: float = 1.0) -> float:
    """How often 4 KiB can be written and brought to the disk in a second."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        number, count, started = file.fileno(), 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            os.pwrite(number, b"x" * 4096, (count % 256) * 4096)
            os.fdatasync(number)
            count += 1
        return count / (time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
