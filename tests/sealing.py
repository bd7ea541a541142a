"""Damage to a compiled file, sealed again with a trailer that agrees: what only the checks behind the hash can find."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
import pyarrow as pa

from screening.watchlist import store

TRAILER = store._TRAILER


def reseal(stream: bytes) -> bytes:
    """A compiled file with this content and a trailer that vouches for it."""
    digest = store.stream_digest(memoryview(stream))
    return stream + TRAILER.pack(store._MAGIC, store.FORMAT_VERSION, len(stream), digest)


def read_row(path: Path) -> pa.RecordBatch:
    """The one row of a compiled file."""
    with pa.ipc.open_stream(pa.BufferReader(path.read_bytes()[: -TRAILER.size])) as reader:
        return reader.read_next_batch()


def write_row(batch: pa.RecordBatch) -> bytes:
    """The compiled file that holds a row."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return reseal(sink.getvalue())


def with_column(batch: pa.RecordBatch, name: str, values: np.ndarray) -> pa.RecordBatch:
    """The row with other values in an index column."""
    index = batch.schema.get_field_index(name)
    kind = batch.schema.field(index).type
    items = pa.array(np.ascontiguousarray(values))
    column = pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), items, type=kind)
    columns = list(batch.columns)
    columns[index] = column
    return pa.record_batch(columns, schema=batch.schema)


def mutated(batch: pa.RecordBatch, random_source: random.Random) -> tuple[str, pa.RecordBatch]:
    """The row with one random damage to one index column: its name and the row."""
    name = random_source.choice(batch.schema.names[1:])
    values = batch.column(name).flatten().to_numpy(zero_copy_only=True).copy()
    limits = np.iinfo(values.dtype)
    kind = random_source.choice(["set", "set", "set", "swap", "cut", "grow", "fill"])
    if not len(values) or kind == "grow":
        values = np.append(values, np.array([random_source.choice([0, 1, limits.max])], values.dtype))
    elif kind == "set":
        at = random_source.randrange(len(values))
        near = int(values[at]) + random_source.choice([-1, 1])
        extremes = [limits.min, limits.max, 0, 1, len(values), limits.max // 2, random_source.randint(0, limits.max)]
        values[at] = np.clip(random_source.choice([near, *extremes]), limits.min, limits.max)
    elif kind == "swap":
        i, j = random_source.randrange(len(values)), random_source.randrange(len(values))
        values[i], values[j] = values[j], values[i]
    elif kind == "cut":
        values = values[: random_source.randrange(len(values))]
    else:
        values[:] = random_source.choice([0, limits.max, values[0]])
    return name, with_column(batch, name, values)
