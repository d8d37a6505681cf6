"""Fills an empty database. It writes nothing itself: the commands of the features do, as when people act."""

from community.db import Transaction
from community.demo import queries
from community.demo.plan import Act, Made
from community.demo.texts import TextsError
from community.errors import Conflict, Problem

NOT_EMPTY = "There are people or spaces in this database already: the demonstration needs an empty one."


async def fill(tx: Transaction, acts: list[Act]) -> Made:
    """Everything in one transaction, so that it is there whole or not at all. Each act has its own now."""
    if not await queries.is_empty(tx):
        raise Conflict(NOT_EMPTY)
    made = Made()
    for act in acts:
        tx.now = act.at
        try:
            await act.do(tx, made)
        except Problem as problem:
            raise TextsError(f"{act.where}: {problem.message or problem.title}") from problem
    return made
