"""Whether a person's being here is shown to others."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade():
    op.add_column("people", sa.Column("invisible", sa.SmallInteger, nullable=False, server_default="0"))
