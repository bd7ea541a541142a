"""An OpenSanctions data set as FollowTheMoney entities, JSON lines (``entities.ftm.json``, ``targets.nested.json``).

One entity a line: ``{"id": .., "schema": .., "properties": {"name": [..], ..}, "target": true}``.  A sanction, a
passport or another identification is an entity of its own that points to its holder (``entity``, ``holder``), or is
nested in the holder's properties.  The file is read twice: first for what points to others, then for the holders.
Relatives and owners that are in the file without being a target are rejected, one by one.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import CountryRole, Entry, NameKind
from screening.watchlist.sources._draft import Desk, Draft, iso_day, slug
from screening.watchlist.sources._lines import json_lines
from screening.watchlist.sources.opensanctions_csv import ORGANISATIONS

__all__ = ["NAME", "detect", "read"]

NAME: Final = "opensanctions_ftm"

_HOLDER: Final = {"Sanction": "entity", "Passport": "holder", "Identification": "holder"}
_NAMES: Final[dict[str, NameKind]] = {
    "name": "primary",
    "alias": "strong",
    "previousName": "former",
    "weakAlias": "weak",
    "abbreviation": "weak",
}
_COUNTRIES: Final[dict[str, CountryRole]] = {
    "nationality": "nationality",
    "citizenship": "nationality",
    "birthCountry": "birth",
    "country": "residence",
    "jurisdiction": "residence",
}
_DOCUMENTS: Final = {
    "passportNumber": "Passport",
    "idNumber": "Identity number",
    "socialSecurityNumber": "Social security number",
    "taxNumber": "Tax number",
    "innCode": "INN",
}
_CATEGORIES: Final = (("sanction", "sanctions"), ("wanted", "wanted"), ("crime", "crime"), ("role.pep", "pep"))
_ELSEWHERE: Final = frozenset(
    """firstName lastName secondName middleName gender birthDate birthPlace title address addressEntity topics programId
    sanctionEntity sanctions passportEntity""".split()
)
_Row = tuple[str, Mapping[str, Any]]


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the first line begins like an entity."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return line.lstrip().startswith(b"{") and all(key in line for key in (b'"id"', b'"schema"', b'"properties"'))


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file.

    Raises:
        ListFormatError: What `json_lines` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or "opensanctions"
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    attached: defaultdict[str, list[_Row]] = defaultdict(list)
    for where, entity in json_lines(path, Receipt()):
        for holder in _values(entity, _HOLDER.get(str(entity.get("schema")), "")):
            attached[holder].append((where, entity))
            break  # an entity counts for one holder
    for where, entity in json_lines(path, receipt):
        schema = str(entity.get("schema"))
        if schema in _HOLDER and any(_values(entity, _HOLDER[schema])):
            continue  # counted with its holder
        if schema != "Person" and schema not in ORGANISATIONS:
            receipt.reject(where, "an entity that is neither a person nor an organisation")
        elif entity.get("target") is False and not _values(entity, "topics"):
            receipt.reject(where, "an entity that is not a target, only connected with one")
        else:
            beside = attached.pop(str(entity.get("id")), [])
            draft = Draft(receipt, where)
            entry = _entry(draft, entity, [*_nested(entity), *(other for _, other in beside)], name)
            yield from desk.admit(entry, where, [where, *(place for place, _ in beside)])
    for beside in attached.values():
        for where, _ in beside:
            receipt.reject(where, "belongs to an entity that was not loaded")
    desk.close()


def _entry(draft: Draft, entity: Mapping[str, Any], beside: Iterable[Mapping[str, Any]], list_name: str) -> Entry:
    person = entity.get("schema") == "Person"
    _names(draft, entity)
    for birth in _values(entity, "birthDate"):
        draft.birth(birth)
    for place in _values(entity, "birthPlace"):
        draft.born_in(place)
    for key, role in _COUNTRIES.items():
        for text in _values(entity, key):
            draft.country(text.upper(), role)
    for sex in _values(entity, "gender"):
        draft.sex("" if sex == "other" else sex)
    for title in _values(entity, "title"):
        draft.title(title)
    for address in _values(entity, "address"):
        draft.remark("Address", address)
    for key, label in _DOCUMENTS.items():
        for number in _values(entity, key):
            if person:
                draft.document(number, label)
            else:
                draft.remark(label, number)
    for programme in _values(entity, "programId"):
        draft.programme(programme)
    columns = _beside(draft, beside)
    topics = _values(entity, "topics")
    for key in _properties(entity):
        if key not in _NAMES and key not in _COUNTRIES and key not in _DOCUMENTS and key not in _ELSEWHERE:
            draft.remark(key, "; ".join(_values(entity, key)))
    draft.remark("Topics", ", ".join(topics))
    category = next((word for start, word in _CATEGORIES if any(topic.startswith(start) for topic in topics)), None)
    kind: Any = "person" if person else "organisation"
    entry_id = entity.get("id")
    return draft.entry(entry_id if isinstance(entry_id, str) else "", list_name, kind, category=category, **columns)


def _names(draft: Draft, entity: Mapping[str, Any]) -> None:
    surnames, given = _values(entity, "lastName"), _values(entity, "firstName")
    given += [*_values(entity, "secondName"), *_values(entity, "middleName")]
    for key, kind in _NAMES.items():
        for text in _values(entity, key):
            words = text.casefold().split()
            parts = [
                next((part for part in found if set(part.casefold().split()) <= set(words)), "")
                for found in (surnames, given)
            ]
            draft.name(text, kind, surname=parts[0], given_names=parts[1])
    if not draft.names:
        draft.name(" ".join([*given[:1], *surnames[:1]]) or str(entity.get("caption") or ""), "primary")


def _beside(draft: Draft, others: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Reads sanctions and documents; returns the columns that only they fill."""
    listed: list[str] = []
    ends: list[str] = []
    actions: dict[str, None] = {}
    sanctions = 0
    for other in others:
        if other.get("schema") != "Sanction":
            state = next(iter(_values(other, "country")), "").upper()
            dates = [("issued", "startDate"), ("expires", "endDate"), ("by", "authority")]
            note = [f"{word} {text}" for word, key in dates for text in _values(other, key)]
            kind = next(iter(_values(other, "type")), str(other.get("schema")))
            for number in _values(other, "number"):
                draft.document(number, kind, state, "; ".join([*note, *_values(other, "summary")]))
            continue
        sanctions += 1
        for key in ("program", "programId"):
            for text in _values(other, key):
                draft.programme(text)
        for key in ("listingDate", "startDate"):
            listed += [day for text in _values(other, key) if (day := iso_day(text)) is not None]
        ends += _values(other, "endDate")[:1]
        actions.update((slug(text), None) for text in _values(other, "provisions") if len(text) <= 60)
        for key in ("authority", "authorityId", "unscId", "reason", "provisions", "status", "duration", "summary"):
            draft.remark(f"Sanction {key}", "; ".join(_values(other, key)))
    # in force until the last of several ends, and without end if one of them has none
    last = draft.valid_day(max(ends)) if sanctions and len(ends) == sanctions else None
    return {"listed_on": min(listed, default=None), "valid_to": last, "action": ", ".join(actions) or None}


def _nested(entity: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Sanctions and documents that stand inside an entity's properties."""
    return [
        value
        for values in _properties(entity).values()
        if isinstance(values, list)
        for value in values
        if isinstance(value, dict) and value.get("schema") in _HOLDER
    ]


def _properties(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = entity.get("properties")
    return properties if isinstance(properties, dict) else {}


def _values(entity: Mapping[str, Any], key: str) -> list[str]:
    """Texts of a property; of an entity nested in it, its id."""
    values = _properties(entity).get(key)
    texts = (
        [value.get("id") if isinstance(value, dict) else value for value in values] if isinstance(values, list) else []
    )
    return [text for text in texts if isinstance(text, str) and text]
