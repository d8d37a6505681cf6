"""A sample a minute of what each server process did, kept for a day: the administrators' page of the load."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade():
    op.create_table(
        "samples",
        sa.Column("at", sa.BigInteger, primary_key=True),  # the end of the minute
        sa.Column("process", sa.Text, primary_key=True),
        sa.Column("span", sa.BigInteger, nullable=False),  # milliseconds
        sa.Column("written", sa.BigInteger, nullable=False),
        sa.Column("receipts", sa.Text, nullable=False),  # JSON: how many fell under each bound of community.figures
        sa.Column("commits", sa.Text, nullable=False),
        sa.Column("sockets", sa.BigInteger, nullable=False),
        sa.Column("lagged", sa.BigInteger, nullable=False),
        sa.Column("catch_ups", sa.BigInteger, nullable=False),
        sa.Column("requests", sa.BigInteger, nullable=False),
        sa.Column("errors", sa.BigInteger, nullable=False),
    )
