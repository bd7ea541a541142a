"""A batch job: a file of travellers in, a folder of answers out, that a kill at any moment neither breaks nor doubles.

    answers/manifest.jsonl          what is screened with what; then one line for each part, written after the part is
                                    safe on the disk; then the summary
    answers/part-00000.parquet      the answers to the first `part_rows` travellers
    answers/part-00001.parquet      ...

The manifest is the truth: a part that it does not name was not finished and is made again.  The same job with the same
list, settings and input makes the same bytes in every part, whether it ran in one piece or in many, so running it again
is how it goes on.  A folder that holds another job is refused and left as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from screening import __version__
from screening.batch import CHUNK, screen_batches
from screening.errors import CapacityError, ConfigError, InputError
from screening.intake import TravellerRows
from screening.jobs._counts import JobSummary
from screening.jobs._folder import MANIFEST, JobFolder, Part, file_digest, read_manifest
from screening.readers import ColumnMapping, TravellerFile, open_travellers
from screening.screener import Screener
from screening.sinks import FORMATS, SUFFIXES
from screening.visibility import View

__all__ = ["MANIFEST", "JobProgress", "JobSummary", "part_paths", "run_batch_job"]

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is.

    Attributes:
        rows: Travellers answered, with those of earlier runs.
        hits: Travellers of them with hits.
        fraction: How much of the input was read, 0 to 1.
        rate: Travellers a second, in this run.
        seconds_left: By that rate; None while it is not known.
    """

    rows: int
    hits: int
    fraction: float
    rate: float
    seconds_left: float | None


def run_batch_job(
    screener: Screener,
    source: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    format: str = "parquet",
    input_format: str | None = None,
    mapping: ColumnMapping | None = None,
    part_rows: int = 50_000,
    threads: int = 1,
    progress: Callable[[JobProgress], object] | None = None,
    view: View | None = None,
    only_entries: pa.Table | None = None,
) -> JobSummary:
    """Screen a file of travellers into a folder of part files, or go on where an earlier run stopped.

    Args:
        screener: What to screen with.
        source: The travellers; see `screening.readers.open_travellers`.
        out: The folder; made if it is not there. An unfinished job of the same input, list and settings goes on; a
            finished one is not done again.
        format: Of the parts, one of `screening.sinks.FORMATS`.
        input_format: Of the source; seen from how it begins when None.
        mapping: How the columns of the source are called.
        part_rows: Travellers of one part, at least 1.
        threads: Chunks that are screened at the same time; the answers are the same.
        progress: Called after every chunk.
        view: What the caller sees of the lists (`Screener.view`); None for what everybody sees.
        only_entries: Entries that are searched and no others, with the columns ``list`` and ``entry_id``, as
            `screening.readers.read_entry_keys` reads them.

    Raises:
        ConfigError: A setting is out of range, or an entry is on no list that the caller sees.
        InputError: The source cannot be read, holds no traveller or changed while it was read; or the folder holds
            something else, or another process works on it.
        OSError: The disk refused. What the manifest names stays good.
    """
    if format not in FORMATS:
        raise ConfigError(f"must be one of {', '.join(FORMATS)}", where="format")
    if type(part_rows) is not int or part_rows < 1:
        raise ConfigError("must be a whole number from 1", where="part_rows")
    mapping = mapping or ColumnMapping()
    screener, view = screener.narrow(view or screener.view(), only_entries)
    source, out = Path(source), Path(out)
    travellers = open_travellers(source, format=input_format, mapping=mapping)
    before = _state(source)
    job = {
        "version": _VERSION,
        "input": {"name": source.name, "format": travellers.format, "bytes": before[0], "sha256": file_digest(source)},
        "columns": {
            "names": dict(mapping.names),
            "ignore_others": mapping.ignore_others,
            "encoding": mapping.encoding,
            "delimiter": mapping.delimiter,
        },
        "lists": [
            {"name": one.name, "digest": one.digest, "entries": one.entries, "list_date": one.list_date}
            for one in view.lists
        ],
        "only_entries": None if only_entries is None else _named(only_entries),
        "config": screener.config_digest(view),
        "engine": f"screening {__version__}",
        "format": format,
        "part_rows": part_rows,
    }
    with JobFolder(out, job) as folder:
        if folder.summary is None:
            run = _Run(folder, travellers, part_rows, format, progress)
            run.screen(screener, view, threads)
            if _state(source) != before:
                raise InputError("it changed while it was read: screen it again into another folder", where=source.name)
            folder.finish(travellers.problems.lines())
        return folder.result()


def part_paths(out: str | os.PathLike[str]) -> list[Path]:
    """The parts of a job that are safe, in the order of the travellers.

    Raises:
        InputError: The folder holds no job.
        OSError: It cannot be read.
    """
    folder = Path(out)
    lines, _ = read_manifest(folder / MANIFEST)
    return [folder / line["part"] for line in lines if "part" in line]


