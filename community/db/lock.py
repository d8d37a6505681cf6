"""One server for one database: two would each tell their own people only half of what happens."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from community.address import Address, PostgresUrl, of


class AlreadyServed(Exception):
    """Another process serves the database."""


@contextmanager
def served_alone(place: Address | Path) -> Iterator[None]:
    """Hold the database for one server. The system lets go of it when the process ends, however it ends.

    On PostgreSQL the serving process itself holds a lock on its connection; here it is asked for, so that nobody who
    comes too late migrates first.
    """
    address = of(place)
    if isinstance(address, PostgresUrl):
        _require_not_served(address)
        yield
        return
    path = address.path
    with path.with_name(path.name + ".lock").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(f"{path} is served by another process already") from None
        except OSError:  # a file system without locks, such as some network shares
            pass
        yield


def _require_not_served(address: PostgresUrl) -> None:
    from community.db import postgres_ear, postgres_schema

    try:
        served = postgres_schema.wait_for(postgres_ear.is_served(address))
    except Exception:  # noqa: BLE001 - what is wrong with the address is said by who migrates next
        return
    if served:
        raise AlreadyServed(f"{address} is served by another process already")
