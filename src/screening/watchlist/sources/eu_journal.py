"""Annexes of EU sanctions acts, transcribed from the Official Journal into CSV, one file an act.

Columns begin with ``celex`` (the framework act) or ``amendedCelex``, ``amendmentCelex``; then ``recordId``, the number
printed in the annex, ``annex``, ``measure``, ``schema`` and the facts, as printed.  A cell holds several values with
semicolons between them, a value with a semicolon in quotation marks.  All files of a folder are one list.

The act, the annex and the record number together name an entry, and rows that share them are one.  Where the annex
prints no number, name and birth date stand in for it, so that each person stays one of its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from screening.errors import ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry, NameKind
from screening.watchlist.sources._draft import Desk, Draft, iso_day, slug
from screening.watchlist.sources._fields import enumerated, listed_names, name_forms
from screening.watchlist.sources._lines import CsvTable, cell_values

__all__ = ["NAME", "detect", "list_files", "read"]

NAME: Final = "eu_journal"

_COLUMNS: Final = frozenset(
    """celex amendedcelex amendmentcelex recordid programkey annex measure startdate reason schema name alias weakalias
    previousname country nationality jurisdiction birthdate birthplace position passportnumber gender appearance
    ethnicity fathername mothername incorporationdate legalform sector registrationnumber taxnumber idnumber inncode
    ogrncode kppcode okpocode leicode swiftbic ticker imonumber mmsi flag address phone email website notes""".split()
)
_DOCUMENTS: Final = {"passportnumber": "Passport", "idnumber": "Identity number", "taxnumber": "Tax number"}
_REMARKS: Final = {
    "reason": "",
    "notes": "",
    "position": "Position",
    "appearance": "Appearance",
    "ethnicity": "Ethnicity",
    "fathername": "Father",
    "mothername": "Mother",
    "incorporationdate": "Incorporated",
    "legalform": "Legal form",
    "sector": "Sector",
    "registrationnumber": "Registration number",
    "inncode": "INN",
    "ogrncode": "OGRN",
    "kppcode": "KPP",
    "okpocode": "OKPO",
    "leicode": "LEI",
    "swiftbic": "BIC",
    "ticker": "Ticker",
    "phone": "Phone",
    "email": "Email",
    "website": "Website",
}
_ALIASES: Final[dict[str, NameKind]] = {"alias": "strong", "weakalias": "weak", "previousname": "former"}
_NO_TRAVELLER: Final = frozenset({"Vessel", "Asset"})
_Row = tuple[str, dict[str, str]]


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the first line is the header of such a file."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return line.startswith((b"celex,recordId,", b"amendedCelex,amendmentCelex,recordId,"))


def list_files(folder: Path) -> list[Path]:
    """The files of a folder that are read as one list."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")


