"""Which hints a person has put away for good."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade():
    # A bit a hint, in the order of accounts.model.HINTS: the session's statement brings them along with the person.
    op.add_column("people", sa.Column("hints", sa.BigInteger, nullable=False, server_default="0"))
