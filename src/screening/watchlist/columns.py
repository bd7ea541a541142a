"""Entries as Arrow columns: nested values go in as offsets and flat children, a child at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, Final

import numpy as np
import pyarrow as pa

from screening.birthdates import BirthDate
from screening.errors import ListError
from screening.watchlist.schema import ENTRY_SCHEMA, Entry

__all__ = ["Interval", "birth_intervals", "entry_batch", "person_batch"]

Interval = tuple[date, date, Sequence[str]]
"""First day, last day and flags of a birth date."""


def entry_batch(entries: Sequence[Entry], first: int) -> pa.RecordBatch:
    """The entries with `ENTRY_SCHEMA`.

    Args:
        entries: What to store.
        first: Number of the first of them, for errors.

    Raises:
        ListError: A value has another type than the schema, or is text that is not Unicode (a lone surrogate).
    """
    arrays = []
    for field in ENTRY_SCHEMA:
        if (array := _column(field, entries)) is None:
            wrong = next((i for i, entry in enumerate(entries) if _column(field, [entry]) is None), 0)
            raise ListError(f"field {field.name} cannot be stored", where=f"entry {first + wrong}")
        arrays.append(array)
    return pa.record_batch(arrays, schema=ENTRY_SCHEMA)


def person_batch(
    list_name: str,
    ids: Sequence[str],
    *,
    owners: Sequence[int],
    names: Mapping[str, Sequence[str | None]],
    births: Sequence[Sequence[Interval]],
    sexes: Sequence[str | None],
    nationalities: Sequence[Sequence[str]],
    documents: Sequence[Sequence[str]],
) -> pa.RecordBatch:
    """Persons of one list, with `ENTRY_SCHEMA`: what `entry_batch` gives for the same entries.

    Args:
        list_name: Name of the list.
        ids: One a person, as all that follows but the names.
        owners: Number of the person of each name, ascending.
        names: Some of the fields of each name, by field; the others are null.
        births: Intervals of the birth dates.
        sexes: ``M``, ``F`` or None.
        nationalities: ICAO codes.
        documents: Numbers.
    """
    count = len(ids)

    def struct(kind: pa.StructType, columns: Mapping[str, pa.Array | Sequence[str | None]], size: int) -> pa.Array:
        children = [
            pa.array(columns[child.name], child.type) if child.name in columns else pa.nulls(size, child.type)
            for child in kind
        ]
        return pa.StructArray.from_arrays(children, fields=list(kind))

    def countries_of(values: list[str], kind: pa.StructType) -> pa.Array:
        return struct(kind, {"code": values, "role": pa.repeat("nationality", len(values))}, len(values))

    def documents_of(values: list[str], kind: pa.StructType) -> pa.Array:
        return struct(kind, {"number": values}, len(values))

    lists: dict[str, tuple[Sequence[Sequence[Any]], Items]] = {
        "birth_dates": (births, _births),
        "countries": (nationalities, countries_of),
        "documents": (documents, documents_of),
    }
    values = {"id": ids, "list": pa.repeat(list_name, count), "type": pa.repeat("person", count), "sex": sexes}
    arrays = []
    for field in ENTRY_SCHEMA:
        if field.name == "names":
            offsets = pa.array(np.searchsorted(owners, np.arange(count + 1)), pa.int32())
            items = struct(field.type.value_type, names, len(owners))
            arrays.append(pa.ListArray.from_arrays(offsets, items, type=field.type))
        elif field.name in lists:
            arrays.append(_lists(field.type, *lists[field.name]))
        elif pa.types.is_list(field.type):
            arrays.append(_lists(field.type, [()] * count, pa.array))
        elif field.name in values:
            arrays.append(pa.array(values[field.name], field.type))
        else:
            arrays.append(pa.nulls(count, field.type) if field.nullable else pa.repeat(pa.scalar(False), count))
    return pa.record_batch(arrays, schema=ENTRY_SCHEMA)


def _column(field: pa.Field, entries: Sequence[Entry]) -> pa.Array | None:
    """One field of all entries; None where it cannot be stored.

    Arrow's own errors hold the value, so the caller raises one that does not, when they are out of the way.
    """
    try:
        values: list[Any] = list(map(attrgetter(field.name), entries))
        if field.name == "birth_dates":
            values = list(map(birth_intervals, values))
        if not pa.types.is_list(field.type):
            return pa.array(values, field.type)
        return _lists(field.type, values, _ITEMS.get(field.name, pa.array))
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return None


Items = Callable[[list[Any], pa.DataType], pa.Array]


def _lists(kind: pa.ListType, values: Sequence[Sequence[Any]], items: Items) -> pa.Array:
    offsets = pa.array(list(accumulate(map(len, values), initial=0)), pa.int32())
    return pa.ListArray.from_arrays(offsets, items(list(chain.from_iterable(values)), kind.value_type), type=kind)


def _objects(values: list[Any], kind: pa.StructType) -> pa.Array:
    """Values whose attributes are the fields."""
    children = [pa.array(list(map(attrgetter(child.name), values)), child.type) for child in kind]
    return pa.StructArray.from_arrays(children, fields=list(kind))


def _pairs(values: list[tuple[str, str]], kind: pa.StructType) -> pa.Array:
    children = [pa.array([value[place] for value in values], child.type) for place, child in enumerate(kind)]
    return pa.StructArray.from_arrays(children, fields=list(kind))


def _births(values: list[Interval], kind: pa.StructType) -> pa.Array:
    first, last, flags = kind
    children = [
        pa.array([value[0] for value in values], first.type),
        pa.array([value[1] for value in values], last.type),
        _lists(flags.type, [value[2] for value in values], pa.array),
    ]
    return pa.StructArray.from_arrays(children, fields=list(kind))


_NO_FLAGS: Final[Sequence[str]] = ()


def birth_intervals(births: Sequence[BirthDate]) -> list[Interval]:
    """Each interval with the flags of its birth date."""
    return [
        (start, end, sorted(birth.flags) if birth.flags else _NO_FLAGS)
        for birth in births
        for start, end in birth.intervals
    ]


_ITEMS: Final[dict[str, Items]] = {
    "names": _objects,
    "documents": _objects,
    "countries": _pairs,
    "birth_dates": _births,
}
