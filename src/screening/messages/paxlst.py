"""PAXLST, the list of passengers or crew, its interactive form (iAPI), and the answer to it, CUSRES.

Source: WCO/IATA/ICAO guidelines on advance passenger information, appendix on PAXLST; UN/EDIFACT D.02B to D.05B.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from screening.errors import MessageError
from screening.messages.edifact import Problems, Segment, read_segments
from screening.messages.manifest import Answer, Draft, Flight, Manifest, Role, moment

__all__ = ["read_paxlst"]

_ROLES: Final[dict[str, Role]] = {
    "FL": "passenger",
    "FM": "crew",
    "DDU": "passenger in transit",
    "DDT": "crew in transit",
}
_NOBODY: Final = frozenset(
    {"UNB", "UNG", "UNH", "BGM", "TDT", "CNT", "ERP", "UNT", "UNE", "UNZ"}
)  # speak of no traveller
_COUNTED: Final = {"42": ("passenger", "passenger in transit"), "41": ("crew", "crew in transit")}
_OURS: Final = frozenset({"PAXLST", "CUSRES"})


def read_paxlst(data: bytes | bytearray | memoryview | str, *, check_date: date | None = None) -> Manifest:
    """Read the travellers of PAXLST messages, or the answers of CUSRES messages.

    Args:
        data: What was received: one or several interchanges, with whatever stands around them.
        check_date: The day that decides the century of two-digit years; the day of the flight if None, else today.

    Returns:
        The travellers in the order of the message, the flight, the answers, and what was odd.  A traveller of whom
        nothing but a damaged record is left still stands in the list.

    Raises:
        MessageError: Nothing of such a message is in the data.
        InputError: The data are neither bytes nor text.
        CapacityError: They are longer than `screening.messages.MAX_CHARS`.
    """
    problems = Problems()
    segments = read_segments(data, problems)
    kinds = {segment[2, 0].upper() for segment in segments if segment.tag == "UNH"}
    if "PNRGOV" in kinds and not kinds & _OURS:
        raise MessageError("the message is a PNRGOV; read_pnrgov reads it")
    reader = _Reader(problems)
    for segment in segments:
        reader.take(segment)
    if not kinds & _OURS and not reader.drafts and not reader.answers:
        raise MessageError("no PAXLST or CUSRES message in the data")
    return reader.manifest(check_date)


class _Reader:
    """Walks over segments; what belongs to whom follows from their order."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.drafts: list[Draft] = []
        self.answers: list[Answer] = []
        self._legs: list[dict[str, str]] = []
        self._traveller: Draft | None = None
        self._document: list[str] | None = None
        self._answer: dict[str, str] | None = None
        self._begun = (0, 0)  # number of the segment UNH, and travellers before it
        self._is_part = False  # the last message says that others belong to it, and not that it is the last of them

    def take(self, segment: Segment) -> None:
        """Read one segment."""
        if segment.is_cut and segment.tag != "NAD":
            return  # half a number is somebody else's
        if segment.tag in _NOBODY:
            self._traveller = self._document = None
        match segment.tag:
            case "UNH":
                self._end_answer()
                self._begun = segment.number, len(self.drafts)
                self._is_part = segment[4, 0] != "" and segment[4, 1].upper() != "F" and segment[2, 0] == "PAXLST"
            case "TDT":
                self._legs.append({"number": segment[2, 0], "crosses": ""})
            case "NAD":
                self._party(segment)
            case "ERP":
                self._end_answer()
                self._answer = {}
            case "CNT" | "UNT":
                self._count(segment)
            case "RFF" | "ERC" | "FTX" if self._answer is not None:
                self._answered(self._answer, segment)
            case _ if self._traveller is not None:
                self._of_traveller(self._traveller, segment)
            case "RFF" if segment[1, 0] == "AF":  # the flight of an answer
                self._legs.append({"number": segment[1, 1], "crosses": ""})
            case "LOC" | "DTM":
                self._of_leg(segment)

    def manifest(self, check_date: date | None) -> Manifest:
        """All that was read."""
        self._end_answer()
        legs = tuple(
            Flight(
                leg["number"],
                leg.get("125"),
                moment(leg.get("189", "")),
                leg.get("87"),
                moment(leg.get("232", "")),
            )
            for leg in self._legs
        )
        crossing = [flight for flight, leg in zip(legs, self._legs, strict=True) if leg["crosses"]]
        flight = next(iter(crossing or legs), None)
        if self._is_part:
            self.problems.note(self._begun[0], "a part of a list that is not said to be the last: others may follow")
        if not self.answers and not self.drafts:
            self.problems.note(0, "no traveller in the message")
        today = check_date or (flight and flight.day) or date.today()  # noqa: DTZ011 - a calendar day; can be passed
        passengers = tuple(draft.passenger(today, self.problems) for draft in self.drafts)
        return Manifest(
            tuple(passenger.traveller for passenger in passengers),
            flight,
            tuple(self.problems),
            passengers,
            legs,
            tuple(self.answers),
        )

    def _party(self, segment: Segment) -> None:
        self._traveller = self._document = None
        qualifier = segment[1, 0].upper()
        if qualifier not in _ROLES:
            if qualifier == "MS" or not self._legs or segment.is_cut:
                return  # who sends the message, and others before the flight
            self.problems.note(segment.number, "a party of an unknown role, taken for a traveller")
        name = segment.element(4)
        if not any(name):
            name = next((found for found in (segment.element(3), segment.element(2)) if any(found)), ())
            if name:
                self.problems.note(segment.number, "the name stands in another element than it should")
        if len(name) == 1 and "/" in name[0]:
            name = tuple(name[0].split("/", 1))
        surname, *given = name or ("",)
        self._traveller = Draft(segment.number, _ROLES.get(qualifier, "other"), is_cut=segment.is_cut)
        self._traveller.names.append((surname, " ".join(filter(None, given))))
        self.drafts.append(self._traveller)

    def _of_traveller(self, traveller: Draft, segment: Segment) -> None:
        value = segment[1, 1]
        match segment.tag, segment[1, 0]:
            case "ATT", "2":
                self._once("sex", segment[3, 0] or segment[2, 0], segment)
            case "DTM", "329":
                self._once("birth", value, segment)
            case "DTM", "36":
                self._of_document(3, value, segment)
            case "LOC", "91":
                self._of_document(2, segment[2, 0], segment)
            case "LOC", qualifier:
                traveller.places.setdefault(qualifier, " ".join(filter(None, segment.element(2))))
            case "NAT", _:
                nationality = next(filter(None, segment.element(2)), "")
                if nationality and nationality not in traveller.nationalities:
                    traveller.nationalities.append(nationality)
            case "RFF", qualifier:
                traveller.references.setdefault(qualifier, value)
                traveller.id = traveller.references.get("ABO", "")
            case "DOC", kind:
                self._document = [kind, segment[2, 0], "", ""] if segment[2, 0] else None
                if self._document:
                    traveller.documents.append(self._document)

    def _once(self, name: str, value: str, segment: Segment) -> None:
        """A fact that a traveller has once; another one is of a traveller whose beginning is lost."""
        traveller = self._traveller
        if traveller is None or not value:
            return
        if getattr(traveller, name) not in ("", value):
            self.problems.note(segment.number, "the facts of another traveller, whose name is lost")
            self._traveller = traveller = Draft(segment.number, "other")
            self._document = None
            self.drafts.append(traveller)
        setattr(traveller, name, value)

    def _of_document(self, place: int, value: str, segment: Segment) -> None:
        if self._document is None or self._document[place] not in ("", value):
            if value:
                self.problems.note(segment.number, "a fact of a document that is not there")
            return
        self._document[place] = value

    def _of_leg(self, segment: Segment) -> None:
        if not self._legs:
            self._legs.append({"number": "", "crosses": ""})
        leg = self._legs[-1]
        qualifier, value = segment[1, 0], segment[2, 0] if segment.tag == "LOC" else segment[1, 1]
        if qualifier in {"125", "87"}:
            leg["crosses"] = "yes"
        if qualifier == "92":  # a leg at home: departure, then arrival
            qualifier = "87" if "125" in leg else "125"
        leg.setdefault(qualifier, value)

    def _count(self, segment: Segment) -> None:
        begun, before = self._begun
        if segment.tag == "UNT":
            told, found = segment[1, 0], segment.number - begun + 1
            what = "segments"
        else:
            told, what = segment[1, 1], "travellers"
            roles = _COUNTED.get(segment[1, 0], ())
            found = sum(draft.role in roles for draft in self.drafts[before:])
            if not roles:
                return
        if told != str(found):
            self.problems.note(segment.number, f"another count of {what} is told than the {found} found")

    def _answered(self, answer: dict[str, str], segment: Segment) -> None:
        match segment.tag:
            case "RFF":
                answer.setdefault(segment[1, 0], segment[1, 1])
            case "ERC":
                answer["codes"] = f"{answer.get('codes', '')} {segment[1, 0]}"
            case "FTX":
                answer["text"] = f"{answer.get('text', '')} {' '.join(segment.element(4))}".strip()

    def _end_answer(self) -> None:
        if self._answer:
            self.answers.append(
                Answer(
                    self._answer.get("ABO"),
                    self._answer.get("AVF"),
                    tuple(self._answer.get("codes", "").split()),
                    self._answer.get("text", ""),
                )
            )
        self._answer = None
