"""The SQL of the index: its writing, and finding in it what the viewer may see.

`search_words` holds a row for each word by which something is found, by kind, word and row; the other index, by kind,
row and word, answers whether a row has a word too. The statement of a search takes the rows of the rarest word asked,
looks the other words up row by row, and only then asks the feature's own tables.
"""

from typing import Any

from community.db import Transaction
from community.search.model import MOST_LOOKED_AT, ORDER, PLACE, SOURCES, WHOLE, Kind, Row
from community.search.terms import Term

Key = tuple[int, int, str, int]
"""A place in the list: of the kind, minus the score, the key by which equals are sorted, the id."""
_FENCE = 2**53
"""A limit that bounds nothing. But the engine does not merge what has one into what stands around it, where each
look-up of a word would be repeated for every mention of its outcome."""


async def replace_words(tx: Transaction, kind: Kind, row_id: int, weights: dict[str, int]) -> None:
    """The row has these words and no others."""
    await tx.run("delete from search_words where kind = :kind and row_id = :row", kind=str(kind), row=row_id)
    if not weights:
        return
    places = ", ".join(f"(:kind, :w{n}, :row, :p{n})" for n in range(len(weights)))
    words = {f"w{n}": word for n, word in enumerate(weights)}
    given = {f"p{n}": weight for n, weight in enumerate(weights.values())}
    await tx.run(
        f"insert into search_words (kind, word, row_id, weight) values {places}",
        kind=str(kind), row=row_id, **words, **given,
    )  # fmt: skip


async def find(
    tx: Transaction, viewer_id: int, kinds: tuple[Kind, ...], terms: tuple[Term, ...], limit: int, after: Key | None
) -> list[Row]:
    """What has all the words and is the viewer's to see, at most `limit` of each kind, the best matches first.

    By kind, those after a place in the list.
    """
    if not terms:
        return []
    wanted = [kind for kind in kinds if after is None or ORDER[kind] >= after[0]]
    rarest = await _rarest(tx, wanted, terms)
    arms = [
        _arm(kind, terms, rarest[kind], after if after and ORDER[kind] == after[0] else None)
        for kind in wanted
        if kind in rarest
    ]
    if not arms:
        return []
    params: dict[str, Any] = {"viewer": viewer_id, "limit": limit, "most": MOST_LOOKED_AT, "fence": _FENCE}
    for n, term in enumerate(terms):
        params |= {f"form{n}": term.form, f"stem{n}": term.stem, f"beyond{n}": term.beyond}
        params |= {f"low{n}": min(term.form, term.stem), f"high{n}": max(term.beyond, term.stem + " ")}
    if after is not None:
        params |= {"score": -after[1], "sort_key": after[2], "id": after[3]}
    return await tx.all(
        Row, f"{' union all '.join(arms)} order by nth, score desc, sort_key, id desc", **params
    )  # fmt: skip


async def _rarest(tx: Transaction, kinds: list[Kind], terms: tuple[Term, ...]) -> dict[Kind, int]:
    """Which of the terms the fewest rows of a kind have; a kind in which one is not found at all is left out.

    The last word typed may stand for many; it comes first only where it is the only one.
    """
    whole = [n for n, term in enumerate(terms) if not term.begins]
    if not whole or not kinds:
        return dict.fromkeys(kinds, 0)
    words = {word for n in whole for word in (terms[n].form, terms[n].stem)}
    rows = await tx.rows(
        "select kind, word, count(*) from search_words where kind in (:kinds) and word in (:words) group by kind, word",
        kinds=tuple(map(str, kinds)), words=tuple(sorted(words)),
    )  # fmt: skip
    counted = {(kind, word): count for kind, word, count in rows}
    rarest: dict[Kind, int] = {}
    for kind in kinds:
        counts = {n: sum(counted.get((kind, word), 0) for word in {terms[n].form, terms[n].stem}) for n in whole}
        if min(counts.values()):
            rarest[kind] = min(counts, key=counts.__getitem__)
    return rarest


def _arm(kind: Kind, terms: tuple[Term, ...], rarest: int, after: Key | None) -> str:
    """The statement for one kind. The words of a place alone are no match: something of the row itself must be."""
    source = SOURCES[kind]
    others = [n for n in range(len(terms)) if n != rarest]
    looked_up = "".join(f", {_hit(kind, n, terms[n])} as hit{n}" for n in others)
    hits = [f"hit{n}" for n in range(len(terms))]
    own = " or ".join(f"{hit} > {PLACE * WHOLE}" for hit in hits)
    found = f"""select {ORDER[kind]} as nth, k.score * 2 + {source.mine} as score, {source.sort_key} as sort_key,
            k.row_id as id, '{kind}' as kind, {source.title} as title, {source.href} as href, {source.place} as place,
            {source.code} as code, {source.region} as region, {source.at} as at, {source.closed} as closed
        from (
            select row_id, {" + ".join(hits)} as score
            from (select d.row_id, d.hit{rarest}{looked_up} from ({_first(kind, rarest, terms[rarest])}) d
                  limit :fence) compared
            where {" + ".join(hits)} > 0 and ({own}) order by row_id desc limit :most
        ) k {source.rows}
        where {source.seen}"""
    if after:
        found = f"""select * from ({found}) {kind}s
        where score < :score or (score = :score and (sort_key, -id) > (:sort_key, -:id))"""
    return f"select * from ({found} order by score desc, sort_key, id desc limit :limit) {kind}_found"


def _first(kind: Kind, n: int, term: Term) -> str:
    """The rows that have the term, each with how well: a range of the index for each way in which it may be there."""
    ways = [f"word = :form{n}"] + ([f"word = :stem{n}"] if term.stem != term.form else [])
    found = [
        f"select row_id, weight * {WHOLE} as hit from search_words where kind = '{kind}' and {way}" for way in ways
    ]
    if term.begins:
        found.append(
            f"select row_id, weight as hit from search_words"
            f" where kind = '{kind}' and word > :form{n} and word < :beyond{n}"
        )
    return f"select row_id, max(hit) as hit{n} from ({' union all '.join(found)}) r{n} group by row_id"


def _hit(kind: Kind, n: int, term: Term) -> str:
    """How well the row of `d` has the term; null when it has not."""
    weight, there = f"w.weight * {WHOLE}", f"w.word in (:form{n}, :stem{n})"
    if term.begins:  # one range of the row's words: the stem stands in it or at its edge
        weight = f"case when {there} then {weight} else w.weight end"
        there = f"w.word >= :low{n} and w.word < :high{n} and (w.word >= :form{n} and w.word < :beyond{n} or {there})"
    return f"(select max({weight}) from search_words w where w.kind = '{kind}' and w.row_id = d.row_id and {there})"
