"""PNRGOV, the bookings of a flight: names as they were booked (TIF), and documents (SSR DOCS, visas in DOCO).

Source: IATA/ICAO/WCO PNRGOV EDIFACT implementation guide; SSR DOCS of the ATA/IATA reservations interline message
procedures: ``/type/issuer/number/nationality/birth/sex/expiry/surname/given names/second name/H``.

A booking names a traveller several times: at the top, at check-in, in its history; and a document may stand with its
traveller, or elsewhere with a pointer, or in the record of the adult who carries an infant.  The name decides whose a
document is, then the pointer, then the place; where none of these agree, it becomes a traveller of its own, so that
nobody bears what is another's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from screening.documents import normalize_document_number
from screening.errors import MessageError
from screening.messages.edifact import Problems, Segment, read_segments
from screening.messages.manifest import Draft, Flight, Manifest, moment
from screening.messages.names import is_same_name, is_same_start, letters_of, name_forms, without_remark

__all__ = ["read_pnrgov"]

_BIRTH: Final = re.compile(r"\d{1,2}[A-Z]{3}\d{2}(?:\d{2})?", re.ASCII)
_BIRTH_PLACE: Final = 5  # of the fields of SSR DOCS, counted from 0; the first is empty
_FIELDS: Final = 11
_SEXES: Final = frozenset({"M", "F", "U", "X", "MI", "FI", "UI", "XI"})  # I: an infant
_INFANT_TYPES: Final = frozenset({"IN", "INF", "INS", "ITF"})


def read_pnrgov(data: bytes | bytearray | memoryview | str, *, check_date: date | None = None) -> Manifest:
    """Read the travellers of PNRGOV messages.

    The name of a document is the one to screen by, where there is one; the names of the booking, with and without the
    title that airlines glue on, are `screening.Traveller.other_names`.

    Args:
        data: What was received: one or several interchanges, with whatever stands around them.
        check_date: The day that decides the century of two-digit years; the day of the flight if None, else today.

    Returns:
        The travellers in the order of the message, the flight, and what was odd.  `screening.Traveller.id` is the
        reference of the passenger (``REF``), if there is one.

    Raises:
        MessageError: Nothing of such a message is in the data.
        InputError: The data are neither bytes nor text.
        CapacityError: They are longer than `screening.messages.MAX_CHARS`.
    """
    problems = Problems()
    segments = read_segments(data, problems)
    kinds = {segment[2, 0].upper() for segment in segments if segment.tag == "UNH"}
    if kinds & {"PAXLST", "CUSRES"} and "PNRGOV" not in kinds:
        raise MessageError("the message is a PAXLST or CUSRES; read_paxlst reads it")
    reader = _Reader(problems)
    for segment in segments:
        reader.take(segment)
    if "PNRGOV" not in kinds and not reader.drafts():
        raise MessageError("no PNRGOV message in the data")
    return reader.manifest(check_date)


@dataclass(slots=True)
class _Statement:
    """What an SSR says of a person, in the order of DOCS, which the others are put into: DOCO (visa), INFT (infant)."""

    segment: int
    fields: list[str]
    pointer: str
    beside: Draft | None
    is_infant: bool


@dataclass(slots=True)
class _Booking:
    """One PNR; ``numbers`` are the travellers by their number in it."""

    locator: str = ""
    drafts: list[Draft] = field(default_factory=list)
    numbers: dict[str, Draft] = field(default_factory=dict)
    statements: list[_Statement] = field(default_factory=list)


class _Reader:
    """Walks over segments and collects bookings; whose a document is can be told only at the end of one."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self._bookings: list[_Booking] = []
        self._legs: list[Flight] = []
        self._beside: Draft | None = None
        self._in_header = True
        self._in_repeats = False  # behind the first flight of a booking its travellers are named again
        self._in_history = False

    def take(self, segment: Segment) -> None:
        """Read one segment."""
        if segment.is_cut and (segment.tag != "TIF" or self._in_repeats or not segment[1, 0]):
            return  # half a number is somebody else's, and half a name behind the flights is nobody's
        match segment.tag:
            case "UNH" | "SRC":
                self._in_header = segment.tag == "UNH"
                self._beside, self._in_repeats, self._in_history = None, False, False
                self._bookings.append(_Booking())
            case "TVL":
                self._beside, self._in_repeats = None, not self._in_header
                if self._in_header:
                    self._leg(segment)
            case "RCI":
                booking = self._booking()
                booking.locator = booking.locator or segment[1, 1]
            case "ABI":
                self._beside, self._in_repeats, self._in_history = None, True, True
            case "TIF":
                self._named(segment)
            case "REF" if self._beside is not None and segment[1, 1]:
                self._beside.id = self._beside.id or segment[1, 1]
            case "SSR":
                self._service(segment)

    def drafts(self) -> list[Draft]:
        """All travellers so far."""
        return [draft for booking in self._bookings for draft in booking.drafts]

    def manifest(self, check_date: date | None) -> Manifest:
        """All that was read."""
        for booking in self._bookings:
            for statement in booking.statements:
                self._assign(booking, statement)
            for draft in booking.drafts:
                draft.references |= {"AVF": booking.locator} if booking.locator else {}
        drafts = self.drafts()
        if not drafts:
            self.problems.note(0, "no traveller in the message")
        flight = self._legs[0] if self._legs else None
        today = check_date or (flight and flight.day) or date.today()  # noqa: DTZ011 - a calendar day; can be passed
        passengers = tuple(draft.passenger(today, self.problems) for draft in drafts)
        travellers = tuple(passenger.traveller for passenger in passengers)
        return Manifest(travellers, flight, tuple(self.problems), passengers, tuple(self._legs))

    def _booking(self) -> _Booking:
        if not self._bookings:
            self._bookings.append(_Booking())
        return self._bookings[-1]

    def _leg(self, segment: Segment) -> None:
        times = [_day_first(value) for value in segment.element(1)]
        departs = "".join(times[:2])
        # Day and time of arrival; some write the time alone.
        arrives = "".join(times[2:4]) if len(times) > 3 else times[0] + times[2] if len(times) > 2 else ""
        self._legs.append(
            Flight(
                segment[4, 0] + segment[5, 0],
                segment[2, 0] or None,
                moment(departs),
                segment[3, 0] or None,
                moment(arrives),
            )
        )

    def _named(self, segment: Segment) -> None:
        """TIF: a surname, and one or several given names with type and number of each."""
        booking, surname = self._booking(), segment[1, 0]
        for given in [parts for parts in segment.elements[2:] if any(parts)] or [()]:
            parts = [*given, "", "", ""]
            name, number = (surname, parts[0]), parts[2]
            draft = self._known(booking, name, number, is_cut=segment.is_cut)
            if draft is None:
                draft = Draft(segment.number, "passenger", [name], is_cut=segment.is_cut)
                booking.drafts.append(draft)
                if self._in_history:
                    self.problems.note(segment.number, "a traveller who stands in the history of the booking alone")
            elif name not in draft.names:
                draft.names.append(name)
            if parts[1].upper() in _INFANT_TYPES:
                draft.role = "infant"
            if number:
                booking.numbers.setdefault(number, draft)
            self._beside = draft

    def _known(self, booking: _Booking, name: tuple[str, str], number: str, *, is_cut: bool) -> Draft | None:
        """Who was named before: by number and surname; without a number, behind a flight, by the same words."""
        if is_cut:
            return None
        if number:
            draft = booking.numbers.get(number)
            return draft if draft is not None and letters_of(draft.names[0][0]) == letters_of(name[0]) else None
        return next((draft for draft in booking.drafts if self._in_repeats and name in draft.names), None)

    def _service(self, segment: Segment) -> None:
        code = segment[1, 0].upper()
        fields = segment[1, 8].split("/")
        if code not in {"DOCS", "DOCO", "INFT"} or not any(fields):
            return
        if code == "INFT":  # surname/given names/birth
            fields = ["", "", "", "", "", fields[-1] if len(fields) > 2 else "", "", "", *fields[:2]]
        elif code == "DOCS":
            fields = _aligned(fields)
        else:  # /place of birth/type/number/place of issue/date/country it is for; other types are no documents
            fields += [""] * (7 - len(fields))
            if fields[2].upper() != "V" or not fields[3]:
                return
            fields = ["", "V", fields[6], fields[3]]
        fields += [""] * (_FIELDS - len(fields))
        is_infant = code == "INFT" or fields[6].upper().endswith("I")
        pointer = next((found[2] for found in segment.elements[2:] if len(found) > 2), "")
        self._booking().statements.append(_Statement(segment.number, fields, pointer, self._beside, is_infant))

    def _assign(self, booking: _Booking, statement: _Statement) -> None:
        """Give a statement to its traveller, or make one of it."""
        fields = statement.fields
        # A remark behind the last name, and the mark that the passport is shared.
        first, second = (without_remark(part) for part in fields[9:11])
        name = without_remark(fields[8]), " ".join(filter(None, (first, second)))
        told = booking.numbers.get(statement.pointer) if statement.pointer else statement.beside
        draft = next((d for d in [told, *booking.drafts] if d and any(is_same_name(name, n) for n in d.names)), None)
        if draft is None and told is not None and _may_be(told, name, is_infant=statement.is_infant):
            draft = told
            if any(name):
                self.problems.note(statement.segment, "the document bears another name than the booking")
        if draft is None:
            draft = Draft(statement.segment, "infant" if statement.is_infant else "passenger")
            booking.drafts.append(draft)
            self.problems.note(
                statement.segment, "a document of nobody in the booking, taken for a traveller of its own"
            )
        _add(draft, name, fields)
        # The title stands before the second name where the booking's given name was copied.
        for _, untitled in name_forms("", first):
            draft.names.append((name[0], " ".join(filter(None, (untitled, second)))))
        if statement.is_infant:
            draft.role = "infant"


