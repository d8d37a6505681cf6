"""SQL of the way in: the rules administrators set, invitations as a newcomer uses them, first memberships."""

import msgspec

from community.accounts.model import SiteRules
from community.db import Transaction

_NAMES = tuple(field.name for field in msgspec.structs.fields(SiteRules))


class Invited(msgspec.Struct, frozen=True):
    """What an invitation that still stands gives to whom it lets in."""

    id: int
    space_id: int
    slug: str
    title: str
    role: str


async def site_rules(tx: Transaction, defaults: SiteRules) -> SiteRules:
    """What administrators have set; the configuration's value where they have set nothing."""
    rows = await tx.rows("select name, value from settings where name in (:names)", names=_NAMES)
    return msgspec.structs.replace(defaults, **dict(rows)) if rows else defaults


async def site_rule(tx: Transaction, name: str) -> str:
    """What is written under this name; empty where nothing is."""
    return str(await tx.value("select value from settings where name = :name", name=name) or "")


async def set_site_rule(tx: Transaction, name: str, value: str) -> None:
    await tx.run(
        "insert into settings (name, value, changed_at) values (:name, :value, :now)"
        " on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at",
        name=name, value=value, now=tx.now,
    )  # fmt: skip


async def invited(tx: Transaction, secret_hash: bytes, email_key: str | None) -> Invited | None:
    """What the link offers to whoever has this e-mail (None: it is not known yet); None when it does not stand."""
    return await tx.one(
        Invited,
        """
        select i.id, i.space_id, s.slug, s.title, i.role from invitations i join spaces s on s.id = i.space_id
        where i.secret_hash = :secret and i.revoked_at is null and i.uses_left > 0 and i.expires_at > :now
          and (i.email_key is null or cast(:email as text) is null or i.email_key = :email)
        """,
        secret=secret_hash,
        email=email_key,
        now=tx.now,
    )


async def spend_invitation(tx: Transaction, invitation_id: int) -> bool:
    """Spend one use. The update that spends it is what tests that one is left."""
    return bool(
        await tx.run(
            "update invitations set uses_left = uses_left - 1 where id = :id and uses_left > 0 and revoked_at is null",
            id=invitation_id,
        )
    )


async def network_id(tx: Transaction) -> int | None:
    found = await tx.value("select id from spaces where kind = 'network'")
    return None if found is None else int(found)


async def join(tx: Transaction, space_id: int, person_id: int, role: str) -> None:
    """A newcomer's membership. What was written in the space's topics and rooms before counts as read."""
    await tx.run(
        "insert into memberships (space_id, person_id, role, joined_at, read_from)"
        " values (:space, :person, :role, :now, :now)",
        space=space_id, person=person_id, role=role, now=tx.now,
    )  # fmt: skip
    await tx.run(
        "insert into room_reads (person_id, room_id, read_up_to)"
        " select :person, r.id, r.last_seq from rooms r where r.space_id = :space and r.last_seq > 0"
        " on conflict (person_id, room_id) do update set read_up_to = excluded.read_up_to"
        " where excluded.read_up_to > room_reads.read_up_to",
        space=space_id, person=person_id,
    )  # fmt: skip


async def email_is_registered(tx: Transaction, email_key: str) -> bool:
    return bool(await tx.value("select 1 from people where email_key = :email", email=email_key))


class WayIn(msgspec.Struct, frozen=True):
    """What the sign-up page says: the rules, and what the invitation brought along offers."""

    rules: SiteRules
    offer: Invited | None


async def way_in(tx: Transaction, defaults: SiteRules, secret_hash: bytes | None) -> WayIn:
    offer = await invited(tx, secret_hash, None) if secret_hash else None
    return WayIn(await site_rules(tx, defaults), offer)
