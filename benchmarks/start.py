"""How soon a start answers, and what an idle process holds."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.site import ROOT, Server, wait_for

ROUNDS = 5


def measure(folder: Path) -> list[tuple[str, str, str, str]]:
    server = Server(folder / "start")
    server.prepare()
    starts, interpreters, memory = [], [], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import starlette.applications, uvicorn"], cwd=ROOT, check=True)
        interpreters.append(time.perf_counter() - began)
        running = subprocess.Popen(server.command(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            starts.append(wait_for(server.address + "/", running))
            memory.append(_resident(running.pid))
        finally:
            running.terminate()
            running.wait(30)
    reference = f"Python with Starlette and Uvicorn imported: {statistics.median(interpreters):.2f} s"
    return [
        ("first page after a start", f"{statistics.median(starts):.2f} s", reference, "goal 1.5 s"),
        ("memory of an idle process", f"{statistics.median(memory):.0f} MB", "", "goal 90 MB"),
    ]


def _resident(pid: int) -> float:
    """Resident memory of a process in megabytes, from Linux's own account."""
    line = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1000
