"""What a passenger message says: travellers in its order, the flight, answers, and what was odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from screening.birthdates import BirthDate, parse_birth_date
from screening.documents import TravelDocument
from screening.messages.edifact import Problem, Problems
from screening.messages.names import name_forms, sex_of_title, without_remark
from screening.travellers import Traveller

__all__ = ["Answer", "Draft", "Flight", "Manifest", "Passenger", "Role", "day_of", "moment"]

Role = Literal["passenger", "crew", "passenger in transit", "crew in transit", "infant", "other"]

_FULL_FIELD: Final = 35  # letters of a name element (EDIFACT an..35): a name that fills it may go on
_SEX: Final[dict[str, Literal["M", "F"]]] = {"M": "M", "F": "F", "MI": "M", "FI": "F"}
_BESIDE_IDENTITY: Final = ("V", "L")  # visas and licences stand behind the document of identity


@dataclass(frozen=True, slots=True)
class Flight:
    """One leg.

    Attributes:
        number: Carrier and number as written, e.g. ``OK688``.
        departure, arrival: Airports as written.
        departure_time, arrival_time: Local times without a zone; None where missing or impossible.
    """

    number: str
    departure: str | None = None
    departure_time: datetime | None = None
    arrival: str | None = None
    arrival_time: datetime | None = None

    @property
    def day(self) -> date | None:
        """The day of arrival, else of departure."""
        known = self.arrival_time or self.departure_time
        return known.date() if known else None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Passenger:
    """One traveller of a message, with what is not screened.

    Attributes:
        traveller: What is screened.  Its ``id`` is the carrier's unique reference of the passenger where there is one.
        role: Passenger, crew and so on.
        documents: All that the message gives, in its order.
        references: All references by their qualifier (``AVF`` booking, ``ABO`` passenger, ``SEA`` seat ...).
        embarkation, debarkation, birth_place, residence: As written.
        nationalities: As written; `Traveller.nationality` is the first.
        segment: Number of the segment that the traveller begins with.
    """

    traveller: Traveller
    role: Role
    documents: tuple[TravelDocument, ...]
    references: Mapping[str, str]
    embarkation: str | None
    debarkation: str | None
    birth_place: str | None
    residence: str | None
    nationalities: tuple[str, ...]
    segment: int

    def __repr__(self) -> str:
        """Role and place only: the rest is personal data and stays out of logs."""
        return f"<Passenger {self.role!r} of segment {self.segment}>"


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What an authority answered on one passenger (CUSRES).

    Attributes:
        reference: The carrier's reference of the passenger (``ABO``), as it was asked with.
        booking: The booking (``AVF``).
        codes: Answer codes, e.g. ``0Z``.
        text: Free text of the answer.
    """

    reference: str | None
    booking: str | None
    codes: tuple[str, ...]
    text: str

    def __repr__(self) -> str:
        return f"<Answer {' '.join(self.codes)}>"


@dataclass(frozen=True, slots=True, repr=False)
class Manifest:
    """All that was read of one message or several.

    Attributes:
        travellers: In the order of the message; ready for `screening.Screener.screen_many`.
        flight: The leg that crosses the border, else the first; None if none is told.
        problems: What was odd, with segment and rule, and never a value.
        passengers: For each traveller what else the message says.
        legs: All flights of the message.
        answers: Of CUSRES messages.
    """

    travellers: tuple[Traveller, ...]
    flight: Flight | None
    problems: tuple[Problem, ...]
    passengers: tuple[Passenger, ...] = ()
    legs: tuple[Flight, ...] = ()
    answers: tuple[Answer, ...] = ()

    def __repr__(self) -> str:
        return f"<Manifest {len(self.travellers)} travellers, {len(self.problems)} problems>"


