"""A plain CSV file with a header: one row a name.

The columns are `COLUMNS`, in any order; ``id`` and one of ``name``, ``surname``, ``given_names`` or ``document_number``
are needed.  Rows with the same ``id`` are names of one entry, wherever they stand.  Comma, semicolon or tab; UTF-8
with or without a byte order mark.  ``birth_date``, ``nationality`` and ``document_number`` may hold several values with
semicolons or ``|`` between them.

The file is read twice: once to check it from end to end and to find the entries whose rows do not stand together, and
once to yield.  So an error of encoding or structure is raised before the first entry, and memory is bounded by the
rows of scattered entries.
"""

from __future__ import annotations

import csv
import hashlib
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from screening.birthdates import BirthDate
from screening.errors import ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Document, Entry, EntryName, NameKind
from screening.watchlist.sources._draft import SEXES, country, parsed_birth
from screening.watchlist.sources._flat_rows import KINDS, FlatRows, bare_number, cell_parts
from screening.watchlist.sources._input import input_name
from screening.watchlist.sources._lines import MAX_LINE, csv_error, delimiter_of, header_fields, text_lines

__all__ = ["COLUMNS", "MAX_LINE", "NAME", "detect", "read", "read_columns"]

NAME: Final = "csv"

COLUMNS: Final = (
    "id",
    "name",
    "surname",
    "given_names",
    "alias_kind",
    "birth_date",
    "nationality",
    "sex",
    "document_number",
)
_ROWS: Final = 2048
"""Rows that are held at a time; few, so that a walk of the garbage collector is short."""


def detect(head: bytes, filename: str) -> bool:
    """Whether the first line names two of the columns, or the file is called ``.csv`` or ``.tsv`` and seems text."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace")
    if len(set(header_fields(line)) & set(COLUMNS)) > 1:
        return True
    return (
        filename.lower().endswith((".csv", ".tsv"))
        and line.lstrip()[:1] not in ("", "<", "{", "[")
        and "\0" not in line
    )


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields one entry per ``id``, in file order; the entries whose rows do not stand together come last.

    Args:
        path: The file.
        receipt: Takes the account; rows are its unit.
        list_name: Name of the list; the file name without its ending when not given.

    Raises:
        ListFormatError: Bytes that are not UTF-8 (``where`` is the byte offset), an unknown, repeated or missing
            column, a field or line beyond the limits, broken quotation, or a file that changed while it was read.
        ListEmptyError: No row could be loaded.
    """
    reading = _Reading(path, receipt, list_name)
    for block in _blocks(path, receipt.feed):
        for line, cells in _cells(*block):
            yield from reading.row(line, cells)
    yield from reading.finish()


def read_columns(
    path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None
) -> Iterator[Entry | pa.RecordBatch]:
    """Yields what `read` does, but where many entries in a row are plain, all as columns at once.

    The entries, their order, the account and the errors are the same; it takes half of the time or less.

    Args:
        path: As for `read`, as all others and the errors.
        receipt: Takes the account.
        list_name: Name of the list.
    """
    reading = _Reading(path, receipt, list_name)
    for start, end, rows, layout in _blocks(path, receipt.feed):
        if end - start > len(rows) or any(len(row) != layout.width for row in rows):
            for line, cells in _cells(start, end, rows, layout):
                yield from reading.row(line, cells)
            continue
        flat = FlatRows(_columns(rows, layout), reading.scattered, reading.open_id)
        for first, last, plain in flat.runs():
            if plain:
                yield from reading.flush()
                yield flat.batch(first, last, reading.list_name, receipt)
            else:
                for row, flat_cells in flat.rows(first, last):
                    yield from reading.row(start + 1 + row, flat_cells)
    yield from reading.finish()


