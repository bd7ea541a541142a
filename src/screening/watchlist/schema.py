"""What a watchlist entry is: the value every source yields, and the Arrow schema it is stored in.

A source file under ``sources/`` reads its own format and yields `Entry` values; nothing else in the library knows
list formats.  `ENTRY_SCHEMA` is the columnar form, version `SCHEMA_VERSION`, readable without this library.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pyarrow as pa

from screening.birthdates import BirthDate

__all__ = [
    "ENTRY_SCHEMA",
    "SCHEMA_VERSION",
    "STORED_SCHEMA",
    "CountryRole",
    "Document",
    "Entry",
    "EntryName",
    "EntryType",
    "NameKind",
    "Sex",
]

SCHEMA_VERSION: Final = 2
"""2 added category, action, discreet, validity and a name's own birth date."""

EntryType = Literal["person", "organisation", "document"]
NameKind = Literal["primary", "strong", "weak", "former", "original_script"]
CountryRole = Literal["nationality", "birth", "residence", "issuing"]
Sex = Literal["M", "F"]


@dataclass(frozen=True, slots=True)
class EntryName:
    """One name of an entry.

    Attributes:
        name: The whole name in the order of the source.
        kind: ``primary``; ``strong`` or ``weak`` alias (a weak alias alone never makes a strong hit); ``former``
            (previously used or listed as); ``original_script``.
        surname, given_names: The parts where the source separates them, else None.
        language: ISO 639-1 code where the source states it.
        note: What the source says of this name alone: "nom de guerre", a birth date or a document that goes with it.
        born: Birth date that the source gives under this name alone, as it writes it; several with semicolons between
            them.  Each also stands in `Entry.birth_dates`, with the flag ``alias``.
    """

    name: str
    kind: NameKind = "primary"
    surname: str | None = None
    given_names: str | None = None
    language: str | None = None
    note: str | None = None
    born: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An identity document.

    Attributes:
        number: The number alone, in ``A-Z0-9``; the text around it is in ``note``.
        type: As the source writes it, e.g. ``Passport``.
        issuing_state: ICAO alpha-3 code.
        note: What else the source says: issued, expired, cancelled, counterfeit, in the name of.
    """

    number: str
    type: str | None = None
    issuing_state: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed person, organisation or document.

    Attributes:
        id: Identifier within the list; unique there, never empty.
        list: Name of the list, e.g. ``un``.
        type: ``person``, ``organisation``, or ``document`` where the alert is on a document and names nobody.
        names: Every name of the entry.
        birth_dates: Every stated birth date; each is a set of closed intervals with flags.
        sex: ``M``, ``F`` or None where the source does not say.
        documents: Passports, identity cards and other numbers that tell a person.
        countries: ``(ICAO alpha-3 code, role)`` pairs; ``issuing`` is the state that asks for the alert.
        birth_places: As the source writes them.
        titles: Titles and honorifics that the source keeps apart from the name.
        reference: The number under which the publisher quotes the entry, where that is not its id.
        programme: Sanctions programme or legal basis, several with commas between them.
        category: Why the person is listed, in one word: ``sanctions``, ``wanted``, ``missing``, ``missing_child``,
            ``trafficking_victim``, ``at_risk``, ``lost_document`` and whatever a national list calls it.  Hits of those
            who are to be helped stand apart (`screening.visibility`); no score depends on it.
        action: What the publisher asks for: ``asset_freeze``, ``travel_ban``, ``arrest``, ``refuse``, ``protect``,
            ``locate``, ``check``, ``seize``, ``inform``; several with commas between them.
        discreet: Whether only those may learn of the entry who are entitled to.
        valid_from, valid_to: First and last day on which the entry is in force; None is without an end.
        listed_on: ISO date of the listing; a year or a month where the source says no more.
        remarks: Everything else that the source says, a line each.
    """

    id: str
    list: str
    type: EntryType = "person"
    names: tuple[EntryName, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    sex: Sex | None = None
    countries: tuple[tuple[str, CountryRole], ...] = ()
    birth_places: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    titles: tuple[str, ...] = ()
    reference: str | None = None
    programme: str | None = None
    category: str | None = None
    action: str | None = None
    discreet: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    listed_on: str | None = None
    remarks: str | None = None


def _schema(word: pa.DataType) -> pa.Schema:
    """The schema of an entry, with the type of text that takes the same few values again and again."""
    name = pa.struct(
        [
            pa.field("name", pa.string(), nullable=False),
            pa.field("kind", word, nullable=False),
            pa.field("surname", pa.string()),
            pa.field("given_names", pa.string()),
            pa.field("language", word),
            pa.field("note", word),
            pa.field("born", word),
        ]
    )
    birth = pa.struct(
        [
            pa.field("from", pa.date32(), nullable=False),
            pa.field("to", pa.date32(), nullable=False),
            pa.field("flags", pa.list_(word), nullable=False),
        ]
    )
    country = pa.struct([pa.field("code", word, nullable=False), pa.field("role", word, nullable=False)])
    document = pa.struct(
        [
            pa.field("number", pa.string(), nullable=False),
            pa.field("type", word),
            pa.field("issuing_state", word),
            pa.field("note", pa.string()),
        ]
    )
    return pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            pa.field("list", word, nullable=False),
            pa.field("type", word, nullable=False),
            pa.field("names", pa.list_(name), nullable=False),
            pa.field("birth_dates", pa.list_(birth), nullable=False),
            pa.field("sex", word),
            pa.field("countries", pa.list_(country), nullable=False),
            pa.field("birth_places", pa.list_(pa.string()), nullable=False),
            pa.field("documents", pa.list_(document), nullable=False),
            pa.field("titles", pa.list_(pa.string()), nullable=False),
            pa.field("reference", pa.string()),
            pa.field("programme", word),
            pa.field("category", word),
            pa.field("action", word),
            pa.field("discreet", pa.bool_(), nullable=False),
            pa.field("valid_from", pa.date32()),
            pa.field("valid_to", pa.date32()),
            pa.field("listed_on", word),
            pa.field("remarks", pa.string()),
        ]
    )


ENTRY_SCHEMA: Final = _schema(pa.string())

STORED_SCHEMA: Final = _schema(pa.dictionary(pa.int32(), pa.string()))
"""The same as a compiled file holds it; the numbers of the words are as wide as they must be, see `encoding`."""
