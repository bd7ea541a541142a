"""Rows of a plain CSV as columns: what nearly all rows of a long national list are, all at once.

A row is plain if it is all there is of an entry, names a person, and holds nothing that has to be noticed.  Its cells
go into Arrow columns without becoming values in between.  Any other row is for `plain_csv.read`, which says what is
wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby
from typing import Final

import pyarrow as pa

from screening.documents import normalize_document_number
from screening.watchlist.columns import Interval, birth_intervals, person_batch
from screening.watchlist.receipt import GARBLED, Receipt, birth_certainty, name_script
from screening.watchlist.schema import NameKind, Sex
from screening.watchlist.sources._draft import SEXES, country, parsed_birth

__all__ = ["KINDS", "FlatRows", "bare_number", "cell_parts"]

KINDS: Final[dict[str, NameKind]] = {
    "primary": "primary",
    "strong": "strong",
    "weak": "weak",
    "former": "former",
    "original_script": "original_script",
}
"""Kinds of a name, as a cell writes them in lower case."""

_BARE_NUMBER: Final = re.compile(r"[A-Z0-9]*[0-9][A-Z0-9]*")
_FEWEST: Final = 32
"""Plain rows in a row that are worth columns of their own."""

_KIND_OF_CELL: Final[dict[str, NameKind]] = {"": "primary", **KINDS}
_SEX_OF_CELL: Final[dict[str, tuple[Sex | None]]] = {"": (None,), **{text: (sex,) for text, sex in SEXES.items()}}


def cell_parts(text: str) -> list[str]:
    """Values of a cell with semicolons or ``|`` between them."""
    if ";" not in text and "|" not in text:
        return [text]
    return [part for piece in re.split(r"[;|]", text) if (part := piece.strip())]


def bare_number(text: str) -> str:
    """`normalize_document_number`; a bare number is its own normal form, and nearly all are bare."""
    return text if _BARE_NUMBER.fullmatch(text) else normalize_document_number(text)


@lru_cache(maxsize=1 << 16)
def _births(text: str) -> tuple[tuple[Interval, ...], tuple[str, ...]] | None:
    """Intervals and certainties of the birth dates in a cell; None where one is not understood."""
    if not text:
        return (), ()
    births = tuple(dict.fromkeys(map(parsed_birth, cell_parts(text))))
    if not all(birth.intervals for birth in births):
        return None
    return tuple(birth_intervals(births)), tuple(map(birth_certainty, births))


@lru_cache(maxsize=1 << 12)
def _countries(text: str) -> tuple[str, ...] | None:
    """Codes of the countries in a cell; None where one is not understood."""
    codes = tuple(dict.fromkeys(map(country, cell_parts(text)))) if text else ()
    return None if None in codes else tuple(code for code in codes if code is not None)


def _numbers(text: str) -> Sequence[str] | None:
    """Document numbers in a cell; None where one is not understood."""
    if not text:
        return ()
    if _BARE_NUMBER.fullmatch(text):
        return (text,)
    numbers = tuple(dict.fromkeys(map(bare_number, cell_parts(text))))
    return None if "" in numbers else numbers


class FlatRows:
    """Some thousand rows, and which of them are plain.

    Args:
        columns: Cells in the order of `plain_csv.COLUMNS`.
        repeated: Hashes of the ids that several rows have.
    """

    def __init__(self, columns: Sequence[Sequence[str]], repeated: Collection[int]) -> None:
        self._columns = columns
        self._ids, names, self._surnames, self._given, kinds, births, nationalities, sexes, documents = columns
        self._names = [
            name or f"{surname} {given}".strip()
            for name, surname, given in zip(names, self._surnames, self._given, strict=True)
        ]
        self._kinds = [_KIND_OF_CELL.get(kind.lower()) for kind in kinds]
        self._births = list(map(_births, births))
        self._countries = list(map(_countries, nationalities))
        self._sexes = [_SEX_OF_CELL.get(sex.lower()) for sex in sexes]
        self._documents = list(map(_numbers, documents))
        self._plain = [
            bool(row_id and name)
            and None not in facts
            and hash(row_id) not in repeated
            and (name.isascii() or GARBLED.search(name) is None)
            for row_id, name, *facts in zip(self._ids, self._names, *self._facts(), strict=True)
        ]

    def _facts(self) -> tuple[Sequence[object], ...]:
        return self._kinds, self._births, self._countries, self._sexes, self._documents

    def rows(self, first: int, last: int) -> Iterator[tuple[str, ...]]:
        """Cells of the rows of a run."""
        return zip(*(column[first:last] for column in self._columns), strict=True)

    def runs(self) -> Iterator[tuple[int, int, bool]]:
        """Yields ``(first, one past the last, whether as columns)`` of the rows that are read in the same way."""
        start = first = 0
        for plain, group in groupby(self._plain):
            end = start + sum(1 for _ in group)
            if plain and end - start >= _FEWEST:
                if first < start:
                    yield first, start, False
                yield start, end, True
                first = end
            start = end
        if first < start:
            yield first, start, False

    def batch(self, first: int, last: int, list_name: str, receipt: Receipt) -> pa.RecordBatch:
        """The rows of a run of plain ones as columns, accounted for."""
        own = slice(first, last)
        births = [found for found in self._births[own] if found is not None]
        kinds = [kind for kind in self._kinds[own] if kind is not None]
        names = self._names[own]
        receipt.load_persons(kinds, map(name_script, names), chain.from_iterable(found[1] for found in births))
        return person_batch(
            list_name,
            self._ids[own],
            names={
                "name": names,
                "kind": kinds,
                "surname": [text or None for text in self._surnames[own]],
                "given_names": [text or None for text in self._given[own]],
            },
            births=[found[0] for found in births],
            sexes=[found[0] for found in self._sexes[own] if found is not None],
            nationalities=[codes for codes in self._countries[own] if codes is not None],
            documents=[numbers for numbers in self._documents[own] if numbers is not None],
        )
