"""A screener that travels to other machines as the place of a list, its sha256 and a configuration.

The list itself never travels with it: a worker opens the file that lies on its own machine, refuses it unless it is the
very list that was meant, and keeps it open for everything that the process screens later.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Final

import pyarrow as pa

from screening.batch import screen_stream, screen_table
from screening.compiled import Watchlist
from screening.errors import ListCorruptError
from screening.screener import Screener, ScreeningConfig

__all__ = ["PortableScreener"]

#: Lists that a worker keeps open: two jobs may take turns in one process, and after a refresh the old list must go.
KEPT_OPEN: Final = 2


@dataclass(frozen=True, slots=True)
class PortableScreener:
    """What a worker needs to screen; small, picklable, and equal wherever it means the same.

    Attributes:
        path: The compiled list, on the machine of the worker.
        digest: Sha256 that this list must have.
        config: Settings.
        threads: Chunks that a worker screens at the same time.
    """

    path: str
    digest: str
    config: ScreeningConfig = field(default_factory=ScreeningConfig)
    threads: int = 1

    @classmethod
    def of(
        cls,
        watchlist: Watchlist | str | os.PathLike[str],
        *,
        config: ScreeningConfig | None = None,
        threads: int = 1,
    ) -> PortableScreener:
        """For an open list, or the path of one, which is opened and verified.

        Raises:
            ListError: The list cannot be opened, or lies in memory alone.
        """
        opened = watchlist if isinstance(watchlist, Watchlist) else Watchlist.open(watchlist)
        _, (path, digest, _) = opened.__reduce__()  # what a pickled list is, which refuses one without a file
        return cls(path, digest, ScreeningConfig() if config is None else config, threads)

    def open(self) -> Screener:
        """The screener of this process: opened and verified when it is first asked for.

        Raises:
            ListError: The file cannot be opened; `ListCorruptError` if it is damaged or another version of the list.
        """
        return _open(self.path, self.digest, self.config)

    def screen_table(self, table: pa.Table) -> pa.Table:
        """`screening.batch.screen_table`; rows are numbered from 0 in each table."""
        return screen_table(self.open(), table, threads=self.threads)

    def screen_batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """`screening.batch.screen_stream` for batches of one schema; rows are numbered from 0 in each call."""
        rest = iter(batches)
        first = next(rest, None)
        if first is not None:
            source = pa.RecordBatchReader.from_batches(first.schema, chain([first], rest))
            yield from screen_stream(self.open(), source, threads=self.threads)


@lru_cache(maxsize=KEPT_OPEN)
def _open(path: str, digest: str, config: ScreeningConfig) -> Screener:
    watchlist = Watchlist.open(path)
    if watchlist.digest != digest:
        raise ListCorruptError("another version of the list than the one to screen against", where=watchlist.path.name)
    return Screener(watchlist, config=config)
