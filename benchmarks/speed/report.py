"""Printing the measurements of a speed run, and drawing how cost grows with the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from benchmarks.svg import Axis, Panel, render

__all__ = ["cost_svg", "text_report"]

Figures = Mapping[str, Any]

ROWS: Sequence[tuple[str, Callable[[Mapping[str, Any]], str]]] = (
    ("different tokens on the list", lambda run: f"{run['different_tokens']:,}"),
    ("build, s", lambda run: f"{run['figures']['build']['seconds']:.1f}"),
    ("build, peak memory, MB", lambda run: _mb(run["figures"]["build"]["peak_bytes"])),
    ("file, bytes a name", lambda run: f"{run['figures']['build']['file_bytes'] / run['names']:.0f}"),
    ("verified open, ms", lambda run: f"{run['figures']['open']['seconds'] * 1e3:.1f}"),
    ("  first open of the process, ms", lambda run: f"{run['figures']['open']['first_seconds'] * 1e3:.1f}"),
    ("batch, travellers/s/core", lambda run: f"{run['figures']['batch']['travellers_per_second']:,.0f}"),
    ("  rows screened", lambda run: f"{run['figures']['batch']['rows']:,}"),
    ("  two threads, times one", lambda run: f"{_threads(run['figures']):.2f}"),
    ("  peak memory, MB", lambda run: _mb(run["figures"]["batch"]["peak_bytes"])),
    ("  listed travellers found", lambda run: f"{run['figures']['batch']['listed_found']:.1%}"),
    ("  candidates per 10,000 innocent", lambda run: f"{run['figures']['batch']['candidates_per_10k_innocent']:,.1f}"),
    ("  shared by 4 processes, files", lambda run: f"{run['figures']['shared']['mapped_files']:.2f}"),
    ("  all memory of the 4, files", lambda run: f"{run['figures']['shared']['all_files']:.2f}"),
    ("single query, new tokens, p50, us", lambda run: f"{run['figures']['single']['new_p50']:,.0f}"),
    ("  p99, us", lambda run: f"{run['figures']['single']['new_p99']:,.0f}"),
    ("single query, as they come, p50, us", lambda run: f"{run['figures']['single']['stream_p50']:,.0f}"),
    ("  p99, us", lambda run: f"{run['figures']['single']['stream_p99']:,.0f}"),
    ("manifest of 260, cold process, s", lambda run: f"{run['figures']['cold_flight']['wall_seconds']:.2f}"),
)


def text_report(document: Mapping[str, Any], rivals: Sequence[str]) -> str:
    """A table, one column a list size; for peers travellers/s and how many times faster this library is."""
    runs = document["runs"]
    lines = [
        f"names from {document['names_from']}; seed {document['seed']}",
        f"manifest of {document['manifest']:,} travellers, 5 % listed; one thread unless it says two",
        "",
        f"{'':40}" + "".join(f"{run['names']:>18,}" for run in runs),
    ]
    lines += [f"{title:40}" + "".join(f"{_or_dash(cell, run):>18}" for run in runs) for title, cell in ROWS]
    rows = [(f"{rival}, /s", partial(_rival, rival)) for rival in rivals]
    lines += [f"{title:40}" + "".join(f"{_or_dash(cell, run):>18}" for run in runs) for title, cell in rows]
    return "\n".join(lines)


def cost_svg(runs: Sequence[Mapping[str, Any]], rivals: Sequence[str]) -> str:
    """Throughput and latency over the number of names, log scales; a peer's latency is its share of a batch."""
    low, high = min(run["names"] for run in runs), max(run["names"] for run in runs)
    x = Axis("names on the list", low / 2, high * 2, [(run["names"], _short(run["names"])) for run in runs], log=True)
    throughput: dict[str, list[tuple[float, float]]] = {}
    latency: dict[str, list[tuple[float, float]]] = {}
    for run in runs:
        figures = run["figures"]
        for name in ("batch", *rivals):
            if name in figures:
                rate = figures[name]["travellers_per_second"]
                label = "screening, batch" if name == "batch" else name
                throughput.setdefault(label, []).append((run["names"], rate))
                if name != "batch":
                    latency.setdefault(label, []).append((run["names"], 1e3 / rate))
        if "single" in figures:
            latency.setdefault("screening, single query, p50", []).append(
                (run["names"], figures["single"]["new_p50"] / 1e3)
            )
            latency.setdefault("screening, single query, p99", []).append(
                (run["names"], figures["single"]["new_p99"] / 1e3)
            )
    panels = [
        Panel("travellers/s/core", x, _decades("travellers/s", throughput), throughput),
        Panel("ms a query", x, _decades("ms", latency), latency),
    ]
    return render(
        "Cost growth with the watchlist",
        panels,
        columns=2,
        note="Log scales; one thread, the same data in the same run.",
        zoom=1.6,
    )


def _decades(label: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> Axis:
    values = [y for points in series.values() for _, y in points] or [1.0]
    powers = [10.0**k for k in range(-4, 8)]
    low = max((p for p in powers if p <= min(values)), default=powers[0])
    high = min((p for p in powers if p > max(values)), default=powers[-1])
    return Axis(label, low, high, [(p, _short(p)) for p in powers if low <= p <= high], log=True)


def _short(value: float) -> str:
    for size, suffix in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{suffix}"
    return f"{value:g}"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f}"


def _threads(figures: Figures) -> float:
    return float(figures["batch_2_threads"]["travellers_per_second"] / figures["batch"]["travellers_per_second"])


def _rival(name: str, run: Mapping[str, Any]) -> str:
    figures = run["figures"]
    rate = figures[name]["travellers_per_second"]
    ratio = f" (x{figures['batch']['travellers_per_second'] / rate:,.0f})" if "batch" in figures else ""
    return f"{rate:,.1f}{ratio}"


def _or_dash(cell: Callable[[Mapping[str, Any]], str], run: Mapping[str, Any]) -> str:
    """The cell, or a dash where the measurement is missing."""
    try:
        return cell(run)
    except KeyError:
        return "-"
