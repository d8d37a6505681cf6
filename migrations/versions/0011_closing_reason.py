"""Why a topic is closed, for those who read it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade():
    op.add_column("topics", sa.Column("closed_why", sa.Text, nullable=False, server_default=""))
