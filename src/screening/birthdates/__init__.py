"""Birth dates as lists and documents state them: closed intervals of days, and flags for what is uncertain.

A watchlist says "circa 1951", "between 1957 and 1959", "24.6.1402 (Hijri calendar)" or gives three dates; a passport
may know the year only.  Everything becomes a `BirthDate`, so that comparison is arithmetic on intervals.
"""

from __future__ import annotations

from screening.birthdates.compact import mrz_birth_date
from screening.birthdates.expressions import parse_birth_date
from screening.birthdates.value import (
    AGE,
    ALTERNATIVES,
    APPROX,
    CALENDAR,
    CENTURY,
    DAY_MONTH,
    IMPOSSIBLE,
    OPEN,
    PARTIAL,
    PLACEHOLDER,
    RANGE,
    UNKNOWN,
    UNPARSED,
    UNRELIABLE,
    BirthDate,
)

__all__ = [
    "AGE",
    "ALTERNATIVES",
    "APPROX",
    "CALENDAR",
    "CENTURY",
    "DAY_MONTH",
    "IMPOSSIBLE",
    "OPEN",
    "PARTIAL",
    "PLACEHOLDER",
    "RANGE",
    "UNKNOWN",
    "UNPARSED",
    "UNRELIABLE",
    "BirthDate",
    "mrz_birth_date",
    "parse_birth_date",
]
