"""Many travellers: Arrow in, Arrow out, in bounded memory.

Whatever implements ``__arrow_c_stream__`` comes in (pyarrow, Polars, pandas, DuckDB), chunk by chunk; a chunk crosses
into the kernel once.  A row that cannot be read is marked and the rest goes on: every row in has at least one row out.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from screening.birthdates import BirthDate
from screening.birthdates.value import UNPARSED
from screening.errors import ColumnError, ConfigError, InputError
from screening.mrz import parse_mrz
from screening.scoring import band
from screening.screener import UNREADABLE, Query, fold_traveller
from screening.travellers import Traveller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.screener import Result, Screener

__all__ = ["INPUT_COLUMNS", "OUTPUT_SCHEMA", "screen_stream", "screen_table"]

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

OUTPUT_SCHEMA: Final = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("traveller_id", pa.string()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("degraded", pa.list_(pa.string()), nullable=False),
        pa.field("entry_id", pa.string()),
        pa.field("list", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("name_score", pa.float64()),
        pa.field("band", pa.string()),
        pa.field("matched_name", pa.string()),
        pa.field("birth_date", pa.string()),
        pa.field("sex", pa.string()),
        pa.field("nationality", pa.string()),
        pa.field("document", pa.string()),
    ]
)
"""Rows of an answer: one for every hit, best first, and one with null ``entry_id`` for a traveller without hits.

The last four columns are the relations of `screening.scoring` in lower case.
"""

_CHUNK: Final = 8192
_BAD: Final = object()  # a cell that cannot be read; `Traveller` refuses it
_BROKEN: Final = object()  # in place of a batch: the stream broke off


def screen_table(screener: Screener, table: Any, *, threads: int = 1) -> pa.Table:
    """Screen a table of travellers.

    Args:
        screener: What to screen with.
        table: Anything with ``__arrow_c_stream__``; columns out of `INPUT_COLUMNS`.
        threads: How many chunks are screened at the same time, at least 1; the result is the same.

    Returns:
        A table with `OUTPUT_SCHEMA`, in the order of the rows.

    Raises:
        ColumnError: A column is unknown, missing or of a type that cannot be read.
        InputError: It is no stream of tables, or breaks off; says after which row.
        ConfigError: ``threads`` is not at least 1.
    """
    return pa.Table.from_batches(screen_stream(screener, table, threads=threads), schema=OUTPUT_SCHEMA)


def screen_stream(screener: Screener, reader: Any, *, threads: int = 1) -> Iterator[pa.RecordBatch]:
    """Screen a stream of travellers; arguments and errors as `screen_table`, one batch out for each chunk in."""
    if type(threads) is not int or threads < 1:
        raise ConfigError("must be a whole number from 1", where="threads")
    if not hasattr(reader, "__arrow_c_stream__"):
        raise InputError("not an Arrow table or stream: it has no __arrow_c_stream__")
    if (source := _open_stream(reader)) is None:
        raise InputError("not a stream of tables")
    _check_columns(source.schema)
    return _screen_chunks(screener, source, threads)


def _open_stream(reader: Any) -> pa.RecordBatchReader | None:
    """None for a stream of something else than tables."""
    try:
        return pa.RecordBatchReader.from_stream(reader)
    except pa.ArrowException:
        return None


def _check_columns(schema: pa.Schema) -> None:
    for position, name in enumerate(schema.names):
        if name not in INPUT_COLUMNS or name in schema.names[:position]:
            rule = (
                "twice the same column"
                if name in INPUT_COLUMNS
                else f"unknown column; known: {', '.join(INPUT_COLUMNS)}"
            )
            raise ColumnError(rule, where=f"column {position}")
    if not {"name", "surname", "mrz", "document_number"}.intersection(schema.names):
        raise ColumnError("one of name, surname, mrz and document_number is needed")
    for field in schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
        good = text or pa.types.is_null(kind)
        if field.name == "birth_date":
            good = good or pa.types.is_date(kind) or pa.types.is_timestamp(kind)
        if field.name == "traveller_id":
            good = good or pa.types.is_integer(kind)
        if not good:
            raise ColumnError("must be text", where=f"column {field.name}")


def _screen_chunks(screener: Screener, source: pa.RecordBatchReader, threads: int) -> Iterator[pa.RecordBatch]:
    start = 0
    waiting: deque[Any] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="screening") as pool:
        while (batch := _next_batch(source)) is not None and batch is not _BROKEN:
            for offset in range(0, batch.num_rows, _CHUNK):
                chunk = batch.slice(offset, _CHUNK)
                waiting.append(pool.submit(_screen_chunk, screener, chunk, start))
                start += chunk.num_rows
                if len(waiting) > threads:
                    yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    if batch is _BROKEN:  # after the answer to every row that came
        raise InputError("the stream of travellers broke off", where=f"row {start}")


def _next_batch(source: pa.RecordBatchReader) -> Any:
    """The next batch, None at the end, or `_BROKEN`: what the maker of a stream says may hold personal data."""
    try:
        return source.read_next_batch()
    except StopIteration:
        return None
    except (pa.ArrowException, OSError, ValueError):
        return _BROKEN


def _screen_chunk(screener: Screener, chunk: pa.RecordBatch, start: int) -> pa.RecordBatch:
    queries = [_read_row(row) for row in _rows(chunk)]
    results = screener.results(queries)
    return _answer(results, start)


def _rows(chunk: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    names = chunk.schema.names
    columns = [_values(column) for column in chunk.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    """Python values of a column, with `_BAD` in place of those that there is no value for."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32(), safe=False)
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):  # one of them is not UTF-8, or lies beyond the year 9999
        return [_value(cell) for cell in column]


