"""``python -m benchmarks.exactness LIST...``: does the pruned search return what scoring every entry would return?

Queries are made from the list's own names. Each is screened with all pruning on and with all pruning off, and the
hits, their order and every score must be the same to the last bit. A sample is also scored against every entry by the
readable reference, where scores may differ by rounding (1e-6). Any difference ends the program with exit code 1;
differences are counted by the way the query was made and shown by number, never by name.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import screening as sc
from benchmarks.population import load_names, watchlist_rows, write_csv
from benchmarks.queries import KINDS, Query, make_queries
from screening._reference import align_forms
from screening.names import parse_forms
from screening.scoring import WEAK_ALIAS_CAP

TOLERANCE: Final = 1e-6
SYNTHETIC: Final = "synthetic:"

Hits = dict[str, float]


def hits_of(screener: sc.Screener, query: Query) -> list[tuple[str, str, float, float]]:
    """``(list, entry id, score, name score)`` in the order returned."""
    result = screener.screen(sc.Traveller(name=query.name, maybe_truncated=query.maybe_truncated))
    return [(hit.entry.list, hit.entry.id, hit.score, hit.name_score) for hit in result.hits]


class Reference:
    """Every entry scored by the readable reference: no index, no bound, no kernel.

    A query that is a name alone has no other evidence, so that its score is the name score, capped for a weak alias.
    """

    def __init__(self, entries: Sequence[dict[str, Any]]) -> None:
        self._names = {
            f"{entry['list']}/{entry['id']}": [(parse_forms(n["name"]), n["kind"] == "weak") for n in entry["names"]]
            for entry in entries
        }

    def scores(self, query: Query) -> Hits:
        """Entry -> best score of its names."""
        asked = parse_forms(query.name, maybe_truncated=query.maybe_truncated)
        return {
            entry: max(
                (min(score, WEAK_ALIAS_CAP) if weak else score)
                for score, weak in ((align_forms(asked, name).name_score, weak) for name, weak in names)
            )
            for entry, names in self._names.items()
            if names
        }


def differing(found: Hits, reference: Hits, threshold: float) -> set[str]:
    """Entries that are a hit for one side alone, or whose scores differ by more than `TOLERANCE`.

    Args:
        found: The hits of a `Screener`.
        reference: Score of every entry, hit or not. Within `TOLERANCE` of the threshold either verdict is right.
        threshold: The threshold of the `Screener`.
    """
    missing = {e for e, score in reference.items() if score >= threshold + TOLERANCE and e not in found}
    unlike = {e for e, score in found.items() if abs(score - reference.get(e, 0.0)) > TOLERANCE}
    return missing | unlike


def compiled(source: str, folder: Path, seed: int) -> sc.Watchlist:
    """A watchlist from a source file, or from ``synthetic:COUNT``."""
    if source.startswith(SYNTHETIC):
        rows, _ = watchlist_rows(load_names(), int(source.removeprefix(SYNTHETIC)), seed)
        source = str(folder / "synthetic.csv")
        write_csv(rows, Path(source))
    path = folder / "list.watchlist"
    sc.compile_watchlist([source], path)
    return sc.Watchlist.open(path)


def check(watchlist: sc.Watchlist, options: argparse.Namespace) -> dict[str, Any]:
    """Counts queries, hits and differences on one list at every threshold."""
    entries = watchlist.entries.select(["id", "list", "names"]).to_pylist()
    names = [name["name"] for entry in entries for name in entry["names"]]
    queries = make_queries(names, options.queries, options.seed)
    sampled = random.Random(options.seed).sample(queries, min(options.reference, len(queries)))
    reference = Reference(entries)
    expected = [(query, reference.scores(query)) for query in sampled]
    counts: dict[str, Any] = {"entries": len(entries), "names": len(names), "queries": len(queries), "thresholds": {}}
    for threshold in options.thresholds:
        config = sc.ScreeningConfig(threshold=threshold, max_hits=len(entries))  # every hit is compared, none cut
        pruned, plain = (
            sc.Screener(watchlist, config=config),
            sc.Screener(watchlist, config=replace(config, prune=False)),
        )
        found, changed = 0, []
        for number, query in enumerate(queries):
            hits = hits_of(pruned, query)
            found += len(hits)
            if hits != hits_of(plain, query):
                changed.append(number)
        unlike = 0
        for query, scores in expected:
            ours = {f"{source}/{entry}": score for source, entry, score, _ in hits_of(pruned, query)}
            unlike += len(differing(ours, scores, threshold))
        counts["thresholds"][threshold] = {
            "hits": found,
            "queries_changed_by_pruning": len(changed),
            "by_kind": dict(Counter(queries[number].kind for number in changed)),
            "query_numbers": changed[:20],
            "reference_queries": len(expected),
            "entries_unlike_reference": unlike,
        }
    return counts


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.exactness", description=__doc__.split("\n\n")[0] if __doc__ else ""
    )
    parser.add_argument("lists", nargs="+", help="source files that compile_watchlist reads, or synthetic:COUNT")
    parser.add_argument("--queries", type=int, default=2000, help="queries a list (default: %(default)s)")
    parser.add_argument("--thresholds", type=float, nargs="+", default=[0.6, 0.7, 0.8, 0.9])
    parser.add_argument("--reference", type=int, default=10, help="queries also scored by the readable reference")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write every count here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    report: dict[str, Any] = {}
    for source in options.lists:
        with tempfile.TemporaryDirectory(prefix="screening-bench-") as folder:
            report[Path(source).name] = check(compiled(source, Path(folder), options.seed), options)
    differences = 0
    print(f"queries of {len(KINDS)} kinds: {', '.join(KINDS)}")
    for source, counts in report.items():
        print(f"{source}: {counts['entries']:,} entries, {counts['names']:,} names, {counts['queries']:,} queries")
        for threshold, at in counts["thresholds"].items():
            differences += at["queries_changed_by_pruning"] + at["entries_unlike_reference"]
            print(
                f"  threshold {threshold:.2f}: {at['hits']:,} hits; "
                f"changed by pruning: {at['queries_changed_by_pruning']} queries; "
                f"unlike the reference: {at['entries_unlike_reference']} entries in {at['reference_queries']} queries"
            )
            if at["query_numbers"]:
                print(f"    by kind {at['by_kind']}, first query numbers {at['query_numbers']}")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print("exact" if not differences else f"{differences} differences", file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
