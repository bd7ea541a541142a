"""A watchlist ready to be searched: compiled from sources once, opened in place by every process that screens."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from screening import _core
from screening.building import Builder
from screening.errors import ConfigError, ListCorruptError, ListEmptyError, ListError, ListVersionError
from screening.index import COLUMNS, kernel_model
from screening.scoring import MODEL
from screening.watchlist.encoding import decode_entries
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry, EntryName
from screening.watchlist.store import StoredList, pack_list, read_list, write_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from screening.watchlist.sources import Load


__all__ = ["CompileReport", "ListInfo", "Watchlist", "compile_watchlist"]


@dataclass(frozen=True, slots=True)
class ListInfo:
    """Which list a result was screened against.

    Attributes:
        name: Name of the list.
        digest: Of the compiled file: sha256 over the sha256 of each 16 MiB.
        entries: How many of its entries the file holds.
        list_date: ISO date that the list states of itself.
        owner, purpose: Of the list as it is mounted; see `screening.visibility.MountedList`.
        checked: When it was last known to be the newest.
    """

    name: str
    digest: str
    entries: int
    list_date: str | None
    owner: str = ""
    purpose: str = ""
    checked: datetime | None = None


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
    from screening.watchlist.sources import gather  # noqa: PLC0415 - readers of all formats: opening a list needs none

    builder = Builder()
    try:
        receipts = [_read(load, builder, list_name) for load in gather(sources, format)]
    except OSError as error:
        where = None if error.filename is None else Path(os.fsdecode(error.filename)).name
        raise ListError(f"the source cannot be read: {error.strerror or 'input error'}", where=where) from None
    if not builder.entries:
        raise ListEmptyError("no entry in any source")
    digest = write_list(path, builder.table(), builder.columns(), COLUMNS, _metadata(builder, receipts))
    return CompileReport(Path(path), digest, builder.entries, builder.names, builder.unscreenable, tuple(receipts))


def _metadata(builder: Builder, receipts: Sequence[Receipt]) -> dict[str, Any]:
    return {
        "model": MODEL.digest,
        "receipts": [receipt.to_dict() for receipt in receipts],
        "names": builder.names,
        "unscreenable_names": builder.unscreenable,
    }


def _read(load: Load, builder: Builder, list_name: str | None) -> Receipt:
    """Read one source; an error says in which file."""
    receipt = Receipt()
    try:
        for found in load.read_columns(receipt, list_name=list_name):
            if isinstance(found, Entry):
                builder.add(found)
            else:
                builder.add_columns(found)
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


class Watchlist:
    """A compiled watchlist, mapped into memory: immutable, and safe to share between threads.

    Attributes:
        path: The file it was opened from.
        digest: Sha256 of its content; the same digest means the same answers.
        stored: The entries as the file holds them, in place: as `entries`, but text that repeats is dictionary-encoded.
        receipts: The account of every source, as it was when the list was compiled.
        index: The search structure, for the screener; its hits give entries by row, names by their number among all.
        entry_ids, entry_lists, name_texts: Columns of text of the entries, the second dictionary-encoded, and of all
            their names.
    """

    def __init__(self, stored: StoredList, path: Path, *, mmap: bool | None = None) -> None:
        self.path = path
        self.digest = stored.digest
        self.stored = stored.entries
        self._mmap = mmap
        self._columns = stored.columns
        if stored.metadata.get("model") != MODEL.digest:
            raise ListVersionError("compiled with other scoring tables: compile the sources again", where=path.name)
        if not len(stored.entries):
            raise ListEmptyError("no entry", where=path.name)
        self.receipts = _receipts(stored.metadata, len(stored.entries), path.name)
        self._names = stored.entries.column("names").chunk(0).values
        self.entry_ids: pa.Array = stored.entries.column("id").chunk(0)
        self.entry_lists: pa.DictionaryArray = stored.entries.column("list").chunk(0)
        self.name_texts: pa.Array = self._names.field("name")
        try:
            self.index = _core.Index(stored.columns, kernel_model())
        except ValueError as error:
            raise ListCorruptError(f"the index is damaged: {error}", where=path.name) from None
        # What leads from the index back to the entries is not the kernel's to check.
        if len(stored.columns["sex"]) != len(self) or not (stored.columns["form_name"] < len(self._names)).all():
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
        builder = Builder()
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
        stored = pack_list(builder.table(), builder.columns(), COLUMNS, _metadata(builder, list(receipts.values())))
        return cls(stored, Path("memory"))

    @cached_property
    def entries(self) -> pa.Table:
        """Arrow table, one row an entry; see `screening.watchlist.schema`.

        It is made when it is first asked for, and holds text that repeats as plain text: screening does without it.
        """
        return decode_entries(self.stored)

    def verify(self) -> None:
        """Build the index again from the entries and compare it with the stored one.

        The digest says that a file is the one that was written; this says that what was written is what the library
        makes of these entries.  It takes as long as compiling: for a file that is installed, not for every opening.

        Raises:
            ListCorruptError: They differ, or the entries are none that the library would store.
        """
        builder = Builder()
        try:
            for batch in self.entries.to_batches():
                for run in _runs(batch):
                    builder.add_columns(run)
            columns = builder.columns()
        except (ListError, ValueError, OverflowError, pa.ArrowException):
            raise ListCorruptError("the entries are not what the library writes", where=self.path.name) from None
        for name, stored in self._columns.items():
            if not np.array_equal(columns[name], stored):
                raise ListCorruptError(f"index column {name} does not belong to the entries", where=self.path.name)

    @cached_property
    def lists(self) -> tuple[ListInfo, ...]:
        """Name, date and size of every list in the file."""
        return tuple(
            ListInfo(r["list"], self.digest, sum(r["entries"].values()), r["list_date"]) for r in self.receipts
        )

    def name(self, number: int) -> EntryName:
        """The name with this number among all names of the list."""
        return EntryName(**self._names[number].as_py())

    def __len__(self) -> int:
        """Number of entries."""
        return int(self.stored.num_rows)

    def __repr__(self) -> str:
        return f"Watchlist({self.path.name!r}, entries={len(self)}, digest={self.digest[:12]!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        if self._mmap is None:
            raise ListError("a watchlist in memory cannot be pickled: compile it to a file", where=self.path.name)
        return _reopen, (os.fspath(self.path), self.digest, self._mmap)


def _receipts(metadata: dict[str, Any], entries: int, where: str) -> tuple[dict[str, Any], ...]:
    """The accounts of the sources, which together must account for every entry."""
    receipts, total = metadata.get("receipts"), 0
    good = isinstance(receipts, list)
    for receipt in receipts if isinstance(receipts, list) else ():
        counts = receipt.get("entries") if isinstance(receipt, dict) else None
        good = (
            good
            and isinstance(counts, dict)
            and all(type(count) is int and count >= 0 for count in counts.values())
            and isinstance(receipt.get("list"), str)
            and isinstance(receipt.get("list_date"), str | None)
        )
        total += sum(counts.values()) if good and counts else 0
    if not good or total != entries:
        raise ListCorruptError("the receipts do not account for the entries", where=where)
    return tuple(receipts or ())


def _runs(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Pieces of entries that stand on one list, each with nested values of its own."""
    lists = batch.column("list").to_numpy(zero_copy_only=False)
    bounds = [0, *(np.flatnonzero(lists[1:] != lists[:-1]) + 1).tolist(), len(batch)]
    for start, end in pairwise(bounds):
        yield batch.take(pa.array(np.arange(start, end)))


def _reopen(path: str, digest: str, mmap: bool) -> Watchlist:  # noqa: FBT001 - pickle passes arguments by position
    """What a pickled watchlist becomes: the same file, and no other."""
    watchlist = Watchlist.open(path, mmap=mmap)
    if watchlist.digest != digest:
        raise ListCorruptError("the file is no longer the one that was pickled", where=watchlist.path.name)
    return watchlist
