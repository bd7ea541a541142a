"""Arrow arrays as numpy knows them and back: in place where that can be, and without pandas.

``Array.to_numpy``, ``np.asarray``, ``pa.scalar`` and ``pa.array`` load pandas where it is installed: 30 MB and half a
second of a process that has no use for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["as_arrow", "as_numpy", "as_text"]


def as_numpy(values: pa.Array, *, null: int | None = None) -> NDArray[Any]:
    """Numbers, days (as int32) or truth values; those of a column without nulls in place, but for truth values.

    Args:
        values: The column.
        null: What stands for null.

    Raises:
        ValueError: A value is null, and nothing stands for it.
    """
    if values.null_count and null is None:
        raise ValueError("a value is missing")
    kind, start, (validity, buffer) = values.type, values.offset, values.buffers()
    if pa.types.is_boolean(kind):
        found = _bits(buffer, start, len(values))
    else:
        dtype = np.dtype(np.int32 if pa.types.is_date32(kind) else kind.to_pandas_dtype())
        found = np.frombuffer(buffer or b"", dtype, len(values), dtype.itemsize * start)
    return np.where(_bits(validity, start, len(values)), found, found.dtype.type(null)) if values.null_count else found


def as_arrow(values: NDArray[Any], *, is_null: NDArray[np.bool_] | None = None) -> pa.Array:
    """Numbers or truth values; numbers that lie side by side in place.

    Args:
        values: One row each.
        is_null: Rows that are null.
    """
    buffer = np.packbits(values, bitorder="little") if values.dtype == np.bool_ else np.ascontiguousarray(values)
    validity = None if is_null is None else pa.py_buffer(np.packbits(~is_null, bitorder="little"))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [validity, pa.py_buffer(buffer)])


def as_text(words: Sequence[str]) -> pa.Array:
    """Texts, one row each."""
    raw = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, raw)], dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(raw), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(raw))])


def _bits(buffer: pa.Buffer | None, start: int, count: int) -> NDArray[np.bool_]:
    bits = np.unpackbits(np.frombuffer(buffer or b"", np.uint8), bitorder="little")
    return bits[start : start + count].view(np.bool_)
