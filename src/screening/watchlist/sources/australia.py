"""The consolidated list of the Australian Department of Foreign Affairs and Trade, saved as CSV.

The department publishes a workbook with one sheet; save it as CSV (UTF-8).  One row a name: ``101`` is the primary name
of an entry, ``101a`` an alias, ``101b`` another one, each with the facts of the entry repeated.  Vessels are rejected.
Written from the published columns, those of before 2025 and after, and tested with invented entries; no official file
was at hand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry, NameKind
from screening.watchlist.sources._draft import Desk, Draft, iso_day, slug
from screening.watchlist.sources._fields import enumerated
from screening.watchlist.sources._lines import CsvTable, header_fields

__all__ = ["NAME", "detect", "read"]

NAME: Final = "australia"

_NAME_COLUMN: Final = "name of individual or entity"
_ACTIONS: Final = ("targeted financial sanction", "travel ban", "arms embargo", "maritime restriction")
_REMARKS: Final = {
    "additional information": "",
    "listing information": "Listed",
    "instrument of designation": "Instrument",
}
_COLUMNS: Final = frozenset(
    (
        "reference", _NAME_COLUMN, "type", "name type", "alias strength", "date of birth", "place of birth",
        "citizenship", "address", "imo number", "committees", "control date", *_ACTIONS, *_REMARKS,
    )
)  # fmt: skip
_REFERENCE: Final = re.compile(r"(\d+)\s*[a-z]*", re.IGNORECASE)
_NO: Final = frozenset({"", "no", "n", "false", "0"})
_Row = tuple[str, dict[str, str]]


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the first line names the reference and the name as this list calls it."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace")
    return {"reference", _NAME_COLUMN} <= set(header_fields(line))


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order in which they first stand in the file.

    Raises:
        ListFormatError: What `CsvTable` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or NAME
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    groups: dict[str, list[_Row]] = {}
    for where, cells in CsvTable(path, receipt, key=_NAME_COLUMN, known=_COLUMNS):
        found = _REFERENCE.fullmatch(cells.get("reference", ""))
        if found is None:
            receipt.reject(where, "a row needs a reference, a number with a letter")
        elif cells.get("type", "").lower() == "vessel":
            receipt.reject(where, "a vessel is not screened")
        else:
            groups.setdefault(found[1], []).append((where, cells))
    for number, rows in groups.items():
        entry = _entry(number, rows, receipt, name)
        yield from desk.admit(entry, rows[0][0], [where for where, _ in rows])
    desk.close()


def _entry(number: str, rows: list[_Row], receipt: Receipt, list_name: str) -> Entry:
    draft = Draft(receipt, rows[0][0])
    person = rows[0][1].get("type", "").lower() == "individual"
    listed: list[str] = []
    actions: dict[str, None] = {}
    for where, cells in sorted(rows, key=lambda row: row[1].get("name type", "").lower() != "primary name"):
        draft.where = where
        draft.name(cells.get(_NAME_COLUMN, ""), _kind(cells))
        if person:
            for birth in enumerated(cells.get("date of birth", "")):
                draft.birth(birth, day_first=True)
            for place in enumerated(cells.get("place of birth", "")):
                draft.born_in(place)
                draft.country_in(place, "birth")
            for nationality in enumerated(cells.get("citizenship", "")):
                draft.country(nationality, "nationality")
        for address in enumerated(cells.get("address", "")):
            draft.remark("Address", address)
            draft.country_in(address, "residence")
        draft.programme(cells.get("committees", ""))
        for column, label in _REMARKS.items():
            draft.remark(label, cells.get(column, ""))
        for column, text in cells.items():
            if column not in _COLUMNS:
                draft.remark(column, text)
        actions.update((slug(column), None) for column in _ACTIONS if cells.get(column, "").lower() not in _NO)
        if day := iso_day(cells.get("control date", ""), day_first=True):
            listed.append(day)
    return draft.entry(
        number,
        list_name,
        "person" if person else "organisation",
        category="sanctions",
        action=", ".join(actions) or None,
        listed_on=min(listed, default=None),
    )


def _kind(cells: dict[str, str]) -> NameKind:
    stated = cells.get("name type", "").lower()
    if cells.get("alias strength", "").lower() == "weak":
        return "weak"
    if stated == "primary name":
        return "primary"
    if "original script" in stated:
        return "original_script"
    return "former" if "former" in stated or "fka" in stated else "strong"
