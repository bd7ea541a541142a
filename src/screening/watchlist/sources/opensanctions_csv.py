"""The simplified table of an OpenSanctions data set (``targets.simple.csv``).

One row an entity: ``id, schema, name, aliases, birth_date, countries, addresses, identifiers, sanctions, phones,
emails, dataset, first_seen, last_seen`` and, in later versions, ``program_ids`` and ``last_change``; several values
stand with semicolons between them.  The table does not say how good an alias is, what type an identifier has, nor
whether a country is a nationality: aliases are strong, and countries are kept as residence, which counts neither for
nor against anybody.  The FtM JSON (`opensanctions_ftm`) says all that; prefer it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources._draft import Desk, Draft
from screening.watchlist.sources._lines import CsvTable, cell_values, header_fields

__all__ = ["NAME", "ORGANISATIONS", "detect", "read"]

NAME: Final = "opensanctions_csv"

ORGANISATIONS: Final = frozenset({"Organization", "Company", "LegalEntity", "PublicBody"})
"""Schemata of FollowTheMoney that are an organisation; Person is a person, and all others are no one."""

_COLUMNS: Final = frozenset(
    """id schema name aliases birth_date countries addresses identifiers sanctions phones emails program_ids dataset
    first_seen last_seen last_change""".split()
)


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the first line is the header of such a table."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace")
    return {"id", "schema", "name", "aliases", "birth_date"} <= set(header_fields(line))


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file.

    Raises:
        ListFormatError: What `CsvTable` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or "opensanctions"
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    for where, cells in CsvTable(path, receipt, key="schema", known=_COLUMNS):
        schema = cells.get("schema", "")
        if schema != "Person" and schema not in ORGANISATIONS:
            receipt.reject(where, "an entity that is neither a person nor an organisation")
        else:
            yield from desk.admit(_entry(cells, receipt, where, name, person=schema == "Person"), where)
    desk.close()


def _entry(cells: dict[str, str], receipt: Receipt, where: str, list_name: str, *, person: bool) -> Entry:
    draft = Draft(receipt, where)
    draft.name(cells.get("name", ""), "primary")
    for alias in cell_values(cells.get("aliases", "")):
        draft.name(alias)
    for country in cell_values(cells.get("countries", "")):
        draft.country(country.upper(), "residence")
    if person:
        for birth in cell_values(cells.get("birth_date", "")):
            draft.birth(birth)
        for number in cell_values(cells.get("identifiers", "")):
            draft.document(number)
    else:
        draft.remark("Identifiers", cells.get("identifiers", ""))
    for address in cell_values(cells.get("addresses", "")):
        draft.remark("Address", address)
    for programme in cell_values(cells.get("program_ids", "")):
        draft.programme(programme)
    for column, label in (("sanctions", "Sanctions"), ("phones", "Phone"), ("emails", "Email"), ("dataset", "Source")):
        draft.remark(label, cells.get(column, ""))
    for column, text in cells.items():
        if column not in _COLUMNS:
            draft.remark(column, text)
    category = "sanctions" if cells.get("sanctions") or cells.get("program_ids") else None
    return draft.entry(cells.get("id", ""), list_name, "person" if person else "organisation", category=category)
