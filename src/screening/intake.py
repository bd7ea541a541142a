"""A chunk of travellers as the kernel takes it: columns in, columns out, without an object a row.

Says the same as `screening.screener.fold_traveller` row by row, and marks a row that no `Traveller` can be made of.
What repeats (sexes, countries) or is written in one way (ISO dates) is read once or in bulk; what is not, and the
machine-readable zones, are read one by one with the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from screening.arrays import as_arrow, as_numpy
from screening.birthdates import UNPARSED, BirthDate, parse_birth_date
from screening.building import country_numbers, days, document_hash
from screening.countries import country_code
from screening.errors import InputError
from screening.folding import borrowed_table
from screening.index import SEX_NUMBERS, list_offsets
from screening.mrz import Mrz, parse_mrz
from screening.records import text_batch
from screening.screener import (
    COUNTRY_UNKNOWN,
    DATE_UNPARSED,
    DOCUMENT_UNPARSED,
    HITS_CUT,
    LIST_STALE,
    NAME_CUT,
    NO_COMPARABLE_NAME,
    NO_LIST,
    NO_NAME,
    UNREADABLE,
    fold_travellers,
)
from screening.travellers import Traveller

__all__ = ["REASONS", "Intake", "TravellerRows", "bit", "read_chunk", "read_travellers"]

REASONS: Final = (
    UNREADABLE,
    NAME_CUT,
    NO_NAME,
    NO_COMPARABLE_NAME,
    DATE_UNPARSED,
    COUNTRY_UNKNOWN,
    DOCUMENT_UNPARSED,
    HITS_CUT,
    LIST_STALE,
    NO_LIST,
)
"""Why a result may be less than a full answer, in the order in which a result names them."""

Flags = NDArray[np.bool_]
Births = list[tuple[int, int]]

_NAMES: Final = ("name", "given_names", "surname")  # a name stands alone, or its parts side by side
_TEXTS: Final = (*_NAMES, "sex", "nationality", "document_number", "document_type", "issuing_state")
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31, since 1970-01-01


@dataclass(frozen=True, slots=True)
class Intake:
    """Travellers as columns.

    Attributes:
        ids: The caller's references, text.
        columns: The columns of `_layout.BatchC`.
        reasons: One bit a reason that stands for the row, in the order of `REASONS`.
        is_comparable: Whether there is anything of the row to be found by.
    """

    ids: pa.Array
    columns: dict[str, NDArray[Any]]
    reasons: NDArray[np.uint16]
    is_comparable: Flags


@dataclass(frozen=True, slots=True, repr=False)
class TravellerRows:
    """Travellers as objects, cut as a batch of Arrow is: they may say more than columns can hold."""

    travellers: Sequence[Traveller]

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return len(self.travellers)

    def slice(self, offset: int = 0, length: int | None = None) -> TravellerRows:
        """Some of them."""
        return TravellerRows(self.travellers[offset : None if length is None else offset + length])


def bit(reason: str) -> np.uint16:
    """Of a reason, in `Intake.reasons`."""
    return np.uint16(1 << REASONS.index(reason))


def read_chunk(chunk: pa.RecordBatch) -> Intake:
    """Read travellers; see `screening.batch.INPUT_COLUMNS`."""
    rows = chunk.num_rows
    fields = _Fields(rows)
    ids = pa.nulls(rows, pa.string())
    births: pa.Array = pa.nulls(rows, pa.string())
    zones: pa.Array | None = None
    for name, column in zip(chunk.schema.names, chunk.columns, strict=True):
        column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        if name == "birth_date":
            births = column
        elif name == "mrz":
            zones = column
        elif name == "traveller_id":
            ids, _ = _text(column)
        else:
            fields.take(name, column)
    reasons = np.zeros(rows, dtype=np.uint16)
    read = _read_zones(zones) if zones is not None else {}
    failed = fields.settle(read)
    failed_zone = np.zeros(rows, dtype=bool)
    failed_zone[[row for row, zone in read.items() if zone is None]] = True
    reasons[failed | failed_zone] |= bit(UNREADABLE)
    columns = _names(fields, reasons)
    columns |= _births(births, {row: zone for row, zone in read.items() if zone is not None}, failed, reasons)
    columns["sex"] = _sexes(fields.texts["sex"])
    columns |= _countries(fields.texts["nationality"], reasons)
    columns |= _documents(fields.texts["document_number"], fields.texts["issuing_state"], reasons)
    return Intake(ids, columns, reasons, _comparable(columns, reasons))


def read_travellers(rows: TravellerRows) -> Intake:
    """Fold travellers; says of each what `screening.screener.fold_traveller` says."""
    queries, columns = fold_travellers(rows.travellers)
    reasons = np.zeros(len(queries), dtype=np.uint16)
    for row, query in enumerate(queries):
        for reason in query.degraded:
            reasons[row] |= bit(reason)
    ids = text_batch({"id": [query.traveller.id for query in queries]}).column(0)
    return Intake(_text(ids)[0], columns, reasons, _comparable(columns, reasons))


def _comparable(columns: dict[str, NDArray[Any]], reasons: NDArray[np.uint16]) -> Flags:
    """Where there is a name, or a document number and no name of which nothing is left."""
    nameless = np.diff(columns["row_form_at"]) == 0
    without_document = np.diff(columns["document_at"]) == 0
    return np.asarray(~(nameless & (without_document | (reasons & bit(NO_COMPARABLE_NAME)).astype(bool))))


def _text(column: pa.Array) -> tuple[pa.Array, Flags | None]:
    """A column as text, null where a cell is not UTF-8, and which cells those are."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        values = [_cell(cell) for cell in column]
        bad = np.array([value is _BAD for value in values])
        return pa.array([None if value is _BAD else value for value in values], pa.string()), bad
    return (column if pa.types.is_string(column.type) else column.cast(pa.string())), None


