"""HTML that foreign text can't change: strings are escaped wherever they enter, and what is invisible is shown.

`tag` takes what is already `Html` as it is and escapes every other string: to forget it is not possible.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import Levenshtein

__all__ = ["Html", "differences", "foreign", "join", "tag", "visible"]

_VOID: Final = frozenset({"meta"})
_JOINERS: Final = "\u200c\u200d"
#: Drawn as nothing although they are letters, marks or signs (Default_Ignorable_Code_Point, Unicode 16, and blanks).
_BLANK: Final = frozenset(
    map(
        chr,
        (
            *(0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *(*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)),
        ),
    )
)
#: Marks on one letter; more than any script needs pile up over the lines around it.
_MOST_MARKS: Final = 4
#: Characters shown of one value.
LONGEST: Final = 400


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(element: str, /, *children: str | None, **attributes: str | float | bool | None) -> Html:
    """An element; children that are no `Html` are escaped, those that are None left out.

    Args:
        element: Its name; not foreign.
        children: In order.
        attributes: ``_`` at the end is dropped (``class_``), other ``_`` become ``-``; True is a name alone, None none.
    """
    parts = [f"<{element}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        parts.append(f" {key}" if value is True else f' {key}="{_escape(_number(value))}"')
    parts.append(">")
    if element not in _VOID:
        parts += [_escape(child) for child in children if child is not None]
        parts.append(f"</{element}>")
    return Html("".join(parts))


def join(parts: Iterable[str], between: str = "") -> Html:
    """Pieces one after the other, each escaped where it is no `Html`."""
    return Html(_escape(between).join(map(_escape, parts)))


def foreign(text: str | None, *, limit: int = LONGEST, lines: bool = False, class_: str | None = None) -> Html:
    """What others wrote, kept apart from the direction of the text around it; a dash where there is nothing.

    Args:
        text: In any script.
        limit: Characters shown; the rest is counted and said.
        lines: Whether line ends stand as such.
        class_: For the style sheet.
    """
    if not text or not text.strip():
        return tag("span", "–", class_="none")
    shown = "\n".join(map(visible, text[:limit].splitlines())) if lines else visible(text[:limit])
    if len(text) > limit:
        shown += f" … ({len(text) - limit:,} more characters)"
    return tag("bdi", Html(html.escape(shown)), class_=class_, dir="auto")


def visible(text: str) -> str:
    """The text with what is invisible, turns the direction round or piles up written as ``[U+202E]``.

    Joiners stay between letters of scripts that need them: Arabic and those of India.
    """
    return "".join(_units(text))


def differences(left: str, right: str) -> tuple[Html, Html]:
    """Both texts, what is not in the other one marked."""
    a, b = _units(left[:LONGEST]), _units(right[:LONGEST])
    sides: tuple[list[Html], list[Html]] = ([], [])
    for step in Levenshtein.opcodes(a, b):
        pieces = (a[step.src_start : step.src_end], b[step.dest_start : step.dest_end])
        for side, piece in zip(sides, pieces, strict=True):
            if piece:
                shown = Html(html.escape("".join(piece)))
                side.append(shown if step.tag == "equal" else tag("mark", shown))
    first, second = (tag("bdi", *side, dir="auto") for side in sides)
    return first, second


def _units(text: str) -> list[str]:
    """Characters as they are shown."""
    units: list[str] = []
    marks = 0
    for place, c in enumerate(text):
        if c.isascii():  # most of all text
            marks = 0
            units.append(c if c.isprintable() else _code(c))
            continue
        marks = marks + 1 if unicodedata.category(c).startswith("M") else 0
        if c in _JOINERS:
            shown = 0 < place < len(text) - 1 and _needs_joiners(text[place - 1]) and _needs_joiners(text[place + 1])
        else:
            shown = c.isprintable() and c not in _BLANK and marks <= _MOST_MARKS
        units.append(c if shown else _code(c))
    return units


def _needs_joiners(c: str) -> bool:
    return "\u0600" <= c <= "\u109f" or "\u1780" <= c <= "\u18af"


def _code(c: str) -> str:
    return f"[U+{ord(c):04X}]"


def _escape(text: str) -> str:
    return text if isinstance(text, Html) else html.escape(visible(text))


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
