"""What lets every channel be caught up: the version at which each row was last told, and what has left a section."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade():
    sections()
    queues()
    op.create_table(
        "notice_versions",  # numbers what a person's channel `me` told
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def sections():
    """Which version each topic was last told at has not been kept so far: `told_from` says where it begins."""
    op.add_column("sections", sa.Column("own_version", sa.BigInteger, nullable=False, server_default="1"))
    op.add_column("sections", sa.Column("told_from", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("topics", sa.Column("listed_version", sa.BigInteger, nullable=False, server_default="0"))
    op.execute("update sections set own_version = version, told_from = version")
    op.create_index("topics_told", "topics", ["section_id", "listed_version"])
    op.create_table(
        "topics_gone",  # from a section, to another: its readers are told no more than that
        sa.Column("section_id", sa.BigInteger, sa.ForeignKey("sections.id"), primary_key=True),
        sa.Column("topic_id", sa.BigInteger, sa.ForeignKey("topics.id"), primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),  # the section's, when it went
        sqlite_with_rowid=False,
    )
    op.create_index("topics_gone_told", "topics_gone", ["section_id", "version"])


def queues():
    op.add_column("queues", sa.Column("own_version", sa.BigInteger, nullable=False, server_default="0"))
    op.execute("update queues set own_version = version")
