"""Drawings: bars beside a line of text, and the curves of a threshold. The text beside them says the same in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from screening.report.markup import Html, join, tag

__all__ = ["bar", "curve", "interval"]

_FULL: Final = 1000
_THICK: Final = 12


def bar(low: float, high: float, *, mark: float | None = None, class_: str = "whole") -> Html:
    """A bar from ``low`` to ``high`` on a scale from 0 to 1, and a line at ``mark``; as wide as its place."""
    low, high = min(low, high), max(low, high)
    # A change too small to be seen is drawn as a hairline.
    width = max((high - low) * _FULL, 4)
    return _strip(
        tag("rect", class_="track", width=_FULL, height=_THICK),
        tag("rect", class_=class_, x=round(min(low * _FULL, _FULL - width), 1), width=round(width, 1), height=_THICK),
        None if mark is None else _tick(mark * _FULL, "threshold"),
    )


def interval(low: float, at: float, high: float, *, of: float, mark: float, class_: str) -> Html:
    """A rate with its interval of confidence on a scale from 0 to ``of``, and a line at ``mark``, that of all."""
    places = [min(value / of, 1.0) * _FULL for value in (low, at, high, mark)] if of > 0 else [0.0] * 4
    return _strip(
        tag("rect", class_="track", width=_FULL, height=_THICK),
        tag("rect", class_=class_, x=round(places[0], 1), width=round(places[2] - places[0], 1), height=_THICK),
        tag("rect", class_="at", x=round(max(places[1] - 5, 0), 1), width=10, height=_THICK),
        _tick(places[3], "threshold"),
    )


def _strip(*parts: Html | None) -> Html:
    box = f"0 0 {_FULL} {_THICK}"
    return tag("svg", *parts, class_="strip", viewBox=box, preserveAspectRatio="none", aria_hidden="true")


def _tick(at: float, class_: str) -> Html:
    return tag(
        "line", class_=class_, x1=round(at, 1), x2=round(at, 1), y1=0, y2=_THICK, vector_effect="non-scaling-stroke"
    )


_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 360, 220, 46, 10, 12, 34


def curve(points: Sequence[tuple[float, float]], *, at: float | None, title: str, share: bool) -> Html:
    """A line over thresholds, with a mark at the one in force.

    Args:
        points: Threshold, and what it does; at least one.
        at: The threshold in force, if it is known.
        title: What is drawn, for those who do not see it.
        share: Values are shares of 1; else counts from 0 up.
    """
    thresholds = [x for x, _ in points] + ([] if at is None else [at])
    first, last = min(thresholds), max(thresholds)
    bottom = _floor(min(y for _, y in points)) if share else 0.0
    top = 1.0 if share else _ceiling(max(y for _, y in points))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - first) / (last - first) if last > first else 0.5
        up = (y - bottom) / (top - bottom)
        return (
            round(_LEFT + across * (_WIDTH - _LEFT - _RIGHT), 1),
            round(_HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM), 1),
        )

    rows = []
    for step in range(5):
        value = bottom + (top - bottom) * step / 4
        y = place(first, value)[1]
        rows.append(tag("line", class_="grid", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y))
        label = f"{value:.0%}" if share else f"{value:,.{0 if top >= 8 else 2}f}"
        rows.append(tag("text", label, x=_LEFT - 6, y=y + 4, text_anchor="end"))
    columns = [
        tag("text", f"{x:.3g}", x=place(x, bottom)[0], y=_HEIGHT - _BOTTOM + 16, text_anchor=anchor)
        for x, anchor in ((first, "start"), ((first + last) / 2, "middle"), (last, "end"))
    ]
    if at is not None:
        x = place(at, bottom)[0]
        before = x >= _WIDTH / 2  # its word stands where there is room
        columns += [
            tag("line", class_="threshold", x1=x, x2=x, y1=_TOP, y2=_HEIGHT - _BOTTOM),
            tag(
                "text",
                f"now {at:.2f}",
                x=x - 5 if before else x + 5,
                y=_TOP + 8,
                text_anchor="end" if before else "start",
            ),
        ]
    drawn = " ".join("{},{}".format(*place(*point)) for point in points)
    dots = [tag("circle", class_="dot", cx=p[0], cy=p[1], r=2) for p in (place(*point) for point in points)]
    axis = tag("text", "threshold", x=(_LEFT + _WIDTH - _RIGHT) / 2, y=_HEIGHT - 4, text_anchor="middle")
    return tag(
        "svg",
        join([*rows, *columns, tag("polyline", class_="line", points=drawn), *dots, axis]),
        class_="curve",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=title,
    )


def _ceiling(value: float) -> float:
    """The next number that divides well by four."""
    if value <= 0:
        return 1.0
    step = 10.0 ** math.floor(math.log10(value))
    return next(step * n for n in (1, 2, 4, 6, 8, 10) if step * n >= value)


def _floor(share: float) -> float:
    """A share below that divides the rest into round quarters, so that a curve near 1 is not a flat line."""
    return next((low for low in (0.96, 0.8, 0.6, 0.2) if low <= share), 0.0)
