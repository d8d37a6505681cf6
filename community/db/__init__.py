"""The database: commands, queries in snapshots, migrations by a child process; on SQLite or on PostgreSQL.

database          the door everything uses: `read`, `write`, what happens after a commit
transaction       what a command or query is given
address, engine   where a database is; what stands behind the door
sql               one text for both engines: parameters found, what one of them would not take refused
once              the same `client_id` again is the same act
migrate           which schema a database has, and the child process that changes it

sqlite, sqlite_engine, checkpoints, lock               the file: a writer thread with group commit, readers, its log
postgres, postgres_…, dialect_postgres                 the server: pools, transactions run again, what differs
"""

from community.db.database import Database
from community.db.engine import ForeignKeyViolation, UniqueViolation
from community.db.transaction import Transaction

__all__ = ["Database", "ForeignKeyViolation", "Transaction", "UniqueViolation"]
