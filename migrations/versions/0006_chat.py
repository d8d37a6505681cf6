"""Chat: rooms, who is in them, what was said and what people made of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade():
    rooms()
    messages()
    openings()


def rooms():
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("space_id", sa.BigInteger, sa.ForeignKey("spaces.id")),  # null for direct talks and requests' rooms
        sa.Column("kind", sa.Text, nullable=False),  # space | direct | request
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),  # space | members
        sa.Column("pair_key", sa.Text),  # of a direct talk: "lower id:higher id"
        sa.Column("href", sa.Text, nullable=False, server_default=""),  # where a request's room is shown; else /r/ID
        sa.Column("last_seq", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("room_version", sa.BigInteger, nullable=False, server_default="0"),  # at the row's own last change
        sa.Column("position", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.BigInteger, sa.ForeignKey("people.id")),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("closed_by", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("rooms_space", "rooms", ["space_id", "position", "id"])
    op.create_index("rooms_pair", "rooms", ["pair_key"], unique=True)
    op.create_table(
        "room_members",
        sa.Column("room_id", sa.BigInteger, sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("added_by", sa.BigInteger),
        sa.Column("alias", sa.Text),  # how the person is named in this room, when not by name
        sa.Column("quiet", sa.SmallInteger, nullable=False, server_default="0"),  # reads, and is not told of messages
        sqlite_with_rowid=False,
    )
    op.create_index("room_members_person", "room_members", ["person_id", "room_id"])
    op.create_table(
        "room_reads",
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("room_id", sa.BigInteger, sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("read_up_to", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def messages():
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room_id", sa.BigInteger, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("author_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("alias", sa.Text),  # under which it was written
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("reply_to", sa.BigInteger),  # a seq of the same room
        sa.Column("reactions", sa.Text, nullable=False, server_default="{}"),  # JSON {name: count}
        sa.Column("posted_at", sa.BigInteger, nullable=False),
        sa.Column("edited_at", sa.BigInteger),
        sa.Column("removed_at", sa.BigInteger),
        sa.Column("removed_by", sa.BigInteger),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),  # of the parameters the client_id first came with
        sqlite_autoincrement=True,
    )
    op.create_index("messages_seq", "messages", ["room_id", "seq"], unique=True)
    op.create_index("messages_version", "messages", ["room_id", "version"])
    op.create_index("messages_client", "messages", ["author_id", "client_id"], unique=True)
    op.create_table(
        "reactions",
        sa.Column("message_id", sa.BigInteger, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def openings():
    op.create_table(
        "room_openings",  # who read a request's room, when, through which door
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room_id", sa.BigInteger, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("room_openings_room", "room_openings", ["room_id", "person_id", "door", "opened_at"])
