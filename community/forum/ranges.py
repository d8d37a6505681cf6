"""Sets of sequence numbers as ranges, written `1-40,45`: what a person has read of a topic. Pure."""

from collections.abc import Iterable

Ranges = tuple[tuple[int, int], ...]
"""Ascending, apart from each other by at least one number, both ends included."""

NONE: Ranges = ()


def parse(text: str) -> Ranges:
    """The ranges of a text this module wrote."""
    if not text:
        return NONE
    pairs = (part.partition("-") for part in text.split(","))
    return tuple((int(first), int(last or first)) for first, _, last in pairs)


def write(ranges: Ranges) -> str:
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def union(*several: Iterable[tuple[int, int]]) -> Ranges:
    """Every number of any of them; the given ranges may overlap and stand in any order."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(pair for ranges in several for pair in ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def of(seqs: Iterable[int]) -> Ranges:
    return union((seq, seq) for seq in seqs)


def up_to(ranges: Iterable[tuple[int, int]], highest: int) -> Ranges:
    """Only the numbers from 1 to `highest`; a range written backwards holds none."""
    bounded = ((max(first, 1), min(last, highest)) for first, last in ranges)
    return union((first, last) for first, last in bounded if first <= last)


def count(ranges: Ranges) -> int:
    return sum(last - first + 1 for first, last in ranges)


def holds(ranges: Ranges, seq: int) -> bool:
    return any(first <= seq <= last for first, last in ranges)


def first_missing(ranges: Ranges, highest: int) -> int | None:
    """The least number from 1 to `highest` that is not in them."""
    missing = ranges[0][1] + 1 if ranges and ranges[0][0] <= 1 else 1
    return missing if missing <= highest else None
