"""Rows of a table in any of the formats that a national list comes in: CSV, JSON lines, Parquet, Arrow.

Whatever the format, a row is a mapping from column, in lower case, to its values as text: a list column has several, a
null none, a date is written as ISO does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from screening.errors import ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.sources._lines import CsvTable, json_lines

__all__ = ["FORMATS", "Row", "table_rows"]

FORMATS: Final[Mapping[str, str]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
"""Format by the ending of a file's name."""

Row = tuple[str, Mapping[str, list[str]]]
_BATCH: Final = 1 << 12
_MAX_BATCH: Final = 1 << 28
_CHUNK: Final = 1 << 20


def table_rows(
    path: Path,
    receipt: Receipt,
    *,
    format: str,
    needed: Sequence[str],
    ignored: frozenset[str] = frozenset(),
    delimiter: str = "",
    encoding: str = "utf-8",
) -> Iterator[Row]:
    """Yields where each row stands, and its values; counts them.

    Args:
        path: The file.
        receipt: Takes the bytes, the number of rows, and columns that are not known.
        format: One of the values of `FORMATS`.
        needed: Columns that the reader reads, in lower case; all must be there, but in JSON lines, and the first one is
            what the header of a CSV is found by.
        ignored: Columns of which no word is said; any other one is noticed in the receipt.
        delimiter: Of a CSV; the header decides when empty.
        encoding: Of a CSV.

    Raises:
        ListFormatError: The file is not in its format, is damaged, or lacks a column.
    """
    known = ignored.union(needed)
    if format == "csv":
        table = CsvTable(path, receipt, key=needed[0], known=known, delimiter=delimiter, encoding=encoding)
        for number, (where, cells) in enumerate(table):
            if number == 0:
                _check(table.columns, needed)
            yield where, {column: [text] for column, text in cells.items()}
    elif format == "jsonl":
        seen: set[str] = set()
        for where, value in json_lines(path, receipt):
            row = {column.lower(): texts for column, one in value.items() if (texts := _texts(one))}
            for column in row.keys() - known - seen:
                receipt.notice(where, "a column that is not known: kept in the remarks")
                seen.add(column)
            yield where, row
    else:
        yield from _arrow_rows(path, receipt, format=format, needed=needed, known=known)


def _arrow_rows(
    path: Path, receipt: Receipt, *, format: str, needed: Sequence[str], known: frozenset[str]
) -> Iterator[Row]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            receipt.feed(chunk)
    number = 0
    batches = _batches(path, format)
    while True:
        try:
            batch = next(batches, None)
            if batch is not None and batch.nbytes > _MAX_BATCH:
                raise ListFormatError(f"{_BATCH} rows have more than {_MAX_BATCH} bytes", where=path.name)
            rows = [] if batch is None else batch.to_pylist()
        except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError):
            raise ListFormatError(f"not {format}, damaged, or cut short", where=path.name) from None
        if batch is None:
            return
        columns = [name.lower() for name in batch.schema.names]
        if number == 0:
            _check(columns, needed)
            for place, column in enumerate(columns, 1):
                if column not in known:
                    receipt.notice(f"column {place}", "a column that is not known: kept in the remarks")
        for values in rows:
            number += 1
            receipt.rows_read += 1
            pairs = zip(columns, values.values(), strict=True)
            yield f"row {number}", {column: texts for column, value in pairs if (texts := _texts(value))}


def _batches(path: Path, format: str) -> Iterator[pa.RecordBatch]:
    if format == "parquet":
        from pyarrow import parquet as pq  # noqa: PLC0415 - a large part of Arrow that opening a list has no use for

        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=_BATCH)
        return
    with pa.memory_map(os.fspath(path), "r") as source:
        try:
            reader = pa.ipc.open_file(source)
            batches = map(reader.get_batch, range(reader.num_record_batches))
        except pa.ArrowInvalid:
            source.seek(0)
            batches = iter(pa.ipc.open_stream(source))
        for batch in batches:
            batch.validate(full=True)
            for start in range(0, len(batch), _BATCH):
                yield batch.slice(start, _BATCH)


def _check(columns: list[str], needed: Sequence[str]) -> None:
    if absent := set(needed) - set(columns):
        raise ListFormatError(f"the mapping names a column that the file does not have: {min(absent)}")
    if len(set(columns)) < len(columns) - columns.count(""):
        raise ListFormatError("a column is named twice")


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)] if _is_flat(value) else [str(value)]
    if isinstance(value, datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = " ".join(text.split())
    return [text] if text else []


def _is_flat(values: list[Any]) -> bool:
    return not any(isinstance(value, list | dict) for value in values)
