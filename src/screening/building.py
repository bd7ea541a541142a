"""What a compiled watchlist is built of: the table of entries, and the columns of the index, made chunk by chunk."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from screening.countries import COUNTRIES, country_code, is_neutral, same_country
from screening.documents import document_key, normalize_document_number
from screening.errors import ListError
from screening.folding import new_table
from screening.index import SEX_NUMBERS, distinct, index_columns, list_offsets
from screening.scoring import DOCUMENT_NUMBER, DOCUMENT_WRITING
from screening.watchlist.columns import entry_batch
from screening.watchlist.schema import ENTRY_SCHEMA, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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


def document_hash(number: str, issuer: str | None = None) -> int | None:
    """What a document is looked up by; None where nothing is left of its number.

    64 bits: of the number without what readers confuse (above `screening.scoring.DOCUMENT_NUMBER`), of the number as it
    is written, and the number of the issuing state, 0 where that is not known.

    Args:
        number: In any spelling.
        issuer: Code or name of the issuing state.
    """
    written = normalize_document_number(number)
    key = document_key(written)
    if not key:
        return None
    code = country_code(issuer) if issuer else None
    state = _NUMBER[code] + 1 if code is not None and not is_neutral(code) else 0
    coarse = _hashed(key)
    exact = (coarse if written == key else _hashed(written)) % (DOCUMENT_NUMBER // DOCUMENT_WRITING)
    return coarse // DOCUMENT_NUMBER * DOCUMENT_NUMBER + exact * DOCUMENT_WRITING + state


def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("ascii"), digest_size=8).digest(), "little")


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
        # No sets: the garbage collector would walk over all ids again and again, but leaves a dict of texts alone.
        self._ids: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._waiting: list[Entry] = []
        self._batches: list[pa.RecordBatch] = []
        self._tokens = new_table()
        self._forms: list[tuple[NDArray[Any], ...]] = []  # tokens, and by form: how many, entry, name, whether weak

    def add(self, entry: Entry) -> None:
        """Take an entry.

        Raises:
            ListError: Another entry of the list has the same id, or a value cannot be stored.
        """
        ids = self._ids[entry.list]
        if entry.id in ids:
            raise ListError("two entries have the same id", where=f"list {entry.list}, entry {self.entries}")
        ids[entry.id] = None
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
        ids.update(dict.fromkeys(batch.column("id").to_pylist()))
        if len(ids) != before + len(batch):
            raise ListError("two entries have the same id", where=f"list {name}, entries from {self.entries}")
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
        sexes = [batch.column("sex") for batch in self._batches]
        birth_at, births = self._nested("birth_dates", ("from", "to"))
        country_at, country = _nationalities(*self._nested("countries", ("code", "role")))
        document_key, document_entry = _documents(*self._nested("documents", ("number", "issuing_state")))
        facts = {
            "birth_at": birth_at,
            "birth_from": _day_numbers(births["from"]),
            "birth_to": _day_numbers(births["to"]),
            "sex": np.concatenate([_sex_numbers(column) for column in sexes]),
            "country_at": country_at,
            "country": country,
        }
        return {
            **index_columns(
                self._tokens.columns(counts, tokens),
                facts,
                form_entry=entry.astype(np.uint32),
                form_name=name.astype(np.uint32),
                form_weak=is_weak.astype(np.uint8),
            ),
            "document_key": document_key,
            "document_entry": document_entry,
        }

    def _nested(self, column: str, fields: Sequence[str]) -> tuple[NDArray[np.uint32], dict[str, pa.Array]]:
        """Offsets of the lists of all entries in a column, and fields of their items."""
        lists = [batch.column(column) for batch in self._batches]
        at = list_offsets(np.concatenate([np.diff(np.asarray(values.offsets)) for values in lists]))
        return at, {name: pa.concat_arrays([values.values.field(name) for values in lists]) for name in fields}


def _nationalities(
    at: NDArray[np.uint32], items: Mapping[str, pa.Array]
) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """Offsets and `country_numbers` of the nationalities of entries, from the offsets and fields of their countries."""
    owner = np.repeat(np.arange(len(at) - 1, dtype=np.uint64), np.diff(at))
    codes = items["code"].dictionary_encode()
    is_nationality, is_birth = (np.asarray(pc.equal(items["role"], role)) for role in ("nationality", "birth"))
    # Most people have the nationality of the country of their birth, where no other is stated.
    is_stated = np.zeros(len(at) - 1, dtype=bool)
    is_stated[owner[is_nationality]] = True
    used = np.flatnonzero(is_nationality | (is_birth & ~is_stated[owner]))
    numbers = [country_numbers([code]) for code in codes.dictionary.to_pylist()]
    number_at = list_offsets(np.array(list(map(len, numbers)), dtype=np.int64)).astype(np.int64)
    code = np.asarray(codes.indices)[used]
    counts = np.diff(number_at)[code]
    place = np.arange(counts.sum()) + np.repeat(number_at[code] - np.cumsum(counts) + counts, counts)
    number = np.array(list(chain.from_iterable(numbers)), dtype=np.uint64)[place]
    pairs = distinct(np.repeat(owner[used], counts) << np.uint64(16) | number)
    owners = (pairs >> np.uint64(16)).astype(np.int64)
    return list_offsets(np.bincount(owners, minlength=len(at) - 1)), pairs.astype(np.uint16)


def _documents(at: NDArray[np.uint32], items: Mapping[str, pa.Array]) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Hashes of the documents of entries, ascending, and the entries that have them."""
    owner = np.repeat(np.arange(len(at) - 1, dtype=np.uint32), np.diff(at))
    hashes = list(map(document_hash, items["number"].to_pylist(), items["issuing_state"].to_pylist()))
    owner = owner[np.array([key is not None for key in hashes], dtype=bool)]
    key = np.array([key for key in hashes if key is not None], dtype=np.uint64)
    order = np.lexsort((owner, key))
    key, owner = key[order], owner[order]
    fresh = np.ones(len(key), dtype=bool)
    fresh[1:] = (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])
    return key[fresh], owner[fresh]


def _day_numbers(dates: pa.Array) -> NDArray[np.int32]:
    return np.asarray(dates.view(pa.int32()))


def _sex_numbers(column: pa.Array) -> NDArray[np.uint8]:
    numbers = np.zeros(len(column), dtype=np.uint8)
    for sex, number in SEX_NUMBERS.items():
        numbers[np.asarray(pc.fill_null(pc.equal(column, sex), False))] = number
    return numbers
