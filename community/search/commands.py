"""The writing of the index."""

from community.db import Transaction
from community.search import queries
from community.search.model import ALSO, NAME, PLACE, Kind
from community.text import stems


async def index(tx: Transaction, kind: Kind, row_id: int, name: str, also: str = "", place: str = "") -> None:
    """From now on the row is found by these words and no others.

    `also` describes it further and counts less; words of its `place` narrow what is found and alone find nothing.
    """
    weights: dict[str, int] = {}
    for text, weight in ((place, PLACE), (also, ALSO), (name, NAME)):
        weights |= dict.fromkeys(stems.keys(text), weight)
    await queries.replace_words(tx, kind, row_id, weights)
