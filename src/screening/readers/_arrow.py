"""Parquet and Arrow IPC: taken as they are, after every offset was checked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from screening.batch import CHUNK
from screening.errors import InputError
from screening.readers._model import ColumnMapping, Problems, TravellerFile, fields_of

__all__ = ["open_arrow", "open_parquet"]


def open_parquet(path: Path, mapping: ColumnMapping) -> TravellerFile:
    from pyarrow import parquet  # noqa: PLC0415 - a large part of Arrow that few need

    file = parquet.ParquetFile(path)
    fields = fields_of(file.schema_arrow.names, mapping)
    names = [file.schema_arrow.names[place] for place in fields]
    parts = file.iter_batches(CHUNK, columns=names)
    return _arrow_file(parts, file.schema_arrow, fields, format="parquet", rows=file.metadata.num_rows, where=path.name)


def open_arrow(path: Path, mapping: ColumnMapping) -> TravellerFile:
    source = pa.memory_map(os.fspath(path), "r")
    if source.read(6) == b"ARROW1":
        file = pa.ipc.open_file(source)
        parts: Iterator[pa.RecordBatch] = map(file.get_batch, range(file.num_record_batches))
    else:
        source.seek(0)
        file = pa.ipc.open_stream(source)
        parts = iter(file)
    fields = fields_of(file.schema.names, mapping)
    return _arrow_file(parts, file.schema, fields, format="arrow", rows=None, where=path.name)


def _arrow_file(
    parts: Iterator[pa.RecordBatch],
    schema: pa.Schema,
    fields: Mapping[int, str],
    *,
    format: str,
    rows: int | None,
    where: str,
) -> TravellerFile:
    """A file whose batches hold at least the columns of ``fields``."""
    kinds = {name: schema.field(place).type for place, name in fields.items()}
    columns = [schema.names[place] for place in fields]
    renamed = pa.schema(list(kinds.items()))
    done = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal done
        while (batch := _checked(parts, where)) is not None:
            for start in range(0, batch.num_rows, CHUNK):
                chunk = batch.slice(start, CHUNK)
                done += chunk.num_rows
                yield pa.record_batch([chunk.column(column) for column in columns], schema=renamed)

    return TravellerFile(format, renamed, batches(), rows, lambda: done / rows if rows else 0.0, Problems())


def _checked(parts: Iterator[pa.RecordBatch], where: str) -> pa.RecordBatch | None:
    """The next batch, every offset of it checked; text that is not UTF-8 is left for the screening to mark."""
    try:
        if (batch := next(parts, None)) is not None:
            for column in batch.columns:
                text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
                wide = pa.types.is_large_string(column.type)
                (column.view(pa.large_binary() if wide else pa.binary()) if text else column).validate(full=True)
    except (pa.ArrowException, OSError, ValueError):
        failure = InputError("the file is damaged", where=where)
    else:
        return batch
    raise failure
