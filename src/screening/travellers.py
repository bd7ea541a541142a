"""The query: a traveller as a border system knows one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from screening.birthdates import BirthDate
from screening.documents import TravelDocument
from screening.errors import InputError

if TYPE_CHECKING:
    from screening.mrz import Mrz

__all__ = ["Traveller"]

_TEXTS = (
    "name",
    "surname",
    "given_names",
    "sex",
    "nationality",
    "document_number",
    "document_type",
    "issuing_state",
    "id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """A person to screen; every field may be left out, but something must be comparable.

    Args:
        surname, given_names: Primary and secondary identifier (ICAO Doc 9303), in any script.
        name: The whole name where it is not separated; give this or the two above.
        other_names: Whole names that the traveller may bear as well: another reading, a maiden name.  The best of all
            names counts.
        birth_date: A date, an ISO date, anything `screening.parse_birth_date` reads, or its result.
        sex: ``M`` or ``F``; ``X``, ``<`` and anything else count as unknown.
        nationality: Code or name of a country; special codes such as ``XXA`` count as unknown.
        document_number, document_type, issuing_state: Of the document presented.
        other_documents: Further documents; each may hit.
        id: The caller's own reference; comes back with the result.
        maybe_truncated: The name field was full, so that its end may be cut off (ICAO Doc 9303-3 section 4).

    Raises:
        InputError: A field has the wrong type, or both ``name`` and its parts are given.
    """

    name: str | None = None
    surname: str | None = None
    given_names: str | None = None
    other_names: tuple[str, ...] = ()
    birth_date: str | date | BirthDate | None = None
    sex: str | None = None
    nationality: str | None = None
    document_number: str | None = None
    document_type: str | None = None
    issuing_state: str | None = None
    other_documents: tuple[TravelDocument, ...] = ()
    id: str | None = None
    maybe_truncated: bool = False

    def __post_init__(self) -> None:
        for field in _TEXTS:
            if not isinstance(getattr(self, field), str | None):
                raise InputError("must be text", where=f"field {field}")
        if not isinstance(self.birth_date, str | date | BirthDate | None):
            raise InputError("must be text, a date or a BirthDate", where="field birth_date")
        if self.name is not None and (self.surname is not None or self.given_names is not None):
            raise InputError("give either name, or surname and given_names", where="field name")
        for field, kind in (("other_names", str), ("other_documents", TravelDocument)):
            values = getattr(self, field)
            if not isinstance(values, tuple) or not all(isinstance(value, kind) for value in values):
                raise InputError(f"must be a tuple of {kind.__name__}", where=f"field {field}")
        if not isinstance(self.maybe_truncated, bool):
            raise InputError("must be True or False", where="field maybe_truncated")

    def __repr__(self) -> str:
        """Which fields are there, without what they hold: personal data stays out of logs."""
        given = [f.name for f in fields(self) if getattr(self, f.name) not in (None, False, ())]
        return f"Traveller({', '.join(given)})"

    @classmethod
    def from_mrz(cls, mrz: Mrz, *, id: str | None = None) -> Traveller:
        """The traveller whom a machine-readable zone describes."""
        return cls(
            surname=mrz.surname,
            given_names=mrz.given_names,
            birth_date=mrz.birth_date,
            sex=mrz.sex,
            nationality=mrz.nationality,
            document_number=mrz.document_number,
            document_type=mrz.document_code,
            issuing_state=mrz.issuing_state,
            id=id,
            maybe_truncated=mrz.maybe_truncated,
        )
