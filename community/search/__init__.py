"""One index over everything that has a name, and the finding in it.

model       the kinds of what is found, how much a word weighs, `Source` and `add_source`     terms  what is asked, pure
commands    `index`, called by the commands of features in their own transaction
queries     the index's SQL, put together with what the features say of their rows
operations  search.find     pages  /find

A feature whose rows are to be found calls `search.index` wherever it names one, and adds one `Source`: where the rows
of its kind stand, who may see them, what is shown of them. So the condition by which a row is found is the one by which
it is read, and nothing here knows the features.
"""

from community.search.commands import index
from community.search.model import Kind, Source, add_source

__all__ = ["Kind", "Source", "add_source", "index"]