_BAD: Final = object()


def _cell(cell: pa.Scalar) -> Any:
    """Its value; `_BAD` where there is none: it is not UTF-8, or beyond the year 9999."""
    try:
        return cell.as_py()
    except (ValueError, OverflowError):
        return _BAD


class _Fields:
    """The fields of text, until they are read."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.texts: dict[str, pa.Array] = {name: pa.nulls(rows, pa.string()) for name in _TEXTS}
        self.cuts: dict[str, NDArray[np.uint8] | None] = dict.fromkeys(_NAMES)
        self.has_name: Flags = np.zeros(rows, dtype=bool)
        self._bad: Flags = np.zeros(rows, dtype=bool)

    def take(self, name: str, column: pa.Array) -> None:
        """Keep a column; an empty text is none."""
        text, bad = _text(column)
        self.texts[name] = text
        if bad is not None:
            self._bad |= bad

    def settle(self, zones: dict[int, Mrz | None]) -> Flags:
        """Put the zones that could be read in the place of their rows; returns the rows of which nothing is left.

        Those hold something that is not text, or a name twice, and no zone.
        """
        given = {name: _given(self.texts[name]) for name in _NAMES}
        failed = self._bad | (given["name"] & (given["given_names"] | given["surname"]))
        self.has_name = given["name"] | given["given_names"] | given["surname"]
        read = {row: zone for row, zone in zones.items() if zone is not None}
        for row in read:
            failed[row] = False
        if failed.any():
            self.has_name &= ~failed
            for name in _TEXTS:
                self.texts[name] = pc.if_else(as_arrow(failed), pa.nulls(len(failed), pa.string()), self.texts[name])
        if read:
            self._put(read)
        return failed

    def _put(self, zones: dict[int, Mrz]) -> None:
        for name in _TEXTS:
            values = self.texts[name].to_pylist()
            for row, zone in zones.items():
                values[row] = getattr(zone, "document_code" if name == "document_type" else name, None)
            self.texts[name] = pa.array(values, pa.string())
        cuts = {name: np.zeros(self.rows, dtype=np.uint8) for name in ("given_names", "surname")}
        for row, zone in zones.items():
            self.has_name[row] = True
            cuts["given_names" if zone.given_names.strip() else "surname"][row] = zone.maybe_truncated
        self.cuts |= cuts


def _given(column: pa.Array) -> Flags:
    """Where a text is neither null nor empty."""
    return as_numpy(pc.binary_length(column), null=0) > 0


def _read_zones(column: pa.Array) -> dict[int, Mrz | None]:
    """What the machine-readable zones say, by row; None for one that cannot be read."""
    text, bad = _text(column)
    read: dict[int, Mrz | None] = {}
    for row in np.flatnonzero(_given(text)).tolist():
        try:
            read[row] = parse_mrz(text[row].as_py())
        except InputError:
            read[row] = None
    if bad is not None:
        read.update(dict.fromkeys(np.flatnonzero(bad).tolist()))
    return read


def _names(fields: _Fields, reasons: NDArray[np.uint16]) -> dict[str, NDArray[Any]]:
    with borrowed_table() as table:
        form_at, counts, tokens, said = table.fold_columns(
            [fields.texts[name] for name in _NAMES], [fields.cuts[name] for name in _NAMES]
        )
        columns = table.columns(counts, tokens)
    nameless = np.diff(form_at) == 0
    reasons[said > 0] |= bit(NAME_CUT)
    reasons[nameless & fields.has_name] |= bit(NO_COMPARABLE_NAME)
    reasons[nameless & ~fields.has_name] |= bit(NO_NAME)
    return {**columns, "row_form_at": form_at}


def _births(
    column: pa.Array, zones: dict[int, Mrz], failed: Flags, reasons: NDArray[np.uint16]
) -> dict[str, NDArray[Any]]:
    day, is_day, rest = _days(column)
    is_day &= ~failed
    others: dict[int, Births] = {}
    for row, birth in rest.items():
        if not failed[row]:
            others[row] = days(birth)
            if birth.is_lost:
                reasons[row] |= bit(DATE_UNPARSED)
    for row, zone in zones.items():
        is_day[row] = False
        reasons[row] &= ~bit(DATE_UNPARSED)
        others[row] = days(zone.birth_date)
        if zone.birth_date.is_lost:
            reasons[row] |= bit(DATE_UNPARSED)
    counts = is_day.astype(np.int64)
    for row, births in others.items():
        counts[row] = len(births)
    at = list_offsets(counts)
    first = np.empty(int(at[-1]), dtype=np.int32)
    first[at[:-1][is_day]] = day[is_day]
    last = first.copy()
    for row, births in others.items():
        for place, (start, end) in enumerate(births, int(at[row])):
            first[place], last[place] = start, end
    return {"birth_at": at, "birth_from": first, "birth_to": last}


def _days(column: pa.Array) -> tuple[NDArray[np.int32], Flags, dict[int, BirthDate]]:
    """The day of each row, where it is one; and what else is said of the rest."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32(), safe=False)
    if pa.types.is_date32(column.type):
        day = as_numpy(column, null=0)
        is_there = as_numpy(column.is_valid())
        is_day = is_there & (day >= _FIRST_DAY) & (day <= _LAST_DAY)
        beyond = BirthDate((), frozenset({UNPARSED}))
        return day, is_day, dict.fromkeys(np.flatnonzero(is_there & ~is_day).tolist(), beyond)
    if pa.types.is_date64(column.type):
        values = [_cell(cell) for cell in column]
        return np.zeros(len(column), np.int32), np.zeros(len(column), bool), dict(_parsed(enumerate(values)))
    text, bad = _text(column)
    day, is_day = _iso_days(text)
    rows = np.flatnonzero(_given(text) & ~is_day)
    rest = _parsed(zip(rows.tolist(), text.take(as_arrow(rows)).to_pylist(), strict=True))
    if bad is not None:
        rest |= dict.fromkeys(np.flatnonzero(bad).tolist(), BirthDate((), frozenset({UNPARSED})))
    return day, is_day, rest