def _value(cell: pa.Scalar) -> Any:
    try:
        return cell.as_py()
    except (ValueError, OverflowError):
        return _BAD


def _read_row(row: dict[str, Any]) -> Query:
    """Fold a row; one that cannot be read becomes a query that says so.

    A machine-readable zone stands for the whole row; where it cannot be read, the other fields are used.
    """
    reference = row.pop("traveller_id", None)
    reference = None if reference is None or reference is _BAD else str(reference)
    lines = row.pop("mrz", None)
    given = {field: value for field, value in row.items() if value is not None and value != ""}
    if given.get("birth_date") is _BAD:
        given["birth_date"] = BirthDate((), frozenset({UNPARSED}))
    is_unreadable = False
    if lines:
        try:
            return fold_traveller(Traveller.from_mrz(parse_mrz(lines), id=reference))
        except InputError:
            is_unreadable = True
    try:
        query = fold_traveller(Traveller(id=reference, **given))
    except InputError:
        is_unreadable = True
        query = fold_traveller(Traveller(id=reference))
    return replace(query, degraded=(UNREADABLE, *query.degraded)) if is_unreadable else query


def _answer(results: list[Result], start: int) -> pa.RecordBatch:
    columns: dict[str, list[Any]] = {name: [] for name in OUTPUT_SCHEMA.names}
    for number, result in enumerate(results, start):
        for hit in result.hits or (None,):
            columns["row"].append(number)
            columns["traveller_id"].append(result.id)
            columns["status"].append(result.status)
            columns["degraded"].append(result.degraded)
            columns["entry_id"].append(None if hit is None else hit.entry_id)
            columns["list"].append(None if hit is None else hit.list)
            columns["score"].append(None if hit is None else hit.score)
            columns["name_score"].append(None if hit is None else hit.name_score)
            columns["band"].append(None if hit is None else band(hit.score))
            columns["matched_name"].append(None if hit is None else hit.matched_name)
            for column, relation in (
                ("birth_date", "birth_date"),
                ("sex", "sex"),
                ("nationality", "nationality"),
                ("document", "document"),
            ):
                columns[column].append(None if hit is None else getattr(hit.evidence, relation).name.lower())
    arrays = [pa.array(columns[field.name], field.type) for field in OUTPUT_SCHEMA]
    return pa.record_batch(arrays, schema=OUTPUT_SCHEMA)
