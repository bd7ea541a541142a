"""What a compiled watchlist is built of: the table of entries, and the columns of the index, made chunk by chunk."""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from screening.countries import COUNTRIES, is_neutral, same_country
from screening.documents import document_key
from screening.errors import ListError
from screening.folding import new_table
from screening.index import SEX_NUMBERS, index_columns, list_offsets
from screening.watchlist.columns import entry_batch
from screening.watchlist.schema import ENTRY_SCHEMA, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from screening.birthdates import BirthDate

__all__ = ["Builder", "country_numbers", "days", "document_hash"]

_EPOCH: Final = 719163  # ordinal of 1970-01-01
#: Entries that are turned into columns at a time; few, so that they die young: a walk of the garbage collector is dear.
_CHUNK: Final = 1 << 9


def days(birth: BirthDate) -> list[tuple[int, int]]:
    """Intervals of a birth date in days since 1970-01-01."""
    return [(first.toordinal() - _EPOCH, last.toordinal() - _EPOCH) for first, last in birth.intervals]


_NUMBER: Final = {code: number for number, code in enumerate(COUNTRIES)}
_SAME: Final[dict[str, list[int]]] = {}


def country_numbers(codes: Iterable[str]) -> list[int]:
    """Numbers of the countries, and of the states they were or became; what is neutral is left out.

    Args:
        codes: ICAO alpha-3 codes; unknown ones say nothing and are left out too.
    """
    found: set[int] = set()
    for code in codes:
        if code not in _SAME:
            known = code in _NUMBER and not is_neutral(code)
            _SAME[code] = [n for other, n in _NUMBER.items() if same_country(code, other)] if known else []
        found.update(_SAME[code])
    return sorted(found)


@lru_cache(maxsize=1 << 12)
def _all_numbers(codes: tuple[str, ...]) -> list[int]:
    """`country_numbers`, for what repeats."""
    return country_numbers(codes)


def document_hash(number: str) -> int | None:
    """64-bit key under which a document number is looked up; None where nothing is left of it."""
    key = document_key(number)
    if not key:
        return None
    return int.from_bytes(hashlib.blake2b(key.encode("ascii"), digest_size=8).digest(), "little")


