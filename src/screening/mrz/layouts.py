"""Where the fields of each format stand, and check digits (ICAO Doc 9303-3 section 4.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, Literal

from screening.errors import MrzError

__all__ = ["DIGITS", "Check", "Layout", "MrzFormat", "check_digit", "layout_of", "values"]

Check = Literal["document_number", "birth_date", "expiry_date", "optional", "composite"]
MrzFormat = Literal["TD1", "TD2", "TD3", "MRV-A", "MRV-B", "FRA-ID"]

DIGITS: Final = "0123456789"
_INVALID: Final = 0xFF
# Letters count from A = 10; only the value modulo 10 matters for a sum modulo 10.
_VALUES: Final = bytes(
    code - 48 if 48 <= code < 58 else (code - 55) % 10 if 65 <= code < 91 else 0 if code == 60 else _INVALID
    for code in range(256)
)


def values(zone: str) -> bytes | None:
    """The value of each character modulo 10; None if one is not of the alphabet ``A-Z0-9<``."""
    found = zone.encode("ascii", "replace").translate(_VALUES)
    return None if _INVALID in found else found


def check_digit(found: bytes) -> str:
    """The digit of characters given by their `values`: weights 7, 3, 1, modulo 10."""
    return DIGITS[(7 * sum(found[::3]) + 3 * sum(found[1::3]) + sum(found[2::3])) % 10]


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in the lines run together, from 0.

    Attributes:
        width: Characters of a line.
        surname: The name field, or on the French card the surname alone, with ``given_names`` apart.
        number, birth, expiry: Each is followed by its check digit.
        sex: A single character.
        optional_check: Whether a check digit follows ``optional``.
        composite: What the composite digit is computed over.
        long_number: Whether a number longer than its field goes on in ``optional`` (Doc 9303-5 and -6).
        birth_checked, expiry_checked: The dates with their check digits; made from the others.
        covered: Takes the parts of ``composite`` out of what it is given; made from it.
    """

    format: MrzFormat
    width: int
    surname: slice
    number: slice
    birth: slice
    sex: int
    nationality: slice
    optional: slice
    given_names: slice | None = None
    expiry: slice | None = None
    optional_check: bool = False
    optional_2: slice | None = None
    composite: tuple[slice, ...] = ()
    composite_check: int | None = None
    long_number: bool = False
    birth_checked: slice = field(init=False)
    expiry_checked: slice | None = field(init=False)
    covered: Callable[[bytes], tuple[bytes, ...]] = field(init=False)

    def __post_init__(self) -> None:
        birth, expiry = self.birth, self.expiry
        object.__setattr__(self, "birth_checked", slice(birth.start, birth.stop + 1))
        object.__setattr__(self, "expiry_checked", slice(expiry.start, expiry.stop + 1) if expiry else None)
        object.__setattr__(self, "covered", itemgetter(*self.composite) if self.composite else None)


_TD1: Final = Layout(
    "TD1",
    width=30,
    surname=slice(60, 90),
    number=slice(5, 14),
    birth=slice(30, 36),
    sex=37,
    nationality=slice(45, 48),
    optional=slice(15, 30),
    expiry=slice(38, 44),
    optional_2=slice(48, 59),
    composite=(slice(5, 37), slice(38, 45), slice(48, 59)),
    composite_check=59,
    long_number=True,
)
_TD2: Final = Layout(
    "TD2",
    width=36,
    surname=slice(5, 36),
    number=slice(36, 45),
    birth=slice(49, 55),
    sex=56,
    nationality=slice(46, 49),
    optional=slice(64, 71),
    expiry=slice(57, 63),
    composite=(slice(36, 46), slice(49, 56), slice(57, 71)),
    composite_check=71,
    long_number=True,
)
_TD3: Final = Layout(
    "TD3",
    width=44,
    surname=slice(5, 44),
    number=slice(44, 53),
    birth=slice(57, 63),
    sex=64,
    nationality=slice(54, 57),
    optional=slice(72, 86),
    expiry=slice(65, 71),
    optional_check=True,
    composite=(slice(44, 54), slice(57, 64), slice(65, 87)),
    composite_check=87,
)
_MRV_A: Final = Layout(
    "MRV-A",
    width=44,
    surname=slice(5, 44),
    number=slice(44, 53),
    birth=slice(57, 63),
    sex=64,
    nationality=slice(54, 57),
    optional=slice(72, 88),
    expiry=slice(65, 71),
)
_MRV_B: Final = Layout(
    "MRV-B",
    width=36,
    surname=slice(5, 36),
    number=slice(36, 45),
    birth=slice(49, 55),
    sex=56,
    nationality=slice(46, 49),
    optional=slice(64, 72),
    expiry=slice(57, 63),
)
_FRA_ID: Final = Layout(
    "FRA-ID",
    width=36,
    surname=slice(5, 30),
    number=slice(36, 48),
    birth=slice(63, 69),
    sex=70,
    nationality=slice(2, 5),
    optional=slice(30, 36),
    given_names=slice(49, 63),
    composite=(slice(0, 36), slice(36, 71)),
    composite_check=71,
)


def layout_of(zone: str) -> Layout:
    """The layout of lines run together, by their length and the document code.

    Raises:
        MrzError: The code does not begin with a letter.
    """
    if not "A" <= zone[0] <= "Z":
        raise MrzError("the document code begins with a letter", where="line 1, position 1")
    if len(zone) == 90:
        return _TD1
    if len(zone) == 88:
        return _MRV_A if zone[0] == "V" else _TD3
    if zone[0] == "V":
        return _MRV_B
    return _FRA_ID if zone.startswith("IDFRA") else _TD2
