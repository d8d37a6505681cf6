"""How pages are on a telephone: Lighthouse's figures, and the first text on a slow line and processor."""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.load import cores
from benchmarks.site import ROOT, Server, free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
LIGHTHOUSE = ROOT / "benchmarks" / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
ROUNDS = 3
SLOWER = 6
LATENCY, BYTES_A_SECOND = 400, 400_000 // 8

NOTE_TASKS = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
}).observe({ type: "longtask", buffered: true });
"""
FIRST_TEXT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
SETTLED = 1500
"""Milliseconds after loading in which the last modules of a page begin their work."""


def addresses(server: Server) -> list[tuple[str, str, str]]:
    """What is looked at: its name, its address, the token of who looks (none: a visitor)."""
    teacher, specialist = server.enter("anna@example.org"), server.enter("irina@example.org")
    network = next(one for one in server.call(teacher, "spaces.list")["items"] if one["kind"] == "network")
    sections = server.call(teacher, "forum.sections", space_id=network["id"])["items"]
    topics = [
        topic
        for section in sections
        for topic in server.call(teacher, "forum.topics", section_id=section["id"])["items"]
    ]  # fmt: skip
    longest = max(topics, key=lambda topic: topic["post_count"])
    topic = f"/t/{longest['id']}-{longest['slug']}"
    room = next(room for room in server.call(teacher, "chat.rooms")["items"] if room["space_id"] == network["id"])
    queue = server.call(specialist, "consult.queues")["items"][0]
    return [
        ("home, signed out", "/", ""),
        ("topic, signed out", topic, ""),
        ("home", "/", teacher),
        ("topic", topic, teacher),
        ("room", f"/r/{room['id']}", teacher),
        ("queue", f"/q/{queue['id']}", specialist),
    ]


@contextlib.contextmanager
def browser(folder: Path, port: int) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, into which Lighthouse can look as well."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder), executable_path=CHROMIUM, args=[*FLAGS, f"--remote-debugging-port={port}"], locale="ru-RU",
            viewport={"width": 390, "height": 844},
        )  # fmt: skip
        yield context
        context.close()


def lighthouse(address: str, port: int) -> str:
    """Its mobile preset: a slow 4G line and a processor four times slower, reckoned from what was measured."""
    asked = [
        "node", str(LIGHTHOUSE), address, f"--port={port}", "--disable-storage-reset", "--output=json", "--quiet",
        f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting",
    ]  # fmt: skip
    done = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "CHROME_PATH": CHROMIUM})
    report: dict[str, Any] = json.loads(done.stdout)
    scores = " / ".join(f"{round(report['categories'][name]['score'] * 100)}" for name in CATEGORIES)
    return f"{scores}, layout shift {report['audits']['cumulative-layout-shift']['numericValue']:.3f}"


def slowly(page: Page, address: str) -> tuple[float, float]:
    """Seconds to the first text and milliseconds of the longest task, with nothing kept from before."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.clearBrowserCache")
    cdp.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, timeout=60_000)
    page.wait_for_timeout(SETTLED)
    first, longest = page.evaluate(FIRST_TEXT) / 1000, page.evaluate("window.longest")
    cdp.detach()
    return first, longest


def slow_row(context: BrowserContext, name: str, address: str, size: int) -> tuple[str, str, str, str]:
    page = context.new_page()
    page.add_init_script(NOTE_TASKS)
    seen = [slowly(page, address) for _ in range(ROUNDS)]
    page.close()
    first, longest = (statistics.median(values) for values in zip(*seen, strict=True))
    figure = f"{first:.1f} s to the first text, longest task {longest:.0f} ms, HTML {size / 1000:.0f} kB"
    return f"slow telephone: {name}", figure, "400 kbit/s, 400 ms, processor six times slower", "goal 2 s, 200 ms"


def measure(folder: Path) -> list[tuple[str, str, str, str]]:
    if not CHROMIUM or not LIGHTHOUSE.exists():
        return [("pages in a browser", "not measured", "Chromium or npm is not installed", "")]
    os.sched_setaffinity(0, cores())  # a browser has many processes
    server, port = Server(folder / "seen"), free_port()
    server.demonstrate()
    rows = []
    with server.running(), browser(folder / "profile", port) as context:
        for name, path, token in addresses(server):
            context.clear_cookies()
            if token:
                context.add_cookies([{"name": "session", "value": token, "url": server.address}])
            address = server.address + path
            figure = lighthouse(address, port)
            rows.append(
                (f"Lighthouse: {name}", figure, "performance / accessibility / practices", "goal 95 / 95 / 95, 0")
            )
            rows.append(slow_row(context, name, address, len(server.page(path, token))))
    return rows
