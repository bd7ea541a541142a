"""``screening doctor``."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from screening import __version__
from screening.cli._shared import (
    FILE,
    FORMATS,
    HITS,
    NOTHING,
    STALE,
    list_age,
    open_library,
    say,
    show_table,
    stale_lists,
    stale_view,
)

if TYPE_CHECKING:
    from screening.compiled import ListInfo

__all__ = ["doctor"]

_MAX_AGE: Final = 30  # days

_PACKAGES = ("numpy", "pyarrow", "rapidfuzz", "jellyfish", "click", "rich", "polars", "duckdb", "pyspark")


@click.command()
@click.option(
    "--watchlist",
    "-w",
    "watchlists",
    type=FILE,
    multiple=True,
    help="A compiled watchlist, or a library of lists, to verify; may be given several times.",
)
@click.option(
    "--max-age",
    type=click.IntRange(0),
    metavar="DAYS",
    help="A list that is older, or of unknown age, is stale: exit code 4. In a library it is as old as the last look "
    "whether it is the newest; elsewhere its own date counts.  [default: 30; in a library 36 hours]",
)
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(FORMATS[:2]),
    default="table",
    show_default=True,
    help="Of the output.",
)
def doctor(*, watchlists: tuple[Path, ...], max_age: int | None, format_: str) -> int:
    """Look whether everything works here: versions, processor, lists and their age, and a self-test."""
    from screening.escape import json_text
    from screening.selftest import SAME, run_self_test

    facts: dict[str, Any] = {"screening": __version__, "python": platform.python_version()}
    facts |= {name: version for name in _PACKAGES if (version := _version(name))}
    facts["machine"] = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    facts["wide instructions"] = "avx2" if _has_avx2() else "none"
    wrong = run_self_test()
    facts["self-test"] = "; ".join(wrong) or f"{len(SAME)} pairs of names found, in 8 scripts; nobody else"
    stale = 0
    for path in watchlists:
        said, lists, is_stale = _open(path, max_age)
        facts[f"watchlist {path.name}"] = said
        if lists is None:
            wrong.append(said)
            continue
        for one in lists:
            old = "days old" if one.checked is None else "days since its source was seen"
            age = "" if (days := list_age(one)) is None else f", {days:,} {old}"
            entries = f"{one.entries:,} entries of {one.list_date or 'unknown date'}"
            facts[f"list {one.name} of {path.name}"] = entries + age
        stale += is_stale
    if format_ == "json":
        print(json_text(facts))
    else:
        show_table(("what", "found"), [(name, str(value)) for name, value in facts.items()])
    for failure in wrong:
        say(f"WRONG: {failure}")
    return STALE if stale else HITS if wrong else NOTHING


def _open(path: Path, max_age: int | None) -> tuple[str, Sequence[ListInfo] | None, bool]:
    """What can be said of a watchlist or a library, its lists if it can be used, and whether one is stale."""
    from screening.compiled import Watchlist
    from screening.errors import ListError
    from screening.screener import ScreeningConfig

    try:
        if path.is_dir():
            screener = open_library(path, ScreeningConfig(), max_age)
            view = screener.view(screener.roles)
            entries = sum(one.entries for one in view.lists)
            said = f"{len(screener.mounted):,} files, all whole, {entries:,} entries"
            return said, view.lists, bool(stale_view(view, max_age))
        watchlist = Watchlist.open(path)
    except ListError as error:
        return str(error), None, False
    said = f"whole, {len(watchlist):,} entries, sha256 {watchlist.digest}"
    return said, watchlist.lists, bool(stale_lists(watchlist.lists, _MAX_AGE if max_age is None else max_age))


def _version(name: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _has_avx2() -> bool:
    """Whether the core uses its wide instructions here; where the system does not say, it is not known."""
    try:
        return " avx2 " in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
