"""Names in bulk: the rules of `screening.names` behind the table of `screening._fold`, which asks each of them once.

A `TokenTable` belongs to one thread at a time.  `tables` lends them, so that what one call has learnt serves the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np

from screening._fold import TokenTable
from screening.lexicon import compound_place, join_compounds
from screening.names import count_ways, make_token, parse_forms, parse_parts
from screening.scoring import MODEL
from screening.slips import without_digits
from screening.text import clean, read_letter

if TYPE_CHECKING:
    from screening.names import Token

__all__ = ["TokenTable", "borrowed_table", "new_table", "read_word"]

#: Words of a table above which it is given up: some 60 MB.
_MOST_WORDS: Final = 1 << 18
#: What `read_word` says instead of a place in compounds: there are several ways to take the word.
_SEVERAL: Final = 16


def read_word(word: str) -> tuple[list[Sequence[Token]], int]:
    """The forms of a cleaned word that stands alone, and its `screening.lexicon.CompoundPlace`.

    All but Han and Hangul has one form, and stands for the same tokens among other words as long as it makes no
    compound with them.
    """
    if count_ways(word) > 1:
        return [form.tokens for form in parse_forms(word)], _SEVERAL
    unit = without_digits(word)
    tokens = [token for token in map(make_token, join_compounds([unit])) if token is not None]
    return [tokens], int(compound_place(unit))


def new_table() -> TokenTable:
    """A table that knows no word yet."""
    return TokenTable(
        np.ascontiguousarray(MODEL.deletion).reshape(-1),
        read_letter=read_letter,
        read_word=read_word,
        read_parts=parse_parts,
        clean=clean,
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
