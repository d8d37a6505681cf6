"""SQL of consents: the versions of a queue's text, and who has given and withdrawn consent to which."""

from community.consult.model import Consent, ConsentText, GivenConsent
from community.db import Transaction


async def consent(tx: Transaction, queue_id: int, person_id: int) -> Consent:
    """The text in force, None when the newest one is empty, and since when the person's consent to it is."""
    rows = await tx.rows(
        """
        select t.number, t.body, t.made_at, c.given_at from consent_texts t
        left join consents c on c.text_id = t.id and c.person_id = :person and c.withdrawn_at is null
        where t.queue_id = :queue order by t.number desc limit 1
        """,
        queue=queue_id, person=person_id,
    )  # fmt: skip
    if not rows or not rows[0][1]:
        return Consent(text=None, given_at=None, in_force=False)
    number, body, made_at, given_at = rows[0]
    text = ConsentText(queue_id=queue_id, number=number, body=body, made_at=made_at)
    return Consent(text=text, given_at=given_at, in_force=given_at is not None)


async def insert_text(tx: Transaction, queue_id: int, body: str, by: int) -> None:
    await tx.run(
        """
        insert into consent_texts (queue_id, number, body, made_at, made_by)
        values (:queue, (select coalesce(max(number), 0) + 1 from consent_texts where queue_id = :queue), :body,
                :now, :by)
        """,
        queue=queue_id, body=body, now=tx.now, by=by,
    )  # fmt: skip


async def texts(tx: Transaction, queue_id: int) -> list[ConsentText]:
    """Every version, the newest first."""
    return await tx.all(
        ConsentText,
        "select queue_id, number, body, made_at from consent_texts where queue_id = :queue order by number desc",
        queue=queue_id,
    )


async def give(tx: Transaction, queue_id: int, number: int, person_id: int) -> int:
    """A consent to this version, or the one that is in force already; its id."""
    await tx.run(
        """
        insert into consents (person_id, text_id, given_at)
        select :person, t.id, :now from consent_texts t where t.queue_id = :queue and t.number = :number
        on conflict (person_id, text_id) where withdrawn_at is null do nothing
        """,
        person=person_id, queue=queue_id, number=number, now=tx.now,
    )  # fmt: skip
    return int(
        await tx.value(
            """
            select c.id from consents c join consent_texts t on t.id = c.text_id
            where t.queue_id = :queue and t.number = :number and c.person_id = :person and c.withdrawn_at is null
            """,
            person=person_id, queue=queue_id, number=number,
        )
    )  # fmt: skip


async def withdraw(tx: Transaction, queue_id: int, person_id: int) -> int:
    """Withdraw consent to every version of the queue's text; how many were in force."""
    return await tx.run(
        """
        update consents set withdrawn_at = :now where person_id = :person and withdrawn_at is null
          and text_id in (select t.id from consent_texts t where t.queue_id = :queue)
        """,
        now=tx.now, person=person_id, queue=queue_id,
    )  # fmt: skip


async def given_by(tx: Transaction, person_id: int) -> list[GivenConsent]:
    """Everything the person has consented to, the newest first."""
    return await tx.all(
        GivenConsent,
        """
        select c.id, t.queue_id, q.title as queue_title, t.number, t.body, c.given_at, c.withdrawn_at,
               t.number = (select max(n.number) from consent_texts n where n.queue_id = t.queue_id) as current
        from consents c join consent_texts t on t.id = c.text_id join queues q on q.id = t.queue_id
        where c.person_id = :person order by c.id desc limit 200
        """,
        person=person_id,
    )
