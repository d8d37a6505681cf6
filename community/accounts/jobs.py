"""Once a day: sessions and one-time links that have ended are forgotten."""

from typing import Any

from community.accounts.queries_credentials import forget_ended
from community.clock import DAY
from community.jobs import every


@every(DAY, "accounts.forget_ended")
async def forget(site: Any) -> None:
    await site.db.write(forget_ended)
