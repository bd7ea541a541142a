"""The Consolidated Canadian Autonomous Sanctions List (Special Economic Measures Act), official XML.

Structure: ``data-set`` with one ``record`` a listed person, organisation or ship, each field once and as free text.
``Country`` is the regulation, not a nationality; it, ``Schedule`` and ``Item`` together are the number of the record.
``Aliases`` holds several names, often in Cyrillic or Arabic, between semicolons, slashes or commas.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources._draft import Desk, Draft, iso_day, slug
from screening.watchlist.sources._fields import listed_names, name_forms
from screening.watchlist.sources._xml import Node, RecordStream, has_root

__all__ = ["NAME", "detect", "read"]

NAME: Final = "canada"

_TAGS: Final = frozenset(
    """Country LastName GivenName Aliases DateOfBirthOrShipBuildDate Schedule Item DateOfListing EntityOrShip
    TitleOrShip ShipIMONumber""".split()
)


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like the Canadian list; the tags of its first record decide, as its root says little."""
    return has_root(head, "data-set") and b"<DateOfListing>" in head


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file.

    Raises:
        ListFormatError: What `RecordStream` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or NAME
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    for node in RecordStream(path, receipt, root="data-set", records=frozenset({"record"})):
        receipt.rows_read += 1
        where = f"line {node.line}"
        if node.value("ShipIMONumber"):
            receipt.reject(where, "a ship is not screened")
        else:
            yield from desk.admit(_entry(node, receipt, where, name), where)
    desk.close()


def _entry(node: Node, receipt: Receipt, where: str, list_name: str) -> Entry:
    draft = Draft(receipt, where)
    surname, given = node.value("LastName"), node.value("GivenName")
    person = bool(surname or given)
    if person:
        draft.name(f"{given} {surname}".strip(), "primary", surname=surname, given_names=given)
    else:
        draft.name(node.value("EntityOrShip"), "primary")
    for text, label in listed_names(node.value("Aliases")) if person else [(node.value("Aliases"), "")]:
        if text:
            _alias(draft, text, label, person=person)
    draft.birth(node.value("DateOfBirthOrShipBuildDate"))
    title = node.value("TitleOrShip")
    if title:
        draft.title(title)
    regulation, schedule, item = (node.value(tag) for tag in ("Country", "Schedule", "Item"))
    draft.programme(regulation)
    draft.remark("Schedule", f"{schedule}, item {item}".strip(", "))
    for part in node.children:
        if part.tag not in _TAGS and not part.empty:
            draft.notice("an element that is not known: kept in the remarks")
            draft.remark(part.tag, part.text)
    number = ":".join((slug(regulation.partition("/")[0]), "".join(schedule.split()), item)) if item else ""
    listed_on = iso_day(node.value("DateOfListing"))
    return draft.entry(
        number,
        list_name,
        "person" if person else "organisation",
        category="sanctions",
        reference=number or None,
        listed_on=listed_on,
    )


def _alias(draft: Draft, text: str, label: str, *, person: bool) -> None:
    main, others, notes = name_forms(text) if person else (text, [], [])
    draft.name(main, note="; ".join(filter(None, (label, *notes))))
    for other in others:
        draft.name(other)
