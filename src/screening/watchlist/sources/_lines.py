"""Text files by the line and by the row: UTF-8 in bounded memory, CSV with a header, JSON lines.

What every reader of text needs to refuse is refused here: another encoding, a line or field without end, broken
quotation, a row with another number of fields than the header.
"""

from __future__ import annotations

import codecs
import csv
import json
import os
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Any, Final

from screening.errors import ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.sources._input import open_input

__all__ = [
    "MAX_DOCUMENT",
    "MAX_LINE",
    "CsvTable",
    "cell_values",
    "csv_error",
    "delimiter_of",
    "header_fields",
    "json_lines",
    "read_json",
    "text_lines",
]

MAX_LINE: Final = 1 << 20
"""Bytes in one line of a CSV; a single field is capped by the csv module at 131,072 characters."""
MAX_JSON: Final = 1 << 24
"""Bytes in one line of JSON."""

MAX_DOCUMENT: Final = 1 << 26
"""Bytes in a file that is one JSON document."""

_BLOCK: Final = 1 << 18
_PREAMBLE: Final = 10
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_lines(
    path: str | os.PathLike[str],
    feed: Callable[[bytes], object],
    max_line: int = MAX_LINE,
    *,
    encoding: str = "utf-8",
) -> Iterator[str]:
    """Yields lines with their line feeds, decoded a block at a time; a byte order mark is left out.

    Args:
        path: The file.
        feed: Takes the bytes, in order, e.g. `Receipt.feed`.
        max_line: Bytes that a line may have.
        encoding: Another encoding, where the source is known to use it.

    Raises:
        ListFormatError: Not in its encoding (``where`` is the byte), or a line is too long.
    """
    if encoding != "utf-8":
        yield from _recoded_lines(path, feed, max_line, encoding)
        return
    offset = 0
    rest = b""
    with open_input(path) as file:
        while chunk := file.read(_BLOCK):
            feed(chunk)
            block, end, rest = (rest + chunk).rpartition(b"\n")
            if len(rest) > max_line:
                raise ListFormatError(f"a line is longer than {max_line} bytes", where=f"byte {offset + len(block)}")
            yield from _decoded(block + end, offset)
            offset += len(block) + len(end)
    yield from _decoded(rest, offset)


def _recoded_lines(
    path: str | os.PathLike[str], feed: Callable[[bytes], object], max_line: int, encoding: str
) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    rest = ""
    with open_input(path) as file:
        while chunk := file.read(_BLOCK):
            feed(chunk)
            try:
                text = rest + decoder.decode(chunk)
            except UnicodeDecodeError:
                raise ListFormatError(f"the file is not {encoding}", where=f"byte {offset} or after it") from None
            offset += len(chunk)
            *lines, rest = text.split("\n")
            if len(rest) > max_line:
                raise ListFormatError(f"a line is longer than {max_line} characters", where=f"byte {offset}")
            yield from (line + "\n" for line in lines)
    try:
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise ListFormatError(f"the file is not {encoding}, or cut short", where=f"byte {offset}") from None
    if rest:
        yield rest


def _decoded(block: bytes, offset: int) -> list[str]:
    if offset == 0 and block.startswith(_UTF16):
        raise ListFormatError("the file is UTF-16; save it as UTF-8", where="byte 0")
    mark = len(codecs.BOM_UTF8) if offset == 0 and block.startswith(codecs.BOM_UTF8) else 0
    try:
        lines = block[mark:].decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        place = f"byte {offset + mark + error.start}"
        raise ListFormatError("the file is not UTF-8; save it as UTF-8", where=place) from None
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def delimiter_of(header: str) -> str:
    """Comma, semicolon or tab, whichever a header has most of."""
    return max(",;\t", key=header.count)


def header_fields(line: str, delimiter: str = "") -> list[str]:
    """Names of a header, in lower case and without quotation marks."""
    fields = line.removeprefix("\ufeff").strip("\r\n").split(delimiter or delimiter_of(line))
    return [field.strip().strip('"').strip().lower() for field in fields]


def csv_error(error: csv.Error, line: int) -> ListFormatError:
    """The error for what the csv module refuses, without the text that it refused."""
    rule = "a field is too long" if "limit" in str(error) else "quotation or line ends are broken"
    return ListFormatError(f"{rule} here or in the lines before", where=f"line {line}")