def read(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    receipt: Receipt,
    *,
    list_name: str | None = None,
) -> Iterator[Entry]:
    """Yields the persons and organisations, in the order of the files.

    Args:
        path: A file, several files, or a folder whose ``.csv`` files are read.
        receipt: Takes the account; rows are its unit.
        list_name: Name of the list; ``eu_journal`` when not given.

    Raises:
        ListFormatError: A file is not of this kind, or what `CsvTable` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or NAME
    files = _files(path)
    receipt.begin(
        source=files[0].name if len(files) == 1 else f"{len(files)} files, {files[0].name} to {files[-1].name}",
        list_format=NAME,
        list_name=name,
    )
    desk = Desk(receipt)
    groups: dict[tuple[str, ...], list[_Row]] = {}
    for file in files:
        table = CsvTable(file, receipt, key="recordid", known=_COLUMNS, file=file.name if len(files) > 1 else "")
        for where, cells in table:
            if cells.get("schema") in _NO_TRAVELLER:
                receipt.reject(where, "a vessel or an asset is not screened")
                continue
            act = cells.get("amendedcelex") or cells.get("celex", "")
            number = cells.get("recordid") or _stand_in(cells)
            if not cells.get("recordid") and cells.get("schema") == "Person":
                receipt.notice(where, "an annex without record numbers: name and birth date stand in for the number")
            key = (act, cells.get("annex", ""), number, cells.get("schema", ""))
            groups.setdefault(key, []).append((where, cells))
    for (act, annex, number, schema), rows in groups.items():
        entry = _entry(rows, receipt, name, f"{act}:{annex}:{number}", person=schema == "Person")
        yield from desk.admit(entry, rows[0][0], [where for where, _ in rows])
    desk.close()


def _files(path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[Path]:
    if not isinstance(path, str | os.PathLike):
        return [Path(one) for one in path]
    if not Path(path).is_dir():
        return [Path(path)]
    files = list_files(Path(path))
    if not files:
        raise ListFormatError("a folder without a .csv file", where=Path(path).name)
    return files


def _stand_in(cells: dict[str, str]) -> str:
    facts = "|".join((cells.get("name", ""), cells.get("birthdate", "")))
    return "~" + hashlib.blake2b(facts.encode(), digest_size=8).hexdigest()


def _entry(rows: list[_Row], receipt: Receipt, list_name: str, entry_id: str, *, person: bool) -> Entry:
    draft = Draft(receipt, rows[0][0])
    measures: dict[str, None] = {}
    listed = sorted(day for _, cells in rows if (day := iso_day(cells.get("startdate", ""))) is not None)
    for where, cells in rows:
        draft.where = where
        measures[slug(cells.get("measure", ""))] = None
        draft.programme(cells.get("programkey", ""))
        _names(draft, cells, person=person)
        if cells.get("startdate") and iso_day(cells["startdate"]) is None:
            draft.notice("a day of listing was not understood")
            draft.remark("Listed", cells["startdate"])
        if person:
            _person(draft, cells)
        for country in cell_values(cells.get("country", "")):
            draft.country(country, "residence")
        for country in cell_values(cells.get("jurisdiction", "")):
            draft.country(country, "residence")
        for address in cell_values(cells.get("address", "")):
            draft.remark("Address", address)
            draft.country_in(address, "residence")
        for column, label in _REMARKS.items():
            draft.remark(label, cells.get(column, ""))
        if not person:
            for column, label in _DOCUMENTS.items():
                draft.remark(label, cells.get(column, ""))
        for column, text in cells.items():
            if column not in _COLUMNS:
                draft.remark(column, text)
    return draft.entry(
        entry_id,
        list_name,
        "person" if person else "organisation",
        reference=rows[0][1].get("recordid") or None,
        category="sanctions",
        action=", ".join(filter(None, measures)) or None,
        listed_on=listed[0] if listed else None,
    )


def _names(draft: Draft, cells: dict[str, str], *, person: bool) -> None:
    draft_names = _person_names if person else _plain_names
    draft_names(draft, cells.get("name", ""), "primary")
    for column, kind in _ALIASES.items():
        for value in cell_values(cells.get(column, "")):
            draft_names(draft, value, kind)


def _plain_names(draft: Draft, text: str, kind: NameKind) -> None:
    draft.name(text, kind)


def _person_names(draft: Draft, text: str, kind: NameKind) -> None:
    for one, label in [(text, "")] if kind == "primary" else listed_names(text):
        main, others, notes = name_forms(one)
        draft.name(main, kind, note="; ".join(filter(None, (label, *notes))))
        for other in others:
            draft.name(other, "strong" if kind == "primary" else kind)


def _person(draft: Draft, cells: dict[str, str]) -> None:
    for value in cell_values(cells.get("birthdate", "")):
        draft.birth(value, day_first=True)
    for place in cell_values(cells.get("birthplace", "")):
        for one in enumerated(place):
            draft.born_in(one)
            draft.country_in(one.rstrip(")").replace("(", ", "), "birth")
    for value in cell_values(cells.get("nationality", "")):
        for nationality in enumerated(value):
            draft.country(nationality, "nationality")
    draft.sex(cells.get("gender", "").rstrip("."))
    for column, kind in _DOCUMENTS.items():
        for value in cell_values(cells.get(column, "")):
            for text in enumerated(value):
                draft.document(text, kind, draft.issuer_in(text))
