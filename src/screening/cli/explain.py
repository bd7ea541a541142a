"""``screening explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from screening.cli._shared import FILE, HITS, NOTHING, Misuse, config_options, open_screener, roles_option, say
from screening.cli.screen import traveller_options

__all__ = ["explain"]


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME NAME]")
@click.option(
    "--watchlist",
    "-w",
    type=FILE,
    envvar="SCREENING_WATCHLIST",
    show_envvar=True,
    help="The compiled watchlist, or a library of lists.",
)
@click.option("--entry", metavar="ID", help="Explain the hit on this entry alone.")
@traveller_options
@config_options
@roles_option
def explain(
    *,
    names: tuple[str, ...],
    watchlist: Path | None,
    entry: str | None,
    threshold: float | None,
    name_floor: float | None,
    max_hits: int | None,
    roles: tuple[str, ...],
    **fields: str | None,
) -> int:
    """Say why: how two names compare, or why a traveller hits.

    With two names, shows how their parts are matched and what each adds to the name score. With fields of a traveller
    and a watchlist, explains the hits; to see why an entry does not hit, lower --threshold and --name-floor.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    if names:
        if len(names) != 2 or given or entry is not None:
            raise Misuse("give two names, or the fields of a traveller and a watchlist")
        return _compare(*names)
    if not given or watchlist is None:
        raise Misuse("give two names, or the fields of a traveller and a watchlist")
    config = {"threshold": threshold, "name_floor": name_floor, "max_hits": max_hits}
    return _explain(watchlist, entry, given, roles, **config)


def _compare(first: str, second: str) -> int:
    from screening.explain import compare_names

    print(compare_names(first, second).explain())
    return NOTHING


def _explain(watchlist: Path, entry: str | None, given: dict[str, str], roles: tuple[str, ...], **config: Any) -> int:
    from screening.travellers import Traveller

    screener = open_screener(watchlist, **config)
    result = screener.screen(Traveller(**given), visible_to=roles)  # type: ignore[arg-type]
    hits = [hit for hit in (*result.hits, *result.protective) if entry in (None, hit.entry_id)]
    print("\n\n".join(hit.explain() for hit in hits), end="\n" if hits else "")
    if result.degraded:
        say(f"{result.status.replace('_', ' ')}, but {', '.join(result.degraded)}")
    if not hits:
        say("no hit at this threshold" if entry is None else "no hit on this entry at this threshold")
    return HITS if hits else NOTHING
