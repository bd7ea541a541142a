"""``python -m benchmarks.evidence LIST...``: what birth date, sex and nationality do to false and to true candidates.

Innocent travellers with all fields are drawn from real name frequencies, listed persons from the lists themselves, with
altered names; a share of their birth dates is wrong. Only persons of the lists are screened against.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import screening as sc
from benchmarks.evidence.estimate import estimate
from benchmarks.evidence.people import Listed, innocents, listed_travellers
from benchmarks.population import load_names
from screening import tune
from screening.scoring import BIRTH, COUNTRY, SEX
from screening.screener import read_entry
from screening.watchlist.schema import Entry

WITHOUT: Final[dict[str, Any]] = {"birth_date": None, "sex": None, "nationality": None, "document_number": None}


def read_persons(sources: Sequence[Path]) -> list[Entry]:
    """The persons of the lists."""
    with TemporaryDirectory(prefix="screening-bench-") as folder:
        path = Path(folder) / "list.watchlist"
        sc.compile_watchlist(sources, path)
        entries = sc.Watchlist.open(path, mmap=False).entries
        found = [read_entry(entries, row) for row in range(entries.num_rows)]
    return [entry for entry in found if entry.type == "person"]


def truth_of(listed: Iterable[Listed]) -> list[tune.Truth]:
    return [tune.Truth(one.traveller, one.source, one.entry_id) for one in listed]


def shares(listed: Sequence[Listed], ranks: Sequence[int], key: Callable[[Listed], str]) -> dict[str, dict[str, Any]]:
    """Recall and first places by what a function says of a listed traveller."""
    groups: dict[str, list[int]] = {}
    for one, rank in zip(listed, ranks, strict=True):
        groups.setdefault(key(one) or "none", []).append(rank)
    return {
        name: {
            "travellers": len(found),
            "recall": sum(rank >= 0 for rank in found) / len(found),
            "top_1": sum(rank == 0 for rank in found) / len(found),
        }
        for name, found in groups.items()
    }


def ranks_of(screener: sc.Screener, listed: Sequence[Listed]) -> list[int]:
    """Place of the right entry among the hits of each, from 0; -1 where it is none."""
    found = []
    for one, result in zip(listed, screener.screen_many([one.traveller for one in listed]), strict=True):
        places = [(hit.list, hit.entry_id) == (one.source, one.entry_id) for hit in result.hits]
        found.append(places.index(True) if any(places) else -1)
    return found


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence", description=__doc__)
    parser.add_argument("lists", nargs="+", type=Path, help="source files that compile_watchlist reads")
    parser.add_argument("--innocents", type=int, default=20_000, help="travellers (default: %(default)s)")
    parser.add_argument("--listed", type=int, default=5_000, help="listed persons (default: %(default)s)")
    parser.add_argument("--wrong", type=float, default=0.18, help="share of wrong birth dates (default: %(default)s)")
    parser.add_argument("--threshold", type=float, default=sc.ScreeningConfig().threshold)
    parser.add_argument("--name-floor", type=float, default=sc.ScreeningConfig().name_floor)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", type=Path, help="Parquet: country, kind, latin, weight (default: see README)")
    parser.add_argument("--estimate", action="store_true", help="also count every relation: the m and u of the weights")
    parser.add_argument("--json", type=Path, help="write every figure here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    persons = read_persons(options.lists)
    config = sc.ScreeningConfig(threshold=options.threshold, name_floor=options.name_floor)
    screener = sc.Screener(sc.Watchlist.from_entries(persons), config=config)
    strangers = innocents(load_names(options.names), options.innocents, options.seed)
    listed = listed_travellers(persons, options.listed, options.seed, options.wrong)
    bare = [replace(one, **WITHOUT) for one in strangers]
    ranks = ranks_of(screener, listed)
    right = ranks_of(screener, listed_travellers(persons, options.listed, options.seed, 0.0))
    names = ranks_of(screener, [replace(one, traveller=replace(one.traveller, **WITHOUT)) for one in listed])
    report = tune.tune(screener, strangers, truth_of(listed))
    figures: dict[str, Any] = {
        "lists": [path.name for path in options.lists],
        "persons": len(persons),
        "threshold": options.threshold,
        "innocents": asdict(tune.candidate_rate(screener, strangers)),
        "innocents, names only": asdict(tune.candidate_rate(screener, bare)),
        "listed": shares(listed, ranks, lambda _: "all")["all"],
        "listed, all birth dates right": shares(listed, right, lambda _: "all")["all"],
        "listed, names only": shares(listed, names, lambda _: "all")["all"],
        "by alteration": shares(listed, ranks, lambda one: one.alteration),
        "by wrong date": shares(listed, ranks, lambda one: one.wrong),
        "curve": [asdict(point) for point in report.curve],
        "fairness": [asdict(row) for row in report.fairness],
    }
    print_figures(figures)
    print(report)
    if options.estimate:
        figures["estimate"] = estimate(persons, strangers, listed)
        print_estimate(figures["estimate"])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def print_figures(figures: dict[str, Any]) -> None:
    print(f"{', '.join(figures['lists'])}: {figures['persons']:,} persons, threshold {figures['threshold']:.2f}")
    for key in ("innocents", "innocents, names only"):
        rate = figures[key]
        print(f"  {key}: {rate['candidates']:.1f} candidates per 10,000, {rate['strong']:.1f} of them strong")
    for key in ("listed", "listed, all birth dates right", "listed, names only"):
        print(f"  {key}: recall {figures[key]['recall']:.4f}, first {figures[key]['top_1']:.4f}")
    for key in ("by alteration", "by wrong date"):
        for name, row in figures[key].items():
            print(f"  {key}, {name}: {row['travellers']:,}, recall {row['recall']:.4f}, first {row['top_1']:.4f}")


def print_estimate(found: dict[str, dict[str, dict[str, float]]]) -> None:
    """Shares counted beside the m and u of `screening.scoring`."""
    for field, table in (("birth", BIRTH), ("sex", SEX), ("country", COUNTRY)):
        print(f"  {field}: m counted, in the model; u counted, in the model")
        for relation, weight in table.items():
            counted = found[field].get(relation.name)
            if counted:
                print(
                    f"    {relation.name:<17} {counted['m']:.5f} {weight.m:.5f}; {counted['u']:.6f} {weight.u:.6f}"
                    f"  weight {weight.log_odds:+.2f}"
                )


if __name__ == "__main__":
    raise SystemExit(main())