def _named(entries: pa.Table) -> dict[str, Any]:
    """Which entries these are, for the manifest."""
    keys = sorted(set(zip(*(entries.column(name).to_pylist() for name in ("list", "entry_id")), strict=True)))
    return {"entries": len(keys), "sha256": hashlib.sha256(json.dumps(keys).encode()).hexdigest()}


def _state(path: Path) -> tuple[int, int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_ino


class _Run:
    """One run over the travellers that are not answered yet."""

    def __init__(
        self,
        folder: JobFolder,
        travellers: TravellerFile,
        part_rows: int,
        format: str,
        progress: Callable[[JobProgress], object] | None,
    ) -> None:
        self.folder = folder
        self.travellers = travellers
        self.part_rows = part_rows
        self.format = format
        self.progress = progress
        self.start = folder.rows
        self.begun = time.monotonic()

    def screen(self, screener: Screener, view: View, threads: int) -> None:
        """Answer the travellers, part by part."""
        answers = screen_batches(
            screener, self.travellers.schema, self._chunks(), threads=threads, first_row=self.start, view=view
        )
        part: Part | None = None
        first = row = self.start  # of the part; of the next traveller
        hits, clock = self.folder.hits, self.begun
        try:
            for batch in answers:
                if part is None:
                    name = f"part-{len(self.folder.parts):05}{SUFFIXES[self.format]}"
                    part, first = Part(self.folder.path, name, self.format), row
                row = _accounted(batch, row)
                part.write(batch)
                if row - first == self.part_rows:
                    hits += self._finish(part, row - first, clock)
                    part, clock = None, time.monotonic()
                self._tell(row, hits + (part.counts.statuses["hits"] if part else 0))
            if part is not None:
                self._finish(part, row - first, clock)
                part = None
        finally:
            answers.close()
            if part is not None:
                part.drop()
        if row == 0:
            raise InputError("no traveller in it", where=self.folder.job["input"]["name"])

    def _finish(self, part: Part, rows: int, clock: float) -> int:
        digest = part.finish()
        totals = part.counts.totals()
        self.folder.add(
            {
                "part": part.name,
                "rows": rows,
                "answers": part.answers,
                "sha256": digest,
                "counts": totals,
                "seconds": round(time.monotonic() - clock, 3),
            }
        )
        return int(totals["statuses"].get("hits", 0))

    def _chunks(self) -> Iterator[pa.RecordBatch | TravellerRows]:
        """The travellers from `start`, cut so that no chunk reaches over the end of a part, and always alike."""
        row = 0
        held: list[pa.RecordBatch | TravellerRows] = []
        size = 0
        for batch in self.travellers.batches:
            skip = min(batch.num_rows, max(0, self.start - row))
            row += batch.num_rows
            batch = batch.slice(skip)
            while batch.num_rows:
                begin = row - batch.num_rows - size
                room = min(CHUNK, self.part_rows - begin % self.part_rows) - size
                held.append(batch.slice(0, room))
                size += held[-1].num_rows
                batch = batch.slice(room)
                if held[-1].num_rows == room:
                    yield _joined(held)
                    held, size = [], 0
        if held:
            yield _joined(held)

    def _tell(self, rows: int, hits: int) -> None:
        if self.progress is None:
            return
        seconds = max(1e-9, time.monotonic() - self.begun)
        rate = (rows - self.start) / seconds
        if self.travellers.rows is not None:
            fraction = rows / max(1, self.travellers.rows)
            left = (self.travellers.rows - rows) / rate if rate else None
        else:
            fraction = self.travellers.fraction()
            done = rows / fraction if fraction else 0
            left = (done - rows) / rate if rate and fraction else None
        self.progress(JobProgress(rows, hits, min(1.0, fraction), rate, left))


def _joined(chunks: list[pa.RecordBatch | TravellerRows]) -> pa.RecordBatch | TravellerRows:
    if len(chunks) == 1:
        return chunks[0]
    if isinstance(chunks[0], TravellerRows):
        return TravellerRows([traveller for chunk in chunks for traveller in chunk.travellers])
    return pa.Table.from_batches(chunks).combine_chunks().to_batches()[0]


def _accounted(answers: pa.RecordBatch, row: int) -> int:
    """The row after the last; fails unless the answers are to the travellers from ``row`` on, every one of them."""
    rows = answers.column("row").to_numpy()
    steps = np.diff(rows)
    if not len(rows) or rows[0] != row or not ((steps == 0) | (steps == 1)).all():
        raise CapacityError("a traveller has no answer", where=f"row {row}")
    return int(rows[-1]) + 1
