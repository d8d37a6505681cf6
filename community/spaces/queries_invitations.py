"""SQL of invitations. A link's secret is kept as a digest only."""

import msgspec

from community.db import Transaction
from community.spaces.model import Invitation, Offer
from community.spaces.queries import space

_INVITATION = """select i.id, i.space_id, i.role, i.email_key as email, i.uses_left, i.expires_at, i.made_at,
       p.name as made_by from invitations i join people p on p.id = i.made_by"""


async def invitation(tx: Transaction, invitation_id: int) -> Invitation | None:
    return await tx.one(Invitation, f"{_INVITATION} where i.id = :id", id=invitation_id)


async def open_invitations(tx: Transaction, space_id: int, before: int, limit: int) -> list[Invitation]:
    """Those that still let somebody in, newest first, before the id `before` (0: from the newest)."""
    return await tx.all(
        Invitation,
        f"""
        {_INVITATION}
        where i.space_id = :space and i.revoked_at is null and i.uses_left > 0 and i.expires_at > :now
          and (:before = 0 or i.id < :before)
        order by i.id desc limit :limit
        """,
        space=space_id,
        before=before,
        limit=limit,
        now=tx.now,
    )


async def insert_invitation(
    tx: Transaction, made_by: int, space_id: int, secret_hash: bytes, role: str, uses: int, expires_at: int,
    email_key: str | None,
) -> int:  # fmt: skip
    return int(
        await tx.value(
            """
            insert into invitations (space_id, secret_hash, role, email_key, uses_left, expires_at, made_by, made_at)
            values (:space, :secret, :role, :email, :uses, :expires, :by, :now)
            returning id
            """,
            space=space_id,
            secret=secret_hash,
            role=role,
            email=email_key,
            uses=uses,
            expires=expires_at,
            by=made_by,
            now=tx.now,
        )
    )


async def revoke_invitation(tx: Transaction, invitation_id: int) -> bool:
    return bool(
        await tx.run(
            "update invitations set revoked_at = :now where id = :id and revoked_at is null",
            id=invitation_id, now=tx.now,
        )
    )  # fmt: skip


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation as its link finds it. `stands`: it still lets somebody in. `mine`: made for no other address."""

    id: int
    offer: Offer
    stands: bool
    mine: bool


async def held(tx: Transaction, secret_hash: bytes, person_id: int) -> Held | None:
    """What the link offers to this person (0: nobody known yet); None when there is no such link."""
    rows = await tx.rows(
        """
        select i.id, i.space_id, i.role, p.name, i.expires_at,
               case when i.revoked_at is null and i.uses_left > 0 and i.expires_at > :now then 1 else 0 end,
               case when i.email_key is null or :person = 0 or exists (
                   select 1 from people h where h.id = :person and h.email_key = i.email_key) then 1 else 0 end
        from invitations i join people p on p.id = i.made_by where i.secret_hash = :secret
        """,
        secret=secret_hash,
        person=person_id,
        now=tx.now,
    )
    if not rows:
        return None
    invitation_id, space_id, role, name, expires_at, stands, mine = rows[0]
    offered = Offer(space=await space(tx, space_id), role=role, invited_by=name, expires_at=expires_at)
    return Held(id=invitation_id, offer=offered, stands=bool(stands), mine=bool(mine))


async def use_invitation(tx: Transaction, invitation_id: int) -> bool:
    """Spend one use. The update that spends it is what tests that one is left."""
    return bool(
        await tx.run(
            "update invitations set uses_left = uses_left - 1"
            " where id = :id and uses_left > 0 and revoked_at is null and expires_at > :now",
            id=invitation_id, now=tx.now,
        )
    )  # fmt: skip
