"""The words by which people are found."""

import msgspec

from community.accounts.model import POSITIONS
from community.accounts.queries_search import Named, named
from community.db import Transaction
from community.search import Kind, index
from community.web.i18n import LOCALES, translate


async def index_person(tx: Transaction, person_id: int) -> None:
    """After anything by which the person is found has changed."""
    for person in await named(tx, person_id=person_id):
        await _index(tx, person)


async def index_people_of(tx: Transaction, institution_id: int) -> None:
    """After the institution's title or town has changed: whoever works there is found by it."""
    for person in await named(tx, institution_id=institution_id):
        await _index(tx, person)


async def _index(tx: Transaction, person: Named) -> None:
    codes = (person.position, *msgspec.json.decode(person.specialties, type=tuple[str, ...]))
    work = [translate(locale, POSITIONS[code]) for code in codes if code not in ("", "other") for locale in LOCALES]
    await index(tx, Kind.PERSON, person.id, person.name, also=" ".join((*work, person.institution)))
