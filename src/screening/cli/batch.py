"""``screening batch``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from screening.cli._shared import (
    FILE,
    OF_LISTS,
    Misuse,
    audit_options,
    config_options,
    exit_code,
    max_age_option,
    open_screener,
    open_trail,
    roles_option,
    say,
    show_table,
    stale_view,
    watchlist_option,
)

if TYPE_CHECKING:
    from screening.jobs import JobProgress, JobSummary
    from screening.readers import ColumnMapping
    from screening.screener import Screener

__all__ = ["batch"]

_FORMATS: Final = ("parquet", "arrow", "csv", "jsonl")
_SECONDS_BETWEEN_LINES: Final = 10.0


@click.command()
@click.argument("source", metavar="IN", type=FILE)
@click.argument("out", metavar="OUT", type=FILE)
@watchlist_option
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="What a field's column is called.")
@click.option("--columns", "mapping_file", type=FILE, help="The same from a TOML file.")
@click.option("--ignore-others", is_flag=True, help="Leave out columns that are no field.")
@click.option("--encoding", help="Of a text file.  [default: utf-8]")
@click.option("--delimiter", help="Between the cells of CSV.  [default: as in the first line]")
@click.option(
    "--input-format",
    type=click.Choice(("csv", "jsonl", "parquet", "arrow", "paxlst", "pnrgov")),
    help="Of IN.  [default: seen from how it begins]",
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(_FORMATS), default="parquet", show_default=True, help="Of the parts."
)
@click.option(
    "--summary",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="How the summary stands on standard output.",
)
@click.option(
    "--part-rows", type=click.IntRange(1), default=50_000, show_default=True, help="Travellers of one part file."
)
@click.option("--threads", type=click.IntRange(1), help="[default: one for each processor]")
@config_options
@roles_option
@click.option(
    "--only-entries",
    "entries_file",
    type=FILE,
    help="Search these entries and no others: Arrow, Parquet or CSV with columns list and entry_id, such as what lists "
    "diff --output writes.",
)
@max_age_option
@audit_options
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
@click.option("--dry-run", is_flag=True, help="Read all of IN, check list and columns; screen nobody, write nothing.")
def batch(
    *,
    source: Path,
    out: Path,
    watchlist: Path,
    columns: tuple[str, ...],
    mapping_file: Path | None,
    encoding: str | None,
    delimiter: str | None,
    input_format: str | None,
    format_: str,
    summary: str,
    part_rows: int,
    threads: int | None,
    threshold: float | None,
    name_floor: float | None,
    max_hits: int | None,
    roles: tuple[str, ...],
    entries_file: Path | None,
    max_age: int | None,
    trail: Path | None,
    audit_key_file: Path | None,
    case: str | None,
    ignore_others: bool,
    quiet: bool,
    dry_run: bool,
) -> int:
    """Screen a file of travellers into a folder of part files.

    IN is CSV, JSON lines, Parquet, Arrow IPC, PAXLST or PNRGOV. OUT is a folder, made if it is not there: numbered
    part files and manifest.jsonl. After a kill, a full disk or Ctrl-C run the same command again: it goes on where it
    was, and no traveller is lost or doubled. The summary goes to standard output.
    """
    from screening.jobs import run_batch_job
    from screening.readers import read_entry_keys

    mapping = _mapping(mapping_file, columns, ignore_others=ignore_others, encoding=encoding, delimiter=delimiter)
    audit = open_trail(trail, audit_key_file, case)
    screener = open_screener(watchlist, threshold=threshold, name_floor=name_floor, max_hits=max_hits, max_age=max_age)
    view = screener.view(roles)
    stale = stale_view(view, max_age)
    only_entries = None if entries_file is None else read_entry_keys(entries_file)
    if dry_run:
        screener.narrow(view, only_entries)  # looks whether they are there
        return exit_code(hits=0, incomplete=_read_all(screener, source, input_format, mapping), stale=stale)
    with _progress(quiet=quiet) as progress:
        done = run_batch_job(
            screener,
            source,
            out,
            format=format_,
            input_format=input_format,
            mapping=mapping,
            part_rows=part_rows,
            threads=threads or os.cpu_count() or 1,
            progress=progress,
            view=view,
            only_entries=only_entries,
        )
    if audit is not None:
        audit[0].note("job", audit[1], _facts(done))
    for problem in done.problems:
        say(f"{source.name}: {problem}")
    _show(done, summary)
    incomplete = done.incomplete or len(done.problems)
    return exit_code(
        hits=done.statuses.get("hits", 0), incomplete=incomplete, stale=stale or len(OF_LISTS & done.reasons.keys())
    )


def _facts(done: JobSummary) -> dict[str, Any]:
    """What the audit trail keeps of a job."""
    return {
        "lists": [[one["name"], one["digest"]] for one in done.lists],
        "only_entries": done.only_entries,
        "config": done.config_digest,
        "engine": done.engine,
        "input": done.input_digest,
        "parts": list(done.part_digests),
        "rows": done.rows,
        "statuses": done.statuses,
        "bands": done.bands,
        "protective": done.protective,
    }


def _mapping(
    path: Path | None, columns: tuple[str, ...], *, ignore_others: bool, encoding: str | None, delimiter: str | None
) -> ColumnMapping:
    """The file's, with what the options say besides."""
    from screening.readers import ColumnMapping

    base = ColumnMapping() if path is None else ColumnMapping.from_toml(path)
    names = dict(base.names)
    for column in columns:
        field, equals, name = column.partition("=")
        if not equals:
            raise Misuse("option --column must be FIELD=NAME")
        names[field] = name
    return ColumnMapping(
        names,
        ignore_others=ignore_others or base.ignore_others,
        encoding=encoding or base.encoding,
        delimiter={"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter) if delimiter else base.delimiter,
    )


def _read_all(screener: Screener, source: Path, input_format: str | None, mapping: ColumnMapping) -> int:
    """Reads every record; returns how many problems there are."""
    from screening.batch import screen_batches
    from screening.errors import InputError
    from screening.readers import open_travellers

    travellers = open_travellers(source, format=input_format, mapping=mapping)
    screen_batches(screener, travellers.schema, ())  # looks at the columns
    rows = sum(batch.num_rows for batch in travellers.batches)
    if not rows:
        raise InputError("no traveller in it", where=source.name)
    for problem in travellers.problems.lines():
        say(f"{source.name}: {problem}")
    say(f"{rows:,} travellers in {source.name} ({travellers.format}) can be screened; nobody was")
    return sum(travellers.problems.counts.values())


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[JobProgress], object] | None]:
    """A bar where a person looks; elsewhere a line now and then."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        words = TextColumn("{task.fields[words]}", markup=False)
        with Progress(BarColumn(), words, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=1.0, words="")
            yield lambda now: bar.update(task, completed=now.fraction, words=_words(now))
    else:
        last = time.monotonic()

        def tell(now: JobProgress) -> None:
            nonlocal last
            if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                say(_words(now))

        yield tell


def _words(now: JobProgress) -> str:
    left = "" if now.seconds_left is None else f", {_time(now.seconds_left)} left"
    return f"{now.rows:,} travellers, {now.rate:,.0f} a second{left}, {now.hits:,} with hits"


def _time(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _show(done: JobSummary, format_: str) -> None:
    if format_ == "json":
        from dataclasses import asdict

        from screening.escape import json_text

        print(json_text(asdict(done)))
        return
    rows = [("travellers", f"{done.rows:,}")]
    rows += [(f"  {status.replace('_', ' ')}", f"{count:,}") for status, count in done.statuses.items()]
    rows += [(f"  unscreenable: {reason}", f"{count:,}") for reason, count in done.unscreenable.items()]
    rows += [(f"  degraded: {reason}", f"{count:,}") for reason, count in done.reasons.items()]
    for name, bands in done.bands.items():
        rows += [(f"hits on {name}, {band}", f"{count:,}") for band, count in bands.items()]
    rows += [(f"to help, on {name}", f"{count:,}") for name, count in done.protective.items()]
    for one in done.lists:
        rows.append((f"list {one['name']}", f"{one['entries']:,} entries of {one['list_date'] or 'unknown date'}"))
        rows.append(("  sha256", one["digest"]))
    if done.only_entries is not None:
        rows.append(("only entries searched", f"{done.only_entries['entries']:,}"))
    rows.append(("settings", done.config_digest))
    rows.append(("engine", done.engine))
    rows.append(("parts", f"{len(done.parts):,}"))
    rows.append(("time", _time(done.seconds)))
    show_table(("summary", ""), rows)
