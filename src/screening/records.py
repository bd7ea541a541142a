"""Travellers as Python values, made into the columns that a screening takes.

A record that holds what no column can hold is kept as a row that is not readable, so that it is answered (as
``unreadable``) and counted, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from screening.errors import ColumnError

__all__ = ["INPUT_COLUMNS", "UNREADABLE_CELL", "cells_of", "record_batch", "text_batch"]

INPUT_COLUMNS: Final = (
    "traveller_id",
    "surname",
    "given_names",
    "name",
    "birth_date",
    "sex",
    "nationality",
    "document_number",
    "document_type",
    "issuing_state",
    "mrz",
)
"""Columns that a table of travellers may have; ``name``, ``surname``, ``mrz`` or ``document_number`` must be there.

A row is read from its ``mrz``; the other columns count where that is empty or cannot be read.
"""

UNREADABLE_CELL: Final = "\udcff"
"""A text that cannot be stored as UTF-8: the row that holds it is answered as unreadable."""


def record_batch(records: Sequence[Any]) -> pa.RecordBatch:
    """Records as one batch, all columns text.

    Args:
        records: Mappings from `INPUT_COLUMNS` to text, None, a date (``birth_date``) or a whole number
            (``traveller_id``).

    Raises:
        ColumnError: A record names a field that is none of `INPUT_COLUMNS`: a misspelled field must not go unread.
    """
    for row, record in enumerate(records):
        if isinstance(record, Mapping) and not record.keys() <= set(INPUT_COLUMNS):
            raise ColumnError(f"unknown field; known: {', '.join(INPUT_COLUMNS)}", where=f"row {row}")
    rows = [cells_of(record) for record in records]
    return text_batch({name: [row.get(name) for row in rows] for name in INPUT_COLUMNS})


def cells_of(record: Any) -> dict[str, str | None]:
    """The cells of one record; those of an unreadable row where it holds something that is not text."""
    if not isinstance(record, Mapping):
        return {"name": UNREADABLE_CELL}
    cells: dict[str, str | None] = {}
    for name, value in record.items():
        if isinstance(value, str | None):
            cells[name] = value
        elif name == "birth_date" and isinstance(value, date):
            cells[name] = value.isoformat()[:10]
        elif name == "traveller_id" and type(value) is int:
            cells[name] = str(value)
        elif name == "traveller_id":
            cells[name] = None
            cells["name"] = UNREADABLE_CELL
        else:
            cells[name] = UNREADABLE_CELL
    return cells


def text_batch(columns: Mapping[str, Sequence[str | None]]) -> pa.RecordBatch:
    """Columns of text; a text that is not Unicode is stored as bytes that are not UTF-8, for the reader to mark."""
    return pa.record_batch([_texts(cells) for cells in columns.values()], names=list(columns))


def _texts(cells: Sequence[str | None]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:
        pass
    raw = [None if cell is None else cell.encode("utf-8", "surrogatepass") for cell in cells]
    return pa.array(raw, pa.binary()).view(pa.string())