def _parsed(cells: Any) -> dict[int, BirthDate]:
    """Birth dates by row; each spelling is read once."""
    known: dict[Any, BirthDate] = {}
    found: dict[int, BirthDate] = {}
    for row, value in cells:
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if value not in known:
            known[value] = BirthDate((), frozenset({UNPARSED})) if value is _BAD else parse_birth_date(value)
        found[row] = known[value]
    return found


_DAYS_BEFORE: Final = np.array([0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_DAYS_IN: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_OLDEST_YEAR: Final = 1500  # `parse_birth_date`: before it, figures are of another calendar


def _iso_days(text: pa.Array) -> tuple[NDArray[np.int32], Flags]:
    """Days since 1970-01-01 of texts that are exactly ``YYYY-MM-DD`` and a day of the calendar; and which are."""
    day = np.zeros(len(text), dtype=np.int32)
    rows = np.flatnonzero(as_numpy(pc.binary_length(text), null=0) == 10)
    found = np.zeros(len(text), dtype=bool)
    if not len(rows):
        return day, found
    raw = text.take(as_arrow(rows))
    letters = np.frombuffer(raw.buffers()[2], np.uint8, 10 * len(rows), _start(raw)).reshape(-1, 10).astype(np.int64)
    figures = letters - ord("0")
    is_figure = ((figures >= 0) & (figures <= 9))[:, [0, 1, 2, 3, 5, 6, 8, 9]].all(axis=1)
    year = figures[:, :4] @ [1000, 100, 10, 1]
    month, of_month = figures[:, 5:7] @ [10, 1], figures[:, 8:] @ [10, 1]
    good = (
        is_figure & (letters[:, [4, 7]] == ord("-")).all(axis=1) & (year >= _OLDEST_YEAR) & (month >= 1) & (month <= 12)
    )
    month = np.where(good, month, 1)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    good &= (of_month >= 1) & (of_month <= _DAYS_IN[month] + (leap & (month == 2)))
    past = year - 1
    since = 365 * past + past // 4 - past // 100 + past // 400 + _DAYS_BEFORE[month] + (leap & (month > 2)) + of_month
    day[rows[good]] = since[good] - 719_163
    found[rows[good]] = True
    return day, found


def _start(text: pa.Array) -> int:
    """Where the first value of a column of text begins in its buffer of bytes."""
    return int(np.frombuffer(text.buffers()[1], np.int32, 1, 4 * text.offset)[0])


def _codes(text: pa.Array, read: Callable[[str], Any]) -> tuple[NDArray[np.int64], list[Any]]:
    """What each different text means, and for every row which of them it is; the last is that of no text."""
    encoded = text.dictionary_encode()
    values = [read(value) for value in encoded.dictionary.to_pylist()]
    codes = as_numpy(encoded.indices, null=len(values)).astype(np.int64)
    return codes, [*values, read("")]


def _sexes(text: pa.Array) -> NDArray[np.uint8]:
    codes, values = _codes(text, lambda value: SEX_NUMBERS.get(value.strip().upper()[:1], 0))
    return np.array(values, dtype=np.uint8)[codes]


def _countries(text: pa.Array, reasons: NDArray[np.uint16]) -> dict[str, NDArray[Any]]:
    def read(value: str) -> list[int] | None:
        if not value.strip(" <"):
            return []
        code = country_code(value)
        return None if code is None else country_numbers([code])

    codes, values = _codes(text, read)
    reasons[np.array([value is None for value in values])[codes]] |= bit(COUNTRY_UNKNOWN)
    at = list_offsets(np.array([len(value or ()) for value in values])).astype(np.int64)
    flat = np.array([number for value in values for number in value or ()], dtype=np.uint16)
    counts = np.diff(at)[codes]
    own = list_offsets(counts)
    places = np.arange(int(own[-1])) + np.repeat(at[codes] - own[:-1], counts)
    return {"country_at": own, "country": flat[places]}


def _documents(text: pa.Array, issuer: pa.Array, reasons: NDArray[np.uint16]) -> dict[str, NDArray[Any]]:
    numbers = text.to_pylist()
    pairs = zip(numbers, issuer.to_pylist(), strict=True)
    keys = [document_hash(number, state) if number else None for number, state in pairs]
    for row, (number, key) in enumerate(zip(numbers, keys, strict=True)):
        if key is None and number and number.strip(" <"):
            reasons[row] |= bit(DOCUMENT_UNPARSED)
    return {
        "document_at": list_offsets(np.array([key is not None for key in keys], dtype=np.int64)),
        "document_key": np.array([key for key in keys if key is not None], dtype=np.uint64),
    }
