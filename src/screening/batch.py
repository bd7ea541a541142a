"""Many travellers: Arrow in, Arrow out, in bounded memory.

Whatever implements ``__arrow_c_stream__`` comes in (pyarrow, Polars, pandas, DuckDB), chunk by chunk, and the answers
implement it too; a chunk crosses into the kernel once.  A row that cannot be read is marked and the rest goes on: every
row in has at least one row out, which is counted and not assumed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from screening.arrays import as_arrow, as_text
from screening.errors import CapacityError, ColumnError, ConfigError, InputError, ScreeningError
from screening.intake import REASONS, Intake, TravellerRows, bit, read_chunk, read_travellers
from screening.records import INPUT_COLUMNS, record_batch
from screening.scoring import BANDS, BirthRelation, CountryRelation, DocumentRelation, SexRelation
from screening.screener import HITS_CUT, LIST_STALE, NO_LIST, NO_NUMBER
from screening.travellers import Traveller

if TYPE_CHECKING:
    from screening.screener import Screener
    from screening.searching import Found
    from screening.visibility import View

__all__ = ["CHUNK", "INPUT_COLUMNS", "OUTPUT_SCHEMA", "Answers", "screen_batches", "screen_stream", "screen_table"]

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
        pa.field("is_protective", pa.bool_()),
    ]
)
"""Rows of an answer: one for every hit, best first, and one with null ``entry_id`` for a traveller without hits.

The columns from ``birth_date`` to ``document`` are the relations of `screening.scoring` in lower case.
``is_protective``: the person of the entry is to be helped, and not refused.
"""

_OF_ENTRIES: Final = ("entry_id", "list", "matched_name", "is_protective")
CHUNK: Final = 8192
"""Travellers that cross into the kernel together, at most."""

_STATUSES: Final = ("hits", "no_hits", "unscreenable")


class Answers(Iterator[pa.RecordBatch]):
    """Answers as they are found: an iterator of batches with `OUTPUT_SCHEMA`, and a stream of Arrow for any library.

    Attributes:
        schema: `OUTPUT_SCHEMA`.
    """

    schema = OUTPUT_SCHEMA

    def __init__(self, batches: Generator[pa.RecordBatch, None, None]) -> None:
        self._batches = batches

    def __next__(self) -> pa.RecordBatch:
        return next(self._batches)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """What is still to come, as a capsule of the Arrow C stream interface."""
        return pa.RecordBatchReader.from_batches(OUTPUT_SCHEMA, self).__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Screen no more; what is being screened is finished first."""
        self._batches.close()


def screen_table(screener: Screener, table: Any, *, threads: int = 1, view: View | None = None) -> pa.Table:
    """Screen a table of travellers.

    Args:
        screener: What to screen with.
        table: Anything with ``__arrow_c_stream__``, or a list of dicts, with columns out of `INPUT_COLUMNS`; or a list
            of travellers.
        threads: How many chunks are screened at the same time, at least 1; the result is the same.
        view: What the caller sees of the lists; None for what everybody sees.

    Returns:
        A table with `OUTPUT_SCHEMA`, in the order of the rows.

    Raises:
        ColumnError: A column is unknown, missing or of a type that cannot be read.
        InputError: It is no stream of tables, or breaks off; says after which row.
        ConfigError: ``threads`` is not at least 1.
    """
    return pa.Table.from_batches(screen_stream(screener, table, threads=threads, view=view), schema=OUTPUT_SCHEMA)


def screen_stream(screener: Screener, reader: Any, *, threads: int = 1, view: View | None = None) -> Answers:
    """Screen a stream of travellers; arguments and errors as `screen_table`, one batch out for each chunk in."""
    if isinstance(reader, list):
        if reader and all(isinstance(one, Traveller) for one in reader):
            return screen_batches(screener, None, [TravellerRows(reader)], threads=threads, view=view)
        batch = record_batch(reader)
        return screen_batches(screener, batch.schema, [batch], threads=threads, view=view)
    if not hasattr(reader, "__arrow_c_stream__"):
        raise InputError("not an Arrow table or stream: it has no __arrow_c_stream__, and is no list")
    if (source := _open_stream(reader)) is None:
        raise InputError("not a stream of tables")
    return screen_batches(screener, source.schema, source, threads=threads, view=view)


def screen_batches(
    screener: Screener,
    schema: pa.Schema | None,
    batches: Iterable[pa.RecordBatch | TravellerRows],
    *,
    threads: int = 1,
    first_row: int = 0,
    view: View | None = None,
) -> Answers:
    """Screen batches of travellers; errors as `screen_table`.

    Args:
        screener: What to screen with.
        schema: Of every batch; None where they are travellers as objects.
        batches: The travellers.
        threads: Chunks that are screened at the same time.
        first_row: Number of the first traveller.
        view: As for `screen_table`.

    An error of this library that ``batches`` raises comes through as it is; any other becomes an `InputError`.
    """
    if type(threads) is not int or threads < 1:
        raise ConfigError("must be a whole number from 1", where="threads")
    if schema is not None:
        _check_columns(schema)
    return Answers(_screen_chunks(screener, iter(batches), threads, first_row, view or screener.view()))


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


def _screen_chunks(
    screener: Screener, source: Iterator[pa.RecordBatch | TravellerRows], threads: int, start: int, view: View
) -> Generator[pa.RecordBatch, None, None]:
    of_lists = np.uint16(bit(LIST_STALE) * view.is_stale() | bit(NO_LIST) * view.is_empty)
    waiting: deque[Any] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="screening") as pool:
        while isinstance(batch := _next_batch(source), pa.RecordBatch | TravellerRows):
            for offset in range(0, batch.num_rows, CHUNK):
                chunk = batch.slice(offset, CHUNK)
                waiting.append(pool.submit(_screen_chunk, screener, chunk, start, view, of_lists))
                start += chunk.num_rows
                if len(waiting) > threads:
                    yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    if batch is not None:  # after the answer to every row that came
        raise batch if batch.where else type(batch)(batch.rule, where=f"row {start}")


