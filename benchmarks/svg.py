"""Line charts as plain SVG text: small panels in a grid with one legend; the same figures give the same bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

__all__ = ["Axis", "Panel", "render"]

COLOURS: Final = ("#d1495b", "#00798c", "#edae49", "#30638e", "#7a7a7a", "#6a994e", "#9b5de5", "#8d6e63")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 230, 180, 46, 10, 24, 34


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from `low` to `high` with labelled ticks ``(value, text)``."""

    label: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    log: bool = False

    def place(self, value: float) -> float:
        """Position of a value, 0 at the low end and 1 at the high end, kept inside."""
        scale = math.log10 if self.log else float
        low, high = scale(self.low), scale(self.high)
        return (scale(min(max(value, self.low), self.high)) - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart: series name -> points ``(x, y)``; a series may be absent from a panel."""

    title: str
    x: Axis
    y: Axis
    series: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)


def render(title: str, panels: Sequence[Panel], columns: int, note: str = "", zoom: float = 1.0) -> str:
    """The whole picture. A series has the same colour in every panel, in the order of its first appearance."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.series))
    colour = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}
    columns = max(1, min(columns, len(panels)))
    rows = -(-len(panels) // columns)
    top = 44 + 16 * len(names) + (16 if note else 0)
    width, height = max(columns * WIDTH, 520) + 10, top + rows * HEIGHT + 6
    size = f'viewBox="0 0 {width} {height}" width="{width * zoom:g}" height="{height * zoom:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="10">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="10" y="22" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for i, name in enumerate(names):
        y = 40 + 16 * i
        parts.append(f'<line x1="12" y1="{y - 4}" x2="34" y2="{y - 4}" stroke="{colour[name]}" stroke-width="2.5"/>')
        parts.append(f'<text x="40" y="{y}" font-size="11">{escape(name)}</text>')
    if note:
        parts.append(f'<text x="10" y="{top - 8}" fill="#555">{escape(note)}</text>')
    for i, panel in enumerate(panels):
        parts += _panel(panel, 5 + (i % columns) * WIDTH, top + (i // columns) * HEIGHT, colour)
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, left: float, top: float, colour: dict[str, str]) -> list[str]:
    x0, y0 = left + LEFT, top + TOP
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    middle_x, middle_y = f"{x0 + width / 2:.1f}", f"{y0 + height / 2:.1f}"
    turned = f"translate({left + 10},{middle_y}) rotate(-90)"
    label = 'text-anchor="middle" fill="#555"'
    parts = [
        f'<text x="{x0}" y="{top + 16}" font-size="12" font-weight="bold">{escape(panel.title)}</text>',
        f'<rect x="{x0}" y="{y0}" width="{width}" height="{height}" fill="none" stroke="#999"/>',
        f'<text x="{middle_x}" y="{y0 + height + 28}" {label}>{escape(panel.x.label)}</text>',
        f'<text transform="{turned}" {label}>{escape(panel.y.label)}</text>',
    ]
    for value, text in panel.x.ticks:
        x = x0 + panel.x.place(value) * width
        parts.append(f'<line x1="{x:.1f}" y1="{y0}" x2="{x:.1f}" y2="{y0 + height}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{y0 + height + 13}" text-anchor="middle">{escape(text)}</text>')
    for value, text in panel.y.ticks:
        y = y0 + (1 - panel.y.place(value)) * height
        parts.append(f'<line x1="{x0}" y1="{y:.1f}" x2="{x0 + width}" y2="{y:.1f}" stroke="#eee"/>')
        parts.append(f'<text x="{x0 - 4}" y="{y + 3:.1f}" text-anchor="end">{escape(text)}</text>')
    for name, points in panel.series.items():
        placed = [(x0 + panel.x.place(x) * width, y0 + (1 - panel.y.place(y)) * height) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour[name]}" stroke-width="1.8"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{colour[name]}"/>' for x, y in placed]
    return parts
