"""Characters that optical reading took for others, put right where the check digits prove it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from screening.mrz.layouts import DIGITS, Check, Layout, check_digit, values

__all__ = ["repair"]

# OCR-B shapes that readers exchange. Dates and check digits are digits by their position; a number may hold both.
_TO_DIGIT: Final = str.maketrans("OQDILSBZG", "000115826")
_EXCHANGED: Final = {
    "O": "0",
    "0": "O",
    "Q": "0",
    "D": "0",
    "I": "1",
    "1": "I",
    "S": "5",
    "5": "S",
    "B": "8",
    "8": "B",
    "Z": "2",
    "2": "Z",
    "G": "6",
    "6": "G",
}


def repair(zone: str, layout: Layout, checks: Mapping[Check, bool | None]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Put right what the check digits prove.

    A date, or a check digit, in which letters stand for digits is read as digits if the check digit then holds.  A
    document number is changed in one character only, and only if its own and the composite digit then both hold and no
    other change does that.

    Args:
        zone: The lines run together, of the alphabet ``A-Z0-9<``.
        layout: Their layout.
        checks: Whether each check digit holds, as `Mrz.checks`.

    Returns:
        The zone, and ``(field, rule)`` for each repair; the zone as it was, and nothing, if nothing is proven.
    """
    notes: list[tuple[str, str]] = []
    dates: tuple[tuple[Check, slice | None], ...] = (("birth_date", layout.birth), ("expiry_date", layout.expiry))
    for field, place in dates:
        if place and not checks[field]:
            repaired = _replaced(zone, place.start, zone[place.start : place.stop + 1].translate(_TO_DIGIT))
            if repaired != zone and _holds(repaired, place):
                zone = repaired
                notes.append((field, "letters read as the digits they resemble; the check digit then holds"))
    number_holds = checks["document_number"]
    optional = layout.optional if layout.optional_check else None
    others: tuple[tuple[Check, slice | None], ...] = (("document_number", layout.number), ("optional", optional))
    for field, place in others:
        if place and not checks[field]:
            repaired = _replaced(zone, place.stop, zone[place.stop].translate(_TO_DIGIT))
            if repaired != zone and _holds(repaired, place):
                zone = repaired
                number_holds = number_holds or field == "document_number"
                notes.append((field, "its check digit read as the digit it resembles; it then holds"))
    if layout.composite_check is not None and (notes or not checks["composite"]):
        repaired = _replaced(zone, layout.composite_check, zone[layout.composite_check].translate(_TO_DIGIT))
        if repaired != zone and _composite_holds(repaired, layout):
            zone = repaired
            notes.append(("composite", "the check digit read as the digit it resembles; it then holds"))
        if not number_holds and not _composite_holds(zone, layout):
            solutions = [
                changed
                for position in range(layout.number.start, layout.number.stop)
                if (other := _EXCHANGED.get(zone[position]))
                and _holds(changed := _replaced(zone, position, other), layout.number)
                and _composite_holds(changed, layout)
            ]
            if len(solutions) == 1:
                zone = solutions[0]
                notes.append(
                    ("document_number", "one character read as the one it resembles; both check digits then hold")
                )
    return zone, tuple(notes)


def _replaced(zone: str, position: int, characters: str) -> str:
    return zone[:position] + characters + zone[position + len(characters) :]


def _holds(zone: str, place: slice) -> bool:
    digit = zone[place.stop]
    return digit in DIGITS and digit == check_digit(values(zone[place]) or b"")


def _composite_holds(zone: str, layout: Layout) -> bool:
    covered = "".join(zone[place] for place in layout.composite)
    return layout.composite_check is not None and zone[layout.composite_check] == check_digit(values(covered) or b"")
