"""What a person is told: a row, a live count and one page.

`tell` is called by the commands of other features inside their own transaction.

model  Notice and its kinds     queries  all SQL     changes  NoticesChanged
commands  tell, read            operations  notify.*  pages  /notices
"""

from community.notify.commands import tell
from community.notify.model import Kind

__all__ = ["Kind", "tell"]
