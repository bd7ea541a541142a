"""What the remarks of an OFAC record hold: birth, nationality, documents and weak aliases, between semicolons.

``DOB 26 Feb 1980; POB Grozny, Russia; nationality Russia; Gender Male; Passport A0030940 (Iran) expires 18 Jul 2027;
a.k.a. 'MAGNIT'.``  An ``alt.`` before an item makes it an alternative.  Names in quotation marks are the weak aliases
(OFAC FAQ 122).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from screening.birthdates import BirthDate
from screening.documents import normalize_document_number
from screening.watchlist.schema import CountryRole, Document, EntryName, NameKind
from screening.watchlist.sources._draft import country, parsed_birth

__all__ = ["IDENTITY", "NO_IDENTITY", "Remarks", "read_remarks"]

_KIND: Final[dict[str, NameKind]] = {"a": "weak", "f": "former", "n": "weak"}
_ITEM: Final = re.compile(r"(?:alt\. )?(DOB|POB|nationality|citizen|Gender|[afn]\.k\.a\.)\s+(.+)", re.DOTALL)
_TYPE: Final = (
    r"(?:[\w.'’-]+\s)*?"
    r"(?:Passport|No\.|Number|#|ID|Card|SSN|(?:[A-Z]\.){3,4}|Identidad|electoral|Nacional|Fiscal Code:?)"
)
IDENTITY: Final = re.compile(_TYPE)
"""Labels of documents and numbers that tell a person."""
_DOCUMENT: Final = re.compile(
    r"(?:alt\. )?"
    rf"(?P<type>{_TYPE})\s+"
    r"(?P<number>[^(]*\d[^(]*?(?:\(\w\))?)\s*(?:\((?P<state>[^)]*)\))?\s*(?P<note>(?:issued|expires).*)?"
)
NO_IDENTITY: Final = re.compile(
    r"Phone|Fax|Email|Website|SWIFT|Vessel|Aircraft|MMSI|Digital|Commercial Code|Account|Executive|Section"
)
"""Labels with a number in them that is no document."""
_SEX: Final[dict[str, Literal["M", "F"]]] = {"male": "M", "female": "F"}


@dataclass(slots=True)
class Remarks:
    """The parts of a remarks field that are more than prose; ``unclear`` names the kinds that were not understood."""

    names: list[EntryName] = field(default_factory=list)
    births: list[BirthDate] = field(default_factory=list)
    birth_places: list[str] = field(default_factory=list)
    countries: list[tuple[str, CountryRole]] = field(default_factory=list)
    sex: Literal["M", "F"] | None = None
    documents: list[Document] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def read_remarks(text: str) -> Remarks:
    """Reads the items that have a label; any other stays prose."""
    found = Remarks()
    for item in re.split(r";\s*", text.strip().removesuffix(".")):
        if (labelled := _ITEM.fullmatch(item.strip())) is not None:
            _labelled(found, labelled[1], labelled[2].strip())
        elif NO_IDENTITY.search(item) is None and (document := _DOCUMENT.fullmatch(item.strip())) is not None:
            _document(found, document)
    return found


def _labelled(found: Remarks, label: str, value: str) -> None:
    if label == "DOB":
        birth = parsed_birth(value)
        if birth.intervals:
            found.births.append(birth)
        else:
            found.unclear.append("a birth date was not understood")
    elif label == "POB":
        found.birth_places.append(value)
        code = country(value.rpartition(",")[2].strip())
        if code is not None:
            found.countries.append((code, "birth"))
    elif label in ("nationality", "citizen"):
        code = country(value)
        if code is not None:
            found.countries.append((code, "nationality"))
        else:
            found.unclear.append("a nationality was not understood")
    elif label == "Gender":
        found.sex = _SEX.get(value.lower())
    else:
        found.names.append(EntryName(value.strip("'\"‘’“”"), _KIND[label[0]]))


def _document(found: Remarks, match: re.Match[str]) -> None:
    number = normalize_document_number(match["number"])
    if not number:
        found.unclear.append("a document number without letters or digits")
        return
    state = match["state"]
    code = country(state) if state else None
    note = "; ".join(part for part in ("" if code else state, match["note"]) if part)
    found.documents.append(Document(number, match["type"].strip(), code, note or None))
