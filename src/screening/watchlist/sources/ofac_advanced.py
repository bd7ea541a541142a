"""The lists of the US Office of Foreign Assets Control as advanced XML (``sdn_advanced.xml``).

Structure: ``Sanctions`` with sections that refer to each other by number: ``ReferenceValueSets`` (what every number
means), ``Locations``, ``IDRegDocuments``, ``DistinctParties`` (one ``DistinctParty`` an entry, with names and features)
and ``SanctionsEntries`` (programmes and dates).  Parties stand before the programmes, so they are kept until these were
read.  A party is a person or an organisation; a vessel or an aircraft is rejected.  Written from the published
description and tested with invented parties; no official file was at hand.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from screening.errors import ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry, NameKind
from screening.watchlist.sources._draft import Desk, Draft
from screening.watchlist.sources._ofac_remarks import IDENTITY, NO_IDENTITY
from screening.watchlist.sources._xml import Node, RecordStream, has_root

__all__ = ["NAME", "detect", "read"]

NAME: Final = "ofac_advanced"

_RECORDS: Final = frozenset(
    "DateOfIssue ReferenceValueSets Location IDRegDocument DistinctParty SanctionsEntry".split()
)
_ALIASES: Final[dict[str, NameKind]] = {"Name": "primary", "A.K.A.": "strong", "N.K.A.": "strong", "F.K.A.": "former"}
_SURNAMES: Final = ("Last Name", "Maiden Name", "Patronymic", "Matronymic")
_COUNTRIES: Final = ("Nationality Country", "Citizenship Country")
_NO_TRAVELLER: Final = frozenset({"Vessel", "Aircraft"})


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like an OFAC list in advanced XML."""
    return has_root(head, "Sanctions")


