"""DuckDB: the rows of a relation, screened in this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from screening.batch import OUTPUT_SCHEMA
from screening.screener import Screener

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["screen_relation"]

_ROWS = 8192  # that DuckDB hands over at a time


def screen_relation(
    relation: DuckDBPyRelation,
    screener: Screener,
    *,
    connection: DuckDBPyConnection | None = None,
    threads: int = 1,
) -> DuckDBPyRelation:
    """Screen a relation of travellers; lazy, as DuckDB is: each query of the answers screens anew, in bounded memory.

    Args:
        relation: Columns out of `screening.batch.INPUT_COLUMNS`.
        screener: What to screen with.
        connection: Where the answers are a relation: not the connection of ``relation``, which is busy with that, but
            its ``cursor()`` to join them with other tables of the same database. None: a database of their own.
        threads: Chunks that are screened at the same time.

    Returns:
        Rows as `screening.batch.OUTPUT_SCHEMA` has them. It can be scanned by one query at a time, and once in it; a
        query that needs the answers twice wants them in a table first.

    Raises:
        ColumnError: A column is unknown, missing or of a type that cannot be read.
        ConfigError: ``threads`` is not at least 1.

    What fails while a query runs arrives as DuckDB's own error, whose text has the rule.
    """
    import duckdb

    # What is wrong with the columns is said now, not when the query runs.
    screener.screen_table(relation.limit(0).to_arrow_table(), threads=threads)
    home = duckdb.connect() if connection is None else connection
    return home.from_arrow(_Answers(relation, screener, threads))


class _Answers:
    """A stream that can be asked for again: DuckDB does so for the schema, and whenever it runs the query."""

    def __init__(self, relation: DuckDBPyRelation, screener: Screener, threads: int) -> None:
        self._relation = relation
        self._screener = screener
        self._threads = threads

    def _batches(self) -> Iterator[pa.RecordBatch]:
        yield from self._screener.screen_stream(self._relation.to_arrow_reader(_ROWS), threads=self._threads)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return pa.RecordBatchReader.from_batches(OUTPUT_SCHEMA, self._batches()).__arrow_c_stream__(requested_schema)