def _may_be(draft: Draft, name: tuple[str, str], *, is_infant: bool) -> bool:
    """Whether a document that names nobody of the booking can be of the one it stands with: one name is the same.

    Nobody has two documents that differ so, and an infant is not the adult who carries it.
    """
    if not any(name):
        return True
    is_alike = any(is_same_start(part, own) for names in draft.names for part, own in zip(name, names, strict=True))
    return is_alike and not is_infant and not draft.document_names


def _add(draft: Draft, name: tuple[str, str], fields: list[str]) -> None:
    """Put what a document says in the place of what the booking says."""
    if any(name) and name not in draft.names[: draft.document_names]:
        if name in draft.names:
            draft.names.remove(name)
        draft.names.insert(draft.document_names, name)
        draft.document_names += 1
    draft.birth = draft.birth or fields[5]
    draft.sex = draft.sex or fields[6]
    nationality = fields[4]
    if letters_of(nationality) and nationality not in draft.nationalities:
        draft.nationalities.append(nationality)
    number = fields[3]
    known = {normalize_document_number(document[1]) for document in draft.documents}
    if number and normalize_document_number(number) not in known:
        draft.documents.append([fields[1], number, fields[2], fields[7]])


def _aligned(fields: list[str]) -> list[str]:
    """The fields of SSR DOCS at their places: some systems leave one out or put one in before the birth date."""
    followed = zip(map(str.upper, fields), map(str.upper, fields[1:]), strict=False)
    places = (place for place, (part, sex) in enumerate(followed) if _BIRTH.fullmatch(part) and sex in _SEXES)
    place = next(places, _BIRTH_PLACE)
    shifted = [""] * (_BIRTH_PLACE - place) + fields[max(0, place - _BIRTH_PLACE) :]
    return [part.strip() for part in shifted]


def _day_first(text: str) -> str:
    """``DDMMYY`` as ``YYMMDD``; a time as it is."""
    return text[4:6] + text[2:4] + text[:2] if len(text) == 6 else text
