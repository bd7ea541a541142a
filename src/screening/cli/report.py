"""``screening report``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from screening.cli._shared import (
    FILE,
    config_options,
    exit_code,
    max_age_option,
    open_screener,
    roles_option,
    say,
    stale_view,
    watchlist_option,
)
from screening.cli.tune import input_options, open_input, travellers_of

if TYPE_CHECKING:
    from screening.screener import Result, Screener

__all__ = ["report"]


@click.command()
@click.argument("source", metavar="IN", type=FILE)
@click.argument("out", metavar="OUT", type=FILE)
@watchlist_option
@input_options
@click.option(
    "--innocents", type=FILE, help="Travellers of whom nobody is listed: adds curves of thresholds and alert rates."
)
@click.option("--title", default="Screening report", show_default=True, help="Heading of the page.")
@click.option("--shown", type=click.IntRange(1), default=500, show_default=True, help="Hits on the page, the best.")
@click.option("--no-time", is_flag=True, help="Leave out the time and the ages: equal input gives equal bytes.")
@config_options
@roles_option
@max_age_option
def report(
    *,
    source: Path,
    out: Path,
    watchlist: Path,
    innocents: Path | None,
    title: str,
    shown: int,
    no_time: bool,
    threshold: float | None,
    name_floor: float | None,
    max_hits: int | None,
    roles: tuple[str, ...],
    max_age: int | None,
    **reading: Any,
) -> int:
    """Screen a file of travellers and write one HTML page for people.

    IN is CSV, JSON lines, Parquet, Arrow IPC, PAXLST or PNRGOV. OUT is one file that needs nothing else: for each hit
    it shows traveller and entry side by side and how the score came about. It holds personal data.
    """
    from screening.report import write_report
    from screening.tune import tune

    screener = open_screener(watchlist, threshold=threshold, name_floor=name_floor, max_hits=max_hits, max_age=max_age)
    view = screener.view(roles)
    stale = stale_view(view, max_age)
    travellers = open_input(source, **reading)
    measured = None
    if innocents is not None:
        others = (one for one in travellers_of(open_input(innocents, **reading), innocents.name) if one is not None)
        measured = tune(screener, others)
    counted = _Counted(_results(screener, travellers_of(travellers, source.name), roles))
    write_report(
        counted,
        out,
        # A receipt counts all entries: of a list that is not shown whole it would tell how many are hidden.
        watchlists=[part.mounted.watchlist for part in view.parts if not part.hidden_count],
        curve=measured,
        title=title,
        generated=None if no_time else datetime.now(UTC),
        max_hits=shown,
    )
    for problem in travellers.problems.lines():
        say(f"{source.name}: {problem}")
    say(f"{counted.rows:,} travellers, {counted.hits:,} with hits: {out.name}")
    incomplete = counted.incomplete + sum(travellers.problems.counts.values())
    return exit_code(hits=counted.hits, incomplete=incomplete, stale=stale)


def _results(screener: Screener, travellers: Iterable[Any], roles: tuple[str, ...]) -> Iterator[Result]:
    """Results in the order of the rows, those that cannot be read among them."""
    from dataclasses import replace
    from itertools import islice

    from screening.screener import UNREADABLE

    nobody: Result | None = None
    waiting = iter(travellers)
    while chunk := list(islice(waiting, _CHUNK)):
        readable = iter(screener.screen_many((one for one in chunk if one is not None), visible_to=roles))
        for one in chunk:
            if one is not None:
                yield next(readable)
                continue
            if nobody is None:
                from screening.travellers import Traveller

                answer = screener.screen_many([Traveller(name="")], visible_to=roles)[0]
                nobody = replace(answer, status="unscreenable", degraded=(UNREADABLE,))
            yield nobody


_CHUNK: Final = 1024


class _Counted:
    """Results that pass by, counted."""

    def __init__(self, results: Iterator[Result]) -> None:
        self._results = results
        self.rows = self.hits = self.incomplete = 0

    def __iter__(self) -> Iterator[Result]:
        for result in self._results:
            self.rows += 1
            self.hits += result.status == "hits"
            self.incomplete += bool(result.degraded) or result.status == "unscreenable"
            yield result
