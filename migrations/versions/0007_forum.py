"""Sections, topics, posts as a tree in reading order, and what each person has read of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    make_sections()
    make_topics()
    make_posts()


def make_sections():
    op.create_table(
        "sections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("space_id", sa.BigInteger, sa.ForeignKey("spaces.id"), nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False, server_default=""),
        sa.Column("visibility", sa.Text, nullable=False),  # space | members
        sa.Column("who_starts", sa.Text, nullable=False),  # the least role: guest | member | moderator | owner
        sa.Column("who_replies", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("sections_space", "sections", ["space_id", "position", "id"])
    op.create_table(
        "section_members",
        sa.Column("section_id", sa.BigInteger, sa.ForeignKey("sections.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("section_members_person", "section_members", ["person_id", "section_id"])


def make_topics():
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("section_id", sa.BigInteger, sa.ForeignKey("sections.id"), nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False, server_default=""),  # the first post in one plain line
        sa.Column("author_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("last_seq", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("own_version", sa.BigInteger, nullable=False, server_default="0"),  # last change of this very row
        sa.Column("post_count", sa.BigInteger, nullable=False, server_default="0"),  # without those removed
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("last_posted_at", sa.BigInteger, nullable=False),
        sa.Column("last_author_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("pinned_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("closed_by", sa.BigInteger),
        sa.Column("hidden_at", sa.BigInteger),
        sa.Column("hidden_by", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("topics_section", "topics", ["section_id", "id"])
    op.create_index(
        "topics_listed",
        "topics",
        [
            "section_id",
            sa.text("(case when pinned_at is null then 1 else 0 end)"),
            sa.text("last_posted_at desc"),
            sa.text("id desc"),
        ],
    )


def make_posts():
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("topic_id", sa.BigInteger, sa.ForeignKey("topics.id"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("parent_id", sa.BigInteger, sa.ForeignKey("posts.id")),
        sa.Column("path", sa.LargeBinary, nullable=False),  # 4 bytes a level: sorted, it is the reading order
        sa.Column("author_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("posted_at", sa.BigInteger, nullable=False),
        sa.Column("edited_at", sa.BigInteger),
        sa.Column("edited_by", sa.BigInteger),
        sa.Column("removed_at", sa.BigInteger),
        sa.Column("removed_by", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("posts_seq", "posts", ["topic_id", "seq"], unique=True)
    op.create_index("posts_path", "posts", ["topic_id", "path"], unique=True)
    op.create_index("posts_version", "posts", ["topic_id", "version"])
    op.create_index("posts_author", "posts", ["author_id", "id"])
    op.create_table(
        "topic_reads",
        sa.Column("topic_id", sa.BigInteger, sa.ForeignKey("topics.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("ranges", sa.Text, nullable=False),  # of seqs: 1-40,45
        sa.Column("read_count", sa.BigInteger, nullable=False),  # how many seqs they hold
        sqlite_with_rowid=False,
    )
    op.create_index("topic_reads_person", "topic_reads", ["person_id", "topic_id"])
