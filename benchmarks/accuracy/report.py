"""Printing the figures side by side, and drawing the curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.accuracy.metrics import CURVE_RATES, MIN_PAIRS, RATES, Evaluation
from benchmarks.accuracy.pairs import Pair
from benchmarks.peers import Scored
from benchmarks.svg import Axis, Panel, render

__all__ = ["curves_svg", "text_report"]


def text_report(pairs: Sequence[Pair], scored: Sequence[Scored], evaluations: Mapping[str, Evaluation]) -> str:
    """The whole report as text: summary, recall per category at 1 % and 0.1 %, false positives per category."""
    positives = Counter(p.category for p in pairs if p.label == 1)
    negatives = Counter(p.category for p in pairs if p.label == 0)
    names = [s.name for s in scored]
    letters = {name: chr(ord("A") + i) for i, name in enumerate(names)}
    decided = sum(count >= MIN_PAIRS for count in positives.values())
    lines = [
        f"{positives.total():,} pairs of one name in {len(positives)} categories, {decided} with {MIN_PAIRS} or more",
        f"{negatives.total():,} pairs of different persons",
        "",
    ]
    for s in scored:
        failed = f", raised on {s.failures} pairs (scored 0)" if s.failures else ""
        lines.append(f"{letters[s.name]} = {s.name} {s.version}{failed}")

    def row(title: str, cells: Iterable[str]) -> str:
        return f"{title:44}" + "".join(f"{cell:>8}" for cell in cells)

    found = [evaluations[s.name] for s in scored]
    head = row("", letters.values())
    lines += ["", head]
    for rate in RATES:
        lines.append(row(f"macro recall at {rate:.1%} false positives", (f"{e.macros[rate]:.3f}" for e in found)))
        lines.append(row(f"  over list_alias_* at {rate:.1%}", (f"{e.macros_list[rate]:.3f}" for e in found)))
    lines.append(row("AUC", (f"{e.auc:.4f}" for e in found)))
    lines.append(row("us a pair (warm, one thread)", (f"{s.seconds / len(pairs) * 1e6:.1f}" for s in scored)))
    lines.append(row("first calls, ms", (f"{s.warm_up_seconds * 1e3:.0f}" for s in scored)))
    for rate in RATES:
        lines.append(row(f"threshold for at most {rate:.1%}", (f"{e.cuts[rate]:.4f}" for e in found)))
    lines.append(row("default threshold", (_or_dash(s.default_threshold) for s in scored)))
    lines.append(row("  false positives there, %", (_share(e.false_shares_default, "all") for e in found)))
    lines.append(
        row("  of those with shared tokens, %", (_share(e.false_shares_default, "shared tokens") for e in found))
    )

    for rate in RATES:
        lines += [
            "",
            f"recall per category at {rate:.1%} false positives (* fewer than {MIN_PAIRS} pairs: in no mean)",
            head,
        ]
        for category, count in sorted(positives.items()):
            mark = "" if count >= MIN_PAIRS else "*"
            lines.append(row(f"{category + mark:36}{count:>6}", (f"{e.recalls[rate][category]:.3f}" for e in found)))

    lines += [
        "",
        f"categories of {MIN_PAIRS} or more where another finds more than {names[0]} at 1 % false positives",
        head,
    ]
    for category, count in sorted(positives.items()):
        recalls = [e.recalls[0.01][category] for e in found]
        if count >= MIN_PAIRS and max(recalls) > recalls[0]:
            lines.append(row(f"{category:36}{count:>6}", (f"{recall:.3f}" for recall in recalls)))

    groups = [group for group in (*sorted(negatives), "shared tokens", "all") if group in found[0].false_shares]
    lines += ["", "false positives per category, % at the cut for 1 %", head]
    for group in groups:
        lines.append(row(f"{group:36}{negatives.get(group) or '':>6}", (_share(e.false_shares, group) for e in found)))
    lines += ["", "false positives per category, % at the package's own threshold", head]
    for group in groups:
        lines.append(
            row(f"{group:36}{negatives.get(group) or '':>6}", (_share(e.false_shares_default, group) for e in found))
        )
    return "\n".join(lines)


def curves_svg(evaluations: Mapping[str, Evaluation], counts: Mapping[str, int], names: Sequence[str]) -> str:
    """Recall over the false-positive rate, one panel a script.

    Args:
        evaluations: Scorer -> figures.
        counts: Script -> number of positive pairs.
        names: The scorers to draw.
    """
    x = Axis(
        "false positives", CURVE_RATES[0], CURVE_RATES[-1], [(0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %")], log=True
    )
    y = Axis("recall", 0, 1, [(v / 4, f"{v / 4:g}") for v in range(5)])
    overall = Panel("all (macro mean)", x, y, {name: evaluations[name].curve for name in names})
    scripts = sorted(evaluations[names[0]].curve_by_script, key=lambda script: -counts[script])
    panels = [
        Panel(
            f"{script} ({counts[script]:,})", x, y, {name: evaluations[name].curve_by_script[script] for name in names}
        )
        for script in scripts
    ]
    note = "One global threshold for all scripts; the number is of pairs of the same name."
    return render("Same-name pairs found, by script", [overall, *panels], columns=4, note=note)


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _share(shares: Mapping[str, float] | None, group: str) -> str:
    return "-" if shares is None or group not in shares else f"{shares[group] * 100:.2f}"