class Builder:
    """Collects entries, as Arrow chunks and as what the index is made of.

    Attributes:
        entries, names: How many it has taken; of a chunk that is not yet full no names.
        unscreenable: Names of which nothing comparable is left.
    """

    def __init__(self) -> None:
        self.entries = 0
        self.names = 0
        self.unscreenable = 0
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._waiting: list[Entry] = []
        self._batches: list[pa.RecordBatch] = []
        self._tokens = new_table()
        self._forms: list[tuple[NDArray[Any], ...]] = []  # tokens, and by form: how many, entry, name, whether weak
        self._country_count, self._country = array("I"), array("H")
        self._documents: list[tuple[int, int]] = []

    def add(self, entry: Entry) -> None:
        """Take an entry.

        Raises:
            ListError: Another entry of the list has the same id, or a value cannot be stored.
        """
        ids = self._ids[entry.list]
        if entry.id in ids:
            raise ListError("two entries have the same id", where=f"list {entry.list}, entry {self.entries}")
        ids.add(entry.id)
        countries = _all_numbers(tuple([code for code, role in entry.countries if role == "nationality"]))
        self._country_count.append(len(countries))
        self._country.extend(countries)
        for document in entry.documents:
            key = document_hash(document.number)
            if key is not None:
                self._documents.append((key, self.entries))
        self._waiting.append(entry)
        self.entries += 1
        if len(self._waiting) == _CHUNK:
            self._store()

    def add_columns(self, batch: pa.RecordBatch) -> None:
        """Take entries of one list that are columns already.

        Args:
            batch: At least one entry, with `ENTRY_SCHEMA`.

        Raises:
            ListError: An entry has the id of another one.
        """
        self._store()
        name = batch.column("list")[0].as_py()
        ids = self._ids[name]
        before = len(ids)
        ids.update(batch.column("id").to_pylist())
        if len(ids) != before + len(batch):
            raise ListError("two entries have the same id", where=f"list {name}, entries from {self.entries}")
        countries = batch.column("countries")
        nationality = np.asarray(pc.equal(countries.values.field("role"), "nationality"))
        codes = countries.values.field("code").to_pylist()
        bounds = np.asarray(countries.offsets).tolist()
        for start, end in pairwise(bounds):
            numbers = _all_numbers(tuple([codes[i] for i in range(start, end) if nationality[i]]))
            self._country_count.append(len(numbers))
            self._country.extend(numbers)
        documents = batch.column("documents")
        owners = np.repeat(np.arange(self.entries, self.entries + len(batch)), np.diff(np.asarray(documents.offsets)))
        for owner, number in zip(owners.tolist(), documents.values.field("number").to_pylist(), strict=True):
            key = document_hash(number)
            if key is not None:
                self._documents.append((key, owner))
        self.entries += len(batch)
        self._fold(batch, self.entries - len(batch))

    def _store(self) -> None:
        if self._waiting:
            first = self.entries - len(self._waiting)
            waiting, self._waiting = self._waiting, []
            self._fold(entry_batch(waiting, first), first)

    def _fold(self, batch: pa.RecordBatch, first: int) -> None:
        """Keep a chunk, and fold its names; ``first`` is the number of its first entry."""
        self._batches.append(batch)
        names = batch.column("names")
        form_at, counts, tokens, _ = self._tokens.fold_columns([names.values.field("name")], [None])
        forms = np.diff(form_at)
        name = np.repeat(np.arange(len(forms), dtype=np.uint32), forms)
        owner = np.repeat(np.arange(first, self.entries, dtype=np.uint32), np.diff(np.asarray(names.offsets)))
        is_weak = np.asarray(pc.equal(names.values.field("kind"), "weak"))
        self._forms.append((tokens, counts, owner[name], name + self.names, is_weak[name]))
        self.names += len(forms)
        self.unscreenable += int(np.count_nonzero(forms == 0))

    def table(self) -> pa.Table:
        """The entries, with `ENTRY_SCHEMA`."""
        self._store()
        return pa.Table.from_batches(self._batches, schema=ENTRY_SCHEMA)

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """The index, with the columns `screening.index.COLUMNS`."""
        self._store()
        tokens, counts, entry, name, is_weak = map(np.concatenate, zip(*self._forms, strict=True))
        births = [batch.column("birth_dates") for batch in self._batches]
        sexes = [batch.column("sex") for batch in self._batches]
        documents = sorted(set(self._documents))
        facts = {
            "birth_at": list_offsets(np.concatenate([np.diff(np.asarray(b.offsets)) for b in births])),
            "birth_from": np.concatenate([_day_numbers(b.values.field("from")) for b in births]),
            "birth_to": np.concatenate([_day_numbers(b.values.field("to")) for b in births]),
            "sex": np.concatenate([_sex_numbers(column) for column in sexes]),
            "country_at": list_offsets(np.frombuffer(self._country_count, np.uint32)),
            "country": np.frombuffer(self._country, np.uint16),
        }
        return {
            **index_columns(
                self._tokens.columns(counts, tokens),
                facts,
                form_entry=entry.astype(np.uint32),
                form_name=name.astype(np.uint32),
                form_weak=is_weak.astype(np.uint8),
            ),
            "document_key": np.array([key for key, _ in documents], dtype=np.uint64),
            "document_entry": np.array([number for _, number in documents], dtype=np.uint32),
        }


def _day_numbers(dates: pa.Array) -> NDArray[np.int32]:
    return np.asarray(dates.view(pa.int32()))


def _sex_numbers(column: pa.Array) -> NDArray[np.uint8]:
    numbers = np.zeros(len(column), dtype=np.uint8)
    for sex, number in SEX_NUMBERS.items():
        numbers[np.asarray(pc.fill_null(pc.equal(column, sex), False))] = number
    return numbers
