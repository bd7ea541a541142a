"""Where answers go: Parquet, Arrow, CSV or JSON lines, written batch by batch.

Parquet, Arrow and JSON lines hold exactly what was answered.  CSV is opened by people with spreadsheets, so its texts
are made harmless (`screening.escape.safe_cell`), and reasons are joined with semicolons.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from screening.errors import ConfigError
from screening.escape import json_text, safe_cell

__all__ = ["FORMATS", "SUFFIXES", "Sink", "open_sink"]


class Sink(Protocol):
    """Takes batches of one schema; `close` completes what was written, and leaves the file open."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Append a batch."""

    def close(self) -> None:
        """Write what stands at the end."""


class _Parquet:
    def __init__(self, out: Any, schema: pa.Schema) -> None:
        from pyarrow import parquet  # noqa: PLC0415 - a large part of Arrow that few need

        self._writer = parquet.ParquetWriter(out, schema, compression="zstd")

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    def close(self) -> None:
        self._writer.close()


class _Arrow:
    def __init__(self, out: Any, schema: pa.Schema) -> None:
        self._writer = pa.ipc.new_stream(out, schema)

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    def close(self) -> None:
        self._writer.close()


class _Csv:
    def __init__(self, out: Any, schema: pa.Schema) -> None:
        from pyarrow import csv  # noqa: PLC0415 - likewise

        self._schema = pa.schema([(f.name, pa.string() if pa.types.is_list(f.type) else f.type) for f in schema])
        self._writer = csv.CSVWriter(out, self._schema)

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [_harmless(column) for column in batch.columns]
        self._writer.write_batch(pa.record_batch(columns, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


class _JsonLines:
    def __init__(self, out: Any, schema: pa.Schema) -> None:
        del schema  # every line names its fields
        self._out = out

    def write(self, batch: pa.RecordBatch) -> None:
        self._out.write("".join(f"{json_text(row)}\n" for row in batch.to_pylist()).encode())

    def close(self) -> None:
        pass


_SINKS: Final[dict[str, Callable[[Any, pa.Schema], Sink]]] = {
    "parquet": _Parquet,
    "arrow": _Arrow,
    "csv": _Csv,
    "jsonl": _JsonLines,
}
FORMATS: Final = tuple(_SINKS)
SUFFIXES: Final = {"parquet": ".parquet", "arrow": ".arrows", "csv": ".csv", "jsonl": ".jsonl"}
"""Ending of a file's name in each format; ``.arrows`` is Arrow's own for its stream format."""


def open_sink(format: str, out: Any, schema: pa.Schema) -> Sink:
    """A sink that writes to an open file.

    Args:
        format: One of `FORMATS`; ``arrow`` is the stream format of Arrow IPC.
        out: A file of Arrow's or a binary file of Python's that writes everything or raises.
        schema: Of the batches; texts, numbers and lists of text.

    Raises:
        ConfigError: The format is unknown.
    """
    if format not in _SINKS:
        raise ConfigError(f"must be one of {', '.join(FORMATS)}", where="format")
    return _SINKS[format](out, schema)


def _harmless(column: pa.Array) -> pa.Array:
    """A column for CSV: texts as `safe_cell`, lists joined; the rest as it is."""
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, ";")
    if not pa.types.is_string(column.type):
        return column
    # Nearly all cells are plain: only the others are looked at one by one.
    plain = pc.fill_null(pc.match_substring_regex(column, r"^[0-9A-Za-z][ -~]*$"), True)
    if pc.all(plain).as_py() is not False:
        return column
    return pa.array([None if cell is None else safe_cell(cell) for cell in column.to_pylist()], pa.string())