def _next_batch(
    source: Iterator[pa.RecordBatch | TravellerRows],
) -> pa.RecordBatch | TravellerRows | ScreeningError | None:
    """The next batch, None at the end, or why there is none: what others say may hold personal data."""
    try:
        return next(source)
    except StopIteration:
        return None
    except ScreeningError as error:
        return error
    except (pa.ArrowException, OSError, ValueError):
        return InputError("the stream of travellers broke off")


def _screen_chunk(
    screener: Screener, chunk: pa.RecordBatch | TravellerRows, start: int, view: View, of_lists: np.uint16
) -> pa.RecordBatch:
    travellers = read_travellers(chunk) if isinstance(chunk, TravellerRows) else read_chunk(chunk)
    found = screener.search(travellers.columns, view)
    travellers.reasons[found.was_cut] |= bit(HITS_CUT)
    travellers.reasons[:] |= of_lists
    is_comparable = travellers.is_comparable & (not view.is_empty)
    return _answer(screener, travellers, is_comparable, found, start)


def _answer(
    screener: Screener, travellers: Intake, is_comparable: np.ndarray[Any, Any], found: Found, start: int
) -> pa.RecordBatch:
    """One row a hit, and one for each traveller without."""
    hits = found.hits
    counts = np.bincount(hits["row"], minlength=len(travellers.ids))
    if len(counts) != len(travellers.ids) or (np.diff(hits["row"].astype(np.int64)) < 0).any():
        raise CapacityError("the answers do not fit the travellers", where=f"row {start}")
    row = np.repeat(np.arange(len(counts)), np.maximum(counts, 1))
    is_hit = counts[row] > 0
    status = np.where(counts > 0, 0, np.where(is_comparable, 1, 2))
    at = np.zeros(len(row), dtype=np.int64)
    at[is_hit] = np.arange(len(hits))
    of_row = as_arrow(at, is_null=~is_hit)

    def of_hit(values: np.ndarray[Any, Any]) -> pa.Array:
        return as_arrow(values).take(of_row)

    columns = {
        "row": as_arrow(row + start),
        "traveller_id": travellers.ids.take(as_arrow(row)),
        "status": _words(_STATUSES, as_arrow(status[row])),
        "degraded": _degraded(travellers.reasons).take(as_arrow(row)),
        "score": of_hit(hits["score"]),
        "name_score": of_hit(hits["name_score"]),
        "band": _words([name for _, name in BANDS], of_hit(_bands(hits["score"]))),
        "birth_date": _words(_relations(BirthRelation), of_hit(hits["birth"])),
        "sex": _words(_relations(SexRelation), of_hit(hits["sex"])),
        "nationality": _words(_relations(CountryRelation), of_hit(hits["country"])),
        "document": _words(_relations(DocumentRelation), of_hit(hits["document"])),
    }
    columns |= {name: values.take(of_row) for name, values in _of_entries(screener, found).items()}
    return pa.record_batch([columns[name] for name in OUTPUT_SCHEMA.names], schema=OUTPUT_SCHEMA)


def _of_entries(screener: Screener, found: Found) -> dict[str, pa.Array]:
    """What the entries of hits hold, one value a hit: taken from one list after the other, then put in order."""
    pieces: list[dict[str, pa.Array]] = []
    order: list[np.ndarray[Any, Any]] = []
    for place in np.unique(found.place).tolist():
        of_place = np.flatnonzero(found.place == place)
        hits = found.hits[of_place]
        watchlist = screener.mounted[place].watchlist
        entry, name = as_arrow(hits["entry"]), hits["name"]
        mask = screener.protective(place)
        pieces.append(
            {
                "entry_id": watchlist.entry_ids.take(entry),
                "list": watchlist.entry_lists.take(entry).dictionary_decode(),
                "matched_name": watchlist.name_texts.take(as_arrow(name, is_null=name == NO_NUMBER)),
                "is_protective": as_arrow(np.zeros(len(hits), dtype=bool) if mask is None else mask[hits["entry"]]),
            }
        )
        order.append(of_place)
    if not pieces:
        return {name: pa.nulls(0, OUTPUT_SCHEMA.field(name).type) for name in _OF_ENTRIES}
    if len(pieces) == 1:
        return pieces[0]
    back = as_arrow(np.argsort(np.concatenate(order)))
    return {name: pa.concat_arrays([piece[name] for piece in pieces]).take(back) for name in _OF_ENTRIES}


def _words(words: Sequence[str], numbers: pa.Array) -> pa.Array:
    """The word with each number; null where that is null."""
    return as_text(words).take(numbers)


def _relations(kind: type[IntEnum]) -> list[str]:
    return [relation.name.lower() for relation in kind]


def _bands(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Place of each score's band among `BANDS`, which fall."""
    return np.asarray(np.sum([scores < least for least, _ in BANDS], axis=0, dtype=np.uint8))


def _degraded(reasons: np.ndarray[Any, Any]) -> pa.Array:
    """The words of the reasons that are set in each row."""
    different, place = np.unique(reasons, return_inverse=True)
    lists = [[reason for reason in REASONS if flags & bit(reason)] for flags in different]
    ends = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    return pa.ListArray.from_arrays(as_arrow(ends), as_text(list(chain.from_iterable(lists)))).take(as_arrow(place))
