"""`make bench ENGINE=postgres`: what a site costs on PostgreSQL, beside pgbench on the same server and a file."""

import asyncio
import itertools
import os
import re
import sqlite3
import statistics
import subprocess
import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from benchmarks import chat, live, load, pages
from benchmarks.site import ROOT, Server, community
from tests.postgres_server import PostgresServer

ROUNDS = 3
POSTS = 1_000_000
Rows = list[tuple[str, str, str, str]]


def measure(parts: list[str]) -> Rows:
    """The parts asked for: chat, pages, copy, live; all when none is named."""
    server = PostgresServer(shared_buffers="256MB", autovacuum="on")
    server.start()
    rows: Rows = []
    try:
        with tempfile.TemporaryDirectory(dir=".") as folder:
            for name, part in (("chat", _chat), ("pages", _pages), ("copy", _copy)):
                if not parts or name in parts:
                    rows += part(server, Path(folder))
            if not parts or "live" in parts:
                rows += live.measure(Path(folder), parts, partial(_made, server))
    finally:
        server.remove()
    return rows


def _made(server: PostgresServer, name: str) -> str:
    server.run(f"create database {name}")
    return server.url(name)


def simple_updates_per_second(server: PostgresServer, clients: int, seconds: int = 4) -> float:
    """pgbench's simple update (one update, one select, one insert, durable), as many clients as we have writers."""
    done = subprocess.run(
        [str(server.bin / "pgbench"), "-h", "127.0.0.1", "-p", str(server.port), "-U", "community", "-N", "-n",
         "-M", "prepared", "-c", str(clients), "-T", str(seconds), "reference"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    return float(found[1])


def _chat(server: PostgresServer, folder: Path) -> Rows:
    server.run("create database chat")
    server.run("create database reference")
    subprocess.run(
        [str(server.bin / "pgbench"), "-h", "127.0.0.1", "-p", str(server.port), "-U", "community", "-i", "-q",
         "-s", "10", "reference"], capture_output=True, check=True,
    )  # fmt: skip
    return asyncio.run(_rates(server, Server(folder / "chat", server.url("chat"))))


async def _rates(server: PostgresServer, site: Server) -> Rows:
    site.prepare()
    rates: dict[int, list[float]] = {16: [], 1: []}
    waits: list[float] = []
    reference: list[float] = []
    numbers = itertools.count(1)
    with site.running():
        network = site.network()
        rooms = [
            site.call(site.admin, "chat.create_room", space_id=network, title=f"Комната {n}")["id"] for n in range(16)
        ]
        tokens = site.people(chat.SENDERS)
        for _ in range(ROUNDS):
            reference.append(await asyncio.to_thread(simple_updates_per_second, server, 6))
            for count, found in rates.items():
                senders = chat.Senders(rooms[:count])
                clients = [await load.socket(site.address, token, senders.hear) for token in tokens]
                for number, client in enumerate(clients):
                    client.numbers = numbers
                    senders.join(client, number)
                found.append(await senders.run(clients))
                if count == 16:
                    waits.append(statistics.median(senders.waits) * 1000)
                for client in clients:
                    client.close()
    beside = f"pgbench simple update, 6 clients: {statistics.median(reference):,.0f}/s"
    sent = f"chat.send, {chat.SENDERS} senders"
    return [
        (f"{sent}, 16 rooms", f"{statistics.median(rates[16]):,.0f}/s", beside, "goal 1,200/s"),
        ("  its acknowledgement, median", f"{statistics.median(waits):.1f} ms", "", ""),
        (f"{sent}, one room", f"{statistics.median(rates[1]):,.0f}/s", beside, "goal 400/s"),
    ]  # fmt: skip


def _pages(server: PostgresServer, folder: Path) -> Rows:
    server.run("create database pages")
    return asyncio.run(_page_rates(Server(folder / "there", server.url("pages")), Server(folder / "here")))


async def _page_rates(there: Server, here: Server) -> Rows:
    found: dict[str, list[float]] = {}
    there.prepare()
    here.prepare()
    with there.running(), here.running():
        asked = []
        for name, site in (("there", there), ("here", here)):
            path = await asyncio.to_thread(pages.topic, site)
            cookie = f"cookie: session={site.people(1)[0]}\r\n"
            asked += [(name, "signed out", site, path, ""), (name, "signed in", site, path, cookie)]
        for _ in range(ROUNDS):
            for name, who, site, path, cookie in asked:
                rate = await load.requests_per_second(site.address, path, cookie)
                found.setdefault(f"{name} {who}", []).append(rate)
    rows = []
    for who, goal in (("signed out", 1.0), ("signed in", 0.7)):
        rate, file = (statistics.median(found[f"{name} {who}"]) for name in ("there", "here"))
        rows.append((f"topic page, 20 posts, {who}", f"{rate:,.0f}/s", f"on a file of SQLite: {file:,.0f}/s",
                     f"{rate / file:.2f} of it, goal {goal:.2f}"))  # fmt: skip
    return rows


FILL = f"""
insert into posts (topic_id, seq, version, parent_id, path, author_id, source, html, posted_at)
with recursive n(i) as (select 1 union all select i + 1 from n where i < {POSTS})
select 1 + i % 1000, 100 + i, 100 + i, null, cast(printf('%08d', i) as blob), 1, :text, :text, 1790000000000 + i from n
"""


def _copy(server: PostgresServer, folder: Path) -> Rows:
    """A file with a million posts, copied to the server by the command people use."""
    server.run("create database target")
    source = Server(folder / "copied")
    source.prepare()
    with source.running():
        section = source.call(source.admin, "forum.create_section", space_id=source.network(), title="Режим")["id"]
        for number in range(1000):
            source.call(source.admin, "forum.create_topic", section_id=section, title=f"Тема {number}", body="Что?",
                        client_id=f"t{number}")  # fmt: skip
    file = source.data / "community.db"
    with closing(sqlite3.connect(file)) as filling:
        filling.execute(FILL, {"text": pages.SENTENCE * 2})
        filling.commit()
    started = time.perf_counter()
    command = community("copy", "--from", f"sqlite:///{file.resolve()}", "--to", server.url("target"))
    copying = subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(copying.pid, 0)
    seconds = time.perf_counter() - started
    assert status == 0
    assert server.run("select count(*) as n from posts", "target")[0]["n"] == POSTS + 1000
    began = time.perf_counter()
    with closing(sqlite3.connect(file)) as reading:
        for _ in reading.execute("select * from posts"):
            pass
    plain = time.perf_counter() - began
    memory = used.ru_maxrss * 1024 / 1e6
    return [
        (f"copying {POSTS:,} posts from a file", f"{seconds:.0f} s",
         f"reading them in Python and no more: {plain:.1f} s", "goal 120 s"),
        ("  memory of the process that copies", f"{memory:.0f} MB", "", "goal 200 MB"),
    ]  # fmt: skip
