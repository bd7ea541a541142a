"""The EU's consolidated list of financial sanctions, CSV (FSF, ``csvFullSanctionsList``, versions 1.0 and 1.1).

Semicolons between the columns; one row a name, birth date, citizenship, identification or address, and all rows with
one logical id are one entry.  Columns are called after the elements and attributes of the XML: ``NameAlias_WholeName``,
``BirthDate_YearRangeFrom``; in version 1.0 they are shortened: ``Naal_wholename``, ``Birt_date``.  Written from the
published lists of columns and tested with entries re-entered in them; no official file was at hand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources._draft import Desk, Draft, iso_day
from screening.watchlist.sources._eu_facts import add_address, add_birth, add_citizenship, add_document, add_name
from screening.watchlist.sources._input import read_head
from screening.watchlist.sources._lines import CsvTable, header_fields

__all__ = ["NAME", "detect", "read"]

NAME: Final = "eu_csv"

_IDS: Final = ("entity_logicalid", "entity_logical_id")
_SECTIONS: Final = {
    "namealias": "name",
    "naal": "name",
    "birthdate": "birth",
    "birt": "birth",
    "citizenship": "citizenship",
    "citi": "citizenship",
    "identification": "document",
    "iden": "document",
    "address": "address",
    "addr": "address",
}
_PREFIXES: Final = frozenset((*_SECTIONS, *"entity filegenerationdate date programme subject eu un leba".split()))
_SHORT: Final = {"date": "birthdate", "language": "namelanguage"}
# Of the parts of the list's own book-keeping nothing is kept: ids of parts, and the regulation behind each part.
_BOOKKEEPING: Final = ("regulation", "logicalid", "logical_id", "leba", "rank", "programme", "id")
_Row = tuple[str, dict[str, str]]


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the first line names the logical id and the whole name."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace")
    columns = set(header_fields(line))
    return not columns.isdisjoint(_IDS) and not columns.isdisjoint({"namealias_wholename", "naal_wholename"})


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order in which they first stand in the file.

    Raises:
        ListFormatError: What `CsvTable` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or "eu"
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    table = CsvTable(path, receipt, key=_key(path), known=_Known())
    groups: dict[str, list[_Row]] = {}
    for where, cells in table:
        entry_id = next((cells[column] for column in _IDS if column in cells), "")
        if not entry_id:
            receipt.reject(where, "a row needs the logical id of its entry")
            continue
        groups.setdefault(entry_id, []).append((where, cells))
        receipt.list_date = receipt.list_date or iso_day(
            cells.get("filegenerationdate") or cells.get("date_file", ""), day_first=True
        )
    for entry_id, rows in groups.items():
        entry = _entry(entry_id, rows, receipt, name)
        yield from desk.admit(entry, rows[0][0], [where for where, _ in rows])
    desk.close()


class _Known:
    """The columns of a section, or of the list's own book-keeping, by what they begin with."""

    def __contains__(self, column: object) -> bool:
        return str(column).partition("_")[0] in _PREFIXES


def _key(path: str | os.PathLike[str]) -> str:
    return _IDS[1] if _IDS[1].encode() in read_head(path, 1 << 14).lower() else _IDS[0]


def _entry(entry_id: str, rows: list[_Row], receipt: Receipt, list_name: str) -> Entry:
    draft = Draft(receipt, rows[0][0])
    whole: dict[str, str] = {}
    for _, cells in rows:
        for column, text in cells.items():
            whole.setdefault(column, text)
    codes = {whole.get(column, "").lower() for column in _SUBJECT}
    person = not codes.isdisjoint({"p", "person"})
    for where, cells in rows:
        draft.where = where
        sections: dict[str, dict[str, str]] = {}
        for column, text in cells.items():
            prefix, _, attribute = column.partition("_")
            section = _SECTIONS.get(prefix)
            if section is not None and not attribute.startswith(_BOOKKEEPING):
                sections.setdefault(section, {})[_SHORT.get(attribute, attribute)] = text
        for section, facts in sections.items():
            remarks = [facts.pop("remark")] if "remark" in facts else []
            if section == "name":
                add_name(draft, facts, remarks, person=person)
            elif section == "birth" and person:
                add_birth(draft, facts, remarks)
            elif section == "citizenship":
                add_citizenship(draft, facts)
            elif section == "document":
                add_document(draft, facts, remarks, person=person)
            elif section == "address":
                add_address(draft, facts, remarks)
        for column, text in cells.items():
            if column not in _Known():
                draft.remark(column, text)
        draft.programme(cells.get("entity_regulation_programme") or cells.get("programme", ""))
        draft.remark("Regulation", cells.get("entity_regulation_numbertitle") or cells.get("leba_numtitle", ""))
        draft.remark("", cells.get("entity_remark", ""))
        draft.remark("", cells.get("entity_designationdetails", ""))
    draft.remark("UN reference", whole.get("entity_unitednationid", ""))
    return draft.entry(
        entry_id,
        list_name,
        "person" if person else "organisation",
        reference=whole.get("entity_eu_referencenumber") or whole.get("eu_ref_num") or None,
        category="sanctions",
        listed_on=iso_day(whole.get("entity_designationdate", "")),
    )


_SUBJECT: Final = ("entity_subjecttype", "entity_subjecttype_classificationcode", "subject_type")
