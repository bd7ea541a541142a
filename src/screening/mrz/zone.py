"""From lines to fields."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

from screening.birthdates import BirthDate, mrz_birth_date
from screening.errors import MrzError
from screening.mrz.layouts import Check, Layout, MrzFormat, check_digit, layout_of, values
from screening.mrz.repair import repair

__all__ = ["Mrz", "MrzFormat", "parse_mrz"]

Sex = Literal["M", "F", "X"]

_WIDTHS: Final = {2: (44, 36), 3: (30,)}
_RUNS: Final = {88: 44, 72: 36, 90: 30}  # characters of all lines: of one
_TIDY: Final = frozenset({89, 73, 92})  # characters of two or three lines with nothing but line feeds between
_MAX_CHARS: Final = 1_000  # far above three lines with stray blanks
_INVISIBLE: Final = frozenset({"Cc", "Cf"})
_SEX: Final[dict[str, Sex]] = {"M": "M", "F": "F", "X": "X"}
_CACHED_DATES: Final = 1 << 16  # more than the days of a century
_DATE: Final = slice(0, 6)


@dataclass(frozen=True, slots=True)
class Mrz:
    """The fields of a machine-readable zone.

    Attributes:
        format: Layout of the lines.
        document_code: One or two letters as printed, e.g. ``P``, ``PP``, ``ID``, ``AC``.
        issuing_state: Code as printed, e.g. ``D``, ``UTO``; `screening.countries.country_code` reads it.
        surname: Primary identifier, its parts separated by blanks; empty where the zone has none.
        given_names: Secondary identifier; empty where the zone has none.
        document_number: Without fillers at the end; a long number with the part that stands in the optional data.
        nationality: Code as printed; the issuing state on the French card, which has no such field.
        birth_date: Intervals, by century at the day of the check; of an impossible date the part that is certain.
        sex: None for ``<`` and for anything but ``M``, ``F`` and ``X``.
        expiry_date: None where it is blank, impossible or not part of the format.
        optional: First optional data element, without fillers at the end; on the French card the issuing office.
        optional_2: The second one, of TD1 (line 2).
        checks: Whether each check digit agrees with the characters *as read*; None where there is no such digit.
        maybe_truncated: A letter stands in the last position of the name field, so the name may have been cut there
            (Doc 9303-4 section 4.2.3: it must be treated as though it had been).
        repairs: ``(field, rule)`` for characters that were taken for others, which their check digits prove.  The
            fields hold what was meant; ``checks`` speaks of what was read.
    """

    format: MrzFormat
    document_code: str
    issuing_state: str
    surname: str
    given_names: str
    document_number: str
    nationality: str
    birth_date: BirthDate
    sex: Sex | None
    expiry_date: date | None
    optional: str
    optional_2: str
    checks: Mapping[Check, bool | None] = field(hash=False)
    maybe_truncated: bool
    repairs: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        """Format and verdicts only: what the fields hold is personal data and stays out of logs."""
        return f"<Mrz {self.format} checks={dict(self.checks)} maybe_truncated={self.maybe_truncated}>"


def parse_mrz(text: str, *, check_date: date | None = None) -> Mrz:
    """Read a machine-readable zone.

    Args:
        text: Two or three lines, or all of them in one run of 72, 88 or 90 characters; lower case, blanks and any line
            ends are allowed.
        check_date: The day of the check, which decides centuries; today if None.

    Returns:
        The fields.  Check digits that do not hold are reported in `Mrz.checks` and never stop the reading.

    Raises:
        MrzError: The lines have a wrong number or length, hold characters that no zone has, or begin with no document
            code; it says which line and rule, never what was read.
    """
    if not isinstance(text, str):
        raise MrzError("a machine-readable zone must be text")
    zone, found = _characters(text)
    layout = layout_of(zone)
    today = check_date or date.today()  # noqa: DTZ011 - a calendar day, and the caller can pass it
    fields = _fields(zone, found, layout, today)
    if False not in fields.checks.values():
        return fields
    repaired, repairs = repair(zone, layout, fields.checks)
    if not repairs:
        return fields
    meant = _fields(repaired, values(repaired) or found, layout, today)
    return replace(meant, checks=fields.checks, repairs=repairs)


class _Open:
    """An `Mrz` that can still be filled: assignment to a frozen one costs six times as much."""

    __slots__ = Mrz.__slots__


def _fields(zone: str, found: bytes, layout: Layout, today: date) -> Mrz:
    mrz: Any = _Open()
    expiry_holds = optional_holds = composite_holds = None
    mrz.format = layout.format
    mrz.document_code = zone[:2].rstrip("<")
    mrz.issuing_state = zone[2:5].rstrip("<")
    mrz.document_number, mrz.optional, number_holds = _number(zone, found, layout)
    mrz.nationality = zone[layout.nationality].rstrip("<")
    mrz.birth_date, birth_holds = _birth_date(zone[layout.birth_checked], today)
    mrz.sex = _SEX.get(zone[layout.sex])
    mrz.expiry_date = None
    if layout.expiry_checked is not None:
        mrz.expiry_date, expiry_holds = _expiry_date(zone[layout.expiry_checked], today)
    mrz.optional_2 = zone[layout.optional_2].rstrip("<") if layout.optional_2 else ""
    if layout.optional_check:
        optional_holds = _holds(zone, found, layout.optional)
    if layout.composite_check:
        composite_holds = zone[layout.composite_check] == check_digit(b"".join(layout.covered(found)))
    name = zone[layout.surname]
    mrz.maybe_truncated = name[-1].isalpha()
    if layout.given_names is None:
        primary, _, secondary = name.rstrip("<").partition("<<")
    else:
        primary, secondary = name, zone[layout.given_names]
        mrz.maybe_truncated = mrz.maybe_truncated or secondary[-1].isalpha()
    mrz.surname, mrz.given_names = _words(primary), _words(secondary)
    mrz.checks = {
        "document_number": number_holds,
        "birth_date": birth_holds,
        "expiry_date": expiry_holds,
        "optional": optional_holds,
        "composite": composite_holds,
    }
    mrz.repairs = ()
    mrz.__class__ = Mrz
    return mrz  # type: ignore[no-any-return]


def _words(name: str) -> str:
    """Components separated by one blank."""
    words = name.replace("<", " ").strip()
    return " ".join(words.split()) if "  " in words else words


def _characters(text: str) -> tuple[str, bytes]:
    """The lines run together and the `values` of their characters."""
    if len(text) in _TIDY:
        zone = text.replace("\n", "")
        width = _RUNS.get(len(zone))
        if width and text[width] == "\n" == text[-width - 1]:
            found = values(zone)
            if found is not None:
                return zone, found
    zone = _joined(text)
    return zone, values(zone) or _refuse(zone)


def _joined(text: str) -> str:
    """The lines run together, without blanks, in capitals."""
    if len(text) > _MAX_CHARS:
        raise MrzError(f"a machine-readable zone is not longer than {_MAX_CHARS} characters")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("‹", "<").replace("«", "<<")
    lines = ["".join(line.split()) for line in text.upper().splitlines()]
    if not "".join(lines).isprintable():
        lines = ["".join(char for char in line if unicodedata.category(char) not in _INVISIBLE) for line in lines]
    lines = [line for line in lines if line]
    lengths = [len(line) for line in lines]
    if len(lines) == 1 and lengths[0] in _RUNS:
        return lines[0]
    widths = _WIDTHS.get(len(lines))
    if widths is None:
        raise MrzError(
            f"{len(lines)} line(s) of {lengths} characters; there must be two lines of 36 or 44 or three of 30"
            if len(lines) <= 3
            else f"{len(lines)} lines; there must be two or three"
        )
    if len(set(lengths)) == 1 and lengths[0] in widths:
        return "".join(lines)
    expected = lengths[0] if lengths[0] in widths else widths[0]
    wrong = next(number for number, length in enumerate(lengths, start=1) if length != expected)
    allowed = " or ".join(map(str, widths))
    raise MrzError(
        f"{lengths[wrong - 1]} characters; each of {len(lines)} lines must have {allowed}, all the same",
        where=f"line {wrong}",
    )


def _refuse(zone: str) -> bytes:
    width = _RUNS[len(zone)]
    position = next(index for index, char in enumerate(zone) if values(char) is None)
    raise MrzError(
        "a character outside A-Z, 0-9 and <", where=f"line {position // width + 1}, position {position % width + 1}"
    )


def _holds(zone: str, found: bytes, place: slice) -> bool:
    """Whether the digit behind a field holds; of an empty field it may be left out."""
    digit = zone[place.stop]
    if digit == "<":
        return not zone[place].strip("<")
    return digit == check_digit(found[place])


def _number(zone: str, found: bytes, layout: Layout) -> tuple[str, str, bool]:
    """Document number, what is left of the optional data, and whether the check digit holds.

    A number longer than its field has ``<`` in place of the digit and goes on in the optional data, where its digit is
    the last character before a filler.  That digit is computed with or without the filler in the middle; both are in
    use.
    """
    place = layout.number
    number, optional = zone[place], zone[layout.optional].rstrip("<")
    if layout.long_number and zone[place.stop] == "<" and number[-1] != "<":
        rest, _, left = optional.partition("<")
        if rest:
            tail = found[layout.optional.start : layout.optional.start + len(rest) - 1]
            digits = {check_digit(found[place] + tail), check_digit(found[place] + b"\0" + tail)}
            return number + rest[:-1], left, rest[-1] in digits
    return number.rstrip("<"), optional, _holds(zone, found, place)


# Dates repeat from traveller to traveller: each is read once. The seventh character is the check digit.


@functools.lru_cache(maxsize=_CACHED_DATES)
def _birth_date(field: str, today: date) -> tuple[BirthDate, bool]:
    return mrz_birth_date(field[:6], today), _holds(field, values(field) or b"", _DATE)


@functools.lru_cache(maxsize=_CACHED_DATES)
def _expiry_date(field: str, today: date) -> tuple[date | None, bool]:
    """The day within fifty years of the check, before or after; None if there is no such day."""
    holds = _holds(field, values(field) or b"", _DATE)
    if not field[:6].isdecimal():
        return None, holds
    ahead = (int(field[:2]) - today.year) % 100
    try:
        day = date(today.year + ahead - (100 if ahead >= 50 else 0), int(field[2:4]), int(field[4:6]))
    except ValueError:
        return None, holds
    return day, holds
