"""Consultation queues, who answers them, requests, consents and the log of every opening."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade():
    make_queues()
    make_consents()
    make_requests()


def make_queues():
    op.create_table(
        "queues",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("space_id", sa.BigInteger, sa.ForeignKey("spaces.id"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False, server_default=""),
        sa.Column("visibility", sa.Text, nullable=False, server_default="space"),
        sa.Column("lead_id", sa.BigInteger, sa.ForeignKey("people.id")),
        sa.Column("last_place", sa.BigInteger, nullable=False, server_default="0"),  # numbers its requests, gapless
        sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("waiting", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("position", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("queues_space", "queues", ["space_id", "position", "id"])
    op.create_table(
        "queue_members",  # who reads and asks in a narrowed queue, besides its specialists
        sa.Column("queue_id", sa.BigInteger, sa.ForeignKey("queues.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "queue_specialists",
        sa.Column("queue_id", sa.BigInteger, sa.ForeignKey("queues.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("on_duty_at", sa.BigInteger),
        sa.Column("capacity", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("holding", sa.BigInteger, nullable=False, server_default="0"),  # taken and not held or closed
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.CheckConstraint("holding >= 0"),
        sqlite_with_rowid=False,
    )
    op.create_index("queue_specialists_person", "queue_specialists", ["person_id"])


def make_consents():
    op.create_table(
        "consent_texts",  # one row a version; the newest is in force
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("queue_id", sa.BigInteger, sa.ForeignKey("queues.id"), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.UniqueConstraint("queue_id", "number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("text_id", sa.BigInteger, sa.ForeignKey("consent_texts.id"), nullable=False),
        sa.Column("given_at", sa.BigInteger, nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "consents_in_force", "consents", ["person_id", "text_id"], unique=True,
        sqlite_where=sa.text("withdrawn_at is null"),
    )  # fmt: skip


def make_requests():
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("queue_id", sa.BigInteger, sa.ForeignKey("queues.id"), nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),  # its own, of the channel request:ID
        sa.Column("queue_version", sa.BigInteger, nullable=False),  # of the queue when it last changed
        sa.Column("asker_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("asker_role", sa.Text, nullable=False),  # in the queue's space when asked
        sa.Column("alias", sa.Text),  # what those who answer read instead of the name, when asked anonymously
        sa.Column("consent_id", sa.BigInteger, sa.ForeignKey("consents.id")),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),  # waiting | taken | held | closed | withdrawn
        sa.Column("taker_id", sa.BigInteger, sa.ForeignKey("people.id")),
        sa.Column("room_id", sa.BigInteger),  # made after the row: its address holds the row's id
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("taken_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("stars", sa.BigInteger),
        sa.Column("rating_note", sa.Text),
        sa.Column("rated_at", sa.BigInteger),
        sa.UniqueConstraint("queue_id", "place"),
        sqlite_autoincrement=True,
    )
    op.create_index("requests_version", "requests", ["queue_id", "queue_version"])
    op.create_index("requests_open", "requests", ["queue_id", "state", "place"])
    op.create_index("requests_asker", "requests", ["asker_id", "id"])
    op.create_index("requests_taker", "requests", ["taker_id", "queue_id", "state"])
    op.create_index("requests_room", "requests", ["room_id"], unique=True)
    op.create_table(
        "request_openings",  # every reading of a case: who, which, when, through which door
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("request_id", sa.BigInteger, sa.ForeignKey("requests.id"), nullable=False),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("request_openings_request", "request_openings", ["request_id", "id"])
