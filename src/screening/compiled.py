"""A watchlist ready to be searched: compiled from sources once, opened in place by every process that screens."""

from __future__ import annotations

import hashlib
import os
from array import array
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from screening import _core
from screening.countries import COUNTRIES, is_neutral, same_country
from screening.documents import document_key
from screening.errors import ConfigError, ListCorruptError, ListEmptyError, ListError, ListVersionError
from screening.index import COLUMNS, FactColumns, NameColumns, index_columns, scan_blocks
from screening.names import parse_name
from screening.readings import HANDS
from screening.scoring import MODEL
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import ENTRY_SCHEMA, Entry, EntryName
from screening.watchlist.sources import Load, gather
from screening.watchlist.store import StoredList, pack_list, read_list, write_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from screening.birthdates import BirthDate

__all__ = ["CompileReport", "ListInfo", "Watchlist", "compile_watchlist", "country_numbers", "days", "document_hash"]

_EPOCH: Final = 719163  # ordinal of 1970-01-01
_CHUNK: Final = 1 << 16


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


def document_hash(number: str) -> int | None:
    """64-bit key under which a document number is looked up; None where nothing is left of it."""
    key = document_key(number)
    if not key:
        return None
    return int.from_bytes(hashlib.blake2b(key.encode("ascii"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class ListInfo:
    """Which list a result was screened against.

    Attributes:
        name: Name of the list.
        digest: Sha256 of the compiled file.
        entries: How many of its entries the file holds.
        list_date: ISO date that the list states of itself.
    """

    name: str
    digest: str
    entries: int
    list_date: str | None


@dataclass(frozen=True, slots=True)
class CompileReport:
    """What a compilation made.

    Attributes:
        path: The compiled file.
        digest: Sha256 of its content.
        entries, names: How many it holds.
        unscreenable_names: Names of which nothing comparable is left; they are kept, but can't be found by name.
        receipts: The account of every source.
    """

    path: Path
    digest: str
    entries: int
    names: int
    unscreenable_names: int
    receipts: tuple[Receipt, ...]

    def __str__(self) -> str:
        lines = [str(receipt) for receipt in self.receipts]
        lines.append(f"{self.path.name}: {self.entries:,} entries, {self.names:,} names, sha256 {self.digest}")
        if self.unscreenable_names:
            lines.append(f"  {self.unscreenable_names:,} names with nothing comparable in them")
        return "\n".join(lines)


def compile_watchlist(
    sources: Sequence[str | os.PathLike[str]],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    list_name: str | None = None,
) -> CompileReport:
    """Read sources and write them as one compiled watchlist.

    Args:
        sources: Files to read; at least one.
        path: The compiled file; replaced as a whole, or left as it is when anything fails.
        format: Name of the source format of all of them; detected when None.
        list_name: Name of the list; each format has its own default.

    Raises:
        ConfigError: No source, or an unknown format.
        ListFormatError, ListEmptyError: A source is not what it should be; says where and why.
        ListError: A source cannot be opened, two entries of one list have the same id, or the file cannot be written.
    """
    if isinstance(sources, str | os.PathLike) or not sources:
        raise ConfigError("sources must be a list of at least one file")
    builder = _Builder()
    try:
        receipts = [_read(load, builder, list_name) for load in gather(sources, format)]
    except OSError as error:
        where = None if error.filename is None else Path(os.fsdecode(error.filename)).name
        raise ListError(f"the source cannot be read: {error.strerror or 'input error'}", where=where) from None
    if not len(builder.facts):
        raise ListEmptyError("no entry in any source")
    digest = write_list(path, builder.table(), builder.columns(), COLUMNS, builder.metadata(receipts))
    return CompileReport(
        Path(path), digest, len(builder.facts), builder.names_seen, builder.unscreenable, tuple(receipts)
    )


def _read(load: Load, builder: _Builder, list_name: str | None) -> Receipt:
    """Read one source; an error says in which file."""
    receipt = Receipt()
    try:
        for entry in load.read(receipt, list_name=list_name):
            builder.add(entry)
    except ListError as error:
        failure = type(error)(error.rule, where=_in_source(load, error.where))
    else:
        return receipt
    raise failure  # from here, so that no decoder's error with a piece of the file stands behind it


def _in_source(load: Load, where: str | None) -> str:
    """A place in a source, with the name of the file where it does not say so itself."""
    name = ", ".join(path.name for path in load.paths)
    if where is None:
        return name
    return where if any(path.name in where for path in load.paths) else f"{name}, {where}"


class _Builder:
    """Collects entries as Arrow chunks and index columns."""

    def __init__(self) -> None:
        self.facts = FactColumns()
        self.names_seen = 0
        self.unscreenable = 0
        self._names = NameColumns()
        self._form_entry, self._form_name, self._form_weak = array("I"), array("I"), array("B")
        self._documents: list[tuple[int, int]] = []
        self._ids: set[tuple[str, str]] = set()
        self._rows: list[Entry] = []
        self._batches: list[pa.RecordBatch] = []

    def add(self, entry: Entry) -> None:
        number = len(self.facts)
        if (entry.list, entry.id) in self._ids:
            raise ListError("two entries have the same id", where=f"list {entry.list}, entry {number}")
        self._ids.add((entry.list, entry.id))
        for name in entry.names:
            parsed = parse_name(name.name)
            if parsed.tokens:
                self._names.add(parsed)
                self._form_entry.append(number)
                self._form_name.append(self.names_seen)
                self._form_weak.append(name.kind == "weak")
            else:
                self.unscreenable += 1
            self.names_seen += 1
        nationalities = [code for code, role in entry.countries if role == "nationality"]
        births = [interval for birth in entry.birth_dates for interval in days(birth)]
        self.facts.add(births, entry.sex, country_numbers(nationalities))
        for document in entry.documents:
            key = document_hash(document.number)
            if key is not None:
                self._documents.append((key, number))
        self._rows.append(entry)
        if len(self._rows) == _CHUNK:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            first = len(self.facts) - len(self._rows)
            self._batches.append(_entry_batch(self._rows, first))
            self._rows = []

    def metadata(self, receipts: Sequence[Receipt]) -> dict[str, Any]:
        return {
            "model": MODEL.digest,
            "receipts": [receipt.to_dict() for receipt in receipts],
            "names": self.names_seen,
            "unscreenable_names": self.unscreenable,
        }

    def table(self) -> pa.Table:
        self._flush()
        return pa.Table.from_batches(self._batches, schema=ENTRY_SCHEMA)

    def columns(self) -> dict[str, NDArray[np.generic]]:
        columns = index_columns(
            self._names.columns(),
            self.facts.columns(),
            form_entry=self._form_entry,
            form_name=self._form_name,
            form_weak=self._form_weak,
        )
        documents = sorted(set(self._documents))
        columns["document_key"] = np.array([key for key, _ in documents], dtype=np.uint64)
        columns["document_entry"] = np.array([number for _, number in documents], dtype=np.uint32)
        return columns


def _entry_batch(rows: list[Entry], first: int) -> pa.RecordBatch:
    """The rows as Arrow, with `ENTRY_SCHEMA`; ``first`` is the number of the first of them."""

    def birth(value: BirthDate) -> Iterator[dict[str, Any]]:
        for start, end in value.intervals:
            yield {"from": start, "to": end, "flags": sorted(value.flags)}

    values: dict[str, list[Any]] = {
        "names": [
            [
                {
                    "name": n.name,
                    "kind": n.kind,
                    "surname": n.surname,
                    "given_names": n.given_names,
                    "language": n.language,
                    "note": n.note,
                }
                for n in e.names
            ]
            for e in rows
        ],
        "birth_dates": [[b for value in e.birth_dates for b in birth(value)] for e in rows],
        "countries": [[{"code": code, "role": role} for code, role in e.countries] for e in rows],
        "documents": [
            [
                {"number": d.number, "type": d.type, "issuing_state": d.issuing_state, "note": d.note}
                for d in e.documents
            ]
            for e in rows
        ],
    }
    arrays = []
    for field in ENTRY_SCHEMA:
        column = values.get(field.name) or [getattr(e, field.name) for e in rows]
        if (array := _column(column, field.type)) is None:
            wrong = next((i for i, value in enumerate(column) if _column([value], field.type) is None), 0)
            raise ListError(f"field {field.name} cannot be stored", where=f"entry {first + wrong}")
        arrays.append(array)
    return pa.record_batch(arrays, schema=ENTRY_SCHEMA)


def _column(values: list[Any], kind: pa.DataType) -> pa.Array | None:
    """The values as Arrow; None where one has another type or is text that is not Unicode (a lone surrogate).

    Arrow's own errors hold the value, so the caller raises one that does not, when they are out of the way.
    """
    try:
        return pa.array(values, kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return None


class Watchlist:
    """A compiled watchlist, mapped into memory: immutable, and safe to share between threads.

    Attributes:
        path: The file it was opened from.
        digest: Sha256 of its content; the same digest means the same answers.
        entries: Arrow table, one row an entry; see `screening.watchlist.schema`.
        receipts: The account of every source, as it was when the list was compiled.
        index, form_name: The search structure, for the screener: the kernel's index, and the number of the name that
            each of its forms was made of.
    """

    def __init__(self, stored: StoredList, path: Path, *, mmap: bool | None = None) -> None:
        self.path = path
        self.digest = stored.digest
        self.entries = stored.entries
        self._mmap = mmap
        if stored.metadata.get("model") != MODEL.digest:
            raise ListVersionError("compiled with other scoring tables: compile the sources again", where=path.name)
        self.receipts: tuple[dict[str, Any], ...] = tuple(stored.metadata["receipts"])
        self._names = stored.entries.column("names").chunk(0).values
        self.form_name: NDArray[Any] = stored.columns["form_name"]
        try:
            self.index = _core.Index(stored.columns, scan_blocks(stored.columns), HANDS)
        except ValueError as error:
            raise ListCorruptError(f"the index is damaged: {error}", where=path.name) from None
        # What leads from the index back to the entries is not the kernel's to check.
        if (
            len(stored.columns["sex"]) != len(self)
            or len(self.form_name) != len(stored.columns["form_entry"])
            or not (self.form_name < len(self._names)).all()
        ):
            raise ListCorruptError("the index is damaged: it points outside the entries", where=path.name)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, mmap: bool = True) -> Watchlist:
        """Open a compiled file and verify it.

        Args:
            path: A file written by `compile_watchlist`.
            mmap: Share the file with other processes; False reads a private copy.

        Raises:
            ListError: It cannot be read; `ListCorruptError` when it is damaged or changed, `ListVersionError` when it
                was written by another version.
        """
        return cls(read_list(path, COLUMNS, mmap=mmap), Path(path).absolute(), mmap=mmap)

    @classmethod
    def from_entries(cls, entries: Iterable[Entry]) -> Watchlist:
        """A watchlist in memory, without a file: for tests, and for lists that must not touch a disk.

        Raises:
            ListEmptyError: There is no entry.
            ListError: Two entries of one list have the same id.
        """
        builder = _Builder()
        receipts: dict[str, Receipt] = {}
        for entry in entries:
            if entry.list not in receipts:
                receipts[entry.list] = Receipt()
                receipts[entry.list].begin(source="memory", list_format="entries", list_name=entry.list)
            receipts[entry.list].rows_read += 1
            receipts[entry.list].load(entry)
            builder.add(entry)
        if not receipts:
            raise ListEmptyError("no entry")
        stored = pack_list(builder.table(), builder.columns(), COLUMNS, builder.metadata(list(receipts.values())))
        return cls(stored, Path("memory"))

    @cached_property
    def lists(self) -> tuple[ListInfo, ...]:
        """Name, date and size of every list in the file."""
        return tuple(
            ListInfo(r["list"], self.digest, sum(r["entries"].values()), r["list_date"]) for r in self.receipts
        )

    def name(self, number: int) -> EntryName:
        """The name with a number in ``form_name``."""
        return EntryName(**self._names[number].as_py())

    def __len__(self) -> int:
        """Number of entries."""
        return int(self.entries.num_rows)

    def __repr__(self) -> str:
        return f"Watchlist({self.path.name!r}, entries={len(self)}, digest={self.digest[:12]!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        if self._mmap is None:
            raise ListError("a watchlist in memory cannot be pickled: compile it to a file", where=self.path.name)
        return _reopen, (os.fspath(self.path), self.digest, self._mmap)


def _reopen(path: str, digest: str, mmap: bool) -> Watchlist:  # noqa: FBT001 - pickle passes arguments by position
    """What a pickled watchlist becomes: the same file, and no other."""
    watchlist = Watchlist.open(path, mmap=mmap)
    if watchlist.digest != digest:
        raise ListCorruptError("the file is no longer the one that was pickled", where=watchlist.path.name)
    return watchlist
