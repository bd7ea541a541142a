"""Rows of a plain CSV as columns: what nearly all rows of a long national list are, all at once.

An entry is plain if its rows stand together, each names a person, and none holds anything that has to be noticed.  Its
cells go into Arrow columns without becoming values in between.  Any other row is for `plain_csv.read`, which says what
is wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby, pairwise
from operator import ne
from typing import Final

import pyarrow as pa

from screening.birthdates import parse_birth_date
from screening.documents import normalize_document_number
from screening.watchlist.columns import Interval, birth_intervals, person_batch
from screening.watchlist.receipt import GARBLED, Receipt, birth_certainty, name_script
from screening.watchlist.schema import NameKind, Sex
from screening.watchlist.sources._draft import SEXES, country

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
"""Plain entries in a row that are worth columns of their own."""

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
    births = tuple(dict.fromkeys(map(parse_birth_date, cell_parts(text))))
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


def _joined(cells: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """What the rows of each entry say, in one cell: each value once, in their order."""
    return [
        cells[start] if end - start == 1 else ";".join(dict.fromkeys(filter(None, cells[start:end])))
        for start, end in spans
    ]


class FlatRows:
    """Some thousand rows, and which of their entries are plain.

    Args:
        columns: Cells in the order of `plain_csv.COLUMNS`.
        scattered: Hashes of the ids whose rows do not stand together.
        open_id: Id of the entry whose rows are being read; the first rows may belong to it.
    """

    def __init__(self, columns: Sequence[Sequence[str]], scattered: Collection[int], open_id: str | None) -> None:
        self._columns = columns
        ids, names, self._surnames, self._given, kinds, *facts = columns
        # Where each entry begins, and where the last one ends.
        self._bounds = [0, *(row for row, differs in enumerate(map(ne, ids[1:], ids), 1) if differs), len(ids)]
        spans = list(pairwise(self._bounds))
        self._ids = [ids[first] for first, _ in spans]
        self._names = [
            name or f"{surname} {given}".strip()
            for name, surname, given in zip(names, self._surnames, self._given, strict=True)
        ]
        self._kinds = [KINDS.get(kind.lower()) if kind else "strong" for kind in kinds]
        for first, _ in spans:
            self._kinds[first] = self._kinds[first] if kinds[first] else "primary"
        births, nationalities, sexes, documents = (_joined(cells, spans) for cells in facts)
        self._births = list(map(_births, births))
        self._countries = list(map(_countries, nationalities))
        self._sexes = [_SEX_OF_CELL.get(sex.lower()) for sex in sexes]
        self._documents = list(map(_numbers, documents))
        # An entry may have more rows in the block before or after, or beyond rows without an id.
        before = ["" if self._ids[0] == open_id else "another", *self._ids]
        after = [*self._ids[1:], ""]
        found = zip(self._births, self._countries, self._sexes, self._documents, strict=True)
        self._plain = [
            "" not in near and None not in facts and hash(near[1]) not in scattered
            for *near, facts in zip(before[:-1], self._ids, after, found, strict=True)
        ]
        for row, (name, kind) in enumerate(zip(self._names, self._kinds, strict=True)):
            if not name or kind is None or not (name.isascii() or GARBLED.search(name) is None):
                self._plain[bisect_right(self._bounds, row) - 1] = False

    def rows(self, first: int, last: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Places and cells of the rows of a run."""
        start, end = self._bounds[first], self._bounds[last]
        return enumerate(zip(*(column[start:end] for column in self._columns), strict=True), start)

    def runs(self) -> Iterator[tuple[int, int, bool]]:
        """Yields ``(first, one past the last, whether as columns)`` of the entries that are read in the same way."""
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
        """The entries of a run of plain ones as columns, accounted for."""
        own = slice(first, last)
        names: dict[tuple[int, str, NameKind | None], int] = {}
        for entry, (start, end) in enumerate(pairwise(self._bounds[first : last + 1])):
            for row in range(start, end):
                names.setdefault((entry, self._names[row], self._kinds[row]), row)
        births = [found for found in self._births[own] if found is not None]
        kinds = [kind for _, _, kind in names if kind is not None]
        receipt.rows_read += self._bounds[last] - self._bounds[first]
        receipt.load_persons(
            last - first,
            self._bounds[last] - self._bounds[first],
            kinds=kinds,
            scripts=map(name_script, (name for _, name, _ in names)),
            births=chain.from_iterable(found[1] for found in births),
        )
        return person_batch(
            list_name,
            self._ids[own],
            owners=[entry for entry, _, _ in names],
            names={
                "name": [name for _, name, _ in names],
                "kind": kinds,
                "surname": [self._surnames[row] or None for row in names.values()],
                "given_names": [self._given[row] or None for row in names.values()],
            },
            births=[found[0] for found in births],
            sexes=[found[0] for found in self._sexes[own] if found is not None],
            nationalities=[codes for codes in self._countries[own] if codes is not None],
            documents=[numbers for numbers in self._documents[own] if numbers is not None],
        )
