"""All SQL of notices."""

from community.db import Transaction
from community.notify.model import Kind, Notice


async def upsert_notice(
    tx: Transaction, person_id: int, kind: Kind, about: str, actor_id: int | None, title: str, href: str
) -> None:
    """A new unread notice in the place of the one about the same thing that is still unread, and the newest of all."""
    times = await tx.value(
        "delete from notices where person_id = :person and kind = :kind and about = :about and read_at is null"
        " returning times",
        person=person_id, kind=kind, about=about,
    )  # fmt: skip
    await tx.run(
        """
        insert into notices (person_id, kind, about, actor_id, title, href, times, made_at)
        values (:person, :kind, :about, :actor, :title, :href, :times, :now)
        """,
        person=person_id, kind=kind, about=about, actor=actor_id, title=title, href=href, times=(times or 0) + 1,
        now=tx.now,
    )  # fmt: skip


async def next_version(tx: Transaction, person_id: int) -> int:
    """Number what the person is told. The row is the lock under which unread notices are counted."""
    return int(
        await tx.value(
            "insert into notice_versions (person_id, version) values (:person, 1)"
            " on conflict (person_id) do update set version = notice_versions.version + 1 returning version",
            person=person_id,
        )
    )


async def version(tx: Transaction, person_id: int) -> int:
    """The version of the person's own channel; 0 before anything was told."""
    return int(await tx.value("select version from notice_versions where person_id = :person", person=person_id) or 0)


async def unread_count(tx: Transaction, person_id: int) -> int:
    return int(
        await tx.value(
            "select count(*) from (select 1 from notices where person_id = :person and read_at is null limit 1000) u",
            person=person_id,
        )
    )


async def notices_page(tx: Transaction, person_id: int, before: int, limit: int) -> list[Notice]:
    """Newest first by id, as many as `limit`, those before the notice `before` (0: from the newest)."""
    return await tx.all(
        Notice,
        """
        select n.id, n.kind, n.title, n.href, n.times, n.made_at, n.read_at, n.actor_id, a.name as actor_name
        from notices n left join people a on a.id = n.actor_id
        where n.person_id = :person and (:before = 0 or n.id < :before)
        order by n.id desc limit :limit
        """,
        person=person_id,
        before=before,
        limit=limit,
    )


async def mark_read(tx: Transaction, person_id: int, ids: tuple[int, ...]) -> int:
    return await tx.run(
        "update notices set read_at = :now where person_id = :person and read_at is null and id in (:ids)",
        now=tx.now, person=person_id, ids=ids,
    )  # fmt: skip


async def mark_read_about(tx: Transaction, person_id: int, about: str) -> int:
    return await tx.run(
        "update notices set read_at = :now where person_id = :person and read_at is null and about = :about",
        now=tx.now, person=person_id, about=about,
    )  # fmt: skip


async def mark_all_read(tx: Transaction, person_id: int) -> int:
    return await tx.run(
        "update notices set read_at = :now where person_id = :person and read_at is null",
        now=tx.now, person=person_id,
    )  # fmt: skip
