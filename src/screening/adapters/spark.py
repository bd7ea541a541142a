"""Apache Spark: the rows of a DataFrame, screened by its workers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from screening.adapters.portable import PortableScreener
from screening.batch import OUTPUT_SCHEMA
from screening.compiled import Watchlist
from screening.screener import ScreeningConfig

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["screen_dataframe"]

#: Bits of a row's number within its partition: those of Spark's own `monotonically_increasing_id`.
ROW_BITS: Final = 33


def screen_dataframe(
    df: DataFrame,
    watchlist: Watchlist | str | os.PathLike[str],
    *,
    config: ScreeningConfig | None = None,
    threads: int = 1,
    ship: bool = False,
) -> DataFrame:
    """Screen a DataFrame of travellers; lazy, as Spark is.

    The driver opens and verifies the list once. Each worker process opens its own copy once, maps it, and refuses any
    file with another sha256.

    Args:
        df: Columns out of `screening.batch.INPUT_COLUMNS`.
        watchlist: An open list, or its path. Without ``ship`` the file lies under the same path on every machine.
        config: Settings.
        threads: Chunks that a task screens at the same time; more than 1 only with as many ``spark.task.cpus``.
        ship: Send the file to the workers with ``SparkContext.addFile``. Spark keeps files apart by their names alone:
            give each version of a list a name of its own.

    Returns:
        Rows as `screening.batch.OUTPUT_SCHEMA` has them. ``traveller_id`` is the caller's. ``row`` is unique in the
        answer, and is what ``monotonically_increasing_id()`` gives the same rows in the same partitions: the number of
        the partition times 2**33, plus the place in it.

    Raises:
        ListError: The list cannot be opened, or lies in memory alone.
        ColumnError: A column is unknown, missing or of a type that cannot be read.
        ConfigError: ``threads`` is not at least 1.

    What fails in a worker arrives as Spark's ``PythonException``, whose text names the error's type and rule.
    """
    portable = PortableScreener.of(watchlist, config=config, threads=threads)
    portable.screen_table(df.limit(0).toArrow())  # what is wrong with the columns is said now, not when the job runs
    if ship:
        df.sparkSession.sparkContext.addFile(portable.path)
    schema = df.sparkSession.createDataFrame(OUTPUT_SCHEMA.empty_table()).schema

    def screen_partition(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _screen_partition(portable, batches, ship=ship)

    return df.mapInArrow(screen_partition, schema)


def _screen_partition(
    portable: PortableScreener, batches: Iterable[pa.RecordBatch], *, ship: bool
) -> Iterator[pa.RecordBatch]:
    """What a worker does with its partition."""
    from pyspark import SparkFiles, TaskContext

    if ship:
        portable = replace(portable, path=SparkFiles.get(Path(portable.path).name))
    task: Any = TaskContext.get()
    first_row = task.partitionId() << ROW_BITS
    number = OUTPUT_SCHEMA.get_field_index("row")
    for answers in portable.screen_batches(batches):
        yield answers.set_column(number, OUTPUT_SCHEMA.field(number), pc.add(answers.column(number), first_row))
