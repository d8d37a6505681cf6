"""What an open and idle socket costs in memory, beside a bare Starlette WebSocket under Uvicorn set as ours is."""

import time

from benchmarks.live.crowd import Crowd
from benchmarks.live.listeners import plain, quiet
from benchmarks.live.stage import Row, Stage, resident

COUNT = 10_000
FIRST = 200
"""Opened before the measuring begins, so that what is loaded or made once is there."""


async def measure(stage: Stage) -> list[Row]:
    frame = stage.folder / "frame"
    frame.write_bytes(b"{}")
    with plain("starlette", frame) as (address, pid):
        bare = Crowd(address, period=1)
        theirs, _ = await _each(bare, [""], pid)
        await bare.leave()
    with stage.running() as process:
        room = stage.rooms(1)[0]
        crowd = Crowd(stage.server.address, period=1)
        ours, rate = await _each(crowd, stage.tokens, process.pid)
        before = resident(process.pid)
        for channel in ("me", f"room:{room}"):
            await crowd.ask("live.subscribe", f'{{"channel":"{channel}"}}')
        await quiet(crowd)
        listening = ours + (resident(process.pid) - before) / COUNT
        await crowd.leave()
    return [
        (f"memory of an idle socket, of {COUNT:,}", f"{ours / 1000:.1f} kB",
         f"bare Starlette: {theirs / 1000:.1f} kB", "goal 40 kB"),
        ("  more than the bare one", f"{(ours - theirs) / 1000:.1f} kB", "", "goal 12 kB"),
        ("  one that listens to `me` and a room", f"{listening / 1000:.1f} kB", "", ""),
        ("  sockets opened", f"{rate:,.0f}/s", "", ""),
    ]  # fmt: skip


async def _each(crowd: Crowd, tokens: list[str], pid: int) -> tuple[float, float]:
    """Bytes of a socket, and how many were opened in a second."""
    await crowd.enter(tokens, FIRST)
    before, began = resident(pid), time.perf_counter()
    await crowd.enter(tokens, COUNT - FIRST)
    rate = (COUNT - FIRST) / (time.perf_counter() - began)
    await quiet(crowd)
    return (resident(pid) - before) / (COUNT - FIRST), rate
