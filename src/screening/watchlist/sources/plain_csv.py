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
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np

from screening.birthdates import BirthDate
from screening.documents import normalize_document_number
from screening.errors import ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Document, Entry, EntryName, NameKind
from screening.watchlist.sources._draft import SEXES, country, parsed_birth
from screening.watchlist.sources._lines import MAX_LINE, csv_error, delimiter_of, header_fields, text_lines

__all__ = ["COLUMNS", "MAX_LINE", "NAME", "detect", "read"]

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
_BARE_NUMBER: Final = re.compile(r"[A-Z0-9]*[0-9][A-Z0-9]*")

_KINDS: Final[dict[str, NameKind]] = {
    "primary": "primary",
    "strong": "strong",
    "weak": "weak",
    "former": "former",
    "original_script": "original_script",
}


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
    list_name = list_name or Path(path).stem
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=list_name)
    scattered, digest = _check(path)
    groups: dict[str, _Group] = {}
    group: _Group | None = None
    for line, cells in _rows(path, receipt.feed):
        receipt.rows_read += 1
        if cells is None:
            receipt.reject(f"line {line}", "a row needs as many fields as the header")
            continue
        row_id = cells[0]
        if not row_id:
            receipt.reject(f"line {line}", "a row needs an id")
            continue
        if group is None or group.id != row_id:
            if group is not None and group.id not in groups:
                yield from group.entries(list_name)
            group = groups.get(row_id) or _Group(row_id, receipt)
            if hash(row_id) in scattered:
                groups[row_id] = group
        group.add(line, cells)
    if group is not None and group.id not in groups:
        yield from group.entries(list_name)
    if receipt.sha256 != digest:
        raise ListFormatError("the file changed while it was read", where=receipt.source)
    for group in groups.values():
        yield from group.entries(list_name)
    if not receipt.rows_loaded:
        raise ListEmptyError("no row could be loaded", where=receipt.source)
    receipt.close()


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
        kind = _KINDS.get(text.lower())
        if kind is None:
            self._unclear(line, f"alias_kind must be one of {', '.join(_KINDS)}: taken as strong", "Alias kind", text)
            return "strong"
        return kind

    def _births(self, line: int, text: str) -> None:
        for part in _parts(text):
            birth = parsed_birth(part)
            if birth.intervals:
                if birth not in self.births:
                    self.births.append(birth)
            else:
                self._unclear(line, "a birth date was not understood", "Birth date", part)

    def _nationalities(self, line: int, text: str) -> None:
        for part in _parts(text):
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
        for part in _parts(text):
            number = _number(part)
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
    for _, cells in _rows(path, digest.update):
        if cells is not None and cells[0] and cells[0] != previous:
            previous = cells[0]
            starts.append(hash(previous))
    hashes, counts = np.unique(np.frombuffer(starts, dtype=np.int64), return_counts=True)
    return frozenset(hashes[counts > 1].tolist()), digest.hexdigest()


def _rows(path: str | os.PathLike[str], feed: Callable[[bytes], object]) -> Iterator[tuple[int, list[str] | None]]:
    """Yields ``(line number, cells)`` of each row, in the order of `COLUMNS` with ``""`` for an absent one.

    The cells are None where a row has another number of fields than the header.  A blank line is no row.
    """
    lines = text_lines(path, feed)
    first = next(lines, "")
    if not first.strip():
        raise ListEmptyError("the file is empty, or its first line is", where=Path(path).name)
    header = header_fields(first)
    places = _places(header)
    reader = csv.reader(lines, delimiter=delimiter_of(first), strict=True)
    width = len(header)
    try:
        for row in reader:
            if len(row) == width:
                row.append("")
                yield reader.line_num + 1, [row[place].strip() for place in places]
            elif row:
                yield reader.line_num + 1, None
    except csv.Error as error:
        raise csv_error(error, reader.line_num + 1) from None


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


def _parts(text: str) -> list[str]:
    if ";" not in text and "|" not in text:
        return [text]
    return [part for piece in re.split(r"[;|]", text) if (part := piece.strip())]


def _number(text: str) -> str:
    # a bare number is its own normal form, and nearly all are bare
    return text if _BARE_NUMBER.fullmatch(text) else normalize_document_number(text)
