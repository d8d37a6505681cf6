"""One server for one file: two would each tell their own people only half of what happens."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyServed(Exception):
    """Another process serves the file."""


@contextmanager
def served_alone(path: Path) -> Iterator[None]:
    """Hold the file for one server. The system lets go of it when the process ends, however it ends."""
    with path.with_name(path.name + ".lock").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(f"{path} is served by another process already") from None
        except OSError:  # a file system without locks, such as some network shares
            pass
        yield