@dataclass(slots=True)
class _File:
    """The sections of a file that parties refer to.

    Attributes:
        values: Text of a reference value, by kind and number (``("Country", "11073")``).
        subtypes: Type behind a subtype that is called ``Unknown``.
        locations: By number.
        documents, sanctions: By number of the identity, and of the profile.
    """

    values: dict[tuple[str, str], str] = field(default_factory=dict)
    subtypes: dict[str, str] = field(default_factory=dict)
    locations: dict[str, Node] = field(default_factory=dict)
    documents: defaultdict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    sanctions: defaultdict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))

    def take(self, node: Node) -> None:
        if node.tag == "ReferenceValueSets":
            for one in (value for kind in node.children for value in kind.children):
                self.values[one.tag, one.get("ID")] = one.text or one.get("Description") or one.get("ISO2")
                if one.tag == "PartySubType":
                    self.subtypes[one.get("ID")] = one.get("PartyTypeID")
        elif node.tag == "Location":
            self.locations[node.get("ID")] = node
        elif node.tag == "IDRegDocument":
            self.documents[node.get("IdentityID")].append(node)
        else:
            self.sanctions[node.get("ProfileID")].append(node)

    def text(self, kind: str, number: str) -> str:
        return self.values.get((kind, number), "")

    def party_type(self, subtype: str) -> str:
        text = self.text("PartySubType", subtype)
        return text if text not in ("", "Unknown") else self.text("PartyType", self.subtypes.get(subtype, ""))

    def place(self, number: str) -> tuple[list[str], str]:
        """Parts and country of a location."""
        location = self.locations.get(number)
        if location is None:
            return [], ""
        countries = [self.text("Country", one.get("CountryID")) for one in location.all("LocationCountry")]
        countries += [self.text("AreaCode", one.get("AreaCodeID")) for one in location.all("LocationAreaCode")]
        parts = [value.text for value in location.all("LocationPart", "LocationPartValue", "Value")]
        return parts, next((text for text in countries if text and text != "undetermined"), "")


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file, after all of it was read.

    Raises:
        ListFormatError: What `RecordStream` refuses, or a file without reference values.
        ListEmptyError: No person was read.
    """
    name = list_name or "ofac"
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    file = _File()
    parties: list[Node] = []
    for node in RecordStream(path, receipt, root="Sanctions", records=_RECORDS):
        if node.tag == "DistinctParty":
            receipt.rows_read += 1
            parties.append(node)
        elif node.tag == "DateOfIssue":
            receipt.list_date = _day(node) or None
        else:
            file.take(node)
    if not file.values:
        raise ListFormatError("a list in advanced XML needs its reference values", where=receipt.source)
    for node in parties:
        where = f"line {node.line}"
        profile = next(iter(node.all("Profile")), None)
        if profile is None:
            receipt.reject(where, "a party needs a profile")
        elif (kind := file.party_type(profile.get("PartySubTypeID"))) in _NO_TRAVELLER:
            receipt.reject(where, "a vessel or an aircraft is not screened")
        else:
            entry = _entry(profile, Draft(receipt, where), file, name, person=kind == "Individual")
            yield from desk.admit(entry, where)
    desk.close()


def _entry(profile: Node, draft: Draft, file: _File, list_name: str, *, person: bool) -> Entry:
    for identity in profile.all("Identity"):
        groups = {
            group.get("ID"): file.text("NamePartType", group.get("NamePartTypeID"))
            for group in identity.all("NamePartGroups", "MasterNamePartGroup", "NamePartGroup")
        }
        for alias in sorted(identity.all("Alias"), key=lambda one: one.get("Primary") != "true"):
            _alias(draft, alias, file, groups, person=person)
        for document in file.documents.get(identity.get("ID"), ()):
            _document(draft, document, file, person=person)
    for feature in profile.all("Feature"):
        _feature(draft, feature, file)
    listed = []
    for sanction in file.sanctions.get(profile.get("ID"), ()):
        for measure in sanction.all("SanctionsMeasure"):
            kind = file.text("SanctionsType", measure.get("SanctionsTypeID"))
            comment = measure.value("Comment")
            if kind == "Program":
                draft.programme(comment)
            else:
                draft.remark("Measure", ", ".join(filter(None, (kind, comment))))
        listed += [day for date in sanction.all("EntryEvent", "Date") if (day := _day(date))]
        for event in sanction.all("EntryEvent"):
            draft.remark("Legal basis", file.text("LegalBasis", event.get("LegalBasisID")))
    return draft.entry(
        profile.get("ID"),
        list_name,
        "person" if person else "organisation",
        category="sanctions",
        listed_on=min(listed, default=None),
    )


def _alias(draft: Draft, alias: Node, file: _File, groups: Mapping[str, str], *, person: bool) -> None:
    kind = _ALIASES.get(file.text("AliasType", alias.get("AliasTypeID")), "strong")
    if alias.get("LowQuality") == "true":
        kind = "weak"
    for number, name in enumerate(alias.all("DocumentedName")):
        parts: list[tuple[str, str]] = []
        script = ""
        for value in name.all("DocumentedNamePart", "NamePartValue"):
            parts.append((groups.get(value.get("NamePartGroupID"), ""), value.text))
            script = file.text("Script", value.get("ScriptID"))
        surname = " ".join(text for part, text in parts if part in _SURNAMES)
        given = " ".join(text for part, text in parts if part not in _SURNAMES)
        whole = " ".join(text for _, text in parts)
        if surname and given and script in ("", "Latin"):
            whole = f"{surname}, {given}"
        draft.name(
            whole,
            kind if number == 0 or kind != "primary" else "strong",
            surname=surname if person else "",
            given_names=given if person else "",
            note="" if script in ("", "Latin") else script,
        )


def _document(draft: Draft, node: Node, file: _File, *, person: bool) -> None:
    kind = file.text("IDRegDocType", node.get("IDRegDocTypeID"))
    number, issuer = node.value("IDRegistrationNo"), file.text("Country", node.get("IssuedBy-CountryID"))
    dates = [
        f"{file.text('IDRegDocDateType', date.get('IDRegDocDateTypeID'))}: {_period(period)}"
        for date in node.all("DocumentDate")
        for period in date.all("DatePeriod")
    ]
    note = "; ".join(filter(None, (*dates, node.value("IssuingAuthority"), node.value("Comment"))))
    if person and NO_IDENTITY.search(kind) is None and IDENTITY.fullmatch(kind) is not None:
        draft.document(number, kind, issuer, note)
    else:
        draft.remark(kind or "Number", ", ".join(filter(None, (number, issuer, note))))


def _feature(draft: Draft, node: Node, file: _File) -> None:
    label = file.text("FeatureType", node.get("FeatureTypeID")).strip()
    for version in node.all("FeatureVersion"):
        periods = [_period(period) for period in version.all("DatePeriod")]
        places = [file.place(location.get("LocationID")) for location in version.all("VersionLocation")]
        details = [
            file.text("DetailReference", detail.get("DetailReferenceID")) or detail.text
            for detail in version.all("VersionDetail")
        ]
        if label == "Birthdate":
            for text in periods:
                draft.birth(text)
        elif label == "Place of Birth":
            for text in details:
                draft.born_in(text)
                draft.country_in(text, "birth")
            for parts, country in places:
                draft.born_in(", ".join(parts), country)
        elif label in _COUNTRIES:
            for parts, country in places:
                draft.country(country or ", ".join(parts), "nationality")
        elif label == "Location":
            for parts, country in places:
                draft.address(parts, country)
        elif label == "Gender":
            for text in details:
                draft.sex(text)
        elif label == "Title":
            for text in details:
                draft.title(text)
        else:
            texts = [*details, *periods, *(", ".join([*parts, country]) for parts, country in places)]
            draft.remark(label.rstrip(" :-"), "; ".join(texts))


def _day(node: Node) -> str:
    """``Year``, ``Month`` and ``Day`` below an element as an ISO date."""
    parts = [node.value(part) for part in ("Year", "Month", "Day")]
    return "-".join(part.zfill(2) for part in parts) if all(map(str.isdigit, parts)) else ""


def _period(node: Node) -> str:
    """A period as words that a birth date is read from; from the first of January to the end is the year."""
    days = [
        day
        for side, edge in (("Start", "From"), ("End", "To"))
        if (day := next((found for one in node.all(side, edge) if (found := _day(one))), ""))
    ]
    circa = "circa " if any(start.get("Approximate") == "true" for start in node.all("Start")) else ""
    first, last = (days[0], days[-1]) if days else ("", "")
    if not first or first == last:
        return f"{circa}{first}".strip()
    if (first[4:], last[4:]) == ("-01-01", "-12-31"):
        years = first[:4] if first[:4] == last[:4] else f"between {first[:4]} and {last[:4]}"
        return f"{circa}{years}"
    return f"{circa}between {first} and {last}"