class _Reading:
    """One reading of a file: the entry whose rows are being read, and those whose rows are scattered."""

    def __init__(self, path: str | os.PathLike[str], receipt: Receipt, list_name: str | None) -> None:
        self.list_name = list_name or Path(input_name(path)).stem
        self.receipt = receipt
        receipt.begin(source=Path(path).name, list_format=NAME, list_name=self.list_name)
        self.scattered, self._digest = _check(path)
        self._groups: dict[str, _Group] = {}
        self._group: _Group | None = None

    @property
    def open_id(self) -> str | None:
        """Id of the entry whose rows are being read."""
        return None if self._group is None else self._group.id

    def row(self, line: int, cells: Sequence[str] | None) -> Iterator[Entry]:
        """Takes a row; yields the entry that ends before it."""
        self.receipt.rows_read += 1
        if cells is None:
            self.receipt.reject(f"line {line}", "a row needs as many fields as the header")
        elif not cells[0]:
            self.receipt.reject(f"line {line}", "a row needs an id")
        else:
            if self._group is None or self._group.id != cells[0]:
                yield from self.flush()
                self._group = self._groups.get(cells[0]) or _Group(cells[0], self.receipt)
                if hash(cells[0]) in self.scattered:
                    self._groups[cells[0]] = self._group
            self._group.add(line, cells)

    def flush(self) -> Iterator[Entry]:
        """Yields the entry of the rows before, unless more of them may follow elsewhere."""
        if self._group is not None and self._group.id not in self._groups:
            yield from self._group.entries(self.list_name)
        self._group = None

    def finish(self) -> Iterator[Entry]:
        """Yields the last entry and the scattered ones, and closes the account."""
        yield from self.flush()
        if self.receipt.sha256 != self._digest:
            raise ListFormatError("the file changed while it was read", where=self.receipt.source)
        for group in self._groups.values():
            yield from group.entries(self.list_name)
        if not self.receipt.rows_loaded:
            raise ListEmptyError("no row could be loaded", where=self.receipt.source)
        self.receipt.close()


class _Group:
    """The rows of one entry."""

    __slots__ = ("births", "countries", "documents", "id", "lines", "names", "receipt", "remarks", "sexes")

    def __init__(self, row_id: str, receipt: Receipt) -> None:
        self.id = row_id
        self.receipt = receipt
        self.lines: list[int] = []
        self.names: dict[tuple[str, NameKind], EntryName] = {}
        self.births: list[BirthDate] = []
        self.countries: dict[str, None] = {}
        self.documents: dict[str, None] = {}
        self.sexes: dict[Literal["M", "F"], None] = {}
        self.remarks: list[str] = []

    def add(self, line: int, cells: Sequence[str]) -> None:
        _, name, surname, given, kind, births, nationalities, sex, documents = cells
        self.lines.append(line)
        if whole := name or f"{surname} {given}".strip():
            alias = self._kind(line, kind)
            self.names.setdefault((whole, alias), EntryName(whole, alias, surname or None, given or None))
        if births:
            self._births(line, births)
        if nationalities:
            self._nationalities(line, nationalities)
        if sex:
            self._sex(line, sex)
        if documents:
            self._documents(line, documents)

    def entries(self, list_name: str) -> Iterator[Entry]:
        """The entry, or none if it has neither a name nor a document."""
        if not self.names and not self.documents:
            for line in self.lines:
                self.receipt.reject(f"line {line}", "an entry needs a name or a document number")
            return
        if len(self.sexes) > 1:
            self._unclear(self.lines[0], "rows of one entry state different sexes", "Sex", ", ".join(self.sexes))
        entry = Entry(
            id=self.id,
            list=list_name,
            type="person" if self.names else "document",
            names=tuple(self.names.values()),
            birth_dates=tuple(self.births),
            sex=next(iter(self.sexes)) if len(self.sexes) == 1 else None,
            countries=tuple((code, "nationality") for code in self.countries),
            documents=tuple(map(Document, self.documents)),
            remarks="\n".join(self.remarks) or None,
        )
        self.receipt.load(entry, len(self.lines), f"line {self.lines[0]}")
        yield entry

    def _kind(self, line: int, text: str) -> NameKind:
        if not text:
            return "strong" if self.names else "primary"
        kind = KINDS.get(text.lower())
        if kind is None:
            self._unclear(line, f"alias_kind must be one of {', '.join(KINDS)}: taken as strong", "Alias kind", text)
            return "strong"
        return kind

    def _births(self, line: int, text: str) -> None:
        for part in cell_parts(text):
            birth = parsed_birth(part)
            if birth.intervals:
                if birth not in self.births:
                    self.births.append(birth)
            else:
                self._unclear(line, "a birth date was not understood", "Birth date", part)

    def _nationalities(self, line: int, text: str) -> None:
        for part in cell_parts(text):
            code = country(part)
            if code is not None:
                self.countries[code] = None
            else:
                self._unclear(line, "a nationality was not understood", "Nationality", part)

    def _sex(self, line: int, text: str) -> None:
        try:
            sex = SEXES[text.lower()]
        except KeyError:
            self._unclear(line, "sex must be M, F or X", "Sex", text)
            return
        if sex is not None:
            self.sexes[sex] = None

    def _documents(self, line: int, text: str) -> None:
        for part in cell_parts(text):
            number = bare_number(part)
            if number:
                self.documents[number] = None
            else:
                self._unclear(line, "a document number without letters or digits", "Document", part)

    def _unclear(self, line: int, rule: str, label: str, text: str) -> None:
        """Keeps what was not understood in the remarks, and says in the receipt that it was not."""
        self.receipt.notice(f"line {line}", rule)
        self.remarks.append(f"{label}: {text}")


