"""SQL of what opens an account: password hashes, sessions, tokens, one-time links."""

import msgspec

from community.accounts.model import RESET_LASTS_MINUTES, LastReset, NewSession, SessionRow, TokenRow
from community.accounts.queries_session import LASTS
from community.clock import MINUTE
from community.db import Transaction


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What signing in is decided by. `suspended_why` is None while the account is not blocked."""

    id: int
    name: str
    email: str
    password_hash: str
    suspended_why: str | None


_CREDENTIALS = """select id, name, email, password_hash,
       case when suspended_at is null then null else coalesce(suspended_why, '') end as suspended_why from people"""


async def credentials(tx: Transaction, person_id: int) -> Credentials | None:
    return await tx.one(Credentials, f"{_CREDENTIALS} where id = :id", id=person_id)


async def credentials_by_email(tx: Transaction, email_key: str) -> Credentials | None:
    return await tx.one(Credentials, f"{_CREDENTIALS} where email_key = :email", email=email_key)


async def set_password(tx: Transaction, person_id: int, password_hash: str) -> None:
    await tx.run("update people set password_hash = :hash where id = :id", id=person_id, hash=password_hash)


async def set_email(tx: Transaction, person_id: int, email: str, email_key: str) -> None:
    await tx.run(
        "update people set email = :email, email_key = :key where id = :id", id=person_id, email=email, key=email_key
    )


async def insert_session(tx: Transaction, person_id: int, new: NewSession) -> int:
    return int(
        await tx.value(
            """
            insert into sessions (person_id, kind, secret_hash, title, agent, made_at, seen_at, expires_at)
            values (:person, :kind, :secret, :title, :agent, :now, :now, :end) returning id
            """,
            person=person_id,
            kind=new.kind,
            secret=new.secret_hash,
            title=new.title,
            agent=new.agent,
            now=tx.now,
            end=tx.now + LASTS,
        )
    )


async def sessions_of(tx: Transaction, person_id: int, current: int) -> list[SessionRow]:
    """Where the person is signed in, newest first, at most a hundred; tokens have a title and are not among them."""
    return await tx.all(
        SessionRow,
        """
        select id, kind, agent, made_at, seen_at, expires_at, id = :current as current from sessions
        where person_id = :person and title = '' and expires_at > :now
        order by id = :current desc, seen_at desc, id desc limit 100
        """,
        person=person_id,
        current=current,
        now=tx.now,
    )


async def tokens_of(tx: Transaction, person_id: int) -> list[TokenRow]:
    return await tx.all(
        TokenRow,
        """
        select id, title, made_at, seen_at, expires_at from sessions
        where person_id = :person and title <> '' and expires_at > :now order by id desc limit 100
        """,
        person=person_id,
        now=tx.now,
    )


async def token(tx: Transaction, person_id: int, token_id: int) -> TokenRow | None:
    return await tx.one(
        TokenRow,
        "select id, title, made_at, seen_at, expires_at from sessions"
        " where id = :id and person_id = :person and title <> ''",
        id=token_id, person=person_id,
    )  # fmt: skip


async def end_session(tx: Transaction, person_id: int, session_id: int) -> bool:
    """End one session or token of the person's own."""
    return bool(
        await tx.run("delete from sessions where id = :id and person_id = :person", id=session_id, person=person_id)
    )


async def end_sessions(tx: Transaction, person_id: int, keep: int, *, tokens: bool) -> tuple[int, ...]:
    """End the person's sessions except `keep` (0: all), tokens too when asked; the ids of those ended."""
    rows = await tx.rows(
        "delete from sessions where person_id = :person and id <> :keep and (title = '' or :tokens = 1) returning id",
        person=person_id, keep=keep, tokens=int(tokens),
    )  # fmt: skip
    return tuple(row[0] for row in rows)


async def insert_reset_link(tx: Transaction, person_id: int, made_by: int, secret_hash: bytes) -> int:
    """A new one-time link; those made before it for the person are void. When it ends, in ms."""
    await void_reset_links(tx, person_id)
    expires_at = tx.now + RESET_LASTS_MINUTES * MINUTE
    await tx.run(
        "insert into reset_links (person_id, secret_hash, made_by, made_at, expires_at)"
        " values (:person, :secret, :by, :now, :end)",
        person=person_id, secret=secret_hash, by=made_by, now=tx.now, end=expires_at,
    )  # fmt: skip
    return expires_at


async def void_reset_links(tx: Transaction, person_id: int) -> None:
    await tx.run(
        "update reset_links set expires_at = :now where person_id = :person and used_at is null and expires_at > :now",
        person=person_id, now=tx.now,
    )  # fmt: skip


async def person_of_reset_link(tx: Transaction, secret_hash: bytes) -> int | None:
    """Whose password an unused link sets; None when it has ended."""
    found = await tx.value(
        "select person_id from reset_links where secret_hash = :secret and used_at is null and expires_at > :now",
        secret=secret_hash, now=tx.now,
    )  # fmt: skip
    return None if found is None else int(found)


async def use_reset_link(tx: Transaction, secret_hash: bytes) -> int | None:
    """Spend the link: the update that spends it is what tests that it still stands."""
    found = await tx.value(
        "update reset_links set used_at = :now where secret_hash = :secret and used_at is null and expires_at > :now"
        " returning person_id",
        secret=secret_hash, now=tx.now,
    )  # fmt: skip
    return None if found is None else int(found)


async def last_reset(tx: Transaction, person_id: int) -> LastReset | None:
    """The latest link that others made for this person's password."""
    return await tx.one(
        LastReset,
        "select coalesce(b.name, '') as by, r.made_at, r.used_at"
        " from reset_links r left join people b on b.id = r.made_by"
        " where r.person_id = :person order by r.id desc limit 1",
        person=person_id,
    )


async def forget_ended(tx: Transaction) -> None:
    """Delete sessions that have ended; of one-time links those older than the time a person is told of them."""
    await tx.run("delete from sessions where expires_at <= :now", now=tx.now)
    await tx.run("delete from reset_links where made_at < :then", then=tx.now - LASTS)
