"""The checkpointer: moves SQLite's log into the file beside the writer, without ever holding anybody up."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from community.db.sqlite import connect

CHECKPOINT_SECONDS = 1.0
LONG_LOG = 16 * 1024
"""Pages of 4 KiB. A log that is written without a pause never gets to its end, and would grow as long as that lasts."""


class Checkpointer(threading.Thread):
    """A PASSIVE checkpoint a second while something is in the log. `long` is called, here, when the log is long.

    Nothing stronger: RESTART and TRUNCATE keep writers out while they wait for readers, and a TRUNCATE looks to the
    writer's `data_version` like a change from another process.
    """

    def __init__(self, path: Path, long: Callable[[], None]) -> None:
        super().__init__(name="sqlite-checkpointer", daemon=True)
        self._connection = connect(path)
        self._long = long
        self._stopping = threading.Event()
        self._written = threading.Event()

    def written(self) -> None:
        self._written.set()

    def run(self) -> None:
        moved = True
        while not self._stopping.wait(CHECKPOINT_SECONDS):
            if self._written.is_set() or not moved:
                self._written.clear()
                moved = self._checkpoint()

    def _checkpoint(self) -> bool:
        """Whether all of the log is in the file now."""
        try:
            busy, pages, done = self._connection.execute("pragma wal_checkpoint(passive)").fetchone()
        except sqlite3.Error:
            return False  # a locked or full disk: the log keeps everything, the next second tries again
        if pages > LONG_LOG:
            self._long()
        return not busy and pages == done

    def stop(self) -> None:
        self._stopping.set()
        self.join()
        self._connection.close()
