"""Birth dates as lists of closed intervals with flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["BirthDate"]


@dataclass(frozen=True, slots=True)
class BirthDate:
    """What is known of a birth date.

    Attributes:
        intervals: Closed intervals ``(first day, last day)``; several are alternatives; none means unknown.
        flags: What is uncertain or unusual, e.g. ``approx``.
    """

    intervals: tuple[tuple[date, date], ...] = ()
    flags: frozenset[str] = frozenset()
