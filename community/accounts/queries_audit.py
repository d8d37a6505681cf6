"""SQL that writes the audit log. Reading it is the moderation's."""

from community.db import Transaction


async def insert_act(
    tx: Transaction, actor_id: int, what: str, space_id: int | None, subject: str, title: str, why: str
) -> None:
    await tx.run(
        "insert into audit_log (actor_id, what, space_id, subject, title, why, made_at)"
        " values (:actor, :what, :space, :subject, :title, :why, :now)",
        actor=actor_id, what=what, space=space_id, subject=subject, title=title, why=why, now=tx.now,
    )  # fmt: skip
