"""Spaces, who is what in them, and the ways in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.create_table(
        "spaces",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),  # network | institution | community | project | partner
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_key", sa.Text, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),  # public | network | members
        sa.Column("joining", sa.Text, nullable=False, server_default="open"),  # open | invitation
        sa.Column("description_source", sa.Text, nullable=False, server_default=""),
        sa.Column("description_html", sa.Text, nullable=False, server_default=""),
        sa.Column("contacts", sa.Text, nullable=False, server_default=""),
        sa.Column("region", sa.Text, nullable=False, server_default=""),  # code of the list of Russian regions
        sa.Column("town", sa.Text, nullable=False, server_default=""),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("spaces_slug", "spaces", ["slug"], unique=True)
    op.create_index("spaces_network", "spaces", ["kind"], unique=True, sqlite_where=sa.text("kind = 'network'"))
    op.create_index("spaces_title", "spaces", ["title_key", "id"])
    op.create_table(
        "former_slugs",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("space_id", sa.BigInteger, sa.ForeignKey("spaces.id"), nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("space_id", sa.BigInteger, sa.ForeignKey("spaces.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("role", sa.Text, nullable=False),  # guest | member | moderator | owner
        sa.Column("joined_at", sa.BigInteger, nullable=False),
        sa.Column("read_from", sa.BigInteger, nullable=False),  # topics older than this count as read
        sqlite_with_rowid=False,
    )
    op.create_index("memberships_person", "memberships", ["person_id", "space_id"])
    op.create_index("memberships_role", "memberships", ["space_id", "role", "joined_at", "person_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("space_id", sa.BigInteger, sa.ForeignKey("spaces.id"), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text),  # set when made for one address of a pasted list
        sa.Column("uses_left", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("invitations_secret", "invitations", ["secret_hash"], unique=True)
    op.create_index("invitations_space", "invitations", ["space_id"])
