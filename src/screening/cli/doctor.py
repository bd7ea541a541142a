"""``screening doctor``."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import click

from screening import __version__
from screening.cli._shared import FILE, FORMATS, HITS, NOTHING, STALE, list_age, say, show_table, stale_lists

__all__ = ["doctor"]

_PACKAGES = ("numpy", "pyarrow", "rapidfuzz", "jellyfish", "click", "rich", "polars", "duckdb", "pyspark")


@click.command()
@click.option(
    "--watchlist",
    "-w",
    "watchlists",
    type=FILE,
    multiple=True,
    help="A compiled watchlist to verify; may be given several times.",
)
@click.option(
    "--max-age",
    type=click.IntRange(0),
    metavar="DAYS",
    default=30,
    show_default=True,
    help="A list whose own date is older, or unknown, is stale: exit code 4.",
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
def doctor(*, watchlists: tuple[Path, ...], max_age: int, format_: str) -> int:
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
        said, lists = _open(path)
        facts[f"watchlist {path.name}"] = said
        if lists is None:
            wrong.append(said)
            continue
        for one in lists:
            age = list_age(one)
            facts[f"list {one.name}"] = f"{one.entries:,} entries of {one.list_date or 'unknown date'}" + (
                "" if age is None else f", {age:,} days old"
            )
        stale += stale_lists(lists, max_age)
    if format_ == "json":
        print(json_text(facts))
    else:
        show_table(("what", "found"), [(name, str(value)) for name, value in facts.items()])
    for failure in wrong:
        say(f"WRONG: {failure}")
    return STALE if stale else HITS if wrong else NOTHING


def _open(path: Path) -> tuple[str, Any]:
    """What can be said of a watchlist, and its lists if it can be used."""
    from screening.compiled import Watchlist
    from screening.errors import ListError

    try:
        watchlist = Watchlist.open(path)
    except ListError as error:
        return str(error), None
    return f"whole, {len(watchlist):,} entries, sha256 {watchlist.digest}", watchlist.lists


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
