"""Acts of power: who did what to whom or what, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("actor_id", sa.BigInteger, nullable=False),
        sa.Column("what", sa.Text, nullable=False),  # topic.closed, role.given, ...
        sa.Column("space_id", sa.BigInteger),  # whose moderators read it; null: the administrators
        sa.Column("subject", sa.Text, nullable=False),  # topic:5, person:7, ...
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_log_space", "audit_log", ["space_id", "id"])
