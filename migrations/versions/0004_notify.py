"""What a person is told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),  # what it is about: unread notices about one thing are one row
        sa.Column("actor_id", sa.BigInteger),  # null when the actor is not to be named
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("href", sa.Text, nullable=False),
        sa.Column("times", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("read_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("notices_person", "notices", ["person_id", "id"])
    op.create_index(
        "notices_unread",
        "notices",
        ["person_id", "kind", "about"],
        unique=True,
        sqlite_where=sa.text("read_at is null"),
    )
