"""The UK Sanctions List, XML and CSV, and the former consolidated list of OFSI, CSV.

XML: ``Designations`` with one ``Designation`` an entry.  CSV: a line with the date, then a header, then one row for
each combination of name, birth date and address of an entry; rows with one unique id are one entry.  A name has five
given parts (Name 1 to 5) and a family part (Name 6); an unknown day or month is written ``dd/mm/1971`` or
``00/00/1971``. Ships are rejected.  Written from the published columns and tags and tested with invented entries; no
official file was at hand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry, NameKind
from screening.watchlist.sources._draft import Desk, Draft, iso_day, slug
from screening.watchlist.sources._input import read_head
from screening.watchlist.sources._lines import CsvTable, header_fields
from screening.watchlist.sources._xml import Node, RecordStream, has_root

__all__ = ["NAME", "detect", "read"]

NAME: Final = "uk"

_IDS: Final = ("unique id", "group id")
_NUMBERED: Final = re.compile(r"\(\d+\)")
_PARTS: Final = tuple(f"name{number}" for number in range(1, 6))
_BLANKS: Final = re.compile(r"[^a-z0-9]+")

# Columns of the two CSV layouts, as letters and digits alone -> the tag of the XML, in lower case.
_COLUMNS: Final[Mapping[str, str]] = {
    **{f"name{number}": f"name{number}" for number in range(1, 7)},
    "lastupdated": "lastupdated",
    "uniqueid": "uniqueid",
    "groupid": "uniqueid",
    "ofsigroupid": "ofsigroupid",
    "unreferencenumber": "unreferencenumber",
    "nametype": "nametype",
    "aliastype": "nametype",
    "aliasstrength": "aliasstrength",
    "aliasquality": "aliasstrength",
    "title": "title",
    "namenonlatinscript": "namenonlatinscript",
    "nonlatinscripttype": "nonlatinscripttype",
    "nonlatinscriptlanguage": "nonlatinscriptlanguage",
    "regimename": "regimename",
    "regime": "regimename",
    "designationtype": "individualentityship",
    "grouptype": "individualentityship",
    "designationsource": "designationsource",
    "sanctionsimposed": "sanctionsimposed",
    "otherinformation": "otherinformation",
    "ukstatementofreasons": "ukstatementofreasons",
    **{f"address{line}": f"addressline{line}" for line in range(1, 7)},
    **{f"addressline{line}": f"addressline{line}" for line in range(1, 7)},
    "addresspostalcode": "addresspostalcode",
    "postzipcode": "addresspostalcode",
    "addresscountry": "addresscountry",
    "country": "addresscountry",
    "phonenumber": "phonenumber",
    "website": "website",
    "emailaddress": "emailaddress",
    "datedesignated": "datedesignated",
    "uksanctionslistdatedesignated": "datedesignated",
    "listedon": "listedon",
    "dob": "dob",
    "nationalityies": "nationality",
    "nationality": "nationality",
    "nationalidentifiernumber": "nationalidentifiernumber",
    "nationalidentificationnumber": "nationalidentifiernumber",
    "nationalidentifieradditionalinformation": "nationalidentifieradditionalinformation",
    "nationalidentificationdetails": "nationalidentifieradditionalinformation",
    "passportnumber": "passportnumber",
    "passportadditionalinformation": "passportadditionalinformation",
    "passportdetails": "passportadditionalinformation",
    "position": "position",
    "gender": "gender",
    "townofbirth": "townofbirth",
    "countryofbirth": "countryofbirth",
}
_REMARKS: Final = {
    "otherinformation": "",
    "ukstatementofreasons": "",
    "position": "Position",
    "phonenumber": "Phone",
    "website": "Website",
    "emailaddress": "Email",
    "designationsource": "Designated by",
    "lastupdated": "Updated",
}
_Row = tuple[str, dict[str, str]]


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like one of the three."""
    if has_root(head, "Designations"):
        return True
    for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 10)[:10]:
        columns = set(header_fields(line.decode("utf-8", errors="replace")))
        if {"name 1", "name 6"} <= columns and not columns.isdisjoint(_IDS):
            return True
    return False


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order in which they first stand in the file.

    Raises:
        ListFormatError: What `RecordStream` or `CsvTable` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or NAME
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    head = read_head(path, 1 << 16)
    yield from (_read_xml if has_root(head, "Designations") else _read_csv)(path, receipt, desk, name)
    desk.close()


def _read_xml(path: str | os.PathLike[str], receipt: Receipt, desk: Desk, list_name: str) -> Iterator[Entry]:
    for node in RecordStream(path, receipt, root="Designations", records=frozenset({"Designation", "DateGenerated"})):
        if node.tag == "DateGenerated":
            receipt.list_date = iso_day(node.text, day_first=True)
            continue
        receipt.rows_read += 1
        where = f"line {node.line}"
        facts = [(where, one) for one in _flat(node)]
        yield from _admitted(desk, receipt, facts, [where], list_name)


def _flat(node: Node) -> Iterator[dict[str, str]]:
    """The elements of a designation as rows: the innermost groups with their own leaves, and the leaves on top."""
    waiting = [node]
    while waiting:
        group = waiting.pop(0)
        leaves: dict[str, str] = {}
        for child in group.children:
            if child.children:
                waiting.append(child)
            elif child.text and child.tag.lower() in leaves:
                yield {child.tag.lower(): child.text}  # a list: <DOBs><DOB/><DOB/></DOBs>
            elif child.text:
                leaves[child.tag.lower()] = child.text
        if leaves:
            yield leaves