class CsvTable:
    """Rows of a CSV file with a header, each as its cells by column; counts the rows and rejects the ragged ones.

    Args:
        path: The file.
        receipt: Takes the bytes, the number of rows, and the rows that are rejected.
        key: A column that must be there, by which the header is found under up to ten lines of preamble.
        known: Columns that the reader knows, in lower case; each other one is noticed in the receipt.
        file: Name of the file, for places, where a list has several.
        delimiter, encoding: What the source is known to use; else the header decides, and UTF-8.

    Attributes:
        preamble: Lines above the header.
        columns: Names in the header, in lower case; of a repeated one only the first counts.

    Raises:
        ListFormatError: While iterating: no header with the key, or what `text_lines` and the csv module refuse.
        ListEmptyError: While iterating: nothing in the file.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        receipt: Receipt,
        *,
        key: str,
        known: Container[str],
        file: str = "",
        delimiter: str = "",
        encoding: str = "utf-8",
    ) -> None:
        self.preamble: list[str] = []
        self.columns: list[str] = []
        self._path = path
        self._receipt = receipt
        self._key = key
        self._known = known
        self._file = f"{file}, " if file else ""
        self._delimiter = delimiter
        self._encoding = encoding

    def __iter__(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yields where a row stands, and its cells that are not empty."""
        lines = text_lines(self._path, self._receipt.feed, encoding=self._encoding)
        first = self._header(lines)
        above = len(self.preamble) + 1
        reader = csv.reader(lines, delimiter=self._delimiter or delimiter_of(first), strict=True)
        width = len(self.columns)
        wanted = [(place, name) for place, name in enumerate(self.columns) if name]
        try:
            for row in reader:
                where = f"{self._file}line {reader.line_num + above}"
                if not any(row):
                    continue
                self._receipt.rows_read += 1
                if len(row) == width:
                    yield where, {name: cell for place, name in wanted if (cell := " ".join(row[place].split()))}
                else:
                    self._receipt.reject(where, "a row needs as many fields as the header")
        except csv.Error as error:
            raise csv_error(error, reader.line_num + above) from None

    def _header(self, lines: Iterator[str]) -> str:
        for line in lines:
            names = header_fields(line, self._delimiter)
            if self._key in names:
                self.columns = [name if name not in names[:place] else "" for place, name in enumerate(names)]
                for place, name in enumerate(names, 1):
                    if name and name not in self._known and name not in names[: place - 1]:
                        where = f"{self._file}line {len(self.preamble) + 1}, column {place}"
                        self._receipt.notice(where, "a column that is not known: kept in the remarks")
                return line
            self.preamble.append(line.strip())
            if len(self.preamble) > _PREAMBLE:
                break
        if not any(self.preamble):
            raise ListEmptyError("the file is empty", where=Path(self._path).name)
        raise ListFormatError(f"the header needs a column {self._key}", where=f"{self._file}line 1")


def cell_values(cell: str) -> list[str]:
    """Values of a cell with semicolons between them; a semicolon inside quotation marks does not separate."""
    if ";" not in cell and '"' not in cell:
        return [cell] if cell else []
    values = next(csv.reader([cell], delimiter=";", skipinitialspace=True), [])
    return [value.strip() for value in values if value.strip()]


def json_lines(path: str | os.PathLike[str], receipt: Receipt) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields where each object of a file of JSON lines stands, and the object; blank lines are passed over.

    Raises:
        ListFormatError: A line is not one JSON object, is too long, or nests too deep.
    """
    for number, line in enumerate(text_lines(path, receipt.feed, MAX_JSON), 1):
        if not line.strip():
            continue
        where = f"line {number}"
        receipt.rows_read += 1
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            raise ListFormatError("not a line of JSON, or cut short", where=where) from None
        if not isinstance(value, dict):
            raise ListFormatError("a line must hold one JSON object", where=where)
        yield where, value


def read_json(path: str | os.PathLike[str], receipt: Receipt) -> Any:
    """The value of a file that is one JSON document.

    Raises:
        ListFormatError: Not UTF-8, not JSON, cut short, too large, or nested too deep.
    """
    with open_input(path) as file:
        data = file.read(MAX_DOCUMENT + 1)
    receipt.feed(data)
    if len(data) > MAX_DOCUMENT:
        raise ListFormatError(f"a JSON document may have {MAX_DOCUMENT} bytes; use JSON lines", where=receipt.source)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ListFormatError("the file is not UTF-8; save it as UTF-8", where=f"byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise ListFormatError("not JSON, or cut short", where=f"line {error.lineno}") from None
    except (ValueError, RecursionError):
        raise ListFormatError("a number or nesting that JSON readers refuse", where=receipt.source) from None
