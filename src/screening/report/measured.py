"""What `screening.tune` measured: the curves of thresholds, and how often travellers of each group are stopped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from screening.report.charts import curve, interval
from screening.report.markup import Html, join, tag

if TYPE_CHECKING:
    from screening.tune import Fairness, Point

__all__ = ["fairness_section", "threshold_section"]

_GROUPS_SHOWN: Final = 250


def threshold_section(points: Sequence[Point], threshold: float | None) -> Html:
    """Candidates and recall over thresholds, drawn and as figures."""
    figures = [
        _figure(
            "Candidates per 10,000 travellers of whom nobody is listed",
            curve([(p.threshold, p.candidates) for p in points], at=threshold, title="candidates", share=False),
        )
    ]
    found = [(p.threshold, p.recall) for p in points if p.recall is not None]
    if found:
        drawn = curve(found, at=threshold, title="share found", share=True)
        figures.append(_figure("Share of listed travellers who are found", drawn))
    rows = [
        tag(
            "tr",
            tag("td", f"{p.threshold:.3f}", class_="number"),
            tag("td", f"{p.candidates:,.1f}", class_="number"),
            tag("td", f"{p.stopped:,.1f}", class_="number"),
            tag("td", "" if p.recall is None else f"{p.recall:.2%}", class_="number"),
        )
        for p in points
    ]
    heads = ("threshold", "candidates per 10,000", "travellers stopped per 10,000", "listed found")
    head = tag("tr", *(tag("th", h, scope="col", class_="number") for h in heads))
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    return join(
        [tag("div", *figures, class_="charts"), tag("details", tag("summary", "Figures"), table, class_="measured")]
    )


def _figure(words: str, drawn: Html) -> Html:
    return tag("figure", tag("figcaption", words), drawn)


def fairness_section(fairness: Sequence[Fairness]) -> Html:
    """A table of groups by nationality, and one by script."""
    says = (
        "How often travellers of whom nobody is listed are stopped, per 10,000 of their group. The bar is where the "
        "true rate lies with a confidence of 95 %, the dashed line the rate of all. A group whose bar does not reach "
        "the line is stopped more or less often than others."
    )
    parts = [tag("p", says, class_="lead")]
    for by, group in groupby(fairness, key=lambda row: row.by):
        parts.append(_table(by, list(group)))
    return join(parts)


def _table(by: str, rows: Sequence[Fairness]) -> Html:
    people = sum(row.travellers for row in rows)
    mean = sum(row.stopped * row.travellers for row in rows) / people if people else 0.0
    widest = max([mean, *(row.stopped for row in rows)]) * 1.25
    shown = [
        tag(
            "tr",
            tag("th", row.group, scope="row"),
            tag("td", f"{row.travellers:,}", class_="number"),
            tag("td", f"{row.stopped:,.1f}", class_="number"),
            tag(
                "td",
                interval(
                    row.low,
                    row.stopped,
                    row.high,
                    of=widest,
                    mark=mean,
                    class_="span differs" if row.differs else "span",
                ),
                class_="drawn",
            ),
            tag("td", "" if row.ratio is None else f"×{row.ratio:.1f}", class_="number"),
            tag("td", "differs" if row.differs else "", class_="differs"),
        )
        for row in rows[:_GROUPS_SHOWN]
    ]
    heads = [by, "travellers", "stopped", "", "of all", ""]
    head = tag("tr", *(tag("th", h, scope="col", class_="number" if 0 < n != 3 else None) for n, h in enumerate(heads)))
    table = tag("table", tag("thead", head), tag("tbody", *shown), class_="rates")
    more = len(rows) - _GROUPS_SHOWN
    cut = [tag("p", f"{more:,} more groups are not on this page.", class_="notice")] if more > 0 else []
    return join([tag("h3", f"By {by}"), table, *cut])
