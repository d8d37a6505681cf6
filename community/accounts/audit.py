"""The audit log: who used a power over others, on what, and why. Written inside the transaction of the act itself."""

from community.accounts import queries_audit
from community.db import Transaction


async def record(
    tx: Transaction, actor_id: int, *, what: str, space_id: int | None, subject: str, title: str, why: str = ""
) -> None:
    """Keep one act of power: `what` (`topic.closed`) was done to `subject` (`topic:5`, with its title) in a space.

    `space_id` is None for acts over the whole site. `title` and `why` must hold nothing confidential: moderators of
    the space read them.
    """
    await queries_audit.insert_act(tx, actor_id, what, space_id, subject, title, why)
