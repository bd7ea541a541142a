"""Polars: the rows of a frame, screened in this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, overload

import pyarrow as pa

from screening.batch import OUTPUT_SCHEMA
from screening.screener import Screener

if TYPE_CHECKING:
    from polars import DataFrame, Expr, LazyFrame

__all__ = ["screen_frame"]

_ROWS = 8192  # that Polars hands over at a time


@overload
def screen_frame(frame: DataFrame, screener: Screener, *, threads: int = 1) -> DataFrame: ...


@overload
def screen_frame(frame: LazyFrame, screener: Screener, *, threads: int = 1) -> LazyFrame: ...


def screen_frame(frame: DataFrame | LazyFrame, screener: Screener, *, threads: int = 1) -> DataFrame | LazyFrame:
    """Screen a frame of travellers; a lazy one lazily and in bounded memory, each time that the answers are collected.

    Args:
        frame: Columns out of `screening.batch.INPUT_COLUMNS`.
        screener: What to screen with.
        threads: Chunks that are screened at the same time.

    Returns:
        Rows as `screening.batch.OUTPUT_SCHEMA` has them; as lazy as ``frame``.

    Raises:
        ColumnError: A column is unknown, missing or of a type that cannot be read.
        ConfigError: ``threads`` is not at least 1.

    What fails while a lazy frame is collected arrives as Polars' ``ComputeError``, whose text has the rule.
    """
    import polars as pl
    from polars.io.plugins import register_io_source

    if isinstance(frame, pl.DataFrame):
        return pl.DataFrame(screener.screen_table(frame, threads=threads))
    empty = frame.collect_schema().to_frame().to_arrow()
    answer = pl.DataFrame(screener.screen_table(empty, threads=threads))  # refuses wrong columns now, not on collect

    def scan(
        with_columns: list[str] | None, predicate: Expr | None, n_rows: int | None, _: int | None
    ) -> Iterator[DataFrame]:
        source = pa.RecordBatchReader.from_batches(empty.schema, _batches(frame))
        for batch in screener.screen_stream(source, threads=threads):
            found = pl.DataFrame(pa.Table.from_batches([batch], OUTPUT_SCHEMA)).head(n_rows or batch.num_rows)
            if n_rows is not None:
                n_rows -= len(found)
            if predicate is not None:
                found = found.filter(predicate)
            yield found if with_columns is None else found.select(with_columns)
            if n_rows == 0:
                return

    return register_io_source(scan, schema=answer.schema)


def _batches(frame: LazyFrame) -> Iterator[pa.RecordBatch]:
    for part in frame.collect_batches(chunk_size=_ROWS, maintain_order=True):
        yield from part.to_arrow().to_batches()
