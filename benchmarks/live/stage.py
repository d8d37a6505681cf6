"""A network with a few hundred people and rooms, its server, and how busy the one who measures is himself."""

import contextlib
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

from benchmarks.site import Server

Row = tuple[str, str, str, str]

PEOPLE = 200
BODY = "Коллеги, завтра семинар в 15:00 в музыкальном зале."


class Stage:
    """`running()` serves; `rooms(n)` makes that many in the network's space, open to all of it."""

    def __init__(self, folder: Path, database: str = "", people: int = PEOPLE) -> None:
        raise_open_files()
        folder.mkdir()
        self.folder = folder
        self.server = Server(folder / "data", database)
        self.people = people
        self.tokens: list[str] = []
        self.server.prepare()

    @contextlib.contextmanager
    def running(self) -> Iterator[Popen[bytes]]:
        with self.server.running() as process:
            self.tokens = self.server.people(self.people)
            yield process

    def rooms(self, count: int) -> list[int]:
        network = self.server.network()
        made = (
            self.server.call(self.server.admin, "chat.create_room", space_id=network, title=f"Комната {n}")
            for n in range(count)
        )
        return [room["id"] for room in made]

    def topic(self) -> int:
        call, admin = self.server.call, self.server.admin
        section = call(admin, "forum.create_section", space_id=self.server.network(), title="Режим дня")["id"]
        made = call(admin, "forum.create_topic", section_id=section, title="Сон", body=BODY, client_id="topic")
        return int(made["id"])


class Effort:
    """How much of its time this process has worked since `begin`: above nine tenths it measures itself."""

    def __init__(self) -> None:
        self._wall = self._work = self._share = 0.0

    def begin(self) -> None:
        self._wall, self._work = time.perf_counter(), time.process_time()

    def end(self) -> None:
        share = (time.process_time() - self._work) / (time.perf_counter() - self._wall)
        self._share = max(self._share, share)

    def __str__(self) -> str:
        """Nothing, or a warning to be printed beside the figure."""
        return f" (limited by the generator: {self._share:.2f} of its core)" if self._share > 0.9 else ""


def raise_open_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def resident(pid: int) -> int:
    """Bytes of memory that are a process's own or its share of what it has in common with others (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
