"""What the kernel keeps: settings of the site, acts already carried out, deferred work."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "settings",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "client_ids",
        sa.Column("person_id", sa.BigInteger, primary_key=True),
        sa.Column("operation", sa.Text, primary_key=True),
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("row_id", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("taken_at", sa.BigInteger),
        sa.Column("failed_at", sa.BigInteger),
        sa.Column("error", sa.Text),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("jobs_due", "jobs", ["due_at"], sqlite_where=sa.text("failed_at is null"))
