"""Names in bulk: the rules of `screening.names` behind the table of `screening._fold`, which asks each of them once.

A `TokenTable` belongs to one thread at a time.  `tables` lends them, so that what one call has learnt serves the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntFlag
from typing import TYPE_CHECKING, Final

import numpy as np

from screening._fold import TokenTable
from screening.lexicon import compound_place, join_compounds
from screening.names import make_token, parse_name
from screening.scoring import MODEL
from screening.text import clean, stands_alone
from screening.translit import segment

if TYPE_CHECKING:
    from screening.names import Token

__all__ = ["TokenTable", "borrowed_table", "new_table", "read_word"]

#: Words of a table above which it is given up: some 60 MB.
_MOST_WORDS: Final = 1 << 18


class WordKind(IntFlag):
    """What more there is to know of a word than its `CompoundPlace`; the numbers are those of `screening._fold`."""

    CUT = 32
    """A limit cut it."""
    SILENT = 64
    """Nothing is left of it: its neighbours stand side by side."""
    DEPENDS = 128
    """A name with this word must be read as a whole."""


def read_word(word: str) -> tuple[list[Token], int]:
    """The tokens of a part of a name between two spaces, and its places in compounds and `WordKind` in one number."""
    if not stands_alone(word):
        return [], WordKind.DEPENDS
    cleaned = clean(word)
    if not cleaned.text:
        return [], WordKind.SILENT
    parts = [part for token in cleaned.text.split() for part in segment(token)]
    flags = WordKind.CUT if cleaned.truncated else 0
    for part in parts:
        flags |= compound_place(part)
    return [token for token in map(make_token, join_compounds(parts)) if token is not None], int(flags)


def new_table() -> TokenTable:
    """A table that knows no word yet."""
    return TokenTable(np.ascontiguousarray(MODEL.deletion).reshape(-1), read_word=read_word, read_name=parse_name)


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
