"""The database: commands written in batches by one writer, queries read in snapshots, migrations by a child process.

database     the door everything uses: `read`, `write`, what happens after a commit
transaction  what a command or query is given
sqlite       the writer thread with group commit; checkpoints: the thread that keeps its log short
sql          placeholders: expansion of `in (:ids)`, rows to structs
migrate      which schema the file has, and the child process that changes it
"""

from community.db.database import Database, UniqueViolation
from community.db.transaction import Transaction

__all__ = ["Database", "Transaction", "UniqueViolation"]
