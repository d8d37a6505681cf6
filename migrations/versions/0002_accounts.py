"""People, their sessions and tokens, one-time links for a forgotten password."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    _people()
    _ways_in()


def _people():
    op.create_table(
        "people",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),  # folded: names sort and compare by it
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("theme", sa.Text, nullable=False, server_default=""),
        sa.Column("position", sa.Text, nullable=False, server_default=""),
        sa.Column("specialties", sa.Text, nullable=False, server_default="[]"),  # JSON list of words of the interface
        sa.Column("institution_id", sa.BigInteger),
        sa.Column("about_source", sa.Text, nullable=False, server_default=""),
        sa.Column("about_html", sa.Text, nullable=False, server_default=""),
        sa.Column("consented_at", sa.BigInteger),  # to the processing of personal data
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger),
        sa.Column("suspended_at", sa.BigInteger),
        sa.Column("suspended_by", sa.BigInteger),
        sa.Column("suspended_why", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("people_handle", "people", ["handle"], unique=True)
    op.create_index("people_email", "people", ["email_key"], unique=True)
    op.create_index("people_name", "people", ["name_key", "id"])
    op.create_table(
        "former_handles",
        sa.Column("handle", sa.Text, primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    )


def _ways_in():
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),  # browser | api
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("agent", sa.Text, nullable=False, server_default=""),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("sessions_secret", "sessions", ["secret_hash"], unique=True)
    op.create_index("sessions_person", "sessions", ["person_id"])
    op.create_table(
        "reset_links",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("made_by", sa.BigInteger),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("reset_links_secret", "reset_links", ["secret_hash"], unique=True)
