"""The compiled file: entries and index columns as one Arrow stream, closed by a trailer that vouches for every byte.

    Arrow IPC stream    one record batch of one row; each column is a list that holds one whole array, so that arrays of
                        different lengths live in one file and any Arrow reader can open it; metadata in the schema;
                        text that repeats is dictionary-encoded (`encoding`)
    trailer, 64 bytes   magic and format version (8), length of the stream (8, little endian), digest of it (32), zeros

The stream is mapped into memory and used in place.  Opening hashes it, checks the schema and lets Arrow validate every
offset; `screening._core` checks the index columns besides.  A file is written beside its destination, flushed to the
disk, read back and only then renamed, so that a reader sees the old file or the new one and never a part.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from screening.arrays import as_numpy
from screening.errors import ListCorruptError, ListError, ListVersionError
from screening.watchlist.encoding import WORDS, encode_entries, is_stored_type
from screening.watchlist.schema import STORED_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["FORMAT_VERSION", "PIECE", "StoredList", "pack_list", "read_list", "stream_digest", "write_list"]

FORMAT_VERSION: Final = 3
PIECE: Final = 1 << 24
"""Bytes of a stream that are hashed as one."""
_MAGIC: Final = b"SCRNLST"
_TRAILER: Final = struct.Struct("<7sBQ32s16x")
_METADATA: Final = b"screening"
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST_DAY: Final = date.min.toordinal() - _EPOCH
_LAST_DAY: Final = date.max.toordinal() - _EPOCH


@dataclass(frozen=True, slots=True)
class StoredList:
    """A compiled file, mapped.

    Attributes:
        digest: Sha256 of its content, hexadecimal.
        entries: Table with the schema `screening.watchlist.schema.STORED_SCHEMA`, pointing into the file.
        columns: The index, one array a column, pointing into the file.
        metadata: What was recorded when it was written.
    """

    digest: str
    entries: pa.Table
    columns: dict[str, NDArray[Any]]
    metadata: dict[str, Any]


def _schema(entries: pa.DataType, columns: Mapping[str, np.dtype[np.generic]]) -> pa.Schema:
    return pa.schema(
        [pa.field("entries", pa.list_(pa.field("item", entries, nullable=False)))]
        + [
            pa.field(name, pa.list_(pa.field("item", pa.from_numpy_dtype(dtype), nullable=False)))
            for name, dtype in columns.items()
        ]
    )


def write_list(
    path: str | os.PathLike[str],
    entries: pa.Table,
    columns: Mapping[str, NDArray[Any]],
    types: Mapping[str, np.dtype[np.generic]],
    metadata: Mapping[str, Any],
) -> str:
    """Write a compiled file, all of it or nothing, readable by its owner alone.

    Args:
        path: Destination; replaced when it exists.
        entries: Table with `ENTRY_SCHEMA`.
        columns: Index columns by name.
        types: Type of every column; both must have the same names.
        metadata: Values that JSON can hold.

    Returns:
        The digest of the file.

    Raises:
        ListError: The disk refused, or did not give back what was written.
    """
    destination = Path(path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{destination.name}.", suffix=".tmp", dir=destination.parent)
        os.close(handle)
    except OSError as error:
        raise ListError(f"the watchlist cannot be written: {error.strerror}", where=destination.name) from None
    try:
        # Arrow's own file: through a Python file object a short write would pass in silence.
        with pa.OSFile(temporary, "wb") as sink:
            _write_stream(sink, entries, columns, types, metadata)
        length, digest = _hash_file(temporary)
        with Path(temporary).open("ab") as out:
            out.write(_TRAILER.pack(_MAGIC, FORMAT_VERSION, length, digest))
            out.flush()
            os.fsync(out.fileno())
        read_list(temporary, types)
        Path(temporary).replace(destination)
        _sync_folder(destination.parent)
    except OSError as error:
        raise ListError(f"the watchlist cannot be written: {error.strerror or error}", where=destination.name) from None
    finally:
        Path(temporary).unlink(missing_ok=True)
    return digest.hex()


def pack_list(
    entries: pa.Table,
    columns: Mapping[str, NDArray[Any]],
    types: Mapping[str, np.dtype[np.generic]],
    metadata: Mapping[str, Any],
) -> StoredList:
    """What `read_list` would give for the file that `write_list` would write, without a file."""
    sink = pa.BufferOutputStream()
    _write_stream(sink, entries, columns, types, metadata)
    stream = sink.getvalue()
    return _read_stream(stream, stream_digest(memoryview(stream)).hex(), types, "memory")


def _write_stream(
    sink: pa.NativeFile,
    entries: pa.Table,
    columns: Mapping[str, NDArray[Any]],
    types: Mapping[str, np.dtype[np.generic]],
    metadata: Mapping[str, Any],
) -> None:
    rows = encode_entries(entries)
    record = json.dumps(dict(metadata), sort_keys=True).encode()
    schema = _schema(rows.type, types).with_metadata({_METADATA: record})
    arrays = [_one_row(rows, schema.field(0).type)]
    for name, dtype in types.items():
        values = pa.array(np.ascontiguousarray(columns[name], dtype=dtype))
        arrays.append(_one_row(values, schema.field(name).type))
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))


def _one_row(values: pa.Array, kind: pa.DataType) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values, type=kind)


def stream_digest(stream: memoryview) -> bytes:
    """Sha256 over the sha256 of each `PIECE` of a stream: pieces are hashed side by side, as long as cores are idle."""
    pieces = [stream[start : start + PIECE] for start in range(0, len(stream), PIECE)]
    workers = min(len(pieces), os.cpu_count() or 1)
    if workers < 2:
        digests = [hashlib.sha256(piece).digest() for piece in pieces]
    else:
        with ThreadPoolExecutor(workers) as pool:
            digests = list(pool.map(lambda piece: hashlib.sha256(piece).digest(), pieces))
    return hashlib.sha256(b"".join(digests)).digest()


def _hash_file(path: str) -> tuple[int, bytes]:
    with pa.memory_map(path, "r") as source:
        stream = memoryview(source.read_buffer())
        return len(stream), stream_digest(stream)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be flushed."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def read_list(
    path: str | os.PathLike[str], types: Mapping[str, np.dtype[np.generic]], *, mmap: bool = True
) -> StoredList:
    """Open a compiled file and check all of it.

    Args:
        path: The file.
        types: The index columns that this version of the library expects.
        mmap: Map the file and share it with other processes; otherwise read a copy, which a writer cannot pull away.

    Raises:
        ListError: The file cannot be read.
        ListVersionError: It was written in another format version.
        ListCorruptError: It is not a compiled watchlist, or not the one that was written.
    """
    where = Path(path).name
    try:
        if mmap:
            with pa.memory_map(os.fspath(path), "r") as source:
                buffer = source.read_buffer()
        else:
            buffer = pa.py_buffer(Path(path).read_bytes())
    except (OSError, pa.ArrowException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a readable file"
        raise ListError(f"the watchlist cannot be read: {reason}", where=where) from None
    digest = _read_trailer(buffer, where)
    stream = buffer.slice(0, buffer.size - _TRAILER.size)
    failure = None
    # Hashing is most of the work, and what is read must stand whatever it is: so both go on side by side.
    with ThreadPoolExecutor(1) as pool:
        hashed = pool.submit(stream_digest, memoryview(stream))
        try:
            stored = _read_stream(stream, digest.hex(), types, where)
        except ListError as error:
            failure = error
    if hashed.result() != digest:
        raise ListCorruptError("the content is not the one that was written (sha256)", where=where)
    if failure is not None:
        raise failure
    return stored


def _read_stream(stream: pa.Buffer, digest: str, types: Mapping[str, np.dtype[np.generic]], where: str) -> StoredList:
    try:
        with pa.ipc.open_stream(pa.BufferReader(stream)) as reader:
            expected = _schema(pa.struct(list(STORED_SCHEMA)), types)
            if not is_stored_type(pa.struct(list(reader.schema)), pa.struct(list(expected))):
                raise ListVersionError(
                    "written by another version of the library: compile the sources again", where=where
                )
            metadata = json.loads((reader.schema.metadata or {})[_METADATA])
            if not isinstance(metadata, dict):
                raise ListCorruptError("no record of how it was compiled", where=where)
            _refuse_compressed(stream, where)
            batch = reader.read_next_batch()
        if batch.num_rows != 1 or any(column.null_count for column in batch.columns):
            raise ListCorruptError("not one row of one list a column", where=where)
        batch.validate(full=True)
        rows = batch.column(0).flatten()
        entries = pa.Table.from_arrays(rows.flatten(), schema=pa.schema(list(rows.type)))
        columns = {name: as_numpy(batch.column(i).flatten()) for i, name in enumerate(types, start=1)}
        if not all(map(_is_sound, entries.schema, (column.chunk(0) for column in entries.columns))):
            raise ListCorruptError("the entries hold a date that is none, or lack what each must have", where=where)
        if not all(values.flags.aligned for values in columns.values()):
            raise ListCorruptError("an index column does not lie where its type may lie", where=where)
    except (pa.ArrowException, OSError, ValueError, KeyError, StopIteration, EOFError, RecursionError) as error:
        if isinstance(error, ListError):
            raise
        raise ListCorruptError("the content is not what the library writes", where=where) from None
    return StoredList(digest, entries, columns, metadata)


def _is_sound(field: pa.Field, values: pa.Array) -> bool:
    """What Arrow does not check: that nothing is missing where nothing may be, and that every date is one."""
    if not field.nullable and values.null_count:
        return False
    kind = field.type
    if pa.types.is_dictionary(kind):
        return not values.dictionary.null_count
    if pa.types.is_date(kind):
        if not len(values):
            return True
        # What is null is 0, as the library writes it.
        days = np.frombuffer(values.buffers()[1], np.int32, len(values), 4 * values.offset)
        return bool(days.min() >= _FIRST_DAY and days.max() <= _LAST_DAY)
    if pa.types.is_list(kind):
        return _is_sound(kind.value_field, values.values)
    if pa.types.is_struct(kind):
        return all(_is_sound(kind.field(i), values.field(i)) for i in range(kind.num_fields))
    return True


def _refuse_compressed(stream: pa.Buffer, where: str) -> None:
    """Buffers are used in place; compressed ones would be unpacked to whatever size they claim.

    Arrow does not tell before it unpacks, so the messages are looked at first: the schema, the dictionaries, the row.
    """
    reader = pa.BufferReader(stream)
    pa.ipc.read_message(reader)
    for kind in ("dictionary",) * WORDS + ("record batch",):
        message = pa.ipc.read_message(reader)
        if message.type != kind:
            raise ListCorruptError("the content is not what the library writes", where=where)
        if _is_compressed(memoryview(message.metadata), is_dictionary=kind == "dictionary"):
            raise ListCorruptError("the content is compressed, which the library never writes", where=where)


def _is_compressed(message: memoryview, *, is_dictionary: bool) -> bool:
    """Whether the buffers of a message are, or it cannot be told.

    The flag is read where the format keeps it: field 3 of the ``RecordBatch``, which is field 2 of the ``Message``, or
    of a dictionary field 1 of that (Arrow columnar format, ``Message.fbs``; tables as in the FlatBuffers internals).
    """

    def number(kind: str, at: int) -> int:
        return int(struct.unpack_from(kind, message, at)[0])

    def field(table: int, index: int) -> int:
        """Where a field of a table lies; 0 where it has none."""
        fields = table - number("<i", table)
        place = 4 + 2 * index
        offset = number("<H", fields + place) if place < number("<H", fields) else 0
        return table + offset if offset else 0

    try:
        table = number("<I", 0)
        for index in (2, 1) if is_dictionary else (2,):
            if not (at := field(table, index)):
                return True
            table = at + number("<I", at)
        return bool(field(table, 3))
    except struct.error:
        return True


def _read_trailer(buffer: pa.Buffer, where: str) -> bytes:
    """The digest that a file states of its stream."""
    view = memoryview(buffer)
    if len(view) < _TRAILER.size:
        raise ListCorruptError("not a compiled watchlist: the trailer is missing", where=where)
    tail = bytes(view[-_TRAILER.size :])
    magic, version, length, digest = _TRAILER.unpack(tail)
    if magic != _MAGIC:
        raise ListCorruptError("not a compiled watchlist, or cut short: the trailer is missing", where=where)
    if version != FORMAT_VERSION:
        raise ListVersionError(
            f"format version {version}, this library reads {FORMAT_VERSION}: compile again", where=where
        )
    if length != len(view) - _TRAILER.size or tail[48:] != bytes(16):
        raise ListCorruptError("the length is not the one that was written", where=where)
    return bytes(digest)
