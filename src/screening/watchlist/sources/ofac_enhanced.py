"""The lists of the US Office of Foreign Assets Control as enhanced XML (``sdn_enhanced.xml``).

Structure: ``sanctionsData`` with one ``entity`` an entry; every name has translations, one a script, with formatted
parts; features (birth date, nationality, sex) carry their meaning in words, so that nothing refers elsewhere.  A vessel
or an aircraft is rejected.  Written from the published description and tested with invented entities; no official file
was at hand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.errors import ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry, NameKind
from screening.watchlist.sources._draft import Desk, Draft, iso_day
from screening.watchlist.sources._ofac_remarks import IDENTITY, NO_IDENTITY
from screening.watchlist.sources._xml import Node, RecordStream, has_root

__all__ = ["NAME", "detect", "read"]

NAME: Final = "ofac_enhanced"

_ALIASES: Final[dict[str, NameKind]] = {"A.K.A.": "strong", "N.K.A.": "strong", "F.K.A.": "former"}


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like an OFAC list in enhanced XML."""
    return has_root(head, "sanctionsData")


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file.

    Raises:
        ListFormatError: What `RecordStream` refuses, or a file that holds changes only.
        ListEmptyError: No person was read.
    """
    name = list_name or "ofac"
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    records = frozenset({"entity", "publicationInfo"})
    for node in RecordStream(path, receipt, root="sanctionsData", records=records):
        if node.tag == "publicationInfo":
            receipt.list_date = iso_day(node.value("dataAsOf"))
            continue
        if node.get("action"):
            raise ListFormatError("a file of changes, not a list", where=f"line {node.line}")
        receipt.rows_read += 1
        where = f"line {node.line}"
        kind = next((info.value("entityType") for info in node.all("generalInfo")), "")
        if kind in ("Vessel", "Aircraft"):
            receipt.reject(where, "a vessel or an aircraft is not screened")
        else:
            yield from desk.admit(_entry(node, Draft(receipt, where), name, person=kind == "Individual"), where)
    desk.close()


def _entry(node: Node, draft: Draft, list_name: str, *, person: bool) -> Entry:
    for name in sorted(node.all("names", "name"), key=lambda one: one.value("isPrimary") != "true"):
        _name(draft, name, person=person)
    for feature in node.all("features", "feature"):
        _feature(draft, feature)
    for document in node.all("identityDocuments", "identityDocument"):
        _document(draft, document, person=person)
    for address in node.all("addresses", "address"):
        parts = [
            part.value("value") for part in address.all("translations", "translation", "addressParts", "addressPart")
        ]
        draft.address(parts, address.value("country"))
    for programme in node.values("sanctionsPrograms"):
        draft.programme(programme)
    for tag in ("sanctionsTypes", "legalAuthorities"):
        draft.remark({"sanctionsTypes": "Measure"}.get(tag, "Legal basis"), ", ".join(node.values(tag)))
    for relation in node.all("relationships", "relationship"):
        draft.remark("Relation", f"{relation.value('type')} {relation.value('relatedEntity')}")
    for info in node.all("generalInfo"):
        draft.remark("", info.value("remarks"))
        draft.title(info.value("title"))
    dates = [one.get("datePublished") for one in node.all("sanctionsLists", "sanctionsList")]
    listed = [day for date in dates if (day := iso_day(date)) is not None]
    return draft.entry(
        node.get("id"),
        list_name,
        "person" if person else "organisation",
        category="sanctions",
        listed_on=min(listed, default=None),
    )


def _name(draft: Draft, node: Node, *, person: bool) -> None:
    kind: NameKind = _ALIASES.get(node.value("aliasType"), "strong")
    if node.value("isPrimary") == "true":
        kind = "primary"
    elif node.value("isLowQuality") == "true":
        kind = "weak"
    for text in node.all("translations", "translation"):
        surname, given = text.value("formattedLastName"), text.value("formattedFirstName")
        whole = text.value("formattedFullName") or ", ".join(filter(None, (surname, given)))
        script = text.value("script")
        draft.name(
            whole,
            kind if script in ("", "Latin") or kind != "primary" else "strong",
            surname=surname if person else "",
            given_names=given if person else "",
            note="" if script in ("", "Latin") else script,
        )


def _feature(draft: Draft, node: Node) -> None:
    label, value = node.value("type"), node.value("value")
    if label == "Birthdate":
        draft.birth(_dates(node) or value, stated=value)
    elif label == "Place of Birth":
        draft.born_in(value)
        draft.country_in(value, "birth")
    elif label in ("Nationality Country", "Citizenship Country"):
        draft.country(value, "nationality")
    elif label == "Gender":
        draft.sex(value)
    elif label == "Title":
        draft.title(value)
    else:
        draft.remark(label.rstrip(" :-"), value)


def _dates(node: Node) -> str:
    """The exact form of a birth date, where there is one, in words."""
    for date in node.all("valueDate"):
        first, last = date.value("fromDateBegin"), date.value("toDateEnd") or date.value("toDateBegin")
        circa = "circa " if date.value("isApproximate") == "true" else ""
        if not first or first == last or not last:
            return f"{circa}{first}".strip()
        if (first[4:], last[4:]) == ("-01-01", "-12-31"):
            same = first[:4] == last[:4]
            return circa + (first[:4] if same else f"between {first[:4]} and {last[:4]}")
        return f"{circa}between {first} and {last}"
    return ""


def _document(draft: Draft, node: Node, *, person: bool) -> None:
    kind, number, issuer = node.value("type"), node.value("documentNumber"), node.value("issuingCountry")
    dates = [f"{tag} {text}" for tag in ("issueDate", "expirationDate") if (text := node.value(tag))]
    validity = ["not valid"] if node.value("isValid") == "false" else []
    note = "; ".join(filter(None, (*dates, *validity, node.value("issuingLocation"), node.value("comment"))))
    if person and NO_IDENTITY.search(kind) is None and IDENTITY.fullmatch(kind) is not None:
        draft.document(number, kind, issuer, note)
    else:
        draft.remark(kind or "Number", ", ".join(filter(None, (number, issuer, note))))