def _check(path: str | os.PathLike[str]) -> tuple[frozenset[int], str]:
    """Reads the whole file once.

    Returns:
        Hashes of the ids whose rows do not stand together (64 bits: a collision only makes an entry come later), and
        the digest of the file.
    """
    digest = hashlib.sha256()
    starts = array("q")
    previous = ""
    for _, _, rows, layout in _blocks(path, digest.update):
        place = layout.places[0]
        ids = [row_id for row in rows if len(row) == layout.width and (row_id := row[place].strip())]
        starts.extend(hash(own) for before, own in pairwise([previous, *ids]) if own != before)
        previous = ids[-1] if ids else previous
    hashes = np.sort(np.frombuffer(starts, dtype=np.int64))
    return frozenset(hashes[1:][hashes[1:] == hashes[:-1]].tolist()), digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns stand: number of fields, and place of each of `COLUMNS`, -1 for one that is absent."""

    width: int
    places: tuple[int, ...]


def _blocks(
    path: str | os.PathLike[str], feed: Callable[[bytes], object]
) -> Iterator[tuple[int, int, list[list[str]], _Layout]]:
    """Yields ``(line before, last line, rows, layout)`` for some thousand rows, as the csv module splits them."""
    lines = text_lines(path, feed)
    first = next(lines, "")
    if not first.strip():
        raise ListEmptyError("the file is empty, or its first line is", where=Path(path).name)
    header = header_fields(first)
    layout = _Layout(len(header), tuple(_places(header)))
    reader = csv.reader(lines, delimiter=delimiter_of(first), strict=True)
    start = 1
    try:
        while rows := list(islice(reader, _ROWS)):
            yield start, reader.line_num + 1, rows, layout
            start = reader.line_num + 1
    except csv.Error as error:
        raise csv_error(error, reader.line_num + 1) from None


def _columns(rows: list[list[str]], layout: _Layout) -> list[Sequence[str]]:
    """The columns of rows that all have the width of the header, in the order of `COLUMNS`."""
    columns = list(zip(*rows, strict=True))
    absent = [""] * len(rows)
    return [list(map(str.strip, columns[place])) if place >= 0 else absent for place in layout.places]


def _cells(start: int, last: int, rows: list[list[str]], layout: _Layout) -> Iterator[tuple[int, list[str] | None]]:
    """Yields ``(line number, cells)`` of each row, in the order of `COLUMNS` with ``""`` for an absent one.

    The line is the last one of the row.  The cells are None where a row has another number of fields than the header.
    A blank line is no row.
    """
    first = start
    broken = last - start > len(rows)  # some row has line ends within its cells
    for line, row in enumerate(rows, start + 1):
        if broken:
            start += sum(cell.count("\n") for cell in row)
            line += start - first
        if len(row) == layout.width:
            row.append("")
            yield line, [row[place].strip() for place in layout.places]
        elif row:
            yield line, None


def _places(header: list[str]) -> list[int]:
    """Position of each of `COLUMNS` in a row; -1, an empty cell added to every row, for a column that is absent."""
    allowed = ", ".join(COLUMNS)
    for number, field in enumerate(header, 1):
        if field not in COLUMNS:
            raise ListFormatError(f"unknown column; allowed are {allowed}", where=f"line 1, column {number}")
        if field in header[: number - 1]:
            raise ListFormatError("a column is named twice", where=f"line 1, column {number}")
    if "id" not in header:
        raise ListFormatError("the column id is missing", where="line 1")
    if not {"name", "surname", "given_names", "document_number"} & set(header):
        raise ListFormatError("a column name, surname, given_names or document_number is needed", where="line 1")
    return [header.index(column) if column in header else -1 for column in COLUMNS]
