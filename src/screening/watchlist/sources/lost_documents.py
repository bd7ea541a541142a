"""Stolen and lost travel documents: entries that are a document and name nobody, as CSV.

Such a list (INTERPOL's SLTD, a register of a ministry) has a number, a type and an issuer, and no person.  INTERPOL
answers single queries and publishes no file; the columns here are what its description names: ``document_number``,
``document_type``, ``issuing_state`` (or ``issuing_country``), ``status`` (lost, stolen, stolen blank, revoked,
invalidated) and ``date`` of the loss.  An ``id`` is not needed: state, type and number are one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources._draft import Desk, Draft, iso_day, slug
from screening.watchlist.sources._lines import CsvTable, header_fields

__all__ = ["NAME", "detect", "read"]

NAME: Final = "lost_documents"

_STATES: Final = ("issuing_state", "issuing_country")
_COLUMNS: Final = frozenset({"document_number", "document_type", *_STATES, "status", "date"})


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the first line names a document's number and issuer, and neither an id nor a name."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace")
    columns = set(header_fields(line))
    return "document_number" in columns and not columns.isdisjoint(_STATES) and columns <= _COLUMNS


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields the documents in the order of the file.

    Raises:
        ListFormatError: What `CsvTable` refuses.
        ListEmptyError: No document was read.
    """
    name = list_name or NAME
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    for where, cells in CsvTable(path, receipt, key="document_number", known=_COLUMNS):
        draft = Draft(receipt, where)
        kind, status = cells.get("document_type", ""), cells.get("status", "")
        state = next((cells[column] for column in _STATES if column in cells), "")
        draft.document(cells.get("document_number", ""), kind, state, status)
        if state:
            draft.country(state, "issuing")
        for column, text in cells.items():
            if column not in _COLUMNS:
                draft.remark(column, text)
        document = next(iter(draft.documents), None)
        number = "" if document is None else ":".join(filter(None, (document.issuing_state, kind, document.number)))
        category = "lost_document" if slug(status) in ("", "lost") else f"{slug(status)}_document"
        entry = draft.entry(
            number or where.replace(" ", "-"),
            name,
            "document",
            category=category,
            action="seize",
            listed_on=iso_day(cells.get("date", "")),
        )
        yield from desk.admit(entry, where)
    desk.close(needs="document")