@dataclass(slots=True, repr=False)
class Draft:
    """A traveller while the message is read.

    Attributes:
        names: ``(surname, given names)``; the first is the one to screen by, the others are forms beside it.
        document_names: How many of them, from the first on, documents bear.
        is_cut: The data end within the name.
        documents: ``[type, number, issuing state, expiry]`` of each.
    """

    segment: int
    role: Role = "passenger"
    names: list[tuple[str, str]] = field(default_factory=list)
    document_names: int = 0
    is_cut: bool = False
    birth: str = ""
    sex: str = ""
    nationalities: list[str] = field(default_factory=list)
    documents: list[list[str]] = field(default_factory=list)
    references: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    id: str = ""

    def passenger(self, check_date: date, problems: Problems) -> Passenger:
        """The finished traveller; whatever cannot be used is noted and left as it stands or away."""
        names = list(dict.fromkeys((without_remark(first), without_remark(second)) for first, second in self.names))
        names = [name for name in names if any(name)]
        if not names:
            problems.note(self.segment, "a traveller without a name")
        forms = [form for name in names for form in (name, *name_forms(*name))]
        others = list(dict.fromkeys(f"{second} {first}".strip() for first, second in forms))[1:]
        surname, given_names = names[0] if names else ("", "")
        titled = (sex_of_title(second) for _, second in names)
        documents = tuple(self._document(parts, check_date, problems) for parts in self.documents)
        identity = [d for d in documents if not (d.type or "").startswith(_BESIDE_IDENTITY)]
        main = next(iter(identity or documents), None)
        return Passenger(
            traveller=Traveller(
                surname=surname or None,
                given_names=given_names or None,
                other_names=tuple(others),
                birth_date=self._birth_date(check_date, problems),
                sex=_SEX.get(self.sex.upper()) if self.sex else next(filter(None, titled), None),
                nationality=self.nationalities[0] if self.nationalities else None,
                document_number=main.number if main else None,
                document_type=main.type if main else None,
                issuing_state=main.issuing_state if main else None,
                other_documents=tuple(d for d in documents if d is not main),
                id=self.id or None,
                maybe_truncated=self.is_cut or any(len(part) >= _FULL_FIELD for part in (surname, given_names)),
            ),
            role=self.role,
            documents=documents,
            references=dict(self.references),
            embarkation=self.places.get("178"),
            debarkation=self.places.get("179"),
            birth_place=self.places.get("180"),
            residence=self.places.get("174"),
            nationalities=tuple(self.nationalities),
            segment=self.segment,
        )

    def _birth_date(self, check_date: date, problems: Problems) -> BirthDate | None:
        if not self.birth:
            return None
        birth = parse_birth_date(self.birth, check_date=check_date)
        if not birth.intervals or "impossible" in birth.flags:
            problems.note(self.segment, "the birth date is no date, or one that does not exist")
        return birth

    def _document(self, parts: list[str], check_date: date, problems: Problems) -> TravelDocument:
        kind, number, state, expiry = parts
        day = day_of(expiry, check_date)
        if expiry and day is None:
            problems.note(self.segment, "the expiry of a document is no date")
        return TravelDocument(number, type=kind or None, issuing_state=state or None, expiry_date=day)


def day_of(text: str, check_date: date) -> date | None:
    """The day of ``YYMMDD``, ``CCYYMMDD`` or ``DDMMMYY`` that is within fifty years of ``check_date``; None if none."""
    birth = parse_birth_date(text, check_date=date(min(check_date.year + 50, date.max.year), 12, 31))
    days = [first for first, last in birth.intervals if first == last]
    return min(days, key=lambda day: abs(day - check_date), default=None)


_MOMENTS: Final = {6: "%y%m%d", 8: "%Y%m%d", 10: "%y%m%d%H%M", 12: "%Y%m%d%H%M"}


def moment(text: str) -> datetime | None:
    """A time of a message, ``YYMMDD[HHMM]`` with or without the century; None if it is none."""
    form = _MOMENTS.get(len(text))
    if form is None or not (text.isascii() and text.isdecimal()):
        return None
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - local time of an airport
    except ValueError:
        return None
