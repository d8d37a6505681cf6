"""Once a minute: what this server did in it is kept for a day."""

from typing import Any

from community.admin import commands
from community.admin.samples import Totals
from community.clock import MINUTE
from community.jobs import every

LONGEST = 5 * MINUTE
"""A minute that took longer is none: the machine slept, or the database did not answer."""


@every(MINUTE, "admin.sample")
async def sample(site: Any) -> None:
    """What is counted goes on from the sample before; the first look only begins."""
    now = Totals.of(site.figures, site.clock.steady())
    before: Totals | None = site.resources.get("sampled")
    if before is not None:
        made = now.since(before, site.clock.now(), site.figures.process, site.resources["connections"]())
        if made.span <= LONGEST:
            await site.db.write(commands.keep_sample, made)
    site.resources["sampled"] = now
