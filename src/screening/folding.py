"""Names in bulk: the rules of `screening.names` behind the table of `screening._fold`, which asks each of them once.

A `TokenTable` belongs to one thread at a time.  `tables` lends them, so that what one call has learnt serves the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntFlag
from functools import reduce
from operator import or_
from typing import Final

import numpy as np

from screening._fold import TokenTable
from screening.lexicon import ROLE_FACTOR, compound_place, fold_token, join_compounds, role
from screening.names import count_ways, make_token, parse_parts, taken, units_of, with_wholes
from screening.plain import plain_reader
from screening.readings import spoken
from screening.scoring import MODEL
from screening.slips import without_digits
from screening.text import clean, stands_alone

__all__ = ["TokenTable", "borrowed_table", "new_table", "read_word"]

#: Words of a table above which it is given up: some 60 MB.
_MOST_WORDS: Final = 1 << 18


class WordKind(IntFlag):
    """What more there is to know of a word than its `CompoundPlace`; the numbers are those of `screening._fold`."""

    CUT = 64
    """A limit cut it."""
    SILENT = 128
    """Nothing is left of it: its neighbours stand side by side."""
    DEPENDS = 256
    """A name with this word must be read as a whole."""
    SEVERAL = 256 | 128
    """There are several ways to take the word."""


Units = tuple[list[str], bool]
"""What a word is taken for: units for `screening.names.make_token`, and whether their Han is read as Japanese."""


def read_word(word: str) -> tuple[list[Units], int]:
    """A part of a name between two spaces.

    Returns:
        Its units, or those of each way to take it, equal ones too; and its places in compounds and `WordKind` in one
        number.
    """
    if not stands_alone(word):
        return [], WordKind.DEPENDS
    cleaned = clean(word)
    if not cleaned.text:
        return [], WordKind.SILENT
    units = [without_digits(unit) for unit in cleaned.text.split()]
    wholes = with_wholes(word, units)
    ways = count_ways(units, wholes)
    if ways > 1:
        if cleaned.truncated:
            return [], WordKind.DEPENDS
        pieces = {piece for way in range(ways) for piece in taken(units, wholes, way)}
        places = reduce(or_, map(compound_place, pieces))
        return [units_of(units, wholes, way) for way in range(ways)], WordKind.SEVERAL | places
    flags = WordKind.CUT if cleaned.truncated else 0
    units = list(taken(units, wholes, 0))
    for unit in units:
        flags |= compound_place(unit)
    return [(join_compounds(units), False)], int(flags)


def _facts(unit: str) -> tuple[int, int, str]:
    """Role of a unit, what it keeps of its weight in it, and what the tables know it by."""
    kind = role(unit)
    return kind, ROLE_FACTOR[kind], fold_token(unit)


def new_table() -> TokenTable:
    """A table that knows no word yet."""
    return TokenTable(
        np.ascontiguousarray(MODEL.deletion).reshape(-1),
        plain=plain_reader(),
        read_word=read_word,
        spoken=spoken,
        facts=_facts,
        make_token=make_token,
        read_parts=parse_parts,
    )


_IDLE: Final[deque[TokenTable]] = deque()


@contextmanager
def borrowed_table() -> Iterator[TokenTable]:
    """A table for one thread, which may know words of earlier calls; its token numbers hold until it goes back."""
    try:
        table = _IDLE.pop()
    except IndexError:
        table = new_table()
    yield table  # one that met an error is not taken back
    if len(table) <= _MOST_WORDS:
        _IDLE.append(table)
