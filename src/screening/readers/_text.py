"""CSV and JSON lines: a row that cannot be read is marked, and its lines are read again as rows of their own."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, Self

import pyarrow as pa

from screening.batch import CHUNK
from screening.errors import ColumnError
from screening.readers._model import NAMING, ColumnMapping, Problems, TravellerFile, fields_of
from screening.records import INPUT_COLUMNS, UNREADABLE_CELL, cells_of, text_batch

__all__ = ["open_csv", "open_jsonl"]

_DELIMITERS: Final = ",;\t|"
_MAX_LINE: Final = 1 << 20  # characters
_MAX_ROW_LINES: Final = 64  # a quoted cell that runs on for longer was never closed


class _Lines:
    """The lines of a file of text, while it is entered; those of one row can be read again as rows of their own."""

    def __init__(self, path: Path, encoding: str, problems: Problems) -> None:
        with path.open("rb") as file:
            head = file.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        elif head.startswith(codecs.BOM_UTF8):
            encoding = "utf-8-sig"
        self.number = 0
        self._path = path
        self._problems = problems
        self._encoding = encoding
        self._size = path.stat().st_size
        self._read = 0
        self._told = 0  # the last line of another encoding
        self._row: list[str] = []
        self._again: deque[str] = deque()

    def __enter__(self) -> Self:
        self._bytes = self._path.open("rb")
        self._file = io.TextIOWrapper(self._bytes, encoding=self._encoding, errors="surrogateescape", newline="")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.popleft()
        elif not (line := self._file.readline(_MAX_LINE)):
            self._read = self._size
            raise StopIteration
        self.number += 1
        self._row.append(line)
        if len(self._row) > _MAX_ROW_LINES:
            raise _BadRowError("a quotation mark that is never closed")
        if not line.isascii() and self.number > self._told and not _is_text(line):
            self._told = self.number
            self._problems.add(f"not {self._encoding}", f"line {self.number}")
        if len(line) == _MAX_LINE and not line.endswith("\n"):
            while (rest := self._file.readline(_MAX_LINE)) and not rest.endswith("\n"):
                pass
            raise _BadRowError(f"a line of more than {_MAX_LINE:,} characters")
        return line

    def begin_row(self) -> int:
        """Forget the lines of the row before; returns the number of the line that comes."""
        self._row.clear()
        return self.number + 1

    def only_first(self) -> None:
        """Of the lines of this row only the first was one; the others are read again."""
        self._again.extendleft(reversed(self._row[1:]))
        self.number -= len(self._row) - 1

    def fraction(self) -> float:
        """How much was read."""
        return min(1.0, self._read / max(1, self._size))

    def look(self) -> None:
        """Note how far the file is."""
        self._read = max(self._read, self._bytes.tell())


class _BadRowError(Exception):
    """A row breaks this rule."""


def _is_text(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def open_csv(path: Path, mapping: ColumnMapping) -> TravellerFile:
    problems = Problems()
    lines = _Lines(path, mapping.encoding, problems)
    with _Lines(path, mapping.encoding, Problems()) as probe:
        first = next(probe, "")
    delimiter = mapping.delimiter or max(_DELIMITERS, key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    fields = fields_of(header, mapping)
    names = list(fields.values())
    places = list(fields)
    bad: list[str | None] = [None] * len(header)
    bad[next(place for place, name in fields.items() if name in NAMING)] = UNREADABLE_CELL

    def rows() -> Iterator[Sequence[str | None]]:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            line = lines.begin_row()
            rule = "another number of cells than the header has"
            try:
                if (cells := next(reader, None)) is None:
                    return
            except (csv.Error, _BadRowError) as error:
                cells = None
                rule = str(error) if isinstance(error, _BadRowError) else "quotation marks that do not fit"
                lines.only_first()
                reader = csv.reader(lines, delimiter=delimiter, strict=True)
            if cells is not None and len(cells) == len(header):
                yield cells
            elif cells != []:  # a blank line is no row
                problems.add(rule, f"line {line}")
                yield bad

    def batches() -> Iterator[pa.RecordBatch]:
        every = rows()
        with lines:
            next(lines)
            while chunk := list(islice(every, CHUNK)):
                lines.look()
                columns = list(zip(*chunk, strict=True))
                yield text_batch({name: columns[place] for name, place in zip(names, places, strict=True)})

    schema = pa.schema([(name, pa.string()) for name in names])
    return TravellerFile("csv", schema, batches(), None, lines.fraction, problems)


def open_jsonl(path: Path, mapping: ColumnMapping) -> TravellerFile:
    problems = Problems()
    lines = _Lines(path, mapping.encoding, problems)
    fields = {column: name for name, column in mapping.names.items()}
    fields = {name: name for name in INPUT_COLUMNS if name not in mapping.names} | fields
    started = False

    def read(line: str) -> dict[str, str | None]:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            raise _BadRowError("no JSON") from None
        if not isinstance(record, dict):
            raise _BadRowError("no JSON object")
        if not record.keys() <= fields.keys() and not mapping.ignore_others:
            if not started:
                raise ColumnError(
                    f"a field is not known: map it, or ignore the others; known: {', '.join(fields)}", where="line 1"
                )
            raise _BadRowError("a field that is not known")
        return cells_of({fields[name]: value for name, value in record.items() if name in fields})

    def rows() -> Iterator[dict[str, str | None]]:
        nonlocal started
        while True:
            number = lines.begin_row()
            try:
                if (line := next(lines, None)) is None:
                    return
                if not line.strip():
                    continue
                cells = read(line)
            except _BadRowError as error:
                problems.add(str(error), f"line {number}")
                cells = {"name": UNREADABLE_CELL}
            else:
                if UNREADABLE_CELL in cells.values():
                    problems.add("a value that is not text", f"line {number}")
            started = True
            yield cells

    def batches() -> Iterator[pa.RecordBatch]:
        every = rows()
        with lines:
            while chunk := list(islice(every, CHUNK)):
                lines.look()
                yield text_batch({name: [row.get(name) for row in chunk] for name in INPUT_COLUMNS})

    schema = pa.schema([(name, pa.string()) for name in INPUT_COLUMNS])
    return TravellerFile("jsonl", schema, batches(), None, lines.fraction, problems)
