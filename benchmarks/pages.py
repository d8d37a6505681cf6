"""How often a topic page is answered, beside a bare Starlette app that returns the same bytes from memory."""

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import load
from benchmarks.site import Server, free_port, process

ROUNDS = 3
SENTENCE = "Ребёнку два года, утром расстаётся с мамой со слезами, к десяти часам успокаивается и хорошо ест. "


def topic(server: Server) -> str:
    """The address of a public topic with 20 posts of 600 characters."""
    section = server.call(
        server.admin, "spaces.create", kind="community", slug="bench", title="Адаптация", visibility="public"
    )["id"]
    section = server.call(server.admin, "forum.create_section", space_id=section, title="Адаптация и режим")["id"]
    body = (SENTENCE * 7)[:600]
    made = server.call(
        server.admin, "forum.create_topic", section_id=section, title="Плачет каждое утро", body=body, client_id="t"
    )
    for number in range(19):
        server.call(server.admin, "forum.reply", topic_id=made["id"], body=body, client_id=f"r{number}")
    return f"/t/{made['id']}-{made['slug']}"


async def measure(folder: Path) -> list[tuple[str, str, str, str]]:
    server = Server(folder / "pages")
    server.prepare()
    with server.running():
        path = topic(server)
        body = await asyncio.to_thread(server.page, path)
        file = folder / "page.html"
        file.write_bytes(body)
        port = free_port()
        bare_address = f"http://127.0.0.1:{port}"
        token = server.people(1)[0]
        cookie = f"cookie: session={token}\r\n"
        with process(sys.executable, "-m", "benchmarks.bare", str(file), str(port), ready=bare_address):
            bare, visitor, member = [], [], []
            for _ in range(ROUNDS):  # in turn, so that the machine's moods meet all three
                bare.append(await load.requests_per_second(bare_address, "/"))
                visitor.append(await load.requests_per_second(server.address, path))
                member.append(await load.requests_per_second(server.address, path, cookie))
    reference = statistics.median(bare)
    size = f"bare Starlette, the same {len(body) / 1000:.0f} kB: {reference:,.0f}/s"
    rows = []
    for name, found, goal in (("signed out", visitor, 1 / 2), ("signed in", member, 1 / 15)):
        rate = statistics.median(found)
        share = f"{rate / reference:.3f} of it, goal {goal:.3f}"
        rows.append((f"topic page, 20 posts, {name}", f"{rate:,.0f}/s", size, share))
    return rows


if __name__ == "__main__":
    load.stay_on_core(1)
    with tempfile.TemporaryDirectory() as found:
        print(asyncio.run(measure(Path(found))))