def _read_csv(path: str | os.PathLike[str], receipt: Receipt, desk: Desk, list_name: str) -> Iterator[Entry]:
    key = _IDS[0] if _IDS[0].encode() in read_head(path, 1 << 14).lower() else _IDS[1]
    table = CsvTable(path, receipt, key=key, known=_Known())
    groups: dict[str, list[_Row]] = {}
    for where, cells in table:
        facts = {_COLUMNS.get(_letters(column), column): text for column, text in cells.items()}
        if entry_id := facts.get("uniqueid"):
            groups.setdefault(entry_id, []).append((where, facts))
        else:
            receipt.reject(where, "a row needs the id of its entry")
    stated = re.split("[:,]", " ".join(table.preamble), maxsplit=1)[-1].strip(' ,"')
    receipt.list_date = iso_day(stated, day_first=True)
    for rows in groups.values():
        yield from _admitted(desk, receipt, rows, [where for where, _ in rows], list_name)


class _Known:
    """Columns that are read, and those of ships and enterprises, which go to the remarks without a word."""

    def __contains__(self, column: object) -> bool:
        return _letters(str(column)) in _COLUMNS or str(column) in _OF_OTHERS


_OF_OTHERS: Final = frozenset(
    (
        "type of entity|subsidiaries|parent company|business registration number (s)|imo number|type of ship|"
        "current owner/operator (s)|previous owner/operator (s)|current believed flag of ship|previous flags|"
        "tonnage of ship|length of ship|year built|hull identification number (hin)"
    ).split("|")
)


def _letters(column: str) -> str:
    return _BLANKS.sub("", column)


def _admitted(desk: Desk, receipt: Receipt, rows: list[_Row], places: list[str], list_name: str) -> Iterable[Entry]:
    whole: dict[str, str] = {}
    for _, facts in rows:
        for key, text in facts.items():
            whole.setdefault(key, text)
    kind = whole.get("individualentityship", "").lower()
    if kind == "ship":
        for place in places:
            receipt.reject(place, "a ship is not screened")
        return ()
    return desk.admit(_entry(rows, whole, receipt, list_name, person=kind == "individual"), places[0], places)


def _entry(rows: list[_Row], whole: dict[str, str], receipt: Receipt, list_name: str, *, person: bool) -> Entry:
    draft = Draft(receipt, rows[0][0])
    # the primary name first, wherever it stands
    for where, facts in sorted(rows, key=lambda row: "primary" not in row[1].get("nametype", "").lower()):
        draft.where = where
        _name(draft, facts, person=person)
    for where, facts in rows:
        draft.where = where
        _facts(draft, facts, person=person)
    imposed = whole.get("sanctionsimposed", "").split("|")
    listed = whole.get("datedesignated") or whole.get("listedon", "")
    return draft.entry(
        whole.get("uniqueid", ""),
        list_name,
        "person" if person else "organisation",
        reference=whole.get("unreferencenumber") or whole.get("ofsigroupid") or None,
        category="sanctions",
        action=", ".join(filter(None, map(slug, imposed))) or None,
        listed_on=iso_day(listed, day_first=True),
    )


def _name(draft: Draft, facts: dict[str, str], *, person: bool) -> None:
    surname = facts.get("name6", "")
    given = " ".join(text for part in _PARTS if (text := facts.get(part)))
    if surname or given:
        stated = facts.get("nametype", "").lower()
        kind: NameKind = "primary" if "primary" in stated else "former" if "f.k.a" in stated else "strong"
        if "former" in stated:
            kind = "former"
        strength = facts.get("aliasstrength", "").lower()
        if kind != "primary" and ("low" in strength or "weak" in strength):
            kind = "weak"
        whole = f"{given} {surname}".strip()
        draft.name(whole, kind, surname=surname if person else "", given_names=given if person else "")
    if text := facts.get("namenonlatinscript"):
        draft.name(text, "original_script", note=facts.get("nonlatinscriptlanguage", ""))
    draft.title(facts.get("title", ""))


def _facts(draft: Draft, facts: dict[str, str], *, person: bool) -> None:
    if person:
        for birth in _several(facts.get("dob", "")):
            draft.birth(birth, day_first=True)
        for nationality in _several(facts.get("nationality", "")):
            draft.country(nationality, "nationality")
        draft.born_in(facts.get("townofbirth", ""), facts.get("countryofbirth", ""))
        draft.sex(facts.get("gender", ""))
        for key, kind in (("passport", "Passport"), ("nationalidentifier", "National identifier")):
            about = facts.get(f"{key}additionalinformation", "")
            for number in _several(facts.get(f"{key}number", "")):
                draft.document(number, kind, draft.issuer_in(about), about)
    draft.programme(facts.get("regimename", ""))
    lines = [facts.get(f"addressline{line}", "") for line in range(1, 7)]
    draft.address([*lines, facts.get("addresspostalcode", "")], facts.get("addresscountry", ""))
    for key, text in facts.items():
        if key in _REMARKS:
            draft.remark(_REMARKS[key], text)
        elif key not in _READ and text.lower() != "false":
            draft.remark(key, text)


_READ: Final = frozenset(_COLUMNS.values()) - frozenset(_REMARKS)


def _several(text: str) -> list[str]:
    """Values of a cell that numbers them, ``(1) first. (2) second.``; the cell itself where it does not."""
    return [value for part in _NUMBERED.split(text) if (value := part.strip(" .,;"))]
