"""Text that repeats, stored once: entries as a compiled file holds them, and back.

A column such as ``kind`` or ``role`` takes the same few values again and again.  The file holds them dictionary-encoded
(Arrow columnar format): each different word once, and of every row the number of its word in as few bytes as it takes.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from screening.watchlist.schema import ENTRY_SCHEMA, STORED_SCHEMA

__all__ = ["WORDS", "decode_entries", "encode_entries", "is_stored_type"]

_WIDTHS: Final = (pa.int8(), pa.int16(), pa.int32())


def _count_words(kind: pa.DataType) -> int:
    if pa.types.is_dictionary(kind):
        return 1
    return sum(_count_words(kind.field(i).type) for i in range(kind.num_fields))


WORDS: Final = sum(_count_words(field.type) for field in STORED_SCHEMA)
"""Columns with text that repeats: so many dictionaries are in a file."""


def encode_entries(entries: pa.Table) -> pa.StructArray:
    """Entries with `ENTRY_SCHEMA` as one array with `STORED_SCHEMA`, the numbers of words as narrow as they can be."""
    columns = [_encoded(_one_array(entries.column(f.name)), f.type) for f in STORED_SCHEMA]
    return _struct(columns, list(STORED_SCHEMA))


def decode_entries(stored: pa.Table) -> pa.Table:
    """Entries with `ENTRY_SCHEMA`; all but text that repeats stays where it is."""
    return pa.Table.from_arrays([_plain(_one_array(column)) for column in stored.columns], schema=ENTRY_SCHEMA)


def is_stored_type(kind: pa.DataType, expected: pa.DataType) -> bool:
    """Whether a type is the expected one, but for the width of the numbers of words."""
    if pa.types.is_dictionary(expected):
        return any(kind.equals(pa.dictionary(width, expected.value_type)) for width in _WIDTHS)
    if not kind.num_fields:
        return bool(kind.equals(expected))
    return (
        kind.id == expected.id
        and kind.num_fields == expected.num_fields
        and all(
            ours.name == theirs.name and ours.nullable == theirs.nullable and is_stored_type(ours.type, theirs.type)
            for ours, theirs in ((kind.field(i), expected.field(i)) for i in range(kind.num_fields))
        )
    )


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    """The column as one array."""
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _encoded(values: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        words = values.dictionary_encode()
        width = next(width for width in _WIDTHS if len(words.dictionary) <= 1 << (width.bit_width - 1))
        return pa.DictionaryArray.from_arrays(words.indices.cast(width), words.dictionary)
    if pa.types.is_list(kind):
        return _list(values, _encoded(values.values, kind.value_type), kind.value_field)
    if pa.types.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        return _struct([_encoded(values.field(i), field.type) for i, field in enumerate(fields)], fields)
    return values


def _plain(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return values.dictionary_decode()
    if pa.types.is_list(kind):
        return _list(values, _plain(values.values), kind.value_field)
    if pa.types.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        return _struct([_plain(values.field(i)) for i in range(kind.num_fields)], fields)
    return values


def _list(old: pa.ListArray, items: pa.Array, field: pa.Field) -> pa.ListArray:
    """The list with other items; none is null, by the schema."""
    return pa.ListArray.from_arrays(old.offsets, items, type=pa.list_(field.with_type(items.type)))


def _struct(children: list[pa.Array], fields: list[pa.Field]) -> pa.StructArray:
    typed = [field.with_type(child.type) for field, child in zip(fields, children, strict=True)]
    return pa.StructArray.from_arrays(children, fields=typed)
