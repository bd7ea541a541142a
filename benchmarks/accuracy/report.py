"""Printing the figures side by side, and drawing the curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from benchmarks.accuracy.metrics import CURVE_RATES, MIN_PAIRS, Evaluation
from benchmarks.accuracy.pairs import Pair
from benchmarks.peers import Scored
from benchmarks.svg import Axis, Panel, render

__all__ = ["curves_svg", "text_report"]

Cell = Callable[[Evaluation], str]


def text_report(pairs: Sequence[Pair], scored: Sequence[Scored], evaluations: Mapping[str, Evaluation]) -> str:
    """The whole report as text: summary, recall per category at 1 % and 0.1 %, false positives per category."""
    positives = Counter(p.category for p in pairs if p.label == 1)
    negatives = Counter(p.category for p in pairs if p.label == 0)
    names = [s.name for s in scored]
    letters = {name: chr(ord("A") + i) for i, name in enumerate(names)}
    lines = [
        f"{sum(positives.values()):,} pairs of one name in {len(positives)} categories "
        f"({sum(n >= MIN_PAIRS for n in positives.values())} with {MIN_PAIRS} or more), "
        f"{sum(negatives.values()):,} pairs of different persons",
        "",
    ]
    for s in scored:
        failed = f", raised on {s.failures} pairs (scored 0)" if s.failures else ""
        lines.append(f"{letters[s.name]} = {s.name} {s.version}{failed}")

    def row(title: str, cell: Cell) -> str:
        return f"{title:44}" + "".join(f"{cell(evaluations[name]):>8}" for name in names)

    head = f"{'':44}" + "".join(f"{letters[name]:>8}" for name in names)
    lines += ["", head]
    for rate in (0.01, 0.001):
        lines.append(row(f"macro recall at {rate:.1%} false positives", lambda e, r=rate: f"{e.macros[r]:.3f}"))
        lines.append(row(f"  over list_alias_* at {rate:.1%}", lambda e, r=rate: f"{e.macros_list[r]:.3f}"))
    lines.append(row("AUC", lambda e: f"{e.auc:.4f}"))
    lines.append(f"{'us a pair (warm, one thread)':44}" + "".join(f"{s.seconds / len(pairs) * 1e6:>8.1f}" for s in scored))
    lines.append(f"{'first calls, ms':44}" + "".join(f"{s.warm_up_seconds * 1e3:>8.0f}" for s in scored))
    for rate in (0.01, 0.001):
        lines.append(row(f"threshold for at most {rate:.1%}", lambda e, r=rate: f"{e.cuts[r]:.4f}"))
    lines.append(f"{'default threshold':44}" + "".join(f"{_or_dash(s.default_threshold):>8}" for s in scored))
    lines.append(row("  false positives there", lambda e: _share(e.false_shares_default, "all")))
    lines.append(row("  of them with shared tokens", lambda e: _share(e.false_shares_default, "shared tokens")))

    for rate in (0.01, 0.001):
        lines += ["", f"recall per category at {rate:.1%} false positives (* fewer than {MIN_PAIRS} pairs: in no mean)", head]
        for category, count in sorted(positives.items()):
            mark = "" if count >= MIN_PAIRS else "*"
            lines.append(row(f"{category + mark:36}{count:>6}", lambda e, r=rate, c=category: f"{e.recalls[r][c]:.3f}"))

    lines += ["", "false positives per category, % at the cut for 1 %", head]
    groups = [*sorted(negatives), "shared tokens", "all"]
    groups = [g for g in groups if g in next(iter(evaluations.values())).false_shares]
    for group in groups:
        lines.append(row(f"{group:36}{negatives.get(group) or '':>6}", lambda e, g=group: _share(e.false_shares, g)))
    lines += ["", "false positives per category, % at the package's own threshold", head]
    for group in groups:
        lines.append(row(f"{group:36}{negatives.get(group) or '':>6}", lambda e, g=group: _share(e.false_shares_default, g)))
    return "\n".join(lines)


def curves_svg(evaluations: Mapping[str, Evaluation], counts: Mapping[str, int], names: Sequence[str]) -> str:
    """Recall over the false-positive rate, one panel a script.

    Args:
        evaluations: Scorer -> figures.
        counts: Script -> number of positive pairs.
        names: The scorers to draw.
    """
    x = Axis("false positives", CURVE_RATES[0], CURVE_RATES[-1], [(0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %")], log=True)
    y = Axis("recall", 0, 1, [(v / 4, f"{v / 4:g}") for v in range(5)])
    overall = Panel("all (macro mean)", x, y, {name: evaluations[name].curve for name in names})
    scripts = sorted(evaluations[names[0]].curve_by_script, key=lambda script: -counts[script])
    panels = [
        Panel(f"{script} ({counts[script]:,})", x, y, {name: evaluations[name].curve_by_script[script] for name in names})
        for script in scripts
    ]
    note = "One global threshold for all scripts; the number is of pairs of the same name."
    return render("Same-name pairs found, by script", [overall, *panels], columns=4, note=note)


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _share(shares: Mapping[str, float] | None, group: str) -> str:
    return "-" if shares is None or group not in shares else f"{shares[group] * 100:.2f}"
