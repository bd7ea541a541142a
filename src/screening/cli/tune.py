"""``screening tune``; and how a file of travellers becomes objects, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screening.cli._shared import (
    FILE,
    NOTHING,
    Misuse,
    config_options,
    open_screener,
    say,
    show_table,
    watchlist_option,
)

if TYPE_CHECKING:
    from screening.readers import TravellerFile
    from screening.travellers import Traveller
    from screening.tune import Truth, TuneReport

__all__ = ["input_options", "open_input", "travellers_of", "tune"]


def input_options(command: Any) -> Any:
    """How files of travellers are read."""
    for option in (
        click.option(
            "--input-format",
            type=click.Choice(("csv", "jsonl", "parquet", "arrow", "paxlst", "pnrgov")),
            help="Of the files of travellers.  [default: seen from how they begin]",
        ),
        click.option("--columns", "mapping_file", type=FILE, help="What their columns are called: a TOML file."),
    ):
        command = option(command)
    return command


def open_input(source: Path, *, input_format: str | None, mapping_file: Path | None) -> TravellerFile:
    """A file of travellers."""
    from screening.readers import ColumnMapping, open_travellers

    mapping = None if mapping_file is None else ColumnMapping.from_toml(mapping_file)
    return open_travellers(source, format=input_format, mapping=mapping)


def travellers_of(file: TravellerFile, name: str) -> Iterator[Traveller | None]:
    """Travellers in the order of the file; None for a row that cannot be read.

    Raises:
        InputError: There is none.
    """
    from screening.errors import InputError
    from screening.intake import TravellerRows

    empty = True
    for batch in file.batches:
        empty = empty and not batch.num_rows
        if isinstance(batch, TravellerRows):
            yield from batch.travellers
        else:
            for row in range(batch.num_rows):
                yield _traveller(batch, row)
    if empty:
        raise InputError("no traveller in it", where=name)


def _traveller(batch: Any, row: int) -> Traveller | None:
    """A row as `screening.intake.read_chunk` reads it: the zone counts, other columns where it lacks something."""
    from screening.errors import ScreeningError
    from screening.mrz import parse_mrz
    from screening.travellers import Traveller

    try:
        cells = {name: batch.column(name)[row].as_py() for name in batch.schema.names}
    except UnicodeDecodeError:
        return None
    number, zone = cells.pop("traveller_id", None), cells.pop("mrz", None)
    reference = None if number is None else str(number)
    try:
        if zone is not None and zone.strip():
            return Traveller.from_mrz(parse_mrz(zone), id=reference)
        given = {name: value for name, value in cells.items() if value is not None}
        if any(given.get(part, "").strip() for part in ("surname", "given_names")):
            given.pop("name", None)
        elif "name" in given:
            given = {name: value for name, value in given.items() if name not in ("surname", "given_names")}
        return Traveller(id=reference, **given)
    except ScreeningError:
        return None


@click.command()
@click.argument("innocents", type=FILE)
@watchlist_option
@input_options
@click.option("--truth", type=FILE, help="Listed travellers as they come to the border: CSV, with the columns below.")
@click.option("--budget", type=click.FloatRange(0), help="Candidates allowed per 10,000 travellers: says a threshold.")
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="Of the output.",
)
@config_options
def tune(
    *,
    innocents: Path,
    watchlist: Path,
    truth: Path | None,
    budget: float | None,
    format_: str,
    threshold: float | None,
    name_floor: float | None,
    max_hits: int | None,
    **reading: Any,
) -> int:
    """Choose a threshold: how many innocent travellers it stops, and whom of the listed it finds.

    INNOCENTS is a file of travellers of whom nobody is listed, such as yesterday's manifests. --truth is a CSV file
    with the columns of travellers, and LIST and ENTRY_ID for the entry that should be found.
    """
    from screening.tune import tune as measure

    screener = open_screener(watchlist, threshold=threshold, name_floor=name_floor, max_hits=max_hits)
    people = (one for one in travellers_of(open_input(innocents, **reading), innocents.name) if one is not None)
    report = measure(screener, people, [] if truth is None else _truth(truth))
    advised = None if budget is None else report.threshold_for(budget)
    if format_ == "json":
        _show_json(report, advised)
    else:
        _show(report)
        if advised is not None and budget is not None:
            print(f"\nat most {budget:g} candidates per 10,000: threshold {advised:.3f}")
    if report.travellers < 10_000:
        say(f"{report.travellers:,} travellers: from 10,000 a figure per 10,000 holds")
    return NOTHING


def _truth(path: Path) -> list[Truth]:
    import csv

    from screening.errors import InputError
    from screening.records import INPUT_COLUMNS, record_batch
    from screening.tune import Truth

    found: list[Truth] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 1):
                name, entry = ((row.pop(column, None) or "").strip() for column in ("list", "entry_id"))
                if not name or not entry:
                    raise InputError("the columns list and entry_id must say which entry it is", where=f"row {number}")
                cells = {column: value or None for column, value in row.items() if column in INPUT_COLUMNS}
                traveller = _traveller(record_batch([cells]), 0)
                if traveller is None:
                    raise InputError("cannot be read", where=f"row {number}")
                found.append(Truth(traveller, name, entry))
    except (UnicodeDecodeError, csv.Error):
        raise Misuse("option --truth must be a CSV file in UTF-8") from None
    return found


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _show(report: TuneReport) -> None:
    heads = ("threshold", "candidates per 10,000", "stopped per 10,000", "recall")
    rows = [(f"{p.threshold:.3f}", f"{p.candidates:.1f}", f"{p.stopped:.1f}", _share(p.recall)) for p in report.curve]
    show_table(heads, rows)
    print()
    show_table(
        (f"at {report.threshold:.3f}", "group", "travellers", "stopped per 10,000", "95 %", "of all", "recall"),
        [
            (
                row.by,
                row.group,
                f"{row.travellers:,}",
                f"{row.stopped:.1f}",
                f"{row.low:.1f}-{row.high:.1f}",
                ("" if row.ratio is None else f"x{row.ratio:.1f}") + (" differs" if row.differs else ""),
                _share(row.recall),
            )
            for row in report.fairness
        ],
    )


def _show_json(report: TuneReport, advised: float | None) -> None:
    from dataclasses import asdict

    from screening.escape import json_text

    told = {
        "travellers": report.travellers,
        "listed": report.listed,
        "threshold": report.threshold,
        "advised_threshold": advised,
        "curve": [asdict(point) for point in report.curve],
        "fairness": [asdict(row) for row in report.fairness],
    }
    print(json_text(told))
